// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

namespace bulkhead {

class StoreSession;

/// The part of a job store that takes a list in; see JobStore, "Planning".
class JobPlanning
{
public:
    explicit JobPlanning(StoreSession &session) : m_session(session) {}

    Status createJob(const NewJob &job);
    Status appendChunks(const QUuid &jobId, std::span<const NewChunk> chunks);
    Status restartPlan(const QUuid &jobId);
    Status restPlan(const QUuid &jobId, std::chrono::milliseconds wait, const Text &reason);
    Status recordPreview(const QUuid &jobId, qint64 no, const ChunkPreview &preview);
    Status awaitPerson(const QUuid &jobId, JobAwaits awaits, const Text &reason);
    Result<bool> startAwaiting(const QUuid &jobId, const QString &actor, const QString &reason, const Text &approval);
    Status finishPlan(const QUuid &jobId);
    Result<std::optional<QUuid>> adoptPending(const QUuid &worker);
    Status ownPlan(const QUuid &jobId, const QUuid &worker);

private:
    struct Ownership
    {
        QUuid job;
        QUuid worker;
    };

    /// Within a transaction: keeps the job Pending, and ours if it was, until the end of it; or fails with
    /// JOB_NOT_PENDING or PLAN_TAKEN.
    Status holdPending(const QUuid &jobId);
    Result<bool> startOnServer(const QUuid &jobId, const QString &actor, const QString &reason, const Text &approval);
    Status appendChunk(const QUuid &jobId, const NewChunk &chunk);

    StoreSession &m_session;
    std::optional<Ownership> m_owned; ///< what ownPlan() said last
};

} // namespace bulkhead
