// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/failuretable.h"

#include "core/store/access.h"
#include "core/store/jobaudit.h"
#include "core/store/sqlconditions.h"
#include "core/store/storesession.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// [[code, field, message], …]
QString errorsText(const std::vector<RowError> &errors)
{
    QJsonArray list;
    for (const RowError &error : errors)
        list.append(QJsonArray{error.code, error.field, error.message.toJson()});
    return jsonText(list);
}

std::vector<RowError> errorsOf(const SqlValue &value)
{
    std::vector<RowError> errors;
    const QJsonArray list = QJsonDocument::fromJson(toBytes(value)).array();
    for (const QJsonValue &entry : list)
        errors.push_back(
            {.code = entry[0].toString(), .field = entry[1].toString(), .message = Text::fromJson(entry[2])});
    return errors;
}

Failure failureOf(const SqlRows::Row &row)
{
    return {.row = toInt(row[0]),
            .line = toInt(row[1]),
            .errors = errorsOf(row[2]),
            .retryable = toBool(row[3]),
            .input = toText(row[4]),
            .mended = jsonObject(row[5]),
            .retriedIn = toUuid(row[6])};
}

Error rowError(const char *code, const char *message, const QUuid &jobId, const QString &what)
{
    return {.code = QString::fromLatin1(code),
            .message = {message, {what, jobId.toString(QUuid::WithoutBraces)}},
            .hint = QT_TRANSLATE_NOOP("core", "Look at the job again; somebody else may be at work on it.")};
}

QByteArray orderBy(const FailureQuery &query)
{
    const QByteArray direction = query.descending ? " desc" : "";
    QByteArray order = " order by ";
    if (query.sort == FailureSort::Code)
        order += "code" + direction + ", ";
    else if (query.sort == FailureSort::Field)
        order += "field" + direction + ", ";
    else if (query.sort == FailureSort::Message)
        order += "message" + direction + ", ";
    return order + "row_no" + direction;
}

} // namespace

SqlValues failureValues(const QUuid &jobId, qint64 chunkNo, const Failure &failure)
{
    const RowError first = failure.errors.empty() ? RowError{} : failure.errors.front();
    return {jobId,
            failure.row,
            failure.line,
            chunkNo,
            storable(first.code),
            storable(first.field),
            storable(first.message.toEnglish()),
            errorsText(failure.errors),
            failure.retryable,
            storable(failure.input)};
}

SqlConditions FailureTable::conditions(const FailureQuery &query) const
{
    SqlConditions where;
    where.add("job_id = " + where.parameter(query.jobId) + "::uuid");
    if (!query.code.isEmpty())
        where.add("code = " + where.parameter(query.code));
    if (!query.field.isEmpty())
        where.add("field = " + where.parameter(query.field));
    if (!query.text.isEmpty()) {
        const QByteArray p = where.parameter(m_session.dialect().pattern(query.text));
        where.add("({match message " + p + "} or {match input " + p + "})");
    }
    if (!query.rows.empty())
        where.add("row_no {oneOf " + where.parameter(m_session.dialect().numberList(query.rows)) + "}");
    if (query.notRetried)
        where.add("retried_in is null");
    if (query.onlyMended)
        where.add("mended is not null and retried_in is null");
    return where;
}

Result<qint64> FailureTable::count(const FailureQuery &query)
{
    const SqlConditions where = conditions(query);
    const auto rows = m_session.runComposed("select count(*) from {failure}" + where.text(), where.parameters());
    if (!rows)
        return rows.error();
    return toInt(rows->rows[0][0]);
}

Result<std::vector<Failure>> FailureTable::failures(const FailureQuery &query)
{
    SqlConditions where = conditions(query);
    if (query.sort == FailureSort::Row && query.afterRow >= 0)
        where.add((query.descending ? "row_no < " : "row_no > ") + where.parameter(query.afterRow));
    const QByteArray limit = where.parameter(qint64(std::max(query.limit, 0)));
    const QByteArray offset = where.parameter(std::max<qint64>(query.offset, 0));
    const auto rows =
        m_session.runComposed("select row_no, line, errors, retryable, input, mended, retried_in from {failure}" +
                                  where.text() + orderBy(query) + " limit " + limit + " offset " + offset,
                              where.parameters());
    if (!rows)
        return rows.error();
    std::vector<Failure> failures;
    failures.reserve(rows->rows.size());
    for (const SqlRows::Row &row : rows->rows)
        failures.push_back(failureOf(row));
    return failures;
}

Result<std::vector<ErrorCount>> FailureTable::errorCounts(const QUuid &jobId)
{
    const auto rows = m_session.run("select g.code, g.n, g.first_row, f.errors from (select code, count(*) as n,"
                                    " min(row_no) as first_row from {failure} where job_id = $1::uuid group by code) g"
                                    " join {failure} f on f.job_id = $1::uuid and f.row_no = g.first_row"
                                    " order by g.n desc, g.code",
                                    {jobId});
    if (!rows)
        return rows.error();
    std::vector<ErrorCount> counts;
    for (const SqlRows::Row &row : rows->rows) {
        const std::vector<RowError> errors = errorsOf(row[3]);
        counts.push_back({.code = toText(row[0]),
                          .count = toInt(row[1]),
                          .firstRow = toInt(row[2]),
                          .example = errors.empty() ? Text() : errors.front().message});
    }
    return counts;
}

Status FailureTable::mend(const QUuid &jobId, qint64 row, const QJsonObject &values)
{
    if (Status allowed = requireRole(m_session.connection(), Role::Operator); !allowed)
        return allowed;
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun;
    const auto mended =
        m_session.run("update {failure} set mended = $3::json where job_id = $1::uuid and row_no = $2 and "
                      "retried_in is null",
                      {jobId, row, values.isEmpty() ? SqlValue() : SqlValue(jsonText(values))});
    if (!mended)
        return mended.error();
    if (mended->affected == 1) {
        const AuditRecord record{.action = u"mended"_s, .columns = values.keys(), .detail = {{u"row"_s, row}}};
        if (Status told = auditVerb(m_session, jobId, record); !told)
            return told;
        return transaction.commit();
    }
    return rowError("ROW_NOT_OPEN",
                    QT_TRANSLATE_NOOP("core", "Row %1 of job %2 is no failed row that waits for a retry."), jobId,
                    QString::number(row));
}

Status FailureTable::markRetried(const FailureQuery &query, qint64 count, const QUuid &child)
{
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun;
    FailureQuery open = query;
    open.notRetried = true;
    SqlConditions where = conditions(open);
    const QByteArray taker = where.parameter(child);
    const auto marked = m_session.runComposed("update {failure} set retried_in = " + taker + "::uuid" + where.text(),
                                              where.parameters());
    if (!marked)
        return marked.error();
    // Two people who press Retry at once would else run the same rows twice.
    if (marked->affected != count)
        return rowError("ALREADY_RETRIED",
                        QT_TRANSLATE_NOOP("core", "Rows of job %2 that are in another retry already: %1."), query.jobId,
                        QString::number(count - marked->affected));
    return transaction.commit();
}

} // namespace bulkhead
