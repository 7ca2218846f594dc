// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/audit.h"

#include "core/settings/settings.h"
#include "core/store/access.h"
#include "core/store/auditchain.h"
#include "core/store/sqlconditions.h"
#include "core/store/storesession.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// In the order of auditHash().
constexpr const char *fields =
    "id, {ms at}, actor, db_user, host, program, address, action, cast(job_id as text), operation, reason,"
    " rows_touched, cast(columns_read as text), cast(detail as text), previous_hash, hash";

AuditEntry entryOf(const SqlRows::Row &row)
{
    AuditEntry entry{.id = toInt(row[0]),
                     .at = toInt(row[1]),
                     .actor = toText(row[2]),
                     .user = toText(row[3]),
                     .host = toText(row[4]),
                     .program = toText(row[5]),
                     .address = toText(row[6]),
                     .action = toText(row[7]),
                     .jobId = toUuid(row[8]),
                     .operation = toText(row[9]),
                     .reason = toText(row[10]),
                     .detail = jsonObject(row[13]),
                     .previousHash = toText(row[14]),
                     .hash = toText(row[15])};
    if (!isNull(row[11]))
        entry.rows = toInt(row[11]);
    const QJsonArray read = QJsonDocument::fromJson(toBytes(row[12])).array();
    for (const QJsonValue &column : read)
        entry.columns.append(column.toString());
    return entry;
}

/// What the program itself says: actor host program action job_id operation reason rows_touched columns_read detail
SqlValues said(const AuditRecord &record, const SqlConnection &connection)
{
    const bool isFile = connection.kind() == Database::SQLite;
    return {storable(record.actor.isEmpty() && isFile ? currentActor() : record.actor),
            storable(workplace(connection.kind())),
            storable(QString::fromUtf8(connection.program())),
            record.action,
            idOrNull(record.jobId),
            storable(record.operation),
            storable(record.reason),
            record.rows ? SqlValue(*record.rows) : SqlValue(),
            record.columns.isEmpty() ? SqlValue() : SqlValue(jsonText(QJsonArray::fromStringList(record.columns))),
            jsonText(record.detail)};
}

} // namespace

QStringList auditActions()
{
    return {u"submitted"_s, u"started"_s,   u"approved"_s,     u"reverted"_s,    u"retried"_s, u"paused"_s,
            u"resumed"_s,   u"cancelled"_s, u"stopped"_s,      u"ended"_s,       u"mended"_s,  u"deleted"_s,
            u"exported"_s,  u"migrated"_s,  u"role_granted"_s, u"role_revoked"_s};
}

QJsonObject AuditEntry::toJson() const
{
    return {{u"id"_s, id},
            {u"at"_s, QDateTime::fromMSecsSinceEpoch(at, Qt::UTC).toString(Qt::ISODateWithMs)},
            {u"actor"_s, actor},
            {u"user"_s, user},
            {u"host"_s, host},
            {u"program"_s, program},
            {u"address"_s, address},
            {u"action"_s, action},
            {u"job"_s, jobId.isNull() ? QJsonValue() : QJsonValue(jobId.toString(QUuid::WithoutBraces))},
            {u"operation"_s, operation.isEmpty() ? QJsonValue() : QJsonValue(operation)},
            {u"reason"_s, reason.isEmpty() ? QJsonValue() : QJsonValue(reason)},
            {u"rows"_s, rows ? QJsonValue(*rows) : QJsonValue()},
            {u"columns"_s, QJsonArray::fromStringList(columns)},
            {u"detail"_s, detail},
            {u"previous_hash"_s, previousHash},
            {u"hash"_s, hash}};
}

Status Audit::append(const AuditRecord &record)
{
    if (m_connection.kind() == Database::SQLite)
        return appendToFile(record);
    const auto added = m_connection.query(
        m_dialect.text(
            "insert into {audit} (actor, host, program, action, job_id, operation, reason, rows_touched,"
            " columns_read, detail) values (coalesce(nullif($1::text, ''), session_user::text), $2, $3, $4, $5::uuid, $6, $7, $8,"
            " $9::json, $10::json)"),
        said(record, m_connection));
    if (!added)
        return added.error();
    return Done{};
}

Status Audit::appendToFile(const AuditRecord &record)
{
    StoreTransaction transaction(m_connection);
    if (Status begun = transaction.begin(); !begun)
        return begun;
    const auto head = m_connection.query(m_dialect.text("select last_id + 1, {now}, hash from {audit_head}"));
    if (!head)
        return head.error();
    if (head->isEmpty())
        return Error{u"AUDIT_BROKEN"_s, QT_TRANSLATE_NOOP("core", "The end of the audit's chain is missing."),
                     QT_TRANSLATE_NOOP("core", "Somebody changed the audit. Put the database back from a backup.")};
    const SqlRows::Row &next = head->rows[0];
    const SqlValues words = said(record, m_connection);
    const QString local = u"local"_s;
    SqlValues entry{next[0],  next[1],  words[0], currentActor(), words[1], words[2], local,  words[3],
                    words[4], words[5], words[6], words[7],       words[8], words[9], next[2]};
    const QString hash = auditHash(entry);
    entry.emplace_back(hash);
    const auto added = m_connection.query(
        m_dialect.text("insert into {audit} (id, at, actor, db_user, host, program, address, action, job_id, operation,"
                       " reason, rows_touched, columns_read, detail, previous_hash, hash)"
                       " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"),
        entry);
    if (!added)
        return added.error();
    const auto moved =
        m_connection.query(m_dialect.text("update {audit_head} set last_id = $1, hash = $2"), {next[0], hash});
    if (!moved)
        return moved.error();
    return transaction.commit();
}

SqlConditions Audit::conditions(const AuditQuery &query) const
{
    SqlConditions where;
    const auto equal = [&where](const QByteArray &column, const QString &value) {
        if (!value.isEmpty())
            where.add(column + " = " + where.parameter(value) + "::text");
    };
    if (!query.actor.isEmpty()) {
        const QByteArray p = where.parameter(query.actor);
        where.add("(actor = " + p + "::text or db_user = " + p + "::text)");
    }
    equal("action", query.action);
    equal("operation", query.operation);
    if (!query.jobId.isNull())
        where.add("job_id = " + where.parameter(query.jobId) + "::uuid");
    if (!query.text.isEmpty()) {
        const QByteArray p = where.parameter(m_dialect.pattern(query.text));
        QByteArray any;
        for (const char *column : {"actor", "db_user", "host", "program", "address", "operation", "reason",
                                   "cast(job_id as text)", "cast(detail as text)"})
            any += (any.isEmpty() ? "({match " : " or {match ") + QByteArray(column) + ' ' + p + '}';
        where.add(any + ')');
    }
    if (query.since > 0)
        where.add("at >= {at " + where.parameter(query.since) + '}');
    if (query.until > 0)
        where.add("at < {at " + where.parameter(query.until) + '}');
    return where;
}

Result<SqlRows> Audit::read(const QByteArray &tail, const SqlValues &parameters)
{
    return m_connection.query(m_dialect.text("select " + QByteArray(fields) + " from {audit}" + tail), parameters);
}

Result<std::vector<AuditEntry>> Audit::page(const AuditQuery &query)
{
    SqlConditions where = conditions(query);
    if (query.before > 0)
        where.add("id < " + where.parameter(query.before));
    const QByteArray limit = where.parameter(qint64(std::max(query.limit, 0)));
    const auto rows = read(where.text() + " order by id desc limit " + limit, where.parameters());
    if (!rows)
        return rows.error();
    return entriesOf(*rows);
}

Result<std::vector<AuditEntry>> Audit::pageAfter(const AuditQuery &query, qint64 after, int limit)
{
    SqlConditions where = conditions(query);
    where.add("id > " + where.parameter(after));
    const QByteArray most = where.parameter(qint64(limit));
    const auto rows = read(where.text() + " order by id limit " + most, where.parameters());
    if (!rows)
        return rows.error();
    return entriesOf(*rows);
}

std::vector<AuditEntry> Audit::entriesOf(const SqlRows &rows)
{
    std::vector<AuditEntry> entries;
    entries.reserve(rows.rows.size());
    for (const SqlRows::Row &row : rows.rows)
        entries.push_back(entryOf(row));
    return entries;
}

Result<qint64> Audit::count(const AuditQuery &query)
{
    const SqlConditions where = conditions(query);
    const auto rows =
        m_connection.query(m_dialect.text("select count(*) from {audit}" + where.text()), where.parameters());
    if (!rows)
        return rows.error();
    return toInt(rows->rows[0][0]);
}

Result<AuditVerdict> Audit::verify(const std::function<bool(qint64)> &observer)
{
    // One statement, one moment: what is appended during the walk is beyond its end.
    const auto head = m_connection.query(m_dialect.text(
        "select (select last_id from {audit_head}), (select hash from {audit_head}), (select max(id) from {audit})"));
    if (!head)
        return head.error();
    AuditWalk walk({.isThere = !isNull(head->rows[0][0]),
                    .lastId = toInt(head->rows[0][0]),
                    .hash = toText(head->rows[0][1]),
                    .newestId = toInt(head->rows[0][2])});
    while (!walk.isOver()) {
        const auto rows = read(" where id > $1 order by id limit 1000", {walk.lastSeen()});
        if (!rows)
            return rows.error();
        if (rows->isEmpty())
            break;
        for (const SqlRows::Row &row : rows->rows)
            walk.see(row);
        if (observer && !observer(walk.lastSeen()))
            return Error{u"INTERRUPTED"_s, QT_TRANSLATE_NOOP("core", "The check was stopped before its end."), {}};
    }
    return walk.verdict();
}

} // namespace bulkhead
