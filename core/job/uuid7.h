// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUuid>

#include <array>
#include <cstdint>

namespace bulkhead {

/// UUIDs of version 7 (RFC 9562 §5.7): they begin with the time, so that an index over them grows at
/// its end. Within one sequence each is greater than the one before, by a random step (§6.2, method 2),
/// also when the clock stands still or goes back. One sequence a thread.
class Uuid7Sequence
{
public:
    using Bytes = std::array<unsigned char, 16>;

    Uuid7Sequence();
    Bytes next();

    static QUuid toUuid(const Bytes &bytes);
    /// The 36 characters, lower case, into `out`.
    static void write(const Bytes &bytes, char *out);

private:
    std::uint64_t random();

    std::uint64_t m_seed = 0;
    std::uint64_t m_lastMs = 0;
    std::uint64_t m_high = 0; ///< the 74 random bits: 12 of rand_a …
    std::uint64_t m_low = 0;  ///< … and 62 of rand_b
};

} // namespace bulkhead
