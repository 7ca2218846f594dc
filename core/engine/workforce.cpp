// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/workforce.h"

#include <QThread>

#include <limits>

namespace bulkhead {

namespace {

constexpr int sqliteWorkers = 1; ///< it has one writer, and a second connection would spoil the first one's cache
/// One writes while the other waits for an answer.
constexpr int sqliteWorkersBesideServices = 2;

} // namespace

/// With PostgreSQL on this machine workers and their sessions share its cores, and take turns: half of the time each
/// waits for the other.
int usefulWorkers(const ConnectionTarget &target, bool asksServices)
{
    if (target.kind == Database::SQLite)
        return asksServices ? sqliteWorkersBesideServices : sqliteWorkers;
    if (!target.isOnThisMachine())
        return std::numeric_limits<int>::max();
    return std::max(2, QThread::idealThreadCount()) + (asksServices ? 1 : 0);
}

std::unique_lock<std::mutex> takeTurn(std::mutex *writer)
{
    return writer ? std::unique_lock(*writer) : std::unique_lock<std::mutex>();
}

std::stop_token Worker::begin(SqlConnection *connection, const QUuid &job)
{
    const std::scoped_lock lock(m_mutex);
    m_connection = connection;
    m_job = job;
    m_calls = std::stop_source();
    return m_calls.get_token();
}

void Worker::end()
{
    const std::scoped_lock lock(m_mutex);
    m_connection = nullptr;
}

void Worker::interrupt(Interrupted what, const std::function<bool(const QUuid &)> &chosen)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_connection || !chosen(m_job))
        return;
    m_calls.request_stop();
    if (what == Interrupted::Everything)
        m_connection->cancel();
}

Worker *Workforce::hire(int most)
{
    const std::scoped_lock lock(m_mutex);
    if (int(m_workers.size()) >= most)
        return nullptr;
    return m_workers.emplace_back(std::make_unique<Worker>()).get();
}

void Workforce::interrupt(Worker::Interrupted what, const std::function<bool(const QUuid &)> &chosen)
{
    const std::scoped_lock lock(m_mutex);
    for (const std::unique_ptr<Worker> &worker : m_workers)
        worker->interrupt(what, chosen);
}

} // namespace bulkhead
