// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRandomGenerator>

#include <algorithm>
#include <chrono>

namespace bulkhead {

/// How long to wait before try number `attempt` + 1: doubling from 200 ms to 30 s, of which a random
/// half, so that those who failed together do not come back together.
inline std::chrono::milliseconds backoff(int attempt)
{
    constexpr int firstMs = 200;
    constexpr int longestMs = 30'000;
    const int ms = std::min(longestMs, firstMs << std::clamp(attempt - 1, 0, 10));
    return std::chrono::milliseconds(ms / 2 + QRandomGenerator::global()->bounded(ms / 2 + 1));
}

} // namespace bulkhead
