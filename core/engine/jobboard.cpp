// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobboard.h"

using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace bulkhead {

namespace {

/// Chunks may come back: after a transient failure, or from a worker that died.
constexpr auto lookAgainAfter = 150ms;
constexpr auto longestWait = 200ms;

} // namespace

void JobBoard::post(const std::vector<Posting> &postings)
{
    const std::scoped_lock lock(m_mutex);
    for (Place &place : m_places)
        place.posted = false;
    for (const Posting &posting : postings) {
        const auto known =
            std::ranges::find(m_places, posting.context->id, [](const Place &p) { return p.context->id; });
        if (known == m_places.end()) {
            m_places.push_back({.context = posting.context, .priority = posting.priority, .idleUntil = {}});
        } else {
            known->posted = true;
            known->priority = posting.priority;
        }
    }
    std::erase_if(m_places, [](const Place &p) { return !p.posted && p.running == 0; });
    m_work.notify_all();
}

int JobBoard::workersWanted() const
{
    const std::scoped_lock lock(m_mutex);
    int wanted = 0;
    for (const Place &place : m_places)
        wanted = std::max(wanted, place.posted ? place.context->concurrency() : 0);
    return wanted;
}

std::shared_ptr<const JobContext> JobBoard::contextOf(const QUuid &job) const
{
    const std::scoped_lock lock(m_mutex);
    const auto known = std::ranges::find(m_places, job, [](const Place &p) { return p.context->id; });
    return known == m_places.end() ? nullptr : known->context;
}

JobBoard::Place *JobBoard::bestPlace()
{
    const auto now = steady_clock::now();
    Place *best = nullptr;
    for (Place &place : m_places) {
        if (!place.posted || place.running >= place.context->concurrency() || place.idleUntil > now)
            continue;
        if (!best || place.priority > best->priority ||
            (place.priority == best->priority && place.running < best->running))
            best = &place;
    }
    return best;
}

std::optional<JobBoard::Offer> JobBoard::take()
{
    std::unique_lock lock(m_mutex);
    Place *place = m_closed ? nullptr : bestPlace();
    if (!place && !m_closed) {
        m_work.wait_for(lock, longestWait);
        place = m_closed ? nullptr : bestPlace();
    }
    if (!place)
        return std::nullopt;
    ++place->running;
    return Offer{place->context, place->fromNo};
}

bool JobBoard::giveBack(const QUuid &job, std::optional<qint64> claimed)
{
    const std::scoped_lock lock(m_mutex);
    const auto place = std::ranges::find(m_places, job, [](const Place &p) { return p.context->id; });
    if (place == m_places.end())
        return false;
    --place->running;
    if (claimed)
        place->fromNo = *claimed + 1;
    else
        place->idleUntil = steady_clock::now() + lookAgainAfter;
    place->isDrained = place->isDrained || !claimed;
    m_coordinator.notify_all(); // waitUntilIdle()
    // Nobody waits for the next look once another worker has found nothing left to begin.
    return place->running == 0 && place->isDrained;
}

bool JobBoard::isBusy() const
{
    const std::scoped_lock lock(m_mutex);
    return std::ranges::any_of(m_places, [](const Place &p) { return p.running > 0; });
}

void JobBoard::close()
{
    const std::scoped_lock lock(m_mutex);
    m_closed = true;
    m_work.notify_all();
    m_coordinator.notify_all();
}

void JobBoard::wake()
{
    const std::scoped_lock lock(m_mutex);
    m_woken = true;
    m_coordinator.notify_all();
}

void JobBoard::sleep(std::chrono::milliseconds time)
{
    std::unique_lock lock(m_mutex);
    m_coordinator.wait_for(lock, time, [&] { return m_closed || m_woken; });
    m_woken = false;
}

void JobBoard::waitUntilIdle()
{
    std::unique_lock lock(m_mutex);
    m_coordinator.wait(lock,
                       [&] { return std::ranges::none_of(m_places, [](const Place &p) { return p.running > 0; }); });
}

} // namespace bulkhead
