// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlconnection.h"

namespace bulkhead {

/// Rows in the text format of PostgreSQL's COPY.
class CopyText
{
public:
    /// Expects so many bytes.
    explicit CopyText(qsizetype expected = 0) { m_bytes.reserve(expected); }

    void number(qint64 value);
    void cell(const CellValue &value);
    void endRow();
    const QByteArray &bytes() const { return m_bytes; }

private:
    void separate();

    QByteArray m_bytes;
    bool m_isInRow = false;
};

/// Runs one COPY … from stdin to its end; what the server refused is in the connection's diagnosis. The number of rows
/// that it took: a trigger may leave some out without a word.
Result<qint64> copyIn(SqlConnection &connection, const QByteArray &command, const QByteArray &text);

/// Whether another try of the same rows, some left out, may succeed: the data is at fault, not the server.
bool isAboutRows(const SqlDiagnosis &diagnosis);

} // namespace bulkhead
