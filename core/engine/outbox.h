// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

#include <QDateTime>

namespace bulkhead {

struct MontageSettings;

/// An event of a job as the world outside hears of it. It was kept in the transaction of what it tells, so what is not
/// here did not happen.
struct OutboxEvent
{
    qint64 id = 0; ///< grows; go on behind the last one that was read
    QString type;  ///< as the operation calls it: "montage.generated"; else "job.completed"
    QUuid job;
    QDateTime at; ///< UTC
    QJsonObject data;

    /// event_id, event_type, aggregate_id, occurred_at, data.
    QJsonObject toJson() const;
};

/// Reads the events of one job for publishing.
class Outbox
{
public:
    explicit Outbox(JobStore &store) : m_store(store) {}

    /// Those behind `afterId`, in their order, at most `limit`.
    Result<std::vector<OutboxEvent>> next(const Job &job, qint64 afterId, int limit);

private:
    Result<qint64> firstStart(const Job &job);
    Result<QJsonObject> montageData(const Job &job, const MontageSettings &settings, const QString &kind,
                                    const JobEvent &event);

    JobStore &m_store;
};

} // namespace bulkhead
