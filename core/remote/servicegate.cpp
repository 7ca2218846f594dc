// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/servicegate.h"

#include <QRandomGenerator>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace bulkhead {

namespace {

constexpr auto firstBackoff = 100ms;
constexpr auto longestBackoff = 5'000ms;
/// A service that wants a longer rest is out, and its jobs are told so.
constexpr auto longestWaitInLine = 10'000ms;
/// Being told to slow down is no failure: such calls have tries of their own.
constexpr int mostThrottled = 20;
/// A call that ends so shortly before its time is over was ended by that: timers count in milliseconds.
constexpr auto timersAreOff = 5ms;

Attempt outOfTime()
{
    return {Attempt::End::OutOfTime,
            u"OUT_OF_TIME"_s,
            Text{QT_TRANSLATE_NOOP("core", "There was no time left to ask the service.")},
            {}};
}

void spend(CallAccount &account, std::chrono::nanoseconds time)
{
    if (account.left != std::chrono::nanoseconds::max())
        account.left -= std::min(account.left, time);
}

} // namespace

ServiceGate::ServiceGate(const ServiceLimits &limits, const BreakerRules &rules)
    : m_limits(limits), m_bucket(limits.ratePerSecond, limits.ratePerSecond / 10), m_breaker(rules),
      m_concurrency(limits.concurrency)
{}

ServiceGate::Turn::Turn(ServiceGate &gate) : m_gate(gate)
{
    const std::lock_guard lock(gate.m_mutex);
    m_ticket = gate.lineUp();
}

ServiceGate::Turn::~Turn()
{
    const std::lock_guard lock(m_gate.m_mutex);
    if (std::erase(m_gate.m_line, m_ticket) > 0)
        m_gate.m_changed.notify_all();
}

Attempt ServiceGate::run(const Call &call, std::stop_token stop, CallAccount *account, OnFault onFault)
{
    Turn turn(*this);
    return run(turn, call, stop, account, onFault);
}

Attempt ServiceGate::run(Turn &turn, const Call &call, std::stop_token stop, CallAccount *account, OnFault onFault)
{
    CallAccount own;
    CallAccount &spent = account ? *account : own;
    int retries = 0;
    int throttled = 0;
    for (;;) {
        if (spent.isSpent())
            return outOfTime();
        if (std::optional<Attempt> refused = enter(turn, stop, retries + throttled > 0))
            return *std::move(refused);
        Attempt attempt = callOnce(call, turn.m_call, spent, retries + throttled > 0);
        if (!attempt.isTransient() || (attempt.isFault && onFault == OnFault::Return))
            return attempt;
        const bool mayRetry =
            attempt.end == Attempt::End::Throttled ? ++throttled <= mostThrottled : ++retries <= m_limits.retries;
        if (!mayRetry)
            return attempt;
        const std::chrono::nanoseconds pause = pauseBeforeRetry(attempt, retries + throttled);
        std::unique_lock lock(m_mutex);
        if (m_breaker.state(std::chrono::steady_clock::now()) == BreakerState::Open)
            return blocked(); // by this very failure, perhaps: no use in waiting for the next one
        m_changed.wait_for(lock, stop, std::min(pause, spent.left), [] { return false; });
        spend(spent, pause);
    }
}

Attempt ServiceGate::callOnce(const Call &call, BreakerCall breakerCall, CallAccount &account, bool isRetry)
{
    const Instant began = std::chrono::steady_clock::now();
    const bool isCutShort = account.left < m_limits.deadline;
    Attempt attempt = call(isCutShort ? began + account.left : began + m_limits.deadline);
    const Instant ended = std::chrono::steady_clock::now();
    const bool broughtNothing = attempt.end == Attempt::End::Lost || attempt.end == Attempt::End::Unavailable;
    if (isCutShort && broughtNothing && ended - began + timersAreOff >= account.left)
        attempt = outOfTime();
    leave(breakerCall, attempt, ended - began, ended);
    ++account.calls;
    account.retries += isRetry;
    account.latency += ended - began;
    if (broughtNothing || attempt.end == Attempt::End::Denied)
        account.failed += attempt.end != Attempt::End::OutOfTime;
    account.faults += attempt.isFault;
    spend(account, attempt.end == Attempt::End::OutOfTime ? account.left : ended - began);
    return attempt;
}

quint64 ServiceGate::lineUp()
{
    m_line.push_back(++m_lastTicket);
    return m_lastTicket;
}

std::optional<Attempt> ServiceGate::enter(Turn &turn, std::stop_token stop, bool isRetry)
{
    std::unique_lock lock(m_mutex);
    if (isRetry)
        turn.m_ticket = lineUp();
    std::optional<Attempt> refused = waitForPlace(lock, turn, stop);
    std::erase(m_line, turn.m_ticket);
    if (!refused)
        ++m_figures.inFlight;
    if (!m_line.empty() && (refused || m_figures.inFlight < m_concurrency.limit()))
        m_changed.notify_all(); // somebody else is the first one now
    if (refused)
        return refused;
    Instant from = std::chrono::steady_clock::now();
    from += m_bucket.take(from);
    // The service may go while we wait for our turn.
    const auto isOut = [&] { return m_breaker.state(std::chrono::steady_clock::now()) == BreakerState::Open; };
    while (std::max(from, m_notBefore) > std::chrono::steady_clock::now() && !stop.stop_requested() && !isOut())
        m_changed.wait_until(lock, stop, std::max(from, m_notBefore), isOut);
    if (!isOut() && !stop.stop_requested()) {
        m_figures.retries += isRetry;
        return std::nullopt;
    }
    --m_figures.inFlight;
    m_breaker.abandoned(turn.m_call);
    m_changed.notify_all();
    return stop.stop_requested() ? Attempt::cancelled() : blocked();
}

std::optional<Attempt> ServiceGate::waitForPlace(std::unique_lock<std::mutex> &lock, Turn &turn, std::stop_token stop)
{
    // Whoever comes back at once would else be there before those who have to wake up first.
    const auto isNext = [&] { return m_line.front() == turn.m_ticket && m_figures.inFlight < m_concurrency.limit(); };
    for (;;) {
        if (stop.stop_requested())
            return Attempt::cancelled();
        if (!isNext()) {
            m_changed.wait(lock, stop, isNext);
            continue;
        }
        const CircuitBreaker::Pass pass = m_breaker.request(std::chrono::steady_clock::now());
        if (pass == CircuitBreaker::Pass::Go || pass == CircuitBreaker::Pass::GoAsTrial) {
            turn.m_call = pass == CircuitBreaker::Pass::Go ? BreakerCall::Plain : BreakerCall::Trial;
            return std::nullopt;
        }
        if (pass == CircuitBreaker::Pass::Blocked)
            return blocked();
        // What the trial brings is told by leave(); a fresh look each time, since it may bring either.
        m_changed.wait_for(lock, stop, 100ms, [] { return false; });
    }
}

Attempt ServiceGate::blocked()
{
    ++m_figures.blocked;
    return {Attempt::End::Unavailable, u"SERVICE_OUT"_s, m_breaker.reason(), {}};
}

void ServiceGate::leave(BreakerCall call, const Attempt &attempt, std::chrono::nanoseconds latency, Instant now)
{
    using End = Attempt::End;
    const std::lock_guard lock(m_mutex);
    --m_figures.inFlight;
    ++m_figures.calls;
    if (attempt.end != End::Cancelled && attempt.end != End::OutOfTime)
        m_isDenied = attempt.end == End::Denied;
    switch (attempt.end) {
    case End::Answered:
    case End::Refused:
    case End::TooLarge: {
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(latency).count();
        const auto &bounds = ServiceFigures::latencyBounds;
        ++m_figures.latencies.at(std::size_t(std::ranges::upper_bound(bounds, ms) - bounds.begin()));
        m_figures.latencySum += latency;
        m_concurrency.answered(latency, now);
        m_breaker.succeeded(call);
        break;
    }
    case End::Throttled: {
        ++m_figures.failed;
        ++m_figures.throttled;
        m_concurrency.overloaded(now);
        const auto asked = attempt.retryAfter.value_or(0ms);
        if (asked > longestWaitInLine) {
            m_breaker.openFor(call, asked, attempt.why, now);
        } else {
            m_notBefore = std::max(m_notBefore, now + asked);
            m_breaker.succeeded(call); // it is there, and it talks to us
        }
        break;
    }
    case End::Denied:
        ++m_figures.failed;
        m_breaker.denied(call, attempt.why, now);
        break;
    case End::Unavailable:
    case End::Lost:
        ++m_figures.failed;
        if (attempt.end == End::Lost)
            m_concurrency.overloaded(now);
        if (attempt.retryAfter && *attempt.retryAfter > longestWaitInLine)
            m_breaker.openFor(call, *attempt.retryAfter, attempt.why, now);
        else
            m_breaker.failed(call, attempt.why, now, attempt.isFault);
        break;
    case End::Cancelled:
    case End::OutOfTime:
        m_breaker.abandoned(call);
        break;
    }
    m_changed.notify_all();
}

std::chrono::milliseconds ServiceGate::pauseBeforeRetry(const Attempt &attempt, int retry) const
{
    QRandomGenerator &chance = *QRandomGenerator::global();
    // By chance in part, so that those who failed together do not come back together.
    if (attempt.retryAfter) {
        const auto asked = std::min<std::chrono::milliseconds>(*attempt.retryAfter, longestWaitInLine);
        return asked + 1ms * chance.bounded(int(asked.count() / 4) + 50);
    }
    const auto longest = std::min<std::chrono::milliseconds>(longestBackoff, firstBackoff * (1 << std::min(retry, 10)));
    const auto half = int(longest.count() / 2);
    return 1ms * (half + chance.bounded(half + 1));
}

void ServiceGate::tryNow()
{
    {
        const std::lock_guard lock(m_mutex);
        m_breaker.tryNow(std::chrono::steady_clock::now());
    }
    m_changed.notify_all();
}

std::optional<Outage> ServiceGate::outage() const
{
    const std::lock_guard lock(m_mutex);
    const Instant now = std::chrono::steady_clock::now();
    if (m_breaker.state(now) != BreakerState::Open)
        return std::nullopt;
    return Outage{m_breaker.reason(), std::chrono::ceil<std::chrono::milliseconds>(m_breaker.triedAgainAt() - now)};
}

bool ServiceGate::isDenied() const
{
    const std::lock_guard lock(m_mutex);
    return m_isDenied;
}

ServiceFigures ServiceGate::figures() const
{
    const std::lock_guard lock(m_mutex);
    ServiceFigures figures = m_figures;
    figures.latency = m_concurrency.latency();
    figures.concurrency = m_concurrency.limit();
    figures.breaker = m_breaker.state(std::chrono::steady_clock::now());
    return figures;
}

} // namespace bulkhead
