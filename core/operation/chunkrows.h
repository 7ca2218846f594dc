// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/rowpage.h"
#include "core/operation/operation.h"

#include <optional>
#include <string>
#include <string_view>

namespace bulkhead {

/// Where the fields of a job's rows are found: worked out once a job, used for each of its chunks.
struct FieldFeeds
{
    std::vector<int> columns;           ///< by field: index among the source's columns, -1 for none
    std::vector<std::string> constants; ///< by field, in checked form

    static FieldFeeds of(const Operation &operation, const JobSpec &spec);
    /// Whether the list has the field at all. Where nothing is known of it, it has them all.
    bool has(std::size_t field) const;
};

/// The rows of a chunk, seen through the fields of the operation.
class ChunkRows
{
public:
    ChunkRows(const RowPage &page, const FieldFeeds &feeds) : m_page(page), m_feeds(feeds) {}

    const std::vector<RowPage::Row> &rows() const { return m_page.rows(); }
    /// The checked value of a field, nothing for NULL.
    std::optional<std::string_view> value(std::size_t row, std::size_t field) const;

private:
    const RowPage &m_page;
    const FieldFeeds &m_feeds;
};

} // namespace bulkhead
