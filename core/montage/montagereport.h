// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/result.h"

#include <QJsonObject>

#include <chrono>
#include <vector>

namespace bulkhead {

/// What became of the users of a montage job. Adding is order-independent; what was done before a job was
/// cancelled or failed is part of it.
class MontageReport
{
public:
    /// A user whose montages are done; how many interests among them.
    void add(bool hasGeneral, int interests, std::chrono::milliseconds took);
    void addError(const QString &userId, const Error &error);
    void add(const MontageReport &other);

    int processed() const { return m_success + m_errors; }
    int success() const { return m_success; }
    int errors() const { return m_errors; }

    /// job_id, processed, success, errors, general_montages, interest_montages, duration (ms), error_messages
    /// ("User X: …", the first hundred).
    QJsonObject toJson(const QString &jobId, std::chrono::milliseconds duration) const;
    /// The summary of the event montage.batch_job.completed; the average of no users is 0.
    QJsonObject summary() const;

private:
    int m_success = 0;
    int m_errors = 0;
    int m_general = 0;
    int m_interest = 0;
    std::chrono::milliseconds m_time{};
    QStringList m_messages;
};

} // namespace bulkhead
