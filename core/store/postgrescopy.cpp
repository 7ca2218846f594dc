// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgrescopy.h"

#include <libpq-fe.h>

namespace bulkhead {

namespace {

constexpr qsizetype pieceSize = 256 * 1024;

/// COPY's text format: a backslash before itself and before what would end a field or a line.
void appendEscaped(QByteArray &line, const QByteArray &text)
{
    for (const char c : text) {
        switch (c) {
        case '\\':
            line += "\\\\";
            break;
        case '\t':
            line += "\\t";
            break;
        case '\n':
            line += "\\n";
            break;
        case '\r':
            line += "\\r";
            break;
        default:
            line += c;
        }
    }
}

void appendValue(QByteArray &line, const SqlValue &value)
{
    if (isNull(value)) {
        line += "\\N";
    } else if (const auto *bytes = std::get_if<QByteArray>(&value)) {
        line += "\\\\x" + bytes->toHex();
    } else {
        appendEscaped(line, toText(value).toUtf8());
    }
}

} // namespace

PostgresCopy::PostgresCopy(SqlConnection &connection, const QByteArray &target)
    : m_connection(connection), m_sql("copy " + target + " from stdin")
{}

PostgresCopy::~PostgresCopy()
{
    if (m_isOpen)
        std::ignore = finish("given up");
}

Status PostgresCopy::begin()
{
    pg_result *result = PQexec(m_connection.pg(), m_sql.constData());
    m_isOpen = PQresultStatus(result) == PGRES_COPY_IN;
    Status begun = m_isOpen ? Status(Done{}) : Status(m_connection.refused(m_sql, result));
    PQclear(result);
    m_lines.reserve(pieceSize + pieceSize / 4);
    return begun;
}

Status PostgresCopy::add(const SqlValues &row)
{
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0)
            m_lines += '\t';
        appendValue(m_lines, row[i]);
    }
    m_lines += '\n';
    return m_lines.size() < pieceSize ? Status(Done{}) : send();
}

Status PostgresCopy::send()
{
    if (PQputCopyData(m_connection.pg(), m_lines.constData(), int(m_lines.size())) == 1) {
        m_lines.resize(0);
        return Done{};
    }
    // The server has refused meanwhile, and says so at the end.
    Status refused = finish("given up");
    return refused ? Status(m_connection.refused(m_sql)) : refused;
}

Status PostgresCopy::end()
{
    if (!m_lines.isEmpty()) {
        if (Status sent = send(); !sent)
            return sent;
    }
    return finish(nullptr);
}

Status PostgresCopy::finish(const char *giveUp)
{
    m_isOpen = false;
    if (PQputCopyEnd(m_connection.pg(), giveUp) != 1)
        return m_connection.refused(m_sql);
    Status finished = Done{};
    while (pg_result *result = PQgetResult(m_connection.pg())) {
        if (PQresultStatus(result) != PGRES_COMMAND_OK && finished)
            finished = m_connection.refused(m_sql, result);
        PQclear(result);
    }
    return finished;
}

} // namespace bulkhead
