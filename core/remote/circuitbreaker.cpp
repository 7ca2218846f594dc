// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/circuitbreaker.h"

#include <algorithm>

namespace bulkhead {

CircuitBreaker::Pass CircuitBreaker::request(Instant now)
{
    if (!m_open)
        return Pass::Go;
    if (now < m_until)
        return Pass::Blocked;
    if (m_trial)
        return Pass::WaitForTrial;
    m_trial = true;
    return Pass::GoAsTrial;
}

void CircuitBreaker::succeeded(BreakerCall call)
{
    ended(call);
    m_row = 0;
    m_recent <<= 1;
    m_seen = std::min<int>(m_seen + 1, int(m_recent.size()));
    if (call != BreakerCall::Trial)
        return;
    m_open = false;
    m_reason = {};
    m_pause = {};
    m_recent.reset();
    m_seen = 0;
}

void CircuitBreaker::failed(BreakerCall call, const Text &why, Instant now, bool isFault)
{
    ended(call);
    m_row += isFault ? 0 : 1;
    m_recent <<= 1;
    m_recent.set(0);
    m_seen = std::min<int>(m_seen + 1, int(m_recent.size()));
    if (call == BreakerCall::Trial)
        open(m_pause * 2, why, now);
    else if (!m_open && (m_row >= m_rules.failuresInARow ||
                         (m_seen == int(m_recent.size()) && int(m_recent.count()) >= m_rules.failuresOfTwenty)))
        open(m_rules.firstPause, why, now);
}

void CircuitBreaker::denied(BreakerCall call, const Text &why, Instant now)
{
    m_row = m_rules.failuresInARow;
    failed(call, why, now);
}

void CircuitBreaker::abandoned(BreakerCall call)
{
    ended(call);
}

void CircuitBreaker::openFor(BreakerCall call, std::chrono::milliseconds pause, const Text &why, Instant now)
{
    ended(call);
    m_open = true;
    m_isAskedFor = true;
    m_reason = why;
    m_until = std::max(m_until, now + pause);
}

void CircuitBreaker::tryNow(Instant now)
{
    if (m_open && !m_isAskedFor)
        m_until = std::min(m_until, now);
}

void CircuitBreaker::open(std::chrono::milliseconds pause, const Text &why, Instant now)
{
    m_pause = std::clamp(pause, m_rules.firstPause, m_rules.longestPause);
    m_open = true;
    m_isAskedFor = false;
    m_reason = why;
    m_until = now + m_pause;
    m_row = 0;
}

BreakerState CircuitBreaker::state(Instant now) const
{
    if (!m_open)
        return BreakerState::Closed;
    return now < m_until ? BreakerState::Open : BreakerState::HalfOpen;
}

} // namespace bulkhead
