// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/uuid7.h"
#include "core/operation/effect.h"

namespace bulkhead {

/// What both databases share of an insert: its columns, where their values come from, the order in which
/// rows are written, their new ids, and the names of refusals.
class InsertPlan
{
public:
    struct Column
    {
        QString name;
        std::vector<std::size_t> fields; ///< the first of these that has a value
    };

    /// A column whose field the list does not have is left to the table.
    explicit InsertPlan(const Operation &operation, const FieldFeeds &feeds = {});

    const Operation &operation() const { return m_operation; }
    const EffectSpec &effect() const { return m_operation.effect; }
    /// The key is not among them, and no fixed value: an insert that has some goes another road (see makeEffect()).
    const std::vector<Column> &columns() const { return m_columns; }
    std::optional<std::string_view> value(const ChunkRows &rows, std::size_t row, const Column &column) const;

    /// By the first unique key, so that neighbours in its index are written together: half of the
    /// time of an insert is that index (performance.md).
    std::vector<std::size_t> inKeyOrder(const ChunkRows &rows, std::span<const std::size_t> chosen) const;
    Uuid7Sequence &ids() { return m_ids; }

    RowError alreadyExists(const ChunkRows &rows, std::size_t row, const UniqueRule &rule) const;
    /// Puts a server's refusal into words: which constraint, which column.
    RowError refusedBy(const SqlDiagnosis &diagnosis) const;
    /// Of a row that the table took without a word, and of which nothing is there.
    static RowError keptBack();
    /// The rule that a unique violation of this constraint or these columns broke; null if unknown.
    const UniqueRule *ruleOf(const SqlDiagnosis &diagnosis) const;

private:
    QString fieldOfColumn(const QString &column) const;

    Operation m_operation;
    std::vector<Column> m_columns;
    Uuid7Sequence m_ids;
};

} // namespace bulkhead
