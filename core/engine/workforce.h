// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/connectiontarget.h"
#include "core/store/sqlconnection.h"

#include <QUuid>

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

namespace bulkhead {

/// How many workers of one process get on at once with jobs in this database; more only get in each other's way.
int usefulWorkers(const ConnectionTarget &target, bool asksServices);

/// SQLite has one writer: waiting for it here is cheaper than in the database. Holds nothing without `writer`.
std::unique_lock<std::mutex> takeTurn(std::mutex *writer);

/// What a worker is at, and how others interrupt it. Safe to use from any thread.
class Worker
{
public:
    /// The worker's own: from now on it is at a chunk of this job. Calls to services end soon after the token says so.
    std::stop_token begin(SqlConnection *connection, const QUuid &job);
    void end();

    enum class Interrupted { Calls, Everything }; ///< "everything" has the statement stopped as well
    void interrupt(Interrupted what, const std::function<bool(const QUuid &)> &chosen);

private:
    std::mutex m_mutex;
    SqlConnection *m_connection = nullptr; ///< while it is at a chunk
    QUuid m_job;
    std::stop_source m_calls; ///< to services, of the chunk at hand
};

/// The workers of a runner, as long as it lives. Safe to use from any thread.
class Workforce
{
public:
    /// One more, unless there are `most` already.
    Worker *hire(int most);
    /// Interrupts those that are at a chosen job.
    void interrupt(Worker::Interrupted what, const std::function<bool(const QUuid &)> &chosen);

private:
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Worker>> m_workers;
};

} // namespace bulkhead
