// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/text.h"
#include "core/remote/instant.h"

#include <bitset>

namespace bulkhead {

/// When a service counts as gone, and when it is tried again.
struct BreakerRules
{
    int failuresInARow = 5;
    /// Of the last twenty calls, once there were that many.
    int failuresOfTwenty = 12;
    std::chrono::milliseconds firstPause{2'000}; ///< doubles with each try that fails …
    std::chrono::milliseconds longestPause{60'000};
};

enum class BreakerState { Closed, Open, HalfOpen };

/// A call that ended: the one that tried the service, or any other; some from before it opened end late.
enum class BreakerCall { Plain, Trial };

/// Spares a service that does not answer: closed, calls go through; open, none does until the pause is
/// over; then half open, one call tries whether the service is back, and closes it again.
/// Not thread-safe; ServiceGate keeps it under its lock. What time it is comes as an argument.
class CircuitBreaker
{
public:
    explicit CircuitBreaker(BreakerRules rules = {}) : m_rules(rules) {}

    enum class Pass {
        Go,
        GoAsTrial,    ///< as the one call that tries the service
        WaitForTrial, ///< somebody else's call is trying the service: ask again when it ended
        Blocked,
    };
    /// Before each call. Every Go is answered with exactly one of the next five, and the call it was for.
    Pass request(Instant now);
    void succeeded(BreakerCall call);
    /// `isFault`: it answered that it failed. Some questions make it do so, which is no reason yet to spare it.
    void failed(BreakerCall call, const Text &why, Instant now, bool isFault = false);
    /// The service wants no call of ours at all: opens at once.
    void denied(BreakerCall call, const Text &why, Instant now);
    /// The call ended without telling anything about the service: it was cancelled.
    void abandoned(BreakerCall call);
    /// Opens at once, for as long as the service asked for.
    void openFor(BreakerCall call, std::chrono::milliseconds pause, const Text &why, Instant now);

    /// A person says that the service is back: it is tried at the next call. What the service itself asked for stays.
    void tryNow(Instant now);

    BreakerState state(Instant now) const;
    /// Why it is open, in words; empty when it is closed.
    const Text &reason() const { return m_reason; }
    /// When it is tried again; meaningless when closed.
    Instant triedAgainAt() const { return m_until; }

private:
    void open(std::chrono::milliseconds pause, const Text &why, Instant now);
    void ended(BreakerCall call) { m_trial = m_trial && call != BreakerCall::Trial; }

    BreakerRules m_rules;
    bool m_open = false;
    bool m_trial = false;      ///< one is under way
    bool m_isAskedFor = false; ///< the service said how long
    Text m_reason;
    Instant m_until{};
    std::chrono::milliseconds m_pause{};
    int m_row = 0;
    std::bitset<20> m_recent; ///< 1: failed
    int m_seen = 0;
};

} // namespace bulkhead
