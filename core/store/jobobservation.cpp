// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/jobobservation.h"

#include "core/store/joborder.h"
#include "core/store/storesession.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// The counts of a job as sums over its chunks. A refused row has failed whatever becomes of its chunk;
/// the other rows of a cancelled chunk are cancelled.
constexpr const char *sums = "cast(coalesce(sum(item_count), 0) as bigint) as total, "
                             "cast(coalesce(sum(succeeded), 0) as bigint) as succeeded,"
                             " cast(coalesce(sum(refused + failed), 0) as bigint) as failed, "
                             "cast(coalesce(sum(skipped), 0) as bigint) as skipped,"
                             " cast(coalesce(sum(case when state = 'cancelled' then item_count - refused "
                             "else cancelled end), 0) as bigint)"
                             " as cancelled, cast(coalesce(sum(unknown), 0) as bigint) as unknown";

constexpr qint64 msPerDay = 86'400'000;

JobCounts countsOf(const SqlRows::Row &row, std::size_t first)
{
    return {.total = toInt(row[first]),
            .succeeded = toInt(row[first + 1]),
            .failed = toInt(row[first + 2]),
            .skipped = toInt(row[first + 3]),
            .cancelled = toInt(row[first + 4]),
            .unknown = toInt(row[first + 5])};
}

Job jobOf(const SqlRows::Row &row)
{
    return {.id = toUuid(row[0]),
            .operation = toText(row[1]),
            .operationVersion = int(toInt(row[2])),
            .spec = jsonObject(row[3]),
            .state = jobStateFromName(toText(row[4])).value_or(JobState::Pending),
            .reason = textOf(row[5]),
            .sourceName = toText(row[6]),
            .actor = toText(row[7]),
            .user = toText(row[24]),
            .approvedBy = toText(row[25]),
            .host = toText(row[8]),
            .priority = int(toInt(row[9])),
            .parentId = toUuid(row[10]),
            .kind = toText(row[20]) == u"revert" ? JobKind::Revert : JobKind::Run,
            .awaits = toText(row[21]) == u"start"      ? JobAwaits::Start
                      : toText(row[21]) == u"approval" ? JobAwaits::Approval
                                                       : JobAwaits::Nothing,
            .revertibleUntil = isNull(row[13]) ? 0 : toInt(row[13]) + toInt(row[22]) * msPerDay,
            .resumesAt = isNull(row[23]) ? 0 : toInt(row[23]),
            .createdAt = toInt(row[11]),
            .startedAt = toInt(row[12]),
            .completedAt = toInt(row[13]),
            .counts = countsOf(row, 14)};
}

} // namespace

Result<std::vector<Job>> JobObservation::page(const QByteArray &condition, const SqlValues &parameters,
                                              const JobOrder &order)
{
    const auto rows = m_session.runComposed(
        "with page as (select * from {job} j" + condition +
            ")"
            " select p.id, p.operation, p.operation_version, p.spec, p.state, p.reason, p.source_name, "
            "p.actor, p.host,"
            " p.priority, p.parent_id, {ms p.created_at}, {ms p.started_at}, {ms p.completed_at}, "
            "coalesce(c.total, 0),"
            " coalesce(c.succeeded, 0), coalesce(c.failed, 0), coalesce(c.skipped, 0), coalesce(c.cancelled, "
            "0),"
            " coalesce(c.unknown, 0), p.kind, p.awaits, p.keep_days, {ms p.resume_at}, p.db_user, p.approved_by"
            " from page p left join (select job_id, " +
            sums + " from {chunk} where job_id in (select id from page) group by job_id) c on c.job_id = p.id" +
            order.orderBy("p"),
        parameters);
    if (!rows)
        return rows.error();
    std::vector<Job> jobs;
    jobs.reserve(rows->rows.size());
    for (const SqlRows::Row &row : rows->rows)
        jobs.push_back(jobOf(row));
    return jobs;
}

Result<std::optional<Job>> JobObservation::job(const QUuid &jobId)
{
    Result<std::vector<Job>> found = page(" where j.id = $1::uuid", {jobId}, JobOrder({}));
    if (!found)
        return found.error();
    return found->empty() ? std::optional<Job>() : std::optional(std::move(found->front()));
}

Result<std::vector<QUuid>> JobObservation::jobsByIdPrefix(const QString &prefix)
{
    QString digits;
    for (const QChar c : prefix.trimmed().toLower()) {
        const bool isHex = (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
        if (isHex)
            digits += c;
        else if (c != u'-' && c != u'{' && c != u'}')
            return std::vector<QUuid>();
    }
    if (digits.isEmpty() || digits.size() > 32)
        return std::vector<QUuid>();
    // A range, so that the primary key finds them.
    const auto bound = [&digits](QChar filler) {
        const QString full = digits.leftJustified(32, filler);
        return QUuid::fromRfc4122(QByteArray::fromHex(full.toLatin1()));
    };
    const auto rows = m_session.run("select id from {job} where id >= $1::uuid and id <= $2::uuid order by id limit 2",
                                    {bound(u'0'), bound(u'f')});
    if (!rows)
        return rows.error();
    std::vector<QUuid> ids;
    for (const SqlRows::Row &row : rows->rows)
        ids.push_back(toUuid(row[0]));
    return ids;
}

Result<std::vector<Job>> JobObservation::jobs(const JobQuery &query)
{
    SqlConditions where;
    if (!query.states.empty()) {
        QByteArray names;
        for (const JobState state : query.states)
            names += (names.isEmpty() ? "'" : ", '") + jobStateName(state).toLatin1() + '\'';
        where.add("j.state in (" + names + ")");
    }
    if (!query.operation.isEmpty())
        where.add("j.operation = " + where.parameter(query.operation));
    if (!query.text.isEmpty()) {
        const QByteArray p = where.parameter(m_session.dialect().pattern(query.text));
        where.add("({match j.source_name " + p + "} or {match j.operation " + p + "} or {match j.actor " + p +
                  "} or {match cast(j.id as text) " + p + "})");
    }
    if (query.parentId)
        where.add("j.parent_id = " + where.parameter(*query.parentId) + "::uuid");
    if (query.openOrSince)
        where.add("(j.completed_at is null or j.created_at >= {at " + where.parameter(*query.openOrSince) + "})");
    const JobOrder order(query);
    if (query.after)
        where.add(order.after(*query.after, where));
    const QByteArray limit = where.parameter(qint64(std::max(query.limit, 0)));
    return page(where.text() + order.orderBy("j") + " limit " + limit, where.parameters(), order);
}

Result<JobCounts> JobObservation::counts(const QUuid &jobId)
{
    const auto rows =
        m_session.runComposed(QByteArray("select ") + sums + " from {chunk} where job_id = $1::uuid", {jobId});
    if (!rows)
        return rows.error();
    return countsOf(rows->rows[0], 0);
}

Result<std::vector<Chunk>> JobObservation::chunks(const QUuid &jobId)
{
    const auto rows = m_session.run(
        "select k.no, k.first_item, k.item_count, k.state, k.attempt, k.succeeded, k.refused + k.failed, "
        "k.skipped, k.unknown,"
        " case when w.id is null then '' else w.host || ':' || cast(w.pid as text) end, {ms k.started_at}, "
        "k.duration_ms"
        " from {chunk} k left join {worker} w on w.id = k.worker_id where k.job_id = $1::uuid order by k.no",
        {jobId});
    if (!rows)
        return rows.error();
    std::vector<Chunk> chunks;
    chunks.reserve(rows->rows.size());
    for (const SqlRows::Row &row : rows->rows)
        chunks.push_back({.no = toInt(row[0]),
                          .firstItem = toInt(row[1]),
                          .itemCount = toInt(row[2]),
                          .state = chunkStateFromName(toText(row[3])).value_or(ChunkState::Ready),
                          .attempt = int(toInt(row[4])),
                          .succeeded = toInt(row[5]),
                          .failed = toInt(row[6]),
                          .skipped = toInt(row[7]),
                          .unknown = toInt(row[8]),
                          .worker = toText(row[9]),
                          .startedAt = toInt(row[10]),
                          .durationMs = toInt(row[11])});
    return chunks;
}

Result<std::vector<JobEvent>> JobObservation::events(const QUuid &jobId, qint64 afterId, int limit)
{
    const auto rows = m_session.run("select id, {ms at}, kind, detail from {event}"
                                    " where job_id = $1::uuid and id > $2 order by id limit $3",
                                    {jobId, afterId, qint64(limit)});
    if (!rows)
        return rows.error();
    std::vector<JobEvent> events;
    events.reserve(rows->rows.size());
    for (const SqlRows::Row &row : rows->rows)
        events.push_back(
            {.id = toInt(row[0]), .at = toInt(row[1]), .kind = toText(row[2]), .detail = jsonObject(row[3])});
    return events;
}

Result<QByteArray> JobObservation::chunkRows(const QUuid &jobId, qint64 no)
{
    const auto rows = m_session.run("select rows from {chunk_rows} where job_id = $1::uuid and no = $2", {jobId, no});
    if (!rows)
        return rows.error();
    return rows->isEmpty() ? QByteArray() : toBytes(rows->rows[0][0]);
}

Result<QByteArray> JobObservation::chunkResults(const QUuid &jobId, qint64 no)
{
    const auto rows =
        m_session.run("select results from {chunk_result} where job_id = $1::uuid and no = $2", {jobId, no});
    if (!rows)
        return rows.error();
    return rows->isEmpty() ? QByteArray() : toBytes(rows->rows[0][0]);
}

Result<std::optional<qint64>> JobObservation::chunkOfRow(const QUuid &jobId, qint64 row)
{
    const auto rows =
        m_session.run("select no from {chunk} where job_id = $1::uuid and first_row <= $2 and last_row >= $2"
                      " order by no limit 1",
                      {jobId, row});
    if (!rows)
        return rows.error();
    return rows->isEmpty() ? std::optional<qint64>() : std::optional(toInt(rows->rows[0][0]));
}

} // namespace bulkhead
