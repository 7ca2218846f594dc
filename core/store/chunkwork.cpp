// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunkwork.h"

#include "core/store/jobtransition.h"
#include "core/store/storesession.h"

#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

QString plain(const QUuid &id)
{
    return id.toString(QUuid::WithoutBraces);
}

} // namespace

struct ChunkWork::Candidate
{
    ChunkClaim claim; ///< as it was: attempt and fence are those of the one who held it last
    bool isTakenOver = false;
    QUuid formerWorker;
    bool isJobQueued = false;
};

Result<std::vector<RunnableJob>> ChunkWork::runnable(int limit)
{
    const auto rows = m_session.run("select id, state, priority from {job} where completed_at is null and "
                                    "state in ('queued', 'processing')"
                                    " order by priority desc, created_at, id limit $1",
                                    {qint64(limit)});
    if (!rows)
        return rows.error();
    std::vector<RunnableJob> jobs;
    for (const SqlRows::Row &row : rows->rows)
        jobs.push_back({.id = toUuid(row[0]),
                        .state = jobStateFromName(toText(row[1])).value_or(JobState::Queued),
                        .priority = int(toInt(row[2]))});
    return jobs;
}

Result<std::optional<ChunkClaim>> ChunkWork::claim(const QUuid &jobId, const QUuid &worker, qint64 fromNo, bool ordered,
                                                   int maxRunning)
{
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun.error();
    if (Status leased = requireLease(worker); !leased)
        return leased.error();
    // Counting what runs and adding to it must be one step, or two claimers both see room for one.
    if (Status serial = m_session.serialiseClaims(jobId); !serial)
        return serial.error();
    constexpr qint64 end = std::numeric_limits<qint64>::max();
    auto found = candidate(jobId, fromNo, end, ordered, maxRunning);
    if (found && !*found && fromNo > 0)
        found = candidate(jobId, 0, fromNo, ordered, maxRunning);
    if (!found)
        return found.error();
    if (!*found)
        return std::optional<ChunkClaim>();
    Result<ChunkClaim> taken = take(jobId, worker, **found);
    if (!taken)
        return taken.error();
    if (Status committed = transaction.commit(); !committed)
        return committed.error();
    // On its own, since a transaction that holds a chunk must never wait for its job.
    if ((*found)->isJobQueued) {
        if (const auto moved = moveJob(m_session, jobId, JobState::Processing, "started"); !moved)
            return moved.error();
    }
    return std::optional(taken.take());
}

Status ChunkWork::requireLease(const QUuid &worker)
{
    const auto alive = m_session.run("select 1 from {worker} where id = $1::uuid and lease_until > {now}", {worker});
    if (!alive)
        return alive.error();
    if (!alive->isEmpty())
        return Done{};
    return Error{u"LEASE_LOST"_s,
                 QT_TRANSLATE_NOOP("core", "This program counts as gone: it was silent for longer than its lease."),
                 {}};
}

Result<std::optional<ChunkWork::Candidate>> ChunkWork::candidate(const QUuid &jobId, qint64 from, qint64 to,
                                                                 bool ordered, int maxRunning)
{
    // A dead worker's chunk that is being committed at this moment is locked by that commit, and skipped.
    const QByteArray inOrder = ordered ? " and k.no = (select min(o.no) from {chunk} o where o.job_id = "
                                         "$1::uuid and o.state in ('ready', 'running'))"
                                       : "";
    const auto rows = m_session.runComposed(
        "select k.no, k.first_item, k.item_count, k.refused, k.attempt, k.state, k.worker_id, j.state"
        " from {chunk} k join {job} j on j.id = k.job_id left join {worker} w on w.id = k.worker_id"
        " where k.job_id = $1::uuid and j.state in ('queued', 'processing') and k.no >= $2 and k.no < $3"
        " and (j.hold_after is null or k.first_item <= j.hold_after)"
        " and (k.state = 'ready' and (k.not_before is null or k.not_before <= {now})"
        "      or k.state = 'running' and (w.id is null or w.lease_until <= {now}))"
        " and (select count(*) from {chunk} r join {worker} rw on rw.id = r.worker_id"
        "      where r.job_id = $1::uuid and r.state = 'running' and rw.lease_until > {now}) < $4" +
            inOrder + " order by k.no limit 1 {lockFree k}",
        {jobId, from, to, qint64(maxRunning)});
    if (!rows)
        return rows.error();
    if (rows->isEmpty())
        return std::optional<Candidate>();
    const SqlRows::Row &row = rows->rows[0];
    return std::optional(Candidate{.claim{.jobId = jobId,
                                          .no = toInt(row[0]),
                                          .firstItem = toInt(row[1]),
                                          .itemCount = toInt(row[2]),
                                          .refused = toInt(row[3]),
                                          .attempt = int(toInt(row[4]))},
                                   .isTakenOver = toText(row[5]) == u"running",
                                   .formerWorker = toUuid(row[6]),
                                   .isJobQueued = toText(row[7]) == u"queued"});
}

Result<ChunkClaim> ChunkWork::take(const QUuid &jobId, const QUuid &worker, const Candidate &chunk)
{
    ChunkClaim claim = chunk.claim;
    const Result<qint64> fence = m_session.nextFence();
    if (!fence)
        return fence.error();
    claim.fence = *fence;
    claim.claimId = QUuid::createUuid();
    claim.attempt += 1;
    const auto taken =
        m_session.run("update {chunk} set state = 'running', attempt = $3, worker_id = $4::uuid, claim_id = "
                      "$5::uuid, fence = $6,"
                      " not_before = null, started_at = {now} where job_id = $1::uuid and no = $2",
                      {jobId, claim.no, qint64(claim.attempt), worker, claim.claimId, claim.fence});
    if (!taken)
        return taken.error();
    if (chunk.isTakenOver) {
        const QJsonObject detail{
            {u"chunk"_s, claim.no}, {u"worker"_s, plain(chunk.formerWorker)}, {u"attempt"_s, claim.attempt}};
        if (Status logged = m_session.addEvent(jobId, u"lease_expired"_s, detail); !logged)
            return logged.error();
    }
    const auto page =
        m_session.run("select r.rows, r.changes, p.no is not null from {chunk_rows} r left join {chunk_preview} p"
                      " on p.job_id = r.job_id and p.no = r.no where r.job_id = $1::uuid and r.no = $2",
                      {jobId, claim.no});
    if (!page)
        return page.error();
    if (page->isEmpty())
        return Error{u"CHUNK_WITHOUT_ROWS"_s,
                     {QT_TRANSLATE_NOOP("core", "The rows of chunk %1 of job %2 are missing from the database."),
                      {QString::number(claim.no), plain(jobId)}},
                     QT_TRANSLATE_NOOP("core", "Cancel the job and submit it again.")};
    claim.rows = toBytes(page->rows[0][0]);
    claim.changes = toBytes(page->rows[0][1]);
    claim.isPreviewed = toBool(page->rows[0][2]);
    return claim;
}

Result<bool> ChunkWork::holdsClaim(const ChunkClaim &claim)
{
    const auto held = m_session.run("select 1 from {chunk} k where job_id = $1::uuid and no = $2 and state = 'running'"
                                    " and claim_id = $3::uuid and fence = $4 {lock k}",
                                    {claim.jobId, claim.no, claim.claimId, claim.fence});
    if (!held)
        return held.error();
    return !held->isEmpty();
}

Status ChunkWork::requireSum(const ChunkClaim &claim, const ChunkOutcome &outcome)
{
    if (!m_session.connection().inTransaction())
        return Error{
            u"NO_TRANSACTION"_s,
            QT_TRANSLATE_NOOP("core", "A chunk is recorded in the transaction of its effect, and none is open."),
            {}};
    const qint64 settled = claim.refused + outcome.succeeded + outcome.skipped + outcome.cancelled + outcome.unknown +
                           qint64(outcome.failures.size());
    if (settled == claim.itemCount)
        return Done{};
    return Error{u"COUNTS_DIFFER"_s,
                 {QT_TRANSLATE_NOOP("core", "Chunk %1 has %2 rows, but %3 were accounted for."),
                  {QString::number(claim.no), QString::number(claim.itemCount), QString::number(settled)}},
                 QT_TRANSLATE_NOOP("core", "This is a fault of the operation; nothing of the chunk was written.")};
}

Result<bool> ChunkWork::record(const ChunkClaim &claim, const ChunkOutcome &outcome)
{
    if (Status sum = requireSum(claim, outcome); !sum)
        return sum.error();
    const qint64 failed = qint64(outcome.failures.size());
    const auto done = m_session.run("update {chunk} set state = 'done', succeeded = $5, failed = $6, skipped = $7, "
                                    "cancelled = $8, unknown = $9,"
                                    " duration_ms = $10 where job_id = $1::uuid and no = $2 and state = 'running' and "
                                    "claim_id = $3::uuid and fence = $4",
                                    {claim.jobId, claim.no, claim.claimId, claim.fence, outcome.succeeded, failed,
                                     outcome.skipped, outcome.cancelled, outcome.unknown, outcome.durationMs});
    if (!done)
        return done.error();
    if (done->affected != 1)
        return false;
    if (!outcome.results.isEmpty()) {
        const auto kept = m_session.run("insert into {chunk_result} (job_id, no, results, changes, summary)"
                                        " values ($1::uuid, $2, $3, $4, $5)",
                                        {claim.jobId, claim.no, outcome.results,
                                         outcome.changes.isEmpty() ? SqlValue() : SqlValue(outcome.changes),
                                         jsonText(outcome.tally.toJson())});
        if (!kept)
            return kept.error();
    }
    if (!outcome.failures.empty()) {
        if (Status kept = m_session.insertFailures(claim.jobId, claim.no, outcome.failures); !kept)
            return kept.error();
    }
    const QJsonObject detail{{u"chunk"_s, claim.no},
                             {u"attempt"_s, claim.attempt},
                             {u"succeeded"_s, outcome.succeeded},
                             {u"failed"_s, failed + claim.refused},
                             {u"skipped"_s, outcome.skipped},
                             {u"ms"_s, outcome.durationMs}};
    if (Status logged = m_session.addEvent(claim.jobId, u"chunk_done"_s, detail); !logged)
        return logged.error();
    return true;
}

Result<bool> ChunkWork::wasRecorded(const ChunkClaim &claim)
{
    // The lock waits for a commit that the server may still be busy with. It is taken whatever the state,
    // or a row that is not yet seen as done would not be waited for.
    const auto rows =
        m_session.run("select state, claim_id, fence from {chunk} where job_id = $1::uuid and no = $2 {share}",
                      {claim.jobId, claim.no});
    if (!rows)
        return rows.error();
    if (rows->isEmpty())
        return false;
    const SqlRows::Row &row = rows->rows[0];
    return toText(row[0]) == u"done" && toUuid(row[1]) == claim.claimId && toInt(row[2]) == claim.fence;
}

Status ChunkWork::release(const ChunkClaim &claim, std::chrono::milliseconds wait, const Text &why)
{
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun;
    const auto released = m_session.run(
        "update {chunk} set state = 'ready', worker_id = null, claim_id = null, not_before = {after $5}"
        " where job_id = $1::uuid and no = $2 and state = 'running' and claim_id = $3::uuid and fence = $4",
        {claim.jobId, claim.no, claim.claimId, claim.fence, qint64(wait.count())});
    if (!released)
        return released.error();
    if (released->affected == 0)
        return Done{}; // it is somebody else's already, who will see to it
    const QJsonObject detail{{u"chunk"_s, claim.no},
                             {u"attempt"_s, claim.attempt},
                             {u"wait_ms"_s, qint64(wait.count())},
                             {u"reason"_s, why.toJson()}};
    if (Status logged = m_session.addEvent(claim.jobId, u"chunk_retried"_s, detail); !logged)
        return logged;
    return transaction.commit();
}

} // namespace bulkhead
