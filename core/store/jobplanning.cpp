// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/jobplanning.h"

#include "core/store/access.h"
#include "core/store/jobaudit.h"
#include "core/store/jobtransition.h"
#include "core/store/storesession.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

Error notPending(const QUuid &jobId)
{
    return {.code = u"JOB_NOT_PENDING"_s,
            .message = {QT_TRANSLATE_NOOP("core", "The list of job %1 is not being read any more."),
                        {jobId.toString(QUuid::WithoutBraces)}},
            .hint = QT_TRANSLATE_NOOP("core", "It was cancelled or deleted meanwhile, or is complete.")};
}

Error secondPerson(const QString &submitter)
{
    return {u"SECOND_PERSON"_s,
            {QT_TRANSLATE_NOOP("core", "%1 submitted this job, so somebody else must approve it."), {submitter}},
            QT_TRANSLATE_NOOP("core", "Ask a colleague to look at its preview.")};
}

Error planTaken(const QUuid &jobId)
{
    return {u"PLAN_TAKEN"_s,
            {QT_TRANSLATE_NOOP("core", "Another program reads the list of job %1 already."),
             {jobId.toString(QUuid::WithoutBraces)}},
            {}};
}

} // namespace

Status JobPlanning::createJob(const NewJob &job)
{
    if (Status allowed = requireRole(m_session.connection(), Role::Operator); !allowed)
        return allowed;
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun;
    // Whole milliseconds, so that created_at can be handed out and asked for again (JobQuery::after).
    const char *sql =
        m_session.connection().kind() == Database::PostgreSQL
            ? "insert into {job} (id, operation, operation_version, spec, state, source_name, actor, host, "
              "priority, parent_id, kind, hold_after, pause_percent, keep_days, timeout_s, created_at)"
              " values ($1::uuid, $2, $3, $4::json, 'pending', $5, $6, $7, $8, $9::uuid, $10, $11, $12, $13, $14,"
              " date_trunc('milliseconds', {now}))"
            : "insert into {job} (id, operation, operation_version, spec, state, source_name, actor, host, "
              "priority, parent_id, kind, hold_after, pause_percent, keep_days, timeout_s, created_at)"
              " values ($1, $2, $3, $4, 'pending', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, {now})";
    const auto inserted =
        m_session.run(sql, {job.id, storable(job.operation), qint64(job.operationVersion), jsonText(job.spec),
                            storable(job.sourceName), storable(job.actor), storable(job.host), qint64(job.priority),
                            idOrNull(job.parentId), job.kind == JobKind::Revert ? u"revert"_s : u"run"_s,
                            job.holdAfter ? SqlValue(*job.holdAfter) : SqlValue(),
                            job.pausePercent ? SqlValue(*job.pausePercent) : SqlValue(), qint64(job.keepDays),
                            job.timeoutSeconds > 0 ? SqlValue(job.timeoutSeconds) : SqlValue()});
    if (!inserted)
        return inserted.error();
    QJsonObject detail{{u"actor"_s, job.actor}, {u"host"_s, job.host}, {u"source"_s, job.sourceName}};
    if (!job.parentId.isNull())
        detail.insert(u"parent"_s, job.parentId.toString(QUuid::WithoutBraces));
    if (!job.reason.isEmpty())
        detail.insert(u"reason"_s, job.reason);
    if (Status logged = m_session.addEvent(job.id, u"submitted"_s, detail); !logged)
        return logged;
    return transaction.commit();
}

Status JobPlanning::holdPending(const QUuid &jobId)
{
    const auto held =
        m_session.run("select planner_id from {job} where id = $1::uuid and state = 'pending' {share}", {jobId});
    if (!held)
        return held.error();
    if (held->isEmpty())
        return notPending(jobId);
    // Who slept through its lease while reading may wake up when another has begun to read anew: a chunk of
    // the one among those of the other, or an end that came too early, would lose rows.
    if (m_owned && m_owned->job == jobId && toUuid(held->rows[0][0]) != m_owned->worker)
        return planTaken(jobId);
    return Done{};
}

Status JobPlanning::appendChunks(const QUuid &jobId, std::span<const NewChunk> chunks)
{
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun;
    if (Status held = holdPending(jobId); !held)
        return held;
    for (const NewChunk &chunk : chunks) {
        if (Status appended = appendChunk(jobId, chunk); !appended)
            return appended;
    }
    return transaction.commit();
}

Status JobPlanning::appendChunk(const QUuid &jobId, const NewChunk &chunk)
{
    const auto inserted =
        m_session.run("insert into {chunk} (job_id, no, first_item, item_count, first_row, last_row, refused)"
                      " values ($1::uuid, $2, $3, $4, $5, $6, $7)",
                      {jobId, chunk.no, chunk.firstItem, chunk.itemCount, chunk.firstRow, chunk.lastRow,
                       qint64(chunk.refused.size())});
    if (!inserted)
        return inserted.error();
    const auto kept =
        m_session.run("insert into {chunk_rows} (job_id, no, rows, changes) values ($1::uuid, $2, $3, $4)",
                      {jobId, chunk.no, chunk.rows, chunk.changes.isEmpty() ? SqlValue() : SqlValue(chunk.changes)});
    if (!kept)
        return kept.error();
    if (chunk.refused.empty())
        return Done{};
    return m_session.insertFailures(jobId, chunk.no, chunk.refused);
}

Status JobPlanning::restartPlan(const QUuid &jobId)
{
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun;
    if (Status held = holdPending(jobId); !held)
        return held;
    for (const char *sql :
         {"delete from {failure} where job_id = $1::uuid", "delete from {chunk_rows} where job_id = $1::uuid",
          "delete from {chunk_preview} where job_id = $1::uuid", "delete from {chunk} where job_id = $1::uuid"}) {
        if (const auto deleted = m_session.run(sql, {jobId}); !deleted)
            return deleted.error();
    }
    if (Status logged = m_session.addEvent(jobId, u"plan_restarted"_s, {}); !logged)
        return logged;
    return transaction.commit();
}

Status JobPlanning::restPlan(const QUuid &jobId, std::chrono::milliseconds wait, const Text &reason)
{
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun;
    if (Status held = holdPending(jobId); !held)
        return held;
    const auto rested = m_session.run("update {job} set planner_id = null, resume_at = {after $2}, reason = $3::json"
                                      " where id = $1::uuid and state = 'pending'",
                                      {jobId, qint64(wait.count()), textValue(reason)});
    if (!rested)
        return rested.error();
    const QJsonObject detail{{u"reason"_s, reason.toJson()}, {u"wait_ms"_s, qint64(wait.count())}};
    if (Status logged = m_session.addEvent(jobId, u"plan_waiting"_s, detail); !logged)
        return logged;
    m_owned.reset();
    return transaction.commit();
}

Status JobPlanning::recordPreview(const QUuid &jobId, qint64 no, const ChunkPreview &preview)
{
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun;
    if (Status held = holdPending(jobId); !held)
        return held;
    const auto kept =
        m_session.run("insert into {chunk_preview} (job_id, no, changes, summary) values ($1::uuid, $2, $3, $4)",
                      {jobId, no, preview.changes, jsonText(preview.tally.toJson())});
    if (!kept)
        return kept.error();
    if (!preview.refused.empty()) {
        const auto counted =
            m_session.run("update {chunk} set refused = refused + $3 where job_id = $1::uuid and no = $2",
                          {jobId, no, qint64(preview.refused.size())});
        if (!counted)
            return counted.error();
        if (Status listed = m_session.insertFailures(jobId, no, preview.refused); !listed)
            return listed;
    }
    return transaction.commit();
}

Status JobPlanning::awaitPerson(const QUuid &jobId, JobAwaits awaits, const Text &reason)
{
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun;
    if (Status held = holdPending(jobId); !held)
        return held;
    const QString what = awaits == JobAwaits::Approval ? u"approval"_s : u"start"_s;
    const auto moved = m_session.run("update {job} set awaits = $2, reason = $3::json, planner_id = null"
                                     " where id = $1::uuid and state = 'pending'",
                                     {jobId, what, textValue(reason)});
    if (!moved)
        return moved.error();
    if (Status logged = m_session.addEvent(jobId, u"awaits_"_s + what, {}); !logged)
        return logged;
    if (Status told = auditPlanned(m_session, jobId); !told)
        return told;
    m_owned.reset(); // what comes next is a person's affair
    return transaction.commit();
}

Result<bool> JobPlanning::startAwaiting(const QUuid &jobId, const QString &actor, const QString &reason,
                                        const Text &approval)
{
    if (Status allowed = requireRole(m_session.connection(), Role::Operator); !allowed)
        return allowed.error();
    if (m_session.connection().kind() == Database::PostgreSQL)
        return startOnServer(jobId, actor, reason, approval);
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun.error();
    const auto waits = m_session.run("select awaits, actor from {job} where id = $1::uuid and state = 'pending'"
                                     " and awaits is not null",
                                     {jobId});
    if (!waits)
        return waits.error();
    if (waits->isEmpty())
        return false;
    const bool isApproval = toText(waits->rows[0][0]) == u"approval";
    const bool waitsOn = !isApproval && !approval.isEmpty();
    if (isApproval && toText(waits->rows[0][1]) == actor)
        return secondPerson(actor);
    const auto freed =
        m_session.run("update {job} set awaits = $2, reason = $3, approved_by = $4 where id = $1::uuid",
                      {jobId, waitsOn ? SqlValue(u"approval"_s) : SqlValue(), textValue(waitsOn ? approval : Text()),
                       isApproval ? SqlValue(actor) : SqlValue()});
    if (!freed)
        return freed.error();
    if (waitsOn) {
        if (Status logged = m_session.addEvent(jobId, u"awaits_approval"_s, {{u"actor"_s, actor}}); !logged)
            return logged.error();
    } else {
        const Result<bool> moved = moveJob(m_session, jobId, JobState::Queued, "queued", {{u"actor"_s, actor}});
        if (!moved || !*moved)
            return moved;
    }
    AuditRecord record{.action = isApproval ? u"approved"_s : u"started"_s, .actor = actor, .reason = reason};
    if (waitsOn)
        record.detail.insert(u"awaits"_s, u"approval"_s);
    if (const Status told = auditVerb(m_session, jobId, record); !told)
        return told.error();
    if (Status committed = transaction.commit(); !committed)
        return committed.error();
    return true;
}

/// There a function of the server's checks it and tells the audit: an operator's own statements may not.
Result<bool> JobPlanning::startOnServer(const QUuid &jobId, const QString &actor, const QString &reason,
                                        const Text &approval)
{
    SqlConnection &connection = m_session.connection();
    const auto answer = m_session.run("select bulkhead.start_job($1::uuid, $2, $3, $4, $5, $6::json)",
                                      {jobId, storable(actor), storable(reason), storable(workplace(connection.kind())),
                                       storable(QString::fromUtf8(connection.program())), textValue(approval)});
    if (!answer)
        return answer.error();
    const QString came = toText(answer->rows[0][0]);
    if (came == u"second_person")
        return secondPerson(actor);
    return came != u"not_waiting";
}

Status JobPlanning::finishPlan(const QUuid &jobId)
{
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun;
    if (Status held = holdPending(jobId); !held)
        return held;
    const Result<bool> moved = moveJob(m_session, jobId, JobState::Queued, "queued");
    if (!moved)
        return moved.error();
    if (!*moved)
        return notPending(jobId);
    if (Status told = auditPlanned(m_session, jobId); !told)
        return told;
    return transaction.commit();
}

Result<std::optional<QUuid>> JobPlanning::adoptPending(const QUuid &worker)
{
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun.error();
    // Who creates a job says a moment later that it plans it: a job without a planner is given that moment. On a server
    // only who submitted it reads its list on: others may not see the same files, or may see more.
    const QByteArray own = m_session.connection().kind() == Database::PostgreSQL ? " and j.db_user = session_user" : "";
    const auto found =
        m_session.runComposed("select j.id from {job} j left join {worker} w on w.id = j.planner_id"
                              " where j.completed_at is null and j.state = 'pending' and j.awaits is null" +
                                  own +
                                  " and case when j.resume_at is not null then j.resume_at <= {now}"
                                  "          when j.planner_id is null then j.created_at < {after -30000}"
                                  "          else w.id is null or w.lease_until <= {now} end"
                                  " order by j.created_at, j.id limit 1 {lockFree j}",
                              {});
    if (!found)
        return found.error();
    if (found->isEmpty())
        return std::optional<QUuid>();
    const QUuid jobId = toUuid(found->rows[0][0]);
    const auto owned = m_session.run(
        "update {job} set planner_id = $2::uuid, resume_at = null, reason = null where id = $1::uuid", {jobId, worker});
    if (!owned)
        return owned.error();
    const QJsonObject detail{{u"worker"_s, worker.toString(QUuid::WithoutBraces)}};
    if (Status logged = m_session.addEvent(jobId, u"plan_adopted"_s, detail); !logged)
        return logged.error();
    if (Status committed = transaction.commit(); !committed)
        return committed.error();
    return std::optional(jobId);
}

Status JobPlanning::ownPlan(const QUuid &jobId, const QUuid &worker)
{
    const auto owned =
        m_session.run("update {job} set planner_id = $2::uuid where id = $1::uuid and state = 'pending'"
                      " and (planner_id is null or planner_id = $2::uuid or not exists"
                      "      (select 1 from {worker} w where w.id = planner_id and w.lease_until > {now}))",
                      {jobId, worker});
    if (!owned)
        return owned.error();
    if (owned->affected > 0) {
        m_owned = {.job = jobId, .worker = worker};
        return Done{};
    }
    const auto pending = m_session.run("select 1 from {job} where id = $1::uuid and state = 'pending'", {jobId});
    if (!pending)
        return pending.error();
    if (pending->isEmpty())
        return notPending(jobId);
    return planTaken(jobId);
}

} // namespace bulkhead
