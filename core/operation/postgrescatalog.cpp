// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/postgrescatalog.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

QStringList stringsOf(const SqlValue &json)
{
    QStringList list;
    for (const QJsonValue &value : QJsonDocument::fromJson(toText(json).toUtf8()).array())
        list.append(value.toString());
    return list;
}

Status readColumns(SqlConnection &connection, const SqlValue &table, TableInfo &info)
{
    // atttypmod is length or precision and scale, each plus the four bytes of a header (pg_type.h).
    const Result<SqlRows> rows = connection.query(
        "select a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef or a.attidentity <> '',"
        " a.attgenerated <> '' or a.attidentity = 'a',"
        " case when a.atttypid in ('varchar'::regtype, 'bpchar'::regtype) and a.atttypmod > 4 then a.atttypmod - 4 else 0 end,"
        " case when a.atttypid = 'numeric'::regtype and a.atttypmod > 4 then (a.atttypmod - 4) & 2047 else -1 end,"
        " case when a.attidentity <> '' then 'nextval(' || quote_literal(pg_get_serial_sequence($1::text, a.attname)) || '::regclass)'"
        " when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end"
        " from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attrelid = $1::text::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum",
        {table});
    if (!rows)
        return rows.error();
    for (const SqlRows::Row &row : rows->rows)
        info.columns.push_back({.name = toText(row[0]),
                                .type = toText(row[1]).toUtf8(),
                                .notNull = toBool(row[2]),
                                .hasDefault = toBool(row[3]),
                                .drawn = toText(row[7]).toUtf8(),
                                .isGenerated = toBool(row[4]),
                                .maxLength = int(toInt(row[5])),
                                .scale = int(toInt(row[6]))});
    return Done{};
}

Status readIndexes(SqlConnection &connection, const SqlValue &table, TableInfo &info)
{
    const Result<SqlRows> rows = connection.query(
        "select c.relname, x.indisunique, x.indisprimary,"
        " (select json_agg(pg_get_indexdef(x.indexrelid, k, true) order by k) from generate_series(1, x.indnkeyatts) k),"
        " coalesce(pg_get_expr(x.indpred, x.indrelid), ''),"
        " (select coalesce(json_agg(distinct a.attname), '[]') from pg_attribute a where a.attrelid = x.indrelid and a.attnum > 0"
        "   and (a.attnum = any(x.indkey::int2[]) or exists (select from pg_depend d where d.classid = 'pg_class'::regclass and"
        "   d.objid = x.indexrelid and d.refclassid = 'pg_class'::regclass and d.refobjid = x.indrelid and d.refobjsubid = a.attnum))),"
        " (select a.attname from pg_attribute a where a.attrelid = x.indrelid and a.attnum = x.indkey[0])"
        " from pg_index x join pg_class c on c.oid = x.indexrelid"
        " where x.indrelid = $1::text::regclass and x.indisvalid order by x.indisprimary desc, c.relname",
        {table});
    if (!rows)
        return rows.error();
    for (const SqlRows::Row &row : rows->rows) {
        if (const QString first = toText(row[6]); !first.isEmpty())
            info.indexedColumns.append(first);
        if (!toBool(row[1]))
            continue;
        UniqueIndex index{.name = toText(row[0]),
                          .expressions = {},
                          .predicate = toText(row[4]).toUtf8(),
                          .columns = stringsOf(row[5]),
                          .isPrimary = toBool(row[2])};
        for (const QString &expression : stringsOf(row[3]))
            index.expressions.append(expression.toUtf8());
        if (index.isPrimary) {
            for (const QByteArray &name : index.expressions)
                info.primaryKey.append(QString::fromUtf8(name).remove(u'"'));
        }
        info.uniques.push_back(std::move(index));
    }
    return Done{};
}

Status readConstraints(SqlConnection &connection, const SqlValue &table, TableInfo &info)
{
    const Result<SqlRows> checks =
        connection.query("select conname, pg_get_expr(conbin, conrelid) from pg_constraint"
                         " where conrelid = $1::text::regclass and contype = 'c' order by conname",
                         {table});
    if (!checks)
        return checks.error();
    for (const SqlRows::Row &row : checks->rows)
        info.checks.push_back({.name = toText(row[0]), .expression = toText(row[1]).toUtf8()});
    const auto names = [](const char *relation, const char *numbers) {
        return QByteArray("(select json_agg(a.attname order by k.i) from unnest(c.") + numbers +
               ") with ordinality k(n, i) join pg_attribute a on a.attrelid = c." + relation + " and a.attnum = k.n)";
    };
    const QByteArray ours = names("conrelid", "conkey");
    const QByteArray theirs = names("confrelid", "confkey");
    const Result<SqlRows> keys = connection.query(
        "select c.conname, c.conrelid = $1::text::regclass, c.conrelid::regclass::text, c.confrelid::regclass::text, " +
            ours + ", " + theirs +
            " from pg_constraint c where c.contype = 'f' and c.conparentid = 0"
            " and (c.conrelid = $1::text::regclass or c.confrelid = $1::text::regclass) order by c.conname",
        {table});
    if (!keys)
        return keys.error();
    for (const SqlRows::Row &row : keys->rows) {
        const bool isOurs = toBool(row[1]);
        if (isOurs)
            info.references.push_back({.name = toText(row[0]),
                                       .table = toText(row[3]).remove(u'"'),
                                       .columns = stringsOf(row[4]),
                                       .otherColumns = stringsOf(row[5])});
        else
            info.referencedBy.push_back({.name = toText(row[0]),
                                         .table = toText(row[2]).remove(u'"'),
                                         .columns = stringsOf(row[5]),
                                         .otherColumns = stringsOf(row[4])});
    }
    return Done{};
}

Status readTriggers(SqlConnection &connection, const SqlValue &table, TableInfo &info)
{
    // Bit 2 of tgtype is INSERT (pg_trigger.h).
    const Result<SqlRows> rows =
        connection.query("select exists (select from pg_trigger where tgrelid = $1::text::regclass"
                         " and not tgisinternal and tgtype & 4 <> 0)",
                         {table});
    if (!rows)
        return rows.error();
    info.hasInsertTrigger = toBool(rows->rows[0][0]);
    return Done{};
}

} // namespace

Result<TableInfo> postgresTableInfo(SqlConnection &connection, const QString &table)
{
    TableInfo info{.table = table};
    const SqlValue name = QString::fromUtf8(quotedIdentifier(table));
    const Result<SqlRows> exists = connection.query("select to_regclass($1::text) is not null", {name});
    if (!exists)
        return exists.error();
    if (!toBool(exists->rows[0][0]))
        return info;
    for (const auto read : {readColumns, readIndexes, readConstraints, readTriggers}) {
        if (const Status done = read(connection, name, info); !done)
            return done.error();
    }
    return info;
}

Result<QStringList> postgresTableNames(SqlConnection &connection)
{
    const Result<SqlRows> rows = connection.query(
        "select case when n.nspname = any(current_schemas(false)) then c.relname else n.nspname || '.' || c.relname end"
        " from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p')"
        " and n.nspname not in ('pg_catalog', 'information_schema', 'bulkhead') and n.nspname not like 'pg\\_%'"
        " and not c.relispartition order by 1");
    if (!rows)
        return rows.error();
    QStringList names;
    for (const SqlRows::Row &row : rows->rows)
        names.append(toText(row[0]));
    return names;
}

} // namespace bulkhead
