// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/tablecatalog.h"

#include "core/operation/postgrescatalog.h"
#include "core/operation/sqlitecatalog.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

const TableColumn *TableInfo::column(QStringView name) const
{
    const auto found = std::ranges::find_if(columns, [&](const TableColumn &c) { return c.name == name; });
    return found == columns.end() ? nullptr : &*found;
}

Result<TableInfo> tableInfo(SqlConnection &connection, const QString &table)
{
    Result<TableInfo> info = connection.kind() == Database::PostgreSQL ? postgresTableInfo(connection, table)
                                                                       : sqliteTableInfo(connection, table);
    if (info && info->columns.empty())
        return Error{u"TABLE_MISSING"_s,
                     Text{QT_TRANSLATE_NOOP("core", "This database has no table “%1”."), {table}},
                     Text{QT_TRANSLATE_NOOP("core", "“bulkheadctl migrate up --domain” makes the tables of the built-in "
                                                    "operations; for others, change the table's name in the operation file.")}};
    return info;
}

Result<QStringList> tableNames(SqlConnection &connection)
{
    return connection.kind() == Database::PostgreSQL ? postgresTableNames(connection) : sqliteTableNames(connection);
}

} // namespace bulkhead
