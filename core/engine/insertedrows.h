// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/jobcontext.h"
#include "core/job/changepage.h"
#include "core/operation/insertplan.h"

namespace bulkhead {

/// The images of a chunk that went the fast road of plain inserts: no page of changes is kept for it, since what was
/// inserted stands in its rows, and their keys in its results.
class InsertedRows
{
public:
    /// `context` must outlive this.
    InsertedRows(const JobContext &context, Database kind);

    /// What these rows inserted. Valid until the next call, and while `page` lives.
    const TableChanges &read(const RowPage &page, const ResultPage &results);

private:
    CellValue valueOf(const ChunkRows &rows, std::size_t row, const InsertPlan::Column &column) const;

    const JobContext &m_context;
    InsertPlan m_plan;
    Database m_kind;
    TableChanges m_table;
    std::vector<CellValue> m_values;
    std::vector<std::string> m_ids;
};

} // namespace bulkhead
