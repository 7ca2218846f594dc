// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlconnection.h"

#include <functional>
#include <span>

namespace bulkhead {

/// The rows of a chunk as a relation that SQL can join: a temporary table of the session, emptied before each
/// use. Its column bulkhead_n is the row's index in its chunk. Belongs to one connection.
class RowRelation
{
public:
    struct Column
    {
        QString name;
        QByteArray type; ///< trusted SQL, from the catalog; may be empty on SQLite
    };
    /// The value of a row (by its index in the chunk) for a column of the relation.
    using Cell = std::function<CellValue(std::size_t row, std::size_t column)>;
    /// A value that its column's type cannot take.
    struct Unreadable
    {
        std::size_t row = 0;
        SqlDiagnosis diagnosis; ///< `column` is the relation's
    };

    explicit RowRelation(std::vector<Column> columns);

    /// As SQL names it.
    const QByteArray &name() const { return m_name; }
    const std::vector<Column> &columns() const { return m_columns; }
    /// Makes the table unless the session has it. Not in a transaction that only reads.
    Status create(SqlConnection &connection) const;
    /// In a transaction: holds these rows and no others, but for those that are told in `unreadable`.
    Status fill(SqlConnection &connection, std::span<const std::size_t> rows, const Cell &cell,
                std::vector<Unreadable> &unreadable) const;

private:
    Status copy(SqlConnection &connection, std::vector<std::size_t> rows, const Cell &cell,
                std::vector<Unreadable> &unreadable) const;
    Status insert(SqlConnection &connection, std::span<const std::size_t> rows, const Cell &cell) const;

    std::vector<Column> m_columns;
    QByteArray m_name;
};

} // namespace bulkhead
