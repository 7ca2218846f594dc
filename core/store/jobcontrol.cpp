// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/jobcontrol.h"

#include "core/store/access.h"
#include "core/store/jobaudit.h"
#include "core/store/jobtransition.h"
#include "core/store/storesession.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// A reason of the program's own, so that it can be said in the reader's language.
QJsonObject told(const Text &reason)
{
    return reason.isEmpty() ? QJsonObject() : QJsonObject{{u"why"_s, reason.toJson()}};
}

} // namespace

Result<bool> JobControl::pause(const QUuid &jobId, const QString &actor)
{
    const Result<QString> who = vouchedActor(m_session.connection(), actor);
    if (!who)
        return who.error();
    const Result<bool> paused = steer(jobId, *who, JobState::Paused, "paused");
    return !paused || *paused ? paused : keepPaused(jobId, *who);
}

Result<bool> JobControl::resume(const QUuid &jobId, const QString &actor)
{
    const Result<QString> who = vouchedActor(m_session.connection(), actor);
    return who ? steer(jobId, *who, JobState::Queued, "resumed") : who.error();
}

/// A job that rests would go on by itself: from now on it waits for a person.
Result<bool> JobControl::keepPaused(const QUuid &jobId, const QString &actor)
{
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun.error();
    const auto kept =
        m_session.run("update {job} set resume_at = null, reason = null where id = $1::uuid and state = 'paused'"
                      " and resume_at is not null",
                      {jobId});
    if (!kept)
        return kept.error();
    if (kept->affected == 0)
        return false;
    if (Status logged = m_session.addEvent(jobId, u"paused"_s, {{u"actor"_s, actor}}); !logged)
        return logged.error();
    if (Status told = auditVerb(m_session, jobId, {.action = u"paused"_s, .actor = actor}); !told)
        return told.error();
    if (Status committed = transaction.commit(); !committed)
        return committed.error();
    return true;
}

Result<bool> JobControl::steer(const QUuid &jobId, const QString &actor, JobState state, const char *event)
{
    if (Status allowed = requireRole(m_session.connection(), Role::Operator); !allowed)
        return allowed.error();
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun.error();
    if (state == JobState::Queued) {
        if (const Status longer = addPausedTime(jobId); !longer)
            return longer.error();
    }
    const Result<bool> moved = moveJob(m_session, jobId, state, event, {{u"actor"_s, actor}});
    if (!moved || !*moved)
        return moved;
    if (Status told = auditVerb(m_session, jobId, {.action = QString::fromLatin1(event), .actor = actor}); !told)
        return told.error();
    if (Status committed = transaction.commit(); !committed)
        return committed.error();
    return true;
}

/// For as long as it waited for a person the job may take longer.
Status JobControl::addPausedTime(const QUuid &jobId)
{
    const QByteArray since = "(select max(e.at) from {event} e where e.job_id = $1::uuid and e.kind = 'paused')";
    const QByteArray seconds = m_session.connection().kind() == Database::PostgreSQL
                                   ? "cast(ceil(extract(epoch from {now} - " + since + ")) as bigint)"
                                   : "({now} - " + since + " + 999) / 1000";
    const auto longer =
        m_session.runComposed("update {job} set timeout_s = timeout_s + coalesce(" + seconds +
                                  ", 0) where id = $1::uuid"
                                  " and state = 'paused' and resume_at is null and timeout_s is not null",
                              {jobId});
    return longer ? Status(Done{}) : Status(longer.error());
}

Result<bool> JobControl::cancel(const QUuid &jobId, const QString &actor, const Text &reason)
{
    if (Status allowed = requireRole(m_session.connection(), Role::Operator); !allowed)
        return allowed.error();
    const Result<QString> who = vouchedActor(m_session.connection(), actor);
    if (!who)
        return who.error();
    return end(jobId, JobState::Cancelled, "cancelled", {{u"actor"_s, *who}, {u"reason"_s, reason.toJson()}}, reason,
               {.action = u"cancelled"_s, .actor = *who, .reason = reason.toEnglish(), .detail = told(reason)});
}

Result<bool> JobControl::stop(const QUuid &jobId, const Text &reason)
{
    return end(jobId, JobState::Failed, "failed", {{u"reason"_s, reason.toJson()}}, reason,
               {.action = u"stopped"_s, .reason = reason.toEnglish(), .detail = told(reason)});
}

Result<bool> JobControl::end(const QUuid &jobId, JobState state, const char *event, const QJsonObject &detail,
                             const Text &reason, const AuditRecord &record)
{
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun.error();
    if (Status patient = m_session.waitPatiently(); !patient)
        return patient.error();
    const Result<bool> moved = moveJob(m_session, jobId, state, event, detail, reason);
    if (!moved || !*moved)
        return moved;
    // Ready chunks first: from here on nobody claims one. Then the running ones, which waits for those
    // that are being committed at this moment and finds them done. A chunk that was given back since
    // the first statement is ready in the second.
    constexpr const char *ready = "update {chunk} set state = 'cancelled' where job_id = $1::uuid and state = 'ready'";
    constexpr const char *open = "update {chunk} set state = 'cancelled' where job_id = $1::uuid"
                                 " and state in ('ready', 'running')";
    for (const char *sql : {ready, open}) {
        if (const auto cancelled = m_session.run(sql, {jobId}); !cancelled)
            return cancelled.error();
    }
    if (Status told = auditEnd(m_session, jobId, record); !told)
        return told.error();
    if (Status committed = transaction.commit(); !committed)
        return committed.error();
    return true;
}

Result<bool> JobControl::remove(const QUuid &jobId)
{
    if (Status allowed = requireRole(m_session.connection(), Role::Administrator); !allowed)
        return allowed.error();
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun.error();
    const auto finished = m_session.run(
        "select operation, state, source_name from {job} j where id = $1::uuid and completed_at is not null {lock j}",
        {jobId});
    if (!finished)
        return finished.error();
    if (finished->isEmpty())
        return false;
    const SqlRows::Row &job = finished->rows[0];
    const AuditRecord record{.action = u"deleted"_s,
                             .jobId = jobId,
                             .operation = toText(job[0]),
                             .detail = {{u"state"_s, toText(job[1])}, {u"source"_s, toText(job[2])}}};
    for (const char *sql :
         {"delete from {failure} where job_id = $1::uuid", "delete from {chunk_result} where job_id = $1::uuid",
          "delete from {chunk_preview} where job_id = $1::uuid", "delete from {chunk_rows} where job_id = $1::uuid",
          "delete from {event} where job_id = $1::uuid", "delete from {chunk} where job_id = $1::uuid",
          "delete from {job} where id = $1::uuid"}) {
        if (const auto deleted = m_session.run(sql, {jobId}); !deleted)
            return deleted.error();
    }
    if (Status told = Audit(m_session.connection()).append(record); !told)
        return told.error();
    if (Status committed = transaction.commit(); !committed)
        return committed.error();
    return true;
}

Result<bool> JobControl::settle(const QUuid &jobId)
{
    // No lock is needed between the look and the move: a chunk that is not open never opens again, and
    // chunks are added only to a Pending job, from which no way leads to these states.
    const auto sums = m_session.run("select count(case when state in ('ready', 'running') then 1 end), "
                                    "cast(coalesce(sum(succeeded + skipped), 0) as bigint),"
                                    " cast(coalesce(sum(refused + failed), 0) as bigint),"
                                    " cast(coalesce(sum(unknown + case when state = 'cancelled' then "
                                    "item_count - refused else cancelled end), 0) as bigint)"
                                    " from {chunk} where job_id = $1::uuid",
                                    {jobId});
    if (!sums)
        return sums.error();
    const SqlRows::Row &row = sums->rows[0];
    const qint64 open = toInt(row[0]);
    const qint64 succeeded = toInt(row[1]);
    const qint64 failed = toInt(row[2]);
    const qint64 unsettled = toInt(row[3]);
    if (open > 0)
        return false;
    const QJsonObject detail{{u"succeeded"_s, succeeded}, {u"failed"_s, failed}};
    if (failed == 0 && unsettled == 0)
        return settleAs(jobId, JobState::Completed, "completed", detail);
    if (failed > 0 && succeeded == 0)
        return settleAs(jobId, JobState::Failed, "failed", detail, QT_TRANSLATE_NOOP("core", "No row succeeded."));
    return settleAs(jobId, JobState::Partial, "partial", detail);
}

Result<bool> JobControl::settleAs(const QUuid &jobId, JobState state, const char *event, const QJsonObject &detail,
                                  const Text &reason)
{
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun.error();
    const Result<bool> moved = moveJob(m_session, jobId, state, event, detail, reason);
    if (!moved || !*moved)
        return moved;
    const AuditRecord record{.action = u"ended"_s, .reason = reason.toEnglish(), .detail = told(reason)};
    if (Status audited = auditEnd(m_session, jobId, record); !audited)
        return audited.error();
    if (Status committed = transaction.commit(); !committed)
        return committed.error();
    return true;
}

} // namespace bulkhead
