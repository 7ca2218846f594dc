// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/jobwaiting.h"

#include "core/store/jobcontrol.h"
#include "core/store/jobtransition.h"
#include "core/store/storesession.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

Result<bool> JobWaiting::rest(const QUuid &jobId, std::chrono::milliseconds wait, const Text &reason)
{
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun.error();
    const QJsonObject detail{{u"reason"_s, reason.toJson()}, {u"wait_ms"_s, qint64(wait.count())}};
    const Result<bool> moved = moveJob(m_session, jobId, JobState::Paused, "waiting", detail, reason);
    if (!moved || !*moved)
        return moved;
    const auto timed =
        m_session.run("update {job} set resume_at = {after $2} where id = $1::uuid", {jobId, qint64(wait.count())});
    if (!timed)
        return timed.error();
    if (Status committed = transaction.commit(); !committed)
        return committed.error();
    return true;
}

Result<qint64> JobWaiting::keepTime()
{
    const Result<qint64> resumed = resumeRested();
    if (!resumed)
        return resumed;
    const Result<qint64> stopped = stopOverdue();
    return stopped ? Result<qint64>(*resumed + *stopped) : stopped;
}

Status JobWaiting::sayWhyQueued(const QUuid &jobId, const Text &reason)
{
    const auto told =
        m_session.run("update {job} set reason = $2::json where id = $1::uuid and state = 'queued' and reason is null",
                      {jobId, textValue(reason)});
    return told ? Status(Done{}) : Status(told.error());
}

Result<qint64> JobWaiting::resumeRested()
{
    const auto rested = m_session.run(
        "select id from {job} where completed_at is null and state = 'paused' and resume_at <= {now}", {});
    if (!rested)
        return rested.error();
    qint64 count = 0;
    for (const SqlRows::Row &row : rested->rows) {
        const Result<bool> moved = moveJob(m_session, toUuid(row[0]), JobState::Queued, "resumed");
        if (!moved)
            return moved.error();
        count += *moved ? 1 : 0;
    }
    return count;
}

Result<qint64> JobWaiting::stopOverdue()
{
    // A job whose list cannot be read has not begun; one that a person paused takes as long as that person likes.
    const QByteArray due =
        m_session.connection().kind() == Database::PostgreSQL ? "timeout_s * interval '1 second'" : "timeout_s * 1000";
    const QByteArray sql = "select id, timeout_s from {job} where completed_at is null and timeout_s is not null"
                           " and (state <> 'paused' or resume_at is not null)"
                           " and coalesce(started_at, case when resume_at is not null then created_at end) + " +
                           due + " <= {now}";
    const auto overdue = m_session.runComposed(sql, {});
    if (!overdue)
        return overdue.error();
    qint64 count = 0;
    for (const SqlRows::Row &row : overdue->rows) {
        const Result<bool> stopped = m_control.stop(
            toUuid(row[0]), {QT_TRANSLATE_NOOP("core", "Stopped, since it took longer than the %1 s that it may take."),
                             {QString::number(toInt(row[1]))}});
        if (!stopped)
            return stopped.error();
        count += *stopped ? 1 : 0;
    }
    return count;
}

} // namespace bulkhead
