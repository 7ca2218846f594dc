// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/instant.h"

namespace bulkhead {

/// How many calls a service takes at once: begins with the most that is allowed, halves when the service
/// says it is overloaded or its answers suddenly take twice as long as they used to, and grows by one with
/// each round of answers that come at their usual pace. Not thread-safe.
class ConcurrencyLimit
{
public:
    explicit ConcurrencyLimit(int most);

    int limit() const { return int(m_limit); }
    void answered(std::chrono::nanoseconds latency, Instant now);
    void overloaded(Instant now);
    /// Smoothed over the last few answers; 0 before the first.
    std::chrono::nanoseconds latency() const;

private:
    void shrink(Instant now);

    double m_most;
    double m_limit;
    double m_shortTerm = 0; ///< ns, over some ten answers
    double m_longTerm = 0;  ///< ns, over some two hundred
    int m_answers = 0;
    Instant m_shrunkAt{};
};

} // namespace bulkhead
