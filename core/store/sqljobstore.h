// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunkimages.h"
#include "core/store/chunkwork.h"
#include "core/store/failuretable.h"
#include "core/store/jobcontrol.h"
#include "core/store/jobobservation.h"
#include "core/store/jobplanning.h"
#include "core/store/jobwaiting.h"
#include "core/store/storesession.h"
#include "core/store/workerregistry.h"

namespace bulkhead {

/// A job store out of its parts, which write the same SQL for both databases; what differs is the
/// session's.
class SqlJobStore : public JobStore
{
public:
    SqlConnection &connection() final { return m_session->connection(); }

    Status createJob(const NewJob &job) final { return m_planning.createJob(job); }
    Status appendChunks(const QUuid &jobId, std::span<const NewChunk> chunks) final
    {
        return m_planning.appendChunks(jobId, chunks);
    }
    Status restartPlan(const QUuid &jobId) final { return m_planning.restartPlan(jobId); }
    Status restPlan(const QUuid &jobId, std::chrono::milliseconds wait, const Text &reason) final
    {
        return m_planning.restPlan(jobId, wait, reason);
    }
    Status finishPlan(const QUuid &jobId) final { return m_planning.finishPlan(jobId); }
    Status recordPreview(const QUuid &jobId, qint64 no, const ChunkPreview &preview) final
    {
        return m_planning.recordPreview(jobId, no, preview);
    }
    Status awaitPerson(const QUuid &jobId, JobAwaits awaits, const Text &reason) final
    {
        return m_planning.awaitPerson(jobId, awaits, reason);
    }
    Result<bool> startAwaiting(const QUuid &jobId, const QString &actor, const QString &reason,
                               const Text &approval) final
    {
        return m_planning.startAwaiting(jobId, actor, reason, approval);
    }
    Result<std::optional<Job>> adoptPending(const QUuid &worker) final;
    Status ownPlan(const QUuid &jobId, const QUuid &worker) final { return m_planning.ownPlan(jobId, worker); }

    Result<bool> pause(const QUuid &jobId, const QString &actor) final { return m_control.pause(jobId, actor); }
    Result<bool> resume(const QUuid &jobId, const QString &actor) final { return m_control.resume(jobId, actor); }
    Result<bool> cancel(const QUuid &jobId, const QString &actor, const Text &reason) final
    {
        return m_control.cancel(jobId, actor, reason);
    }
    Result<bool> stop(const QUuid &jobId, const Text &reason) final { return m_control.stop(jobId, reason); }
    Result<bool> remove(const QUuid &jobId) final { return m_control.remove(jobId); }
    Result<bool> settle(const QUuid &jobId) final { return m_control.settle(jobId); }

    Status enlist(const WorkerIdentity &worker, std::chrono::milliseconds lease) final
    {
        return m_workers.enlist(worker, lease);
    }
    Result<Beat> beat(const QUuid &worker, std::chrono::milliseconds lease) final
    {
        return m_workers.beat(worker, lease);
    }
    Status dismiss(const QUuid &worker) final { return m_workers.dismiss(worker); }
    Status reclaim(const QUuid &worker, const std::vector<QUuid> &held) final
    {
        return m_workers.reclaim(worker, held);
    }

    Result<std::vector<RunnableJob>> runnable(int limit) final { return m_work.runnable(limit); }
    Result<std::optional<ChunkClaim>> claim(const QUuid &jobId, const QUuid &worker, qint64 fromNo, bool ordered,
                                            int maxRunning) final
    {
        return m_work.claim(jobId, worker, fromNo, ordered, maxRunning);
    }
    Result<bool> holdsClaim(const ChunkClaim &claim) final { return m_work.holdsClaim(claim); }
    Result<bool> record(const ChunkClaim &claim, const ChunkOutcome &outcome) final
    {
        return m_work.record(claim, outcome);
    }
    Result<bool> wasRecorded(const ChunkClaim &claim) final { return m_work.wasRecorded(claim); }
    Status release(const ChunkClaim &claim, std::chrono::milliseconds wait, const Text &why) final
    {
        return m_work.release(claim, wait, why);
    }
    Result<bool> holdIfDue(const QUuid &jobId) final { return m_images.holdIfDue(jobId); }
    Result<bool> rest(const QUuid &jobId, std::chrono::milliseconds wait, const Text &reason) final
    {
        return m_waiting.rest(jobId, wait, reason);
    }
    Result<qint64> keepTime() final { return m_waiting.keepTime(); }
    Status sayWhyQueued(const QUuid &jobId, const Text &reason) final { return m_waiting.sayWhyQueued(jobId, reason); }
    Result<qint64> forgetImages() final { return m_images.forget(); }
    Status addEvent(const QUuid &jobId, const QString &kind, const QJsonObject &detail) final
    {
        return m_session->addEvent(jobId, kind, detail);
    }

    Result<std::optional<Job>> job(const QUuid &jobId) final { return m_observation.job(jobId); }
    Result<std::vector<QUuid>> jobsByIdPrefix(const QString &prefix) final
    {
        return m_observation.jobsByIdPrefix(prefix);
    }
    Result<std::vector<Job>> jobs(const JobQuery &query) final { return m_observation.jobs(query); }
    Result<JobCounts> counts(const QUuid &jobId) final { return m_observation.counts(jobId); }
    Result<std::vector<ErrorCount>> errorCounts(const QUuid &jobId) final { return m_failures.errorCounts(jobId); }
    Result<std::vector<Chunk>> chunks(const QUuid &jobId) final { return m_observation.chunks(jobId); }
    Result<std::vector<JobEvent>> events(const QUuid &jobId, qint64 afterId, int limit) final
    {
        return m_observation.events(jobId, afterId, limit);
    }
    Result<qint64> failureCount(const FailureQuery &query) final { return m_failures.count(query); }
    Result<std::vector<Failure>> failures(const FailureQuery &query) final { return m_failures.failures(query); }
    Result<QByteArray> chunkRows(const QUuid &jobId, qint64 no) final { return m_observation.chunkRows(jobId, no); }
    Result<QByteArray> chunkResults(const QUuid &jobId, qint64 no) final
    {
        return m_observation.chunkResults(jobId, no);
    }
    Result<QByteArray> chunkChanges(const QUuid &jobId, qint64 no) final { return m_images.changes(jobId, no); }
    Result<QByteArray> chunkPreview(const QUuid &jobId, qint64 no) final { return m_images.preview(jobId, no); }
    Result<std::vector<qint64>> refusedRows(const QUuid &jobId, qint64 no) final
    {
        return m_images.refusedRows(jobId, no);
    }
    Result<QByteArray> plannedChanges(const QUuid &jobId, qint64 no) final { return m_images.planned(jobId, no); }
    Result<std::map<qint64, ChangeTally>> changeTallies(const QUuid &jobId, bool ofPreview) final
    {
        return m_images.tallies(jobId, ofPreview);
    }
    Result<bool> hasImages(const QUuid &jobId) final { return m_images.any(jobId); }
    Result<std::optional<qint64>> chunkOfRow(const QUuid &jobId, qint64 row) final
    {
        return m_observation.chunkOfRow(jobId, row);
    }

    Status mend(const QUuid &jobId, qint64 row, const QJsonObject &values) final
    {
        return m_failures.mend(jobId, row, values);
    }
    Status markRetried(const FailureQuery &query, qint64 count, const QUuid &child) final
    {
        return m_failures.markRetried(query, count, child);
    }

    Result<std::vector<VerifyFinding>> verify(const QUuid &jobId) final;

protected:
    explicit SqlJobStore(std::unique_ptr<StoreSession> session);

private:
    std::unique_ptr<StoreSession> m_session;
    JobPlanning m_planning;
    JobControl m_control;
    JobWaiting m_waiting;
    WorkerRegistry m_workers;
    ChunkWork m_work;
    JobObservation m_observation;
    FailureTable m_failures;
    ChunkImages m_images;
};

} // namespace bulkhead
