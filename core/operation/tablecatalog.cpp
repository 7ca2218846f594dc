// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/tablecatalog.h"

#include "core/operation/postgrescatalog.h"
#include "core/operation/sqlitecatalog.h"
#include "core/operation/sqltext.h"

#include <array>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

bool TableColumn::holdsText() const
{
    static constexpr std::array texts{"char", "text", "clob"};
    const QByteArray lower = type.toLower();
    return std::ranges::any_of(texts, [&](const char *text) { return lower.contains(text); });
}

bool TableColumn::holdsUuid() const
{
    constexpr int characters = 36;
    const QByteArray lower = type.toLower();
    return lower == "uuid" || lower.isEmpty() || (holdsText() && (maxLength == 0 || maxLength >= characters));
}

bool UniqueIndex::tellsApart(const QString &column) const
{
    if (!predicate.isEmpty() || expressions.size() != 1)
        return false;
    const QStringList names = namesIn(expressions.front());
    if (names == QStringList{column})
        return true;
    // lower(email) tells apart what email does. Other functions may make NULL of values, and NULL repeats.
    static constexpr std::array folding{"lower"_L1, "upper"_L1};
    const bool folds = std::ranges::any_of(
        folding, [&](QLatin1StringView fold) { return names.value(0).compare(fold, Qt::CaseInsensitive) == 0; });
    return columns == QStringList{column} && names.value(folds ? 1 : 0).compare(column, Qt::CaseInsensitive) == 0;
}

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
        return Error{
            u"TABLE_MISSING"_s, Text{QT_TRANSLATE_NOOP("core", "This database has no table “%1”."), {table}},
            Text{QT_TRANSLATE_NOOP("core", "“bulkheadctl migrate up --domain” makes the tables of the built-in "
                                           "operations; for others, change the table's name in the operation file.")}};
    return info;
}

Result<QStringList> tableNames(SqlConnection &connection)
{
    return connection.kind() == Database::PostgreSQL ? postgresTableNames(connection) : sqliteTableNames(connection);
}

} // namespace bulkhead
