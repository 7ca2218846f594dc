// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/changepage.h"

#include <QStringList>

#include <cstddef>
#include <memory>
#include <vector>

namespace bulkhead {

/// A result whose cells stay as the database gave them (see CellValue): for images of records, and for
/// results too large for a variant a cell. Views live as long as the table; it moves, but is not copied.
class CellTable
{
public:
    explicit CellTable(std::size_t columns = 0) : m_columns(columns) {}
    CellTable(CellTable &&) = default;
    CellTable &operator=(CellTable &&) = default;

    std::size_t columnCount() const { return m_columns; }
    std::size_t rowCount() const { return m_columns == 0 ? 0 : m_cells.size() / m_columns; }
    const CellValue &at(std::size_t row, std::size_t column) const { return m_cells[row * m_columns + column]; }
    /// `count` cells of a row from this column on.
    std::span<const CellValue> span(std::size_t row, std::size_t column, std::size_t count) const
    {
        return std::span(m_cells).subspan(row * m_columns + column, count);
    }
    /// A cell that holds a number; 0 for NULL.
    qint64 number(std::size_t row, std::size_t column) const;
    QString text(std::size_t row, std::size_t column) const { return at(row, column).toString(); }

    /// What the query called its columns.
    QStringList names;

    void reserve(std::size_t rows) { m_cells.reserve(rows * m_columns); }
    /// The next cell, row by row; its bytes are copied.
    void append(CellValue::Kind kind, std::string_view bytes);
    /// The same, not copied: they live in what hold() was given.
    void appendView(CellValue::Kind kind, std::string_view bytes);
    void hold(std::shared_ptr<const void> owner) { m_owner = std::move(owner); }

private:
    std::string_view kept(std::string_view bytes);

    std::size_t m_columns;
    std::vector<CellValue> m_cells;
    std::shared_ptr<const void> m_owner; ///< of bytes that were not copied
    std::vector<std::unique_ptr<char[]>> m_blocks;
    std::size_t m_free = 0; ///< bytes left in the last block
    char *m_next = nullptr;
};

} // namespace bulkhead
