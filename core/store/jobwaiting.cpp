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
    const auto timed = m_session.run("update {job} set resume_at = {after $2} where id = $1::uuid", {jobId, qint64(wait.count())});
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

Result<qint64> JobWaiting::resumeRested()
{
    const auto rested =
        m_session.run("select id from {job} where completed_at is null and state = 'paused' and resume_at <= {now}", {});
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
    const char *sql = m_session.connection().kind() == Database::PostgreSQL
                          ? "select id, timeout_s from {job} where completed_at is null and started_at is not null"
                            " and started_at + timeout_s * interval '1 second' <= {now}"
                          : "select id, timeout_s from {job} where completed_at is null and started_at is not null"
                            " and started_at + timeout_s * 1000 <= {now}";
    const auto overdue = m_session.run(sql, {});
    if (!overdue)
        return overdue.error();
    qint64 count = 0;
    for (const SqlRows::Row &row : overdue->rows) {
        const Result<bool> stopped =
            m_control.stop(toUuid(row[0]), {QT_TRANSLATE_NOOP("core", "Stopped, since it took longer than the %1 s that it may take."),
                                            {QString::number(toInt(row[1]))}});
        if (!stopped)
            return stopped.error();
        count += *stopped ? 1 : 0;
    }
    return count;
}

} // namespace bulkhead
