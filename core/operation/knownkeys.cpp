// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/knownkeys.h"

#include <QtEndian>

#include <libpq-fe.h>
#include <xxhash.h>

#include <algorithm>

namespace bulkhead {

namespace {

quint64 mixed(quint64 before, std::string_view value)
{
    return XXH3_64bits_withSeed(value.data(), value.size(), before);
}

bool isLowerAscii(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) { return (c & 0x80) != 0 || (c >= 'A' && c <= 'Z'); });
}

/// A row of COPY's binary format: a count of values, then each with its length, -1 for NULL. Nothing for
/// a key with a NULL in it, which meets no other.
std::optional<quint64> hashOf(std::string_view row)
{
    const auto number = [&row]<typename T>(T) {
        const T value = qFromBigEndian<T>(row.data());
        row.remove_prefix(sizeof(T));
        return value;
    };
    quint64 hash = 0;
    for (qint16 left = number(qint16()); left > 0; --left) {
        const qint32 length = number(qint32());
        if (length < 0)
            return std::nullopt;
        hash = mixed(hash, row.substr(0, std::size_t(length)));
        row.remove_prefix(std::size_t(length));
    }
    return hash;
}

} // namespace

Result<std::optional<KnownKeys>> KnownKeys::read(SqlConnection &connection, const Operation &operation,
                                                 const UniqueRule &rule)
{
    const QByteArray table = quotedIdentifier(operation.effect.table);
    KnownKeys keys;
    QByteArray columns;
    for (const QString &name : rule.fields) {
        const QByteArray column = quotedIdentifier(operation.field(name)->column);
        columns += (columns.isEmpty() ? "" : ", ") + (rule.ignoreCase ? "lower(" + column + ")" : column) + "::text";
        keys.m_parts.push_back({std::size_t(operation.fieldIndex(name)), rule.ignoreCase});
    }
    if (const Result<SqlRows> scan = connection.query("set local enable_seqscan = on"); !scan)
        return scan.error();
    const Result<SqlRows> rows = connection.query("select count(*) from (select from " + table + " limit " +
                                                  QByteArray::number(maxRows + 1) + ") counted");
    if (!rows)
        return rows.error();
    const bool isSmall = toInt(rows->rows[0][0]) <= maxRows;
    if (isSmall) {
        if (const Status taken =
                keys.take(connection, "copy (select " + columns + " from " + table + ") to stdout (format binary)");
            !taken)
            return taken.error();
    }
    if (const Result<SqlRows> scan = connection.query("set local enable_seqscan = off"); !scan)
        return scan.error();
    return isSmall ? std::optional(std::move(keys)) : std::nullopt;
}

Status KnownKeys::take(SqlConnection &connection, const QByteArray &query)
{
    PGconn *pg = connection.pg();
    PGresult *started = PQexec(pg, query.constData());
    const bool isCopying = PQresultStatus(started) == PGRES_COPY_OUT;
    std::optional<Error> error;
    if (!isCopying)
        error = connection.refused(query, started);
    PQclear(started);
    if (!isCopying)
        return *error;
    constexpr std::string_view signature("PGCOPY\n\377\r\n\0", 11);
    constexpr std::size_t header = 19; // the signature, flags and the length of an extension: none so far
    char *text = nullptr;
    for (int size = 0; (size = PQgetCopyData(pg, &text, false)) > 0; PQfreemem(text)) {
        std::string_view row(text, std::size_t(size));
        if (row.starts_with(signature))
            row.remove_prefix(header);
        if (row.size() <= sizeof(qint16)) // the header alone, or the mark at the end
            continue;
        if (const auto hash = hashOf(row))
            m_hashes.insert(*hash);
    }
    while (PGresult *result = PQgetResult(pg)) { // to the end, or the connection stays in COPY mode
        if (PQresultStatus(result) != PGRES_COMMAND_OK && !error)
            error = connection.refused(query, result);
        PQclear(result);
    }
    return error ? Status(*error) : Status(Done{});
}

bool KnownKeys::mayHold(const ChunkRows &rows, std::size_t row) const
{
    quint64 hash = 0;
    for (const Part &part : m_parts) {
        const auto value = rows.value(row, part.field);
        if (!value)
            return false;
        if (!part.ignoreCase || isLowerAscii(*value)) {
            hash = mixed(hash, *value);
            continue;
        }
        const QByteArray lower = QString::fromUtf8(value->data(), qsizetype(value->size())).toLower().toUtf8();
        hash = mixed(hash, {lower.constData(), std::size_t(lower.size())});
    }
    return m_hashes.contains(hash);
}

} // namespace bulkhead
