// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sandbox/faults.h"

#include <algorithm>

namespace bulkhead::sandbox {

/// A list of answers as the faults leave it: some missing, some twice, in another order.
template <typename T> std::vector<T> unruly(const std::vector<T> &answers, FaultBoard &board)
{
    const Faults faults = board.faults();
    std::vector<T> result;
    for (const T &answer : answers) {
        if (board.happens(faults.missing))
            continue;
        result.push_back(answer);
        if (board.happens(faults.duplicate))
            result.push_back(answer);
    }
    if (faults.reorder) {
        for (std::size_t i = result.size(); i > 1; --i)
            std::swap(result[i - 1], result[std::size_t(board.below(int(i)))]);
    }
    return result;
}

} // namespace bulkhead::sandbox
