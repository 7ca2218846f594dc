// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/celltable.h"

#include <charconv>
#include <cstring>

namespace bulkhead {

namespace {

constexpr std::size_t blockSize = 256 * 1024;

} // namespace

qint64 CellTable::number(std::size_t row, std::size_t column) const
{
    const std::string_view bytes = at(row, column).bytes;
    qint64 number = 0;
    std::from_chars(bytes.data(), bytes.data() + bytes.size(), number);
    return number;
}

void CellTable::append(CellValue::Kind kind, std::string_view bytes)
{
    m_cells.push_back({kind, kind == CellValue::Kind::Null ? std::string_view() : kept(bytes)});
}

void CellTable::appendView(CellValue::Kind kind, std::string_view bytes)
{
    m_cells.push_back({kind, bytes});
}

std::string_view CellTable::kept(std::string_view bytes)
{
    if (bytes.empty())
        return {"", 0};
    if (bytes.size() > m_free) {
        m_free = std::max(blockSize, bytes.size());
        m_blocks.push_back(std::make_unique_for_overwrite<char[]>(m_free));
        m_next = m_blocks.back().get();
    }
    std::memcpy(m_next, bytes.data(), bytes.size());
    const std::string_view view(m_next, bytes.size());
    m_next += bytes.size();
    m_free -= bytes.size();
    return view;
}

} // namespace bulkhead
