// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/jobcontext.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace bulkhead {

/// Where the coordinator of a runner pins the jobs that can be worked on, and its workers find their
/// next one: highest priority first, and among equals the one that fewest of us work on, so that a long
/// job does not starve a short one. Thread-safe.
class JobBoard
{
public:
    struct Offer
    {
        std::shared_ptr<const JobContext> context;
        qint64 fromNo = 0; ///< where the search for a ready chunk begins
    };
    struct Posting
    {
        std::shared_ptr<const JobContext> context;
        int priority = 5;
    };

    /// Replaces what is pinned; workers at a job that is gone finish their chunk.
    void post(const std::vector<Posting> &postings);
    /// The most workers that the postings can use at once.
    int workersWanted() const;
    std::shared_ptr<const JobContext> contextOf(const QUuid &job) const;

    /// Waits for a job with a free place and takes that place; nothing after a short while, or when closed.
    std::optional<Offer> take();
    /// Gives the place back; `claimed` is the chunk that was found, if any. True when nobody of this
    /// runner is at the job any more and one of them found nothing left to claim: time to settle it.
    bool giveBack(const QUuid &job, std::optional<qint64> claimed);

    bool isBusy() const;
    void close();
    void wake();
    /// The coordinator's pause; ends early at wake() and close().
    void sleep(std::chrono::milliseconds time);
    void waitUntilIdle();

private:
    struct Place
    {
        std::shared_ptr<const JobContext> context;
        int priority = 5;
        bool posted = true;
        int running = 0;
        qint64 fromNo = 0;
        std::chrono::steady_clock::time_point idleUntil; ///< nothing was ready a moment ago
        bool isDrained = false;                          ///< somebody found nothing ready
    };

    Place *bestPlace();

    mutable std::mutex m_mutex;
    std::condition_variable m_work;
    std::condition_variable m_coordinator;
    std::vector<Place> m_places;
    bool m_closed = false;
    bool m_woken = false;
};

} // namespace bulkhead
