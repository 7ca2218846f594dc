// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/bulkinsert.h"
#include "core/operation/insertplan.h"

namespace bulkhead {

/// Inserts on SQLite, row by row with one prepared statement: a refused row there takes back only itself,
/// so that no other road is needed.
class SqliteInsert final : public BulkInsert
{
public:
    SqliteInsert(const Operation &operation, const FieldFeeds &feeds);

    Result<EffectOutcome> apply(SqlConnection &connection, const ChunkRows &rows,
                                std::span<const std::size_t> chosen) override;

private:
    QByteArray statement() const;
    RowError refusal(SqlConnection &connection, const ChunkRows &rows, std::size_t row) const;

    InsertPlan m_plan;
    QByteArray m_statement;
};

} // namespace bulkhead
