// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/copyin.h"

#include <libpq-fe.h>

namespace bulkhead {

namespace {

constexpr qsizetype copyBlock = 256 * 1024;

/// A text as a cell of COPY's text format.
void appendCopyCell(QByteArray &out, std::string_view text)
{
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c != '\\' && (c > '\r' || c < '\t' || c == '\v' || c == '\f')) [[likely]]
            continue;
        out.append(text.data() + from, qsizetype(i - from));
        out.append('\\');
        out.append(c == '\n' ? 'n' : c == '\r' ? 'r' : c == '\t' ? 't' : '\\');
        from = i + 1;
    }
    out.append(text.data() + from, qsizetype(text.size() - from));
}

} // namespace

void CopyText::separate()
{
    if (m_isInRow)
        m_bytes.append('\t');
    m_isInRow = true;
}

void CopyText::number(qint64 value)
{
    separate();
    m_bytes.append(QByteArray::number(value));
}

void CopyText::cell(const CellValue &value)
{
    separate();
    if (value.isNull())
        m_bytes.append("\\N");
    else
        appendCopyCell(m_bytes, value.bytes);
}

void CopyText::endRow()
{
    m_bytes.append('\n');
    m_isInRow = false;
}

Result<qint64> copyIn(SqlConnection &connection, const QByteArray &command, const QByteArray &text)
{
    PGconn *pg = connection.pg();
    PGresult *started = PQexec(pg, command.constData());
    if (PQresultStatus(started) != PGRES_COPY_IN) {
        const Error error = connection.refused(command, started);
        PQclear(started);
        return error;
    }
    PQclear(started);
    bool sent = true;
    for (qsizetype at = 0; sent && at < text.size(); at += copyBlock)
        sent = PQputCopyData(pg, text.constData() + at, int(std::min(copyBlock, text.size() - at))) == 1;
    sent = sent && PQputCopyEnd(pg, nullptr) == 1;
    std::optional<Error> error;
    qint64 rows = 0;
    while (PGresult *result = PQgetResult(pg)) { // to the end, or the connection stays in COPY mode
        if (PQresultStatus(result) != PGRES_COMMAND_OK && !error)
            error = connection.refused(command, result);
        rows = QByteArrayView(PQcmdTuples(result)).toLongLong();
        PQclear(result);
    }
    if (!error && !sent)
        error = connection.refused(command, nullptr);
    return error ? Result<qint64>(*error) : Result<qint64>(rows);
}

bool isAboutRows(const SqlDiagnosis &diagnosis)
{
    return diagnosis.sqlState.startsWith("22") || diagnosis.sqlState.startsWith("23") ||
           diagnosis.sqlState.startsWith("P0"); // raised by a trigger
}

} // namespace bulkhead
