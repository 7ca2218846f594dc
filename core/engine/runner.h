// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/jobvetting.h"

#include <QUuid>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace bulkhead {

class ServiceRegistry;

/// Works through the jobs of one database with threads of its own: claims chunks, applies their
/// effect, records what became of them, settles the jobs. Any number of runners, in any number of
/// processes, may share a database. Start-up takes up what a killed process left behind. A job whose operation is its
/// submitter's own is left to a runner of theirs, and says so (jobvetting.h).
///
/// start() and stop() are called from one thread; the rest from any. No callback per item: at most ten
/// a second in all, from a worker's thread.
class Runner
{
public:
    struct Options
    {
        QString program;              ///< "bulkhead", "bulkheadctl"
        std::optional<QUuid> onlyJob; ///< work on this one and leave the others alone
        int maxWorkers = 64;
        std::shared_ptr<ServiceRegistry> services;                    ///< whom operations ask; null: nobody
        InstalledOperations installed = &OperationCatalog::installed; ///< with which it runs other people's jobs
        std::chrono::milliseconds lease{6000};
        std::chrono::milliseconds beat{1000};
        /// Something about this job changed: look again. Throttled.
        std::function<void(const QUuid &)> onChanged;
    };

    Runner(const ConnectionTarget &target, Options options);
    ~Runner();

    /// Connects and enlists; fails when the database cannot be used.
    Status start();
    /// Finishes what is being written (or, with `now`, interrupts it: it is redone later), gives back the rest, also
    /// chunks whose services have not answered yet, and returns when all threads have ended.
    void stop(bool now = false);

    /// This runner's worker id; null until started.
    QUuid workerId() const;
    /// Look for work at once, rather than at the next beat.
    void wake();

private:
    class Engine;
    std::unique_ptr<Engine> m_engine;
};

} // namespace bulkhead
