// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlconnection.h"

#include <sqlite3.h>

#include <memory>

namespace bulkhead {

struct FinalizeStatement
{
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};
/// A statement of SQLite that is stepped through by hand, row after row.
using SqliteStatement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

inline Result<SqliteStatement> prepareStatement(SqlConnection &connection, const QByteArray &sql)
{
    sqlite3_stmt *raw = nullptr;
    if (sqlite3_prepare_v2(connection.sqlite(), sql.constData(), int(sql.size()), &raw, nullptr) != SQLITE_OK)
        return connection.refused(sql);
    return SqliteStatement(raw);
}

} // namespace bulkhead
