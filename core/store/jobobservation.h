// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

namespace bulkhead {

class JobOrder;
class StoreSession;

/// The part of a job store that only looks; see JobStore, "Observing". Locks nothing.
class JobObservation
{
public:
    explicit JobObservation(StoreSession &session) : m_session(session) {}

    Result<std::optional<Job>> job(const QUuid &jobId);
    Result<std::vector<QUuid>> jobsByIdPrefix(const QString &prefix);
    Result<std::vector<Job>> jobs(const JobQuery &query);
    Result<JobCounts> counts(const QUuid &jobId);
    Result<std::vector<Chunk>> chunks(const QUuid &jobId);
    Result<std::vector<JobEvent>> events(const QUuid &jobId, qint64 afterId, int limit);
    Result<QByteArray> chunkRows(const QUuid &jobId, qint64 no);
    Result<QByteArray> chunkResults(const QUuid &jobId, qint64 no);
    Result<std::optional<qint64>> chunkOfRow(const QUuid &jobId, qint64 row);

private:
    /// Jobs of a page that `condition` and `order` cut out of the job table, with their counts.
    Result<std::vector<Job>> page(const QByteArray &condition, const SqlValues &parameters, const JobOrder &order);

    StoreSession &m_session;
};

} // namespace bulkhead
