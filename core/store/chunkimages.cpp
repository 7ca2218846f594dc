// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunkimages.h"

#include "core/store/jobaudit.h"
#include "core/store/jobtransition.h"
#include "core/store/storesession.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// Fewer settled rows than this say nothing of the share that fails.
constexpr qint64 fewestToJudge = 20;

Result<QByteArray> onlyCell(const Result<SqlRows> &rows)
{
    if (!rows)
        return rows.error();
    return rows->isEmpty() ? QByteArray() : toBytes(rows->rows[0][0]);
}

} // namespace

Result<QByteArray> ChunkImages::changes(const QUuid &jobId, qint64 no)
{
    return onlyCell(
        m_session.run("select changes from {chunk_result} where job_id = $1::uuid and no = $2", {jobId, no}));
}

Result<QByteArray> ChunkImages::preview(const QUuid &jobId, qint64 no)
{
    return onlyCell(
        m_session.run("select changes from {chunk_preview} where job_id = $1::uuid and no = $2", {jobId, no}));
}

Result<std::vector<qint64>> ChunkImages::refusedRows(const QUuid &jobId, qint64 no)
{
    // The range of row numbers lets the primary key find them.
    const auto rows = m_session.run("select f.row_no from {chunk} k join {failure} f on f.job_id = k.job_id"
                                    " and f.row_no between k.first_row and k.last_row"
                                    " where k.job_id = $1::uuid and k.no = $2 and f.chunk_no = $2 order by f.row_no",
                                    {jobId, no});
    if (!rows)
        return rows.error();
    std::vector<qint64> numbers;
    for (const SqlRows::Row &row : rows->rows)
        numbers.push_back(toInt(row[0]));
    return numbers;
}

Result<QByteArray> ChunkImages::planned(const QUuid &jobId, qint64 no)
{
    return onlyCell(m_session.run("select changes from {chunk_rows} where job_id = $1::uuid and no = $2", {jobId, no}));
}

Result<std::map<qint64, ChangeTally>> ChunkImages::tallies(const QUuid &jobId, bool ofPreview)
{
    const auto rows =
        ofPreview
            ? m_session.run("select no, summary from {chunk_preview} where job_id = $1::uuid", {jobId})
            : m_session.run("select no, summary from {chunk_result} where job_id = $1::uuid and summary is not null",
                            {jobId});
    if (!rows)
        return rows.error();
    std::map<qint64, ChangeTally> tallies;
    for (const SqlRows::Row &row : rows->rows)
        tallies.emplace(toInt(row[0]), ChangeTally::fromJson(jsonObject(row[1])));
    return tallies;
}

Result<bool> ChunkImages::any(const QUuid &jobId)
{
    const auto rows =
        m_session.run("select 1 from {chunk_result} where job_id = $1::uuid and changes is not null limit 1", {jobId});
    if (!rows)
        return rows.error();
    return !rows->isEmpty();
}

Result<qint64> ChunkImages::forget()
{
    // A revert that runs has copies of its own, so nothing it needs is lost.
    const bool postgres = m_session.connection().kind() == Database::PostgreSQL;
    const auto jobs = m_session.run(
        postgres ? "select id from {job} j where completed_at < {now} - keep_days * interval '1 day' and exists"
                   " (select 1 from {chunk_result} r where r.job_id = j.id and r.changes is not null)"
                 : "select id from {job} j where completed_at < {now} - keep_days * 86400000 and exists"
                   " (select 1 from {chunk_result} r where r.job_id = j.id and r.changes is not null)");
    if (!jobs)
        return jobs.error();
    for (const SqlRows::Row &job : jobs->rows) {
        StoreTransaction transaction(m_session.connection());
        if (Status begun = transaction.begin(); !begun)
            return begun.error();
        for (const char *sql : {"update {chunk_result} set changes = null where job_id = $1::uuid",
                                "delete from {chunk_preview} where job_id = $1::uuid"}) {
            if (const auto forgotten = m_session.run(sql, {toUuid(job[0])}); !forgotten)
                return forgotten.error();
        }
        if (Status logged = m_session.addEvent(toUuid(job[0]), u"images_forgotten"_s, {}); !logged)
            return logged.error();
        if (Status committed = transaction.commit(); !committed)
            return committed.error();
    }
    return qint64(jobs->rows.size());
}

Result<bool> ChunkImages::holdIfDue(const QUuid &jobId)
{
    const auto rules =
        m_session.run("select hold_after, pause_percent from {job} where id = $1::uuid"
                      " and state = 'processing' and (hold_after is not null or pause_percent is not null)",
                      {jobId});
    if (!rules)
        return rules.error();
    if (rules->isEmpty())
        return false;
    const SqlValue holdAfter = rules->rows[0][0];
    const SqlValue percent = rules->rows[0][1];
    const auto sums =
        m_session.run("select count(case when state in ('ready', 'running') and first_item <= $2 then 1 end),"
                      " count(case when state = 'ready' then 1 end),"
                      " cast(coalesce(sum(case when state = 'done' then item_count end), 0) as bigint),"
                      " cast(coalesce(sum(case when state = 'done' then refused + failed end), 0) as bigint)"
                      " from {chunk} where job_id = $1::uuid",
                      {jobId, isNull(holdAfter) ? qint64(0) : toInt(holdAfter)});
    if (!sums)
        return sums.error();
    const qint64 openBefore = toInt(sums->rows[0][0]);
    const qint64 ready = toInt(sums->rows[0][1]);
    const qint64 settled = toInt(sums->rows[0][2]);
    const qint64 failed = toInt(sums->rows[0][3]);
    if (ready == 0) // nothing is left that a pause could hold back
        return false;
    QByteArray cleared;
    Text reason;
    if (!isNull(holdAfter) && openBefore == 0) {
        cleared = "hold_after";
        reason = {QT_TRANSLATE_NOOP("core", "The first %1 rows are done. Look at them, and resume to go on."),
                  {QString::number(settled)}};
    } else if (!isNull(percent) && settled >= fewestToJudge &&
               double(failed) * 100 > toDouble(percent) * double(settled)) {
        cleared = "pause_percent";
        reason = {QT_TRANSLATE_NOOP("core", "Paused by itself: %1 of the first %2 rows failed, more than %3 %."),
                  {QString::number(failed), QString::number(settled), QString::number(toDouble(percent))}};
    } else {
        return false;
    }
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun.error();
    // Cleared, so that whoever resumes is not stopped by the same rule again.
    const auto once = m_session.runComposed("update {job} set " + cleared + " = null where id = $1::uuid and " +
                                                cleared + " is not null and state = 'processing'",
                                            {jobId});
    if (!once)
        return once.error();
    if (once->affected == 0)
        return false;
    const Result<bool> moved =
        moveJob(m_session, jobId, JobState::Paused, "paused", {{u"reason"_s, reason.toJson()}}, reason);
    if (!moved || !*moved)
        return moved;
    if (Status told = auditVerb(m_session, jobId, {.action = u"paused"_s, .reason = reason.toEnglish()}); !told)
        return told.error();
    if (Status committed = transaction.commit(); !committed)
        return committed.error();
    return true;
}

} // namespace bulkhead
