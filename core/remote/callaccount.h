// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>

namespace bulkhead {

/// What calls cost the one for whom they were made, and how much time they may still take. Belongs to one thread.
struct CallAccount
{
    /// For calls and for the pauses before their retries; waiting for one's turn costs nothing of it.
    std::chrono::nanoseconds left = std::chrono::nanoseconds::max();
    qint64 calls = 0; ///< those sent, each retry too
    qint64 retries = 0;
    qint64 failed = 0; ///< of `calls`: Denied, Unavailable or Lost
    qint64 faults = 0; ///< of `failed`: the service is there, and says itself that it failed over what was asked
    std::chrono::nanoseconds latency{}; ///< of all calls together

    bool isSpent() const { return left <= std::chrono::nanoseconds::zero(); }
    /// Each call that failed may have failed because of what it was about.
    bool isOnlyFaults() const { return faults > 0 && faults == failed; }
    void add(const CallAccount &other)
    {
        calls += other.calls;
        retries += other.retries;
        failed += other.failed;
        faults += other.faults;
        latency += other.latency;
    }
};

} // namespace bulkhead
