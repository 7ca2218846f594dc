// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/rowrelation.h"

#include "core/operation/copyin.h"
#include "core/operation/sqlitestatement.h"

#include <QCryptographicHash>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

void bind(sqlite3_stmt *statement, int index, const CellValue &value)
{
    // Static: what the cell points to outlives the step that follows.
    const auto size = int(value.bytes.size());
    switch (value.kind) {
    case CellValue::Kind::Null:
        sqlite3_bind_null(statement, index);
        return;
    case CellValue::Kind::Integer:
        sqlite3_bind_int64(statement, index, QByteArrayView(value.bytes.data(), size).toLongLong());
        return;
    case CellValue::Kind::Real:
        sqlite3_bind_double(statement, index, QByteArrayView(value.bytes.data(), size).toDouble());
        return;
    case CellValue::Kind::Blob:
        sqlite3_bind_blob(statement, index, value.bytes.data(), size, SQLITE_STATIC);
        return;
    case CellValue::Kind::Text:
        sqlite3_bind_text(statement, index, value.bytes.data(), size, SQLITE_STATIC);
        return;
    }
}

} // namespace

RowRelation::RowRelation(std::vector<Column> columns) : m_columns(std::move(columns))
{
    // By its shape, so that a session has one for each shape and not one for each job.
    QCryptographicHash shape(QCryptographicHash::Sha1);
    for (const Column &column : m_columns)
        shape.addData(column.name.toUtf8() + '\0' + column.type + '\0');
    m_name = "bulkhead_rows_" + shape.result().toHex().first(16);
}

Status RowRelation::create(SqlConnection &connection) const
{
    QByteArray sql = "create temporary table if not exists " + m_name + " (bulkhead_n integer";
    for (const Column &column : m_columns)
        sql += ", " + quotedIdentifier(column.name) + ' ' + column.type;
    sql += connection.kind() == Database::PostgreSQL ? ") on commit delete rows" : ")";
    return statusOf(connection.query(sql));
}

Status RowRelation::fill(SqlConnection &connection, std::span<const std::size_t> rows, const Cell &cell,
                         std::vector<Unreadable> &unreadable) const
{
    const Result<SqlRows> emptied = connection.query("delete from " + m_name);
    if (!emptied)
        return emptied.error();
    if (connection.kind() == Database::SQLite)
        return insert(connection, rows, cell);
    return copy(connection, {rows.begin(), rows.end()}, cell, unreadable);
}

/// A value that its column's type cannot take stops COPY, which names it: "COPY bulkhead_rows_…, line 17,
/// column age: …". That row is left out, and the others are copied again.
Status RowRelation::copy(SqlConnection &connection, std::vector<std::size_t> rows, const Cell &cell,
                         std::vector<Unreadable> &unreadable) const
{
    static const QRegularExpression place(u"line (\\d+)(?:, column ([^:]+))?"_s);
    while (true) {
        CopyText text;
        for (const std::size_t row : rows) {
            text.number(qint64(row));
            for (std::size_t column = 0; column < m_columns.size(); ++column)
                text.cell(cell(row, column));
            text.endRow();
        }
        if (const Status marked = statusOf(connection.query("savepoint bulkhead_rows")); !marked)
            return marked;
        const Result<qint64> copied = copyIn(connection, "copy " + m_name + " from stdin", text.bytes());
        if (copied)
            return statusOf(connection.query("release savepoint bulkhead_rows"));
        SqlDiagnosis diagnosis = connection.diagnosis();
        const QRegularExpressionMatch match = place.match(diagnosis.context);
        const qsizetype line = match.captured(1).toLongLong();
        if (!isAboutRows(diagnosis) || line < 1 || line > qsizetype(rows.size()))
            return copied.error();
        if (const Status back = statusOf(connection.query("rollback to savepoint bulkhead_rows")); !back)
            return back;
        diagnosis.column = match.captured(2);
        unreadable.push_back({rows[std::size_t(line - 1)], diagnosis});
        rows.erase(rows.begin() + (line - 1));
    }
}

Status RowRelation::insert(SqlConnection &connection, std::span<const std::size_t> rows, const Cell &cell) const
{
    QByteArray sql = "insert into " + m_name + " values (?";
    for (std::size_t i = 0; i < m_columns.size(); ++i)
        sql += ", ?";
    sql += ')';
    const Result<SqliteStatement> statement = prepareStatement(connection, sql);
    if (!statement)
        return statement.error();
    sqlite3_stmt *raw = statement->get();
    for (const std::size_t row : rows) {
        sqlite3_bind_int64(raw, 1, qint64(row));
        for (std::size_t column = 0; column < m_columns.size(); ++column)
            bind(raw, int(column) + 2, cell(row, column));
        if (sqlite3_step(raw) != SQLITE_DONE)
            return connection.refused(sql);
        sqlite3_reset(raw);
    }
    return Done{};
}

} // namespace bulkhead
