// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/sqlitecatalog.h"

#include "core/operation/sqltext.h"

#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// "numeric(10, 2)" says how a decimal is meant, though SQLite itself does not look at it.
void readDeclaredSize(TableColumn &column)
{
    static const QRegularExpression shape(u"^(numeric|decimal|varchar|char)\\s*\\((\\d+)(?:\\s*,\\s*(\\d+))?\\)"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = shape.match(QString::fromUtf8(column.type));
    if (!match.hasMatch())
        return;
    const bool isText = match.captured(1).endsWith(u"char"_s, Qt::CaseInsensitive);
    if (isText) {
        column.maxLength = match.captured(2).toInt();
        return;
    }
    column.scale = match.captured(3).toInt();
}

/// An integer primary key is the row's own number. SQLite gives the next one; of an `autoincrement` never one again,
/// for which it keeps a table.
Status readRowNumbers(SqlConnection &connection, TableInfo &info)
{
    const auto key = std::ranges::find(info.columns, info.primaryKey.value(0), &TableColumn::name);
    if (info.primaryKey.size() != 1 || key->type.toLower() != "integer")
        return Done{};
    const Result<SqlRows> kept = connection.query("select 1 from sqlite_schema where name = 'sqlite_sequence'");
    if (!kept)
        return kept.error();
    const QByteArray highest =
        "(select coalesce(max(" + quotedIdentifier(key->name) + "), 0) from " + quotedIdentifier(info.table) + ")";
    const QByteArray given = "(select coalesce(max(seq), 0) from sqlite_sequence where name = '" +
                             info.table.toUtf8().replace("'", "''") + "' collate nocase)";
    key->drawn = "_rowid_ + " + (kept->isEmpty() ? highest : "max(" + highest + ", " + given + ")");
    return Done{};
}

Status readColumns(SqlConnection &connection, TableInfo &info)
{
    const Result<SqlRows> rows = connection.query(
        "select name, type, \"notnull\", dflt_value is not null, hidden, pk, coalesce('(' || dflt_value || ')', '')"
        " from pragma_table_xinfo($1) order by cid",
        {info.table});
    if (!rows)
        return rows.error();
    std::map<qint64, QString> key;
    for (const SqlRows::Row &row : rows->rows) {
        TableColumn column{.name = toText(row[0]),
                           .type = toText(row[1]).toUtf8(),
                           .notNull = toBool(row[2]),
                           .hasDefault = toBool(row[3]),
                           .drawn = toText(row[6]).toUtf8(),
                           .isGenerated = toInt(row[4]) > 1};
        readDeclaredSize(column);
        if (const qint64 place = toInt(row[5]); place > 0) {
            key.emplace(place, column.name);
            column.hasDefault = column.hasDefault || column.type.toLower() == "integer"; // the rowid
        }
        info.columns.push_back(std::move(column));
    }
    for (const auto &[place, name] : key)
        info.primaryKey.append(name);
    if (const Status drawn = readRowNumbers(connection, info); !drawn)
        return drawn;
    if (key.size() == 1)
        info.indexedColumns.append(info.primaryKey.front());
    return Done{};
}

/// The expressions and the condition of an index as they were written.
void readIndexText(const QByteArray &sql, UniqueIndex &index)
{
    const qsizetype on = sql.toLower().indexOf(" on ");
    const qsizetype open = sql.indexOf('(', on);
    const qsizetype close = open < 0 ? -1 : closingParenthesis(sql, open);
    if (on < 0 || close < 0)
        return;
    index.expressions = splitAtCommas(sql.sliced(open + 1, close - open - 1));
    const QByteArray rest = sql.sliced(close + 1).trimmed();
    if (rest.toLower().startsWith("where"))
        index.predicate = rest.sliced(5).trimmed();
}

Status readIndexes(SqlConnection &connection, TableInfo &info)
{
    const Result<SqlRows> rows = connection.query(
        "select l.name, l.\"unique\", coalesce(s.sql, ''), l.origin,"
        " (select x.name from pragma_index_info(l.name) x where x.seqno = 0)"
        " from pragma_index_list($1) l left join sqlite_schema s on s.type = 'index' and s.name = l.name",
        {info.table});
    if (!rows)
        return rows.error();
    for (const SqlRows::Row &row : rows->rows) {
        if (const QString first = toText(row[4]); !first.isEmpty())
            info.indexedColumns.append(first);
        if (!toBool(row[1]))
            continue;
        UniqueIndex index{.name = toText(row[0]),
                          .expressions = {},
                          .predicate = {},
                          .columns = {},
                          .isPrimary = toText(row[3]) == u"pk"};
        readIndexText(toText(row[2]).toUtf8(), index);
        if (index.expressions.isEmpty()) {
            const Result<SqlRows> columns =
                connection.query("select name from pragma_index_info($1) order by seqno", {index.name});
            if (!columns)
                return columns.error();
            for (const SqlRows::Row &column : columns->rows)
                index.expressions.append(quotedIdentifier(toText(column[0])));
        }
        for (const TableColumn &column : info.columns) {
            const bool isMeant =
                mentions(index.predicate, column.name) ||
                std::ranges::any_of(index.expressions, [&](const QByteArray &e) { return mentions(e, column.name); });
            if (isMeant)
                index.columns.append(column.name);
        }
        info.uniques.push_back(std::move(index));
    }
    // An integer primary key is the row's own number, which no index lists.
    const bool isListed = std::ranges::any_of(info.uniques, &UniqueIndex::isPrimary);
    if (isListed || info.primaryKey.isEmpty())
        return Done{};
    UniqueIndex key{
        .name = info.table, .expressions = {}, .predicate = {}, .columns = info.primaryKey, .isPrimary = true};
    for (const QString &column : info.primaryKey)
        key.expressions.append(quotedIdentifier(column));
    info.uniques.push_back(std::move(key));
    return Done{};
}

Status readChecks(SqlConnection &connection, TableInfo &info)
{
    const Result<SqlRows> rows = connection.query(
        "select sql from sqlite_schema where type = 'table' and name = $1 collate nocase", {info.table});
    if (!rows)
        return rows.error();
    if (rows->isEmpty())
        return Done{};
    for (const QByteArray &expression : checkExpressions(toText(rows->rows[0][0]).toUtf8()))
        info.checks.push_back({.name = QString::fromUtf8(expression), .expression = expression});
    return Done{};
}

/// References of `table`, one entry a key; a key that names no columns of the other table means its primary one.
Status addReferences(SqlConnection &connection, const QString &table, const QString &to, std::vector<Reference> &out)
{
    const Result<SqlRows> rows = connection.query(
        "select id, \"table\", \"from\", coalesce(\"to\", (select name from pragma_table_info(f.\"table\") where pk = f.seq + 1))"
        " from pragma_foreign_key_list($1) f order by id, seq",
        {table});
    if (!rows)
        return rows.error();
    qint64 last = -1;
    for (const SqlRows::Row &row : rows->rows) {
        if (!to.isEmpty() && toText(row[1]).compare(to, Qt::CaseInsensitive) != 0)
            continue;
        if (last != toInt(row[0]))
            out.push_back(
                {.name = table + u'.' + toText(row[2]), .table = toText(row[1]), .columns = {}, .otherColumns = {}});
        last = toInt(row[0]);
        out.back().columns.append(toText(row[2]));
        out.back().otherColumns.append(toText(row[3]));
    }
    return Done{};
}

Status readReferences(SqlConnection &connection, TableInfo &info)
{
    if (Status own = addReferences(connection, info.table, {}, info.references); !own)
        return own;
    const Result<SqlRows> tables =
        connection.query("select name from sqlite_schema where type = 'table' order by name");
    if (!tables)
        return tables.error();
    for (const SqlRows::Row &row : tables->rows) {
        std::vector<Reference> found;
        if (Status read = addReferences(connection, toText(row[0]), info.table, found); !read)
            return read;
        for (Reference &reference : found) {
            reference.table = toText(row[0]);
            std::swap(reference.columns, reference.otherColumns);
            info.referencedBy.push_back(std::move(reference));
        }
    }
    return Done{};
}

/// Of any kind: which one it is stands only in its text.
Status readTriggers(SqlConnection &connection, TableInfo &info)
{
    const Result<SqlRows> rows = connection.query(
        "select exists (select 1 from sqlite_schema where type = 'trigger' and tbl_name = $1 collate nocase)",
        {info.table});
    if (!rows)
        return rows.error();
    info.hasInsertTrigger = toBool(rows->rows[0][0]);
    return Done{};
}

} // namespace

Result<TableInfo> sqliteTableInfo(SqlConnection &connection, const QString &table)
{
    TableInfo info{.table = table};
    for (const auto read : {readColumns, readIndexes, readChecks, readReferences, readTriggers}) {
        if (const Status done = read(connection, info); !done)
            return done.error();
    }
    return info;
}

Result<QStringList> sqliteTableNames(SqlConnection &connection)
{
    const Result<SqlRows> rows = connection.query(
        "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'"
        " and name not like 'bulkhead\\_%' escape '\\' order by name");
    if (!rows)
        return rows.error();
    QStringList names;
    for (const SqlRows::Row &row : rows->rows)
        names.append(toText(row[0]));
    return names;
}

} // namespace bulkhead
