// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlconnection.h"

namespace bulkhead {

/// Rows on their way into a table of PostgreSQL by COPY, in pieces of about a quarter of a megabyte.
/// When it goes out of scope before end() the copy is given up, which fails the open transaction.
class PostgresCopy
{
public:
    /// `target`: the table and, in parentheses, its columns; trusted SQL.
    PostgresCopy(SqlConnection &connection, const QByteArray &target);
    ~PostgresCopy();
    PostgresCopy(const PostgresCopy &) = delete;
    PostgresCopy &operator=(const PostgresCopy &) = delete;

    Status begin();
    /// One value for each column; no text with the character NUL.
    Status add(const SqlValues &row);
    Status end();

private:
    Status send();
    Status finish(const char *giveUp);

    SqlConnection &m_connection;
    QByteArray m_sql;
    QByteArray m_lines;
    bool m_isOpen = false;
};

} // namespace bulkhead
