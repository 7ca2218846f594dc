// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/insertedrows.h"

namespace bulkhead {

InsertedRows::InsertedRows(const JobContext &context, Database kind)
    : m_context(context), m_plan(context.operation, context.feeds), m_kind(kind)
{
    m_table.table = m_plan.effect().table;
    m_table.key = m_plan.effect().key;
    m_table.columns.append(m_table.key);
    for (const InsertPlan::Column &column : m_plan.columns())
        m_table.columns.append(column.name);
}

const TableChanges &InsertedRows::read(const RowPage &page, const ResultPage &results)
{
    const ChunkRows rows(page, m_context.feeds);
    m_table.rows.clear();
    m_values.clear();
    m_ids.clear();
    const auto width = std::size_t(m_table.columns.size());
    // The images point into these two, which therefore must not grow.
    m_values.reserve(page.rows().size() * width);
    m_ids.reserve(page.rows().size());
    for (std::size_t row = 0; row < page.rows().size(); ++row) {
        const QString id = results.result(qsizetype(row));
        if (results.states[row] != ItemState::Succeeded || id.isEmpty())
            continue;
        m_ids.push_back(id.toStdString());
        const std::size_t from = m_values.size();
        m_values.push_back({CellValue::Kind::Text, m_ids.back()});
        for (const InsertPlan::Column &column : m_plan.columns())
            m_values.push_back(valueOf(rows, row, column));
        m_table.rows.push_back(
            {.row = row, .kind = ChangeKind::Insert, .before = {}, .after = std::span(m_values).subspan(from, width)});
    }
    return m_table;
}

CellValue InsertedRows::valueOf(const ChunkRows &rows, std::size_t row, const InsertPlan::Column &column) const
{
    const auto value = m_plan.value(rows, row, column);
    if (!value)
        return {};
    const bool isBool = m_context.operation.fields[column.fields.front()].type == FieldType::Bool;
    if (isBool && m_kind == Database::SQLite)
        return {CellValue::Kind::Integer, *value == "true" ? "1" : "0"};
    return {CellValue::Kind::Text, *value};
}

} // namespace bulkhead
