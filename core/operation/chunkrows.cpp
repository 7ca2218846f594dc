// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/chunkrows.h"

#include "core/operation/rowchecker.h"

namespace bulkhead {

FieldFeeds FieldFeeds::of(const Operation &operation, const JobSpec &spec)
{
    FieldFeeds feeds;
    for (const Field &field : operation.fields) {
        const auto column = spec.mapping.columns.constFind(field.name);
        feeds.columns.push_back(column == spec.mapping.columns.cend() ? -1 : int(spec.source.columns.indexOf(*column)));
    }
    feeds.constants = RowChecker(operation, spec.source.columns, spec.mapping).constants();
    return feeds;
}

bool FieldFeeds::has(std::size_t field) const
{
    return field >= columns.size() || columns[field] >= 0 || !constants[field].empty();
}

std::optional<std::string_view> ChunkRows::value(std::size_t row, std::size_t field) const
{
    const RowPage::Row &stored = m_page.rows()[row];
    const auto fields = m_page.fields(stored);
    if (field >= fields.size())
        return std::nullopt;
    switch (fields[field].kind) {
    case FieldValue::Kind::Absent:
        return std::nullopt;
    case FieldValue::Kind::Own:
        return fields[field].bytes;
    case FieldValue::Kind::Constant:
        return m_feeds.constants[field];
    case FieldValue::Kind::Cell:
        break;
    }
    const auto cells = m_page.cells(stored);
    const auto column = std::size_t(m_feeds.columns[field]);
    return column < cells.size() ? std::optional(cells[column]) : std::nullopt;
}

} // namespace bulkhead
