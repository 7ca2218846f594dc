// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/duplicateindex.h"

#include <QRandomGenerator>

#include <xxhash.h>

namespace bulkhead {

namespace {

std::uint64_t fingerprintOf(std::uint32_t low, std::uint32_t high)
{
    return (std::uint64_t(high) << 32) | low;
}

} // namespace

DuplicateIndex::DuplicateIndex() : m_seed(QRandomGenerator::system()->generate64()) {}

DuplicateIndex::Place DuplicateIndex::place(std::string_view key) const
{
    const XXH128_hash_t hash = XXH3_128bits_withSeed(key.data(), key.size(), m_seed);
    return {std::size_t(hash.high64 & 0xff), hash.low64};
}

/// Where this fingerprint stands, or the free place where it would.
std::size_t DuplicateIndex::slot(const Segment &segment, std::uint64_t fingerprint)
{
    // Multiply instead of a remainder: the high bits choose the place, and sizes need not be powers of two.
    const std::size_t size = segment.entries.size();
    std::size_t at = std::size_t(((fingerprint >> 32) * size) >> 32); // a segment has fewer than 2^32 places
    while (segment.entries[at].row != 0 &&
           fingerprintOf(segment.entries[at].low, segment.entries[at].high) != fingerprint)
        at = at + 1 == size ? 0 : at + 1;
    return at;
}

void DuplicateIndex::grow(Segment &segment)
{
    Segment larger;
    larger.entries.resize(std::max<std::size_t>(32, segment.entries.size() * 13 / 10));
    larger.used = segment.used;
    for (const Entry &entry : segment.entries) {
        if (entry.row != 0)
            larger.entries[slot(larger, fingerprintOf(entry.low, entry.high))] = entry;
    }
    segment = std::move(larger);
}

qint64 DuplicateIndex::find(std::string_view key) const
{
    const auto [index, fingerprint] = place(key);
    const Segment &segment = m_segments[index];
    return segment.entries.empty() ? 0 : segment.entries[slot(segment, fingerprint)].row;
}

qint64 DuplicateIndex::insert(std::string_view key, qint64 row)
{
    const auto [index, fingerprint] = place(key);
    Segment &segment = m_segments[index];
    if (segment.used * 20 >= segment.entries.size() * 17) // more than 85 % full
        grow(segment);
    Entry &entry = segment.entries[slot(segment, fingerprint)];
    if (entry.row == 0) {
        entry = {std::uint32_t(fingerprint), std::uint32_t(fingerprint >> 32), std::uint32_t(row)};
        ++segment.used;
    }
    return entry.row;
}

} // namespace bulkhead
