// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/faults.h"

#include <QStringList>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace bulkhead::sandbox {

namespace {

struct Probability
{
    QLatin1StringView name;
    double Faults::*member;
    double most;
};
constexpr Probability probabilities[] = {{"error_rate"_L1, &Faults::errorRate, 1},
                                         {"rate_limit"_L1, &Faults::rateLimit, 1e6},
                                         {"retry_after"_L1, &Faults::retryAfter, 3600},
                                         {"wrong"_L1, &Faults::wrong, 1},
                                         {"missing"_L1, &Faults::missing, 1},
                                         {"duplicate"_L1, &Faults::duplicate, 1},
                                         {"contradict"_L1, &Faults::contradict, 1},
                                         {"foreign"_L1, &Faults::foreign, 1},
                                         {"hang"_L1, &Faults::hang, 1}};

struct Number
{
    QLatin1StringView name;
    int Faults::*member;
};
constexpr Number numbers[] = {{"latency"_L1, &Faults::latencyMs},
                              {"jitter"_L1, &Faults::jitterMs},
                              {"die_after"_L1, &Faults::dieAfter},
                              {"poison"_L1, &Faults::poison}};

struct Switch
{
    QLatin1StringView name;
    bool Faults::*member;
};
constexpr Switch switches[] = {{"reorder"_L1, &Faults::reorder},
                               {"no_batch"_L1, &Faults::noBatch},
                               {"phone_ids"_L1, &Faults::phoneIds},
                               {"one_id"_L1, &Faults::oneId},
                               {"strange_ids"_L1, &Faults::strangeIds}};

Error unknown(const QString &name)
{
    return {u"UNKNOWN_FAULT"_s,
            Text{QT_TRANSLATE_NOOP("core", "The sandbox has no switch “%1”, or not with this value."), {name}},
            Text{QT_TRANSLATE_NOOP("core", "GET /sandbox/faults shows all of them.")}};
}

/// True when `name` is known and the value fits.
bool set(Faults &faults, const QString &name, const QJsonValue &value)
{
    for (const Probability &p : probabilities) {
        if (p.name == name && value.isDouble() && value.toDouble() >= 0 && value.toDouble() <= p.most) {
            faults.*p.member = value.toDouble();
            return true;
        }
    }
    for (const Number &n : numbers) {
        if (n.name == name && value.isDouble() && value.toInt(-1) >= 0) {
            faults.*n.member = value.toInt();
            return true;
        }
    }
    for (const Switch &s : switches) {
        if (s.name == name && value.isBool()) {
            faults.*s.member = value.toBool();
            return true;
        }
    }
    return false;
}

} // namespace

QJsonObject Faults::toJson() const
{
    QJsonObject json;
    for (const Probability &p : probabilities)
        json.insert(p.name, this->*p.member);
    for (const Number &n : numbers)
        json.insert(n.name, this->*n.member);
    for (const Switch &s : switches)
        json.insert(s.name, this->*s.member);
    return json;
}

Status Faults::change(const QJsonObject &json)
{
    Faults changed = *this;
    for (auto it = json.begin(); it != json.end(); ++it) {
        if (!set(changed, it.key(), it.value()))
            return unknown(it.key());
    }
    *this = changed;
    return Done{};
}

FaultBoard::FaultBoard(quint64 seed, const Faults &faults, std::function<void()> die)
    : m_faults(faults), m_draw(seed), m_die(std::move(die))
{}

Faults FaultBoard::faults() const
{
    const std::lock_guard lock(m_mutex);
    return m_faults;
}

Status FaultBoard::change(const QJsonObject &json)
{
    const std::lock_guard lock(m_mutex);
    return m_faults.change(json);
}

QJsonObject FaultBoard::figures() const
{
    const std::lock_guard lock(m_mutex);
    return {{u"calls"_s, m_calls}, {u"concurrent"_s, m_concurrent}, {u"most_concurrent"_s, m_mostConcurrent}};
}

void FaultBoard::stop()
{
    const std::lock_guard lock(m_mutex);
    m_stopped = true;
    m_changed.notify_all();
}

FaultBoard::Fate FaultBoard::enter(const std::function<bool()> &isGone, const std::function<void()> &prepare)
{
    std::unique_lock lock(m_mutex);
    m_mostConcurrent = std::max(m_mostConcurrent, ++m_concurrent);
    const qint64 number = ++m_calls;
    if (overLimit(std::chrono::steady_clock::now()))
        return Fate::TooMany;
    const bool hangs = m_draw.happens(m_faults.hang);
    const bool fails = m_draw.happens(m_faults.errorRate);
    const int jitter = m_faults.jitterMs > 0 ? m_draw.below(m_faults.jitterMs + 1) : 0;
    const Instant until =
        hangs ? Instant::max() : std::chrono::steady_clock::now() + 1ms * (m_faults.latencyMs + jitter);
    if (!hangs && !fails && !m_stopped) {
        lock.unlock();
        prepare();
        lock.lock();
    }
    while (!m_stopped && std::chrono::steady_clock::now() < until && !isGone()) {
        const Instant soon = std::chrono::steady_clock::now() + 50ms;
        m_changed.wait_until(lock, std::min(until, soon));
    }
    if (m_stopped || isGone())
        return Fate::Gone;
    if (number == m_faults.dieAfter)
        m_die();
    return fails ? Fate::Fail : Fate::Answer;
}

void FaultBoard::leave()
{
    const std::lock_guard lock(m_mutex);
    --m_concurrent;
}

bool FaultBoard::overLimit(Instant now)
{
    while (!m_recent.empty() && now - m_recent.front() >= 1s)
        m_recent.pop_front();
    if (m_faults.rateLimit <= 0)
        return false;
    if (double(m_recent.size()) >= m_faults.rateLimit)
        return true;
    m_recent.push_back(now);
    return false;
}

bool FaultBoard::happens(double probability)
{
    if (probability <= 0)
        return false; // asked for every phone: no lock for what is switched off
    const std::lock_guard lock(m_mutex);
    return m_draw.happens(probability);
}

int FaultBoard::below(int end)
{
    const std::lock_guard lock(m_mutex);
    return m_draw.below(end);
}

} // namespace bulkhead::sandbox
