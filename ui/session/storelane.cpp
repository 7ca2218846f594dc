// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/storelane.h"

using namespace std::chrono_literals;

namespace bulkhead {

namespace {

constexpr auto interruptInterval = 50ms;

} // namespace

StoreLane::StoreLane(ConnectionTarget target, int threads)
    : m_target(std::move(target)), m_open(std::size_t(threads), nullptr), m_serving(threads)
{
    m_threads.reserve(std::size_t(threads));
    for (std::size_t slot = 0; slot < std::size_t(threads); ++slot)
        m_threads.emplace_back([this, slot] { serve(slot); });
}

StoreLane::~StoreLane()
{
    close();
    {
        // A question of many statements has to be interrupted until it gives up: what it wrote so far is
        // whole, and a job that was being planned is planned again at the next start.
        std::unique_lock lock(m_mutex);
        do {
            interrupt();
        } while (!m_wake.wait_for(lock, interruptInterval, [this] { return m_serving == 0; }));
    }
    for (std::thread &thread : m_threads)
        thread.join();
}

void StoreLane::post(Question question)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return;
        m_questions.push_back(std::move(question));
    }
    m_wake.notify_one();
}

void StoreLane::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_questions.clear();
    }
    m_wake.notify_all();
}

void StoreLane::interrupt()
{
    for (SqlConnection *connection : m_open) {
        if (connection)
            connection->cancel();
    }
}

void StoreLane::serve(std::size_t slot)
{
    std::unique_ptr<JobStore> store;
    const auto drop = [&] {
        {
            const std::lock_guard lock(m_mutex);
            m_open[slot] = nullptr;
        }
        store.reset();
    };

    for (;;) {
        Question question;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_closed || !m_questions.empty(); });
            if (m_closed)
                break;
            question = std::move(m_questions.front());
            m_questions.pop_front();
        }
        if (store && !store->connection().isOpen())
            drop();
        if (!store) {
            Result<std::unique_ptr<JobStore>> opened = JobStore::open(m_target);
            if (!opened) {
                question(opened.error());
                continue;
            }
            store = opened.take();
            const std::lock_guard lock(m_mutex);
            m_open[slot] = &store->connection();
        }
        question(store.get());
    }
    drop();
    {
        const std::lock_guard lock(m_mutex);
        --m_serving;
    }
    m_wake.notify_all();
}

} // namespace bulkhead
