// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace bulkhead {

/// Remembers keys and the row in which each came first, in about 14 bytes a key whatever its length: 72
/// bits of its hash (seeded at random, so that nobody can make two meet on purpose). Two different keys
/// of ten million are taken for the same with a chance of about 1 in 100 million. At most 4,294,967,295
/// rows. Grows in small steps, never by doubling all of it at once.
class DuplicateIndex
{
public:
    DuplicateIndex();

    /// The row in which this key came first, or 0 if it was not there.
    qint64 find(std::string_view key) const;
    /// Keeps the key for this row unless it is there already; returns the row that has it.
    qint64 insert(std::string_view key, qint64 row);

private:
    struct Entry
    {
        std::uint32_t low = 0;
        std::uint32_t high = 0;
        std::uint32_t row = 0; ///< 0: free
    };
    static_assert(sizeof(Entry) == 12);
    struct Segment
    {
        std::vector<Entry> entries;
        std::size_t used = 0;
    };
    struct Place
    {
        std::size_t segment;
        std::uint64_t fingerprint;
    };

    Place place(std::string_view key) const;
    static std::size_t slot(const Segment &segment, std::uint64_t fingerprint);
    static void grow(Segment &segment);

    std::uint64_t m_seed;
    std::array<Segment, 256> m_segments;
};

} // namespace bulkhead
