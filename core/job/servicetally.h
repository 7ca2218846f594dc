// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

#include <array>

namespace bulkhead {

/// What services were asked for a chunk, or a job, and what they said, in figures.
struct ServiceTally
{
    /// The kinds of an answer, as they are called in JSON; those of Answer::Kind, in its order.
    static constexpr std::array<const char *, 6> kinds{"found",   "not_found",   "invalid",
                                                       "refused", "unavailable", "lost"};

    std::array<qint64, kinds.size()> answers{}; ///< rows by what was said of them
    qint64 calls = 0;                           ///< each retry too
    qint64 retries = 0;
    double latencyMs = 0; ///< of all calls together

    qint64 answered() const;
    double averageMs() const { return calls > 0 ? latencyMs / double(calls) : 0; }
    bool isEmpty() const { return calls == 0 && answered() == 0; }
    void add(const ServiceTally &other);
    /// calls, retries, latency_ms (the average) and answers by kind.
    QJsonObject toJson() const;
    static ServiceTally fromJson(const QJsonObject &json);

    bool operator==(const ServiceTally &) const = default;
};

} // namespace bulkhead
