// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/tokenbucket.h"

#include <algorithm>

namespace bulkhead {

TokenBucket::TokenBucket(double perSecond, double burst)
    : m_perSecond(perSecond), m_burst(std::max(1.0, burst)), m_tokens(m_burst)
{}

std::chrono::nanoseconds TokenBucket::take(Instant now)
{
    using namespace std::chrono;
    if (m_perSecond <= 0)
        return nanoseconds::zero();
    if (now > m_filledAt) {
        const double seconds = duration<double>(now - m_filledAt).count();
        m_tokens = std::min(m_burst, m_tokens + seconds * m_perSecond);
        m_filledAt = now;
    }
    m_tokens -= 1;
    if (m_tokens >= 0)
        return nanoseconds::zero();
    return duration_cast<nanoseconds>(duration<double>(-m_tokens / m_perSecond));
}

} // namespace bulkhead
