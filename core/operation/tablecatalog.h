// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlconnection.h"

#include <QByteArrayList>
#include <QStringList>

namespace bulkhead {

/// A column as the database itself describes it.
struct TableColumn
{
    QString name;
    QByteArray type; ///< as it is declared: "numeric(10,2)"
    bool notNull = false;
    bool hasDefault = false;
    QByteArray drawn;         ///< SQL for a value that the database would give; empty where it gives none
    bool isGenerated = false; ///< the database computes it; nobody may write it
    int maxLength = 0;        ///< characters; 0: no limit
    int scale = -1;           ///< of a decimal, digits behind the point; -1: any

    /// Of text type, or on SQLite of text affinity.
    bool holdsText() const;
    bool holdsUuid() const;
};

struct CheckRule
{
    QString name;
    QByteArray expression; ///< over the names of columns
};

struct UniqueIndex
{
    QString name;
    QByteArrayList expressions; ///< columns or expressions, over the names of columns
    QByteArray predicate;       ///< of a partial index
    QStringList columns;        ///< all that the two mention
    bool isPrimary = false;

    /// Whether no two records can have the same value in this column alone.
    bool tellsApart(const QString &column) const;
};

/// One table's column that refers to another's, either way round.
struct Reference
{
    QString name;
    QString table;            ///< the other one
    QStringList columns;      ///< of this table
    QStringList otherColumns; ///< of the other, in the same order
};

/// What a database says of one of its tables.
struct TableInfo
{
    QString table;
    std::vector<TableColumn> columns{};
    QStringList primaryKey{};
    std::vector<CheckRule> checks{};
    std::vector<UniqueIndex> uniques{};
    std::vector<Reference> references{};   ///< this table to others
    std::vector<Reference> referencedBy{}; ///< others to this table
    QStringList indexedColumns{};          ///< first columns of any index
    bool hasInsertTrigger = false;         ///< a new record may hold what nobody wrote and no default says

    const TableColumn *column(QStringView name) const;
};

/// Error TABLE_MISSING names the table and what to do.
Result<TableInfo> tableInfo(SqlConnection &connection, const QString &table);
/// The tables that hold other people's records: neither the database's own nor Bulkhead's.
Result<QStringList> tableNames(SqlConnection &connection);

} // namespace bulkhead
