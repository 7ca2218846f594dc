// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/attempt.h"
#include "core/remote/callaccount.h"
#include "core/remote/circuitbreaker.h"
#include "core/remote/concurrencylimit.h"
#include "core/remote/outage.h"
#include "core/remote/servicelimits.h"
#include "core/remote/tokenbucket.h"

#include <array>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>

namespace bulkhead {

/// What an operator may want to see of a service; a snapshot.
struct ServiceFigures
{
    /// Upper ends in ms of the classes that `latencies` counts in; the last class has none.
    static constexpr std::array<int, 10> latencyBounds{5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000};

    qint64 calls = 0; ///< those sent, each retry too
    qint64 retries = 0;
    qint64 failed = 0; ///< of `calls`: Denied, Throttled, Unavailable or Lost
    qint64 throttled = 0;
    qint64 blocked = 0; ///< not sent, since the breaker was open
    std::array<qint64, latencyBounds.size() + 1> latencies{};
    std::chrono::nanoseconds latencySum{};
    std::chrono::nanoseconds latency{}; ///< of the last few answers
    int inFlight = 0;
    int concurrency = 0; ///< calls at once that the service takes well at present
    BreakerState breaker = BreakerState::Closed;
};

/// The one door to a service: every call of this process goes through it, whichever job it is for.
/// Keeps to the service's limits (rate, calls at once), slows down when it slows down, retries with
/// exponential backoff and jitter what may pass and nothing else, does what Retry-After says, and stops
/// asking a service that is gone. Calls go in the order in which they came. Safe to use from any thread.
class ServiceGate
{
public:
    explicit ServiceGate(const ServiceLimits &limits, const BreakerRules &rules = {});

    /// A place in the line of calls. Who comes later waits for it, so it is taken only by those who are about to make
    /// their call; without one it lets the others by at its end.
    class Turn
    {
    public:
        explicit Turn(ServiceGate &gate);
        ~Turn();
        Q_DISABLE_COPY_MOVE(Turn)

    private:
        friend class ServiceGate;
        ServiceGate &m_gate;
        quint64 m_ticket;
        BreakerCall m_call = BreakerCall::Plain;
    };

    using Call = std::function<Attempt(Instant deadline)>;
    /// Whoever can ask in smaller pieces had better do that at once.
    enum class OnFault { Retry, Return };
    /// Runs the call, again where that may help, on the calling thread. It may be called several times and
    /// should end soon after `stop`; waiting ends at once. Ends Unavailable with code SERVICE_OUT when the
    /// breaker is open; nothing was sent then. What it cost is written into `account`; no call begins once that has no
    /// time left, and one that is cut short by it is OutOfTime.
    Attempt run(Turn &turn, const Call &call, std::stop_token stop, CallAccount *account = nullptr,
                OnFault onFault = OnFault::Retry);
    /// The same with a turn behind all who wait now.
    Attempt run(const Call &call, std::stop_token stop, CallAccount *account = nullptr,
                OnFault onFault = OnFault::Retry);

    /// A person wants it to be asked, though it was gone a moment ago.
    void tryNow();
    /// Why the service is not asked at present; nothing once it may be tried again.
    std::optional<Outage> outage() const;
    /// Whether the last call that came back was Denied: its secret may have been changed since it was read.
    bool isDenied() const;
    ServiceFigures figures() const;
    const ServiceLimits &limits() const { return m_limits; }

private:
    quint64 lineUp();
    /// Waits for a place, and then for its turn; why there is none, if there is none.
    std::optional<Attempt> enter(Turn &turn, std::stop_token stop, bool isRetry);
    std::optional<Attempt> waitForPlace(std::unique_lock<std::mutex> &lock, Turn &turn, std::stop_token stop);
    Attempt blocked();
    Attempt callOnce(const Call &call, BreakerCall breakerCall, CallAccount &account, bool isRetry);
    void leave(BreakerCall call, const Attempt &attempt, std::chrono::nanoseconds latency, Instant now);
    std::chrono::milliseconds pauseBeforeRetry(const Attempt &attempt, int retry) const;

    const ServiceLimits m_limits;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    TokenBucket m_bucket;
    CircuitBreaker m_breaker;
    ConcurrencyLimit m_concurrency;
    Instant m_notBefore{}; ///< Retry-After holds for every call
    bool m_isDenied = false;
    std::deque<quint64> m_line; ///< of those who wait for a place
    quint64 m_lastTicket = 0;
    ServiceFigures m_figures;
};

} // namespace bulkhead
