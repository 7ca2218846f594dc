// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/concurrencylimit.h"

#include <algorithm>

namespace bulkhead {

namespace {

constexpr double shortTermShare = 1.0 / 10;
constexpr double longTermShare = 1.0 / 200;
constexpr int answersToKnowThePace = 20;
constexpr double muchSlower = 2.0;
/// Differences of a few milliseconds are this machine's, not the service's.
constexpr double noiseNs = 5e6;

} // namespace

ConcurrencyLimit::ConcurrencyLimit(int most) : m_most(std::max(1, most)), m_limit(m_most) {}

void ConcurrencyLimit::answered(std::chrono::nanoseconds latency, Instant now)
{
    const double ns = double(latency.count());
    ++m_answers;
    // At the beginning both are plain averages, so that the first answer does not weigh on all others.
    m_shortTerm += (ns - m_shortTerm) * std::max(shortTermShare, 1.0 / m_answers);
    m_longTerm += (ns - m_longTerm) * std::max(longTermShare, 1.0 / m_answers);
    if (m_answers >= answersToKnowThePace && m_shortTerm > m_longTerm * muchSlower + noiseNs)
        shrink(now);
    else
        m_limit = std::min(m_most, m_limit + 1 / m_limit);
}

void ConcurrencyLimit::overloaded(Instant now)
{
    shrink(now);
}

std::chrono::nanoseconds ConcurrencyLimit::latency() const
{
    return std::chrono::nanoseconds(std::int64_t(m_shortTerm));
}

void ConcurrencyLimit::shrink(Instant now)
{
    // Once a round: the other calls of this round were sent before anything could be learnt from it.
    const std::chrono::nanoseconds round(std::int64_t(std::max(m_shortTerm, noiseNs)));
    if (m_shrunkAt != Instant{} && now - m_shrunkAt < round)
        return;
    m_shrunkAt = now;
    m_limit = std::max(1.0, m_limit / 2);
}

} // namespace bulkhead
