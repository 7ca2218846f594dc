// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace bulkhead {

/// Threads that each own one JobStore, and the queue of questions they answer in order. A store is
/// opened with the first question and opened again after its connection was lost. post() may be called
/// from any thread; the destructor interrupts the statements that run, drops what still waits, and
/// joins.
class StoreLane
{
public:
    /// Called on a thread of the lane with a store that is good for this call only, or with the reason
    /// why there is none.
    using Question = std::function<void(Result<JobStore *>)>;

    StoreLane(ConnectionTarget target, int threads);
    ~StoreLane();
    StoreLane(const StoreLane &) = delete;
    StoreLane &operator=(const StoreLane &) = delete;

    void post(Question question);
    /// Takes no further questions; what runs goes on. Does not wait.
    void close();

private:
    void serve(std::size_t slot);
    /// With the mutex held.
    void interrupt();

    const ConnectionTarget m_target;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Question> m_questions;
    std::vector<SqlConnection *> m_open; ///< one a thread, null while it has none; for cancel()
    int m_serving;                       ///< threads that have not ended
    bool m_closed = false;
    std::vector<std::thread> m_threads;
};

} // namespace bulkhead
