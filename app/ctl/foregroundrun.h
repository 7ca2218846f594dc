// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/jobwatch.h"
#include "core/engine/runner.h"

#include <functional>

namespace bulkhead {

/// Runs a job in this process until it has ended or waits for a person, and says what came of it.
class ForegroundRun
{
public:
    ForegroundRun(Invocation &invocation, JobStore &store, const ConnectionTarget &target)
        : m_invocation(invocation), m_store(store), m_target(target), m_watch(invocation, store)
    {}

    /// Enlisted before the list is read, so that nobody takes the reading for abandoned. With `work` the
    /// job also runs here as soon as it can.
    Status enlist(const QUuid &job, bool work);
    QUuid workerId() const { return m_runner->workerId(); }
    /// While the list is being read; at an interrupt the process ends there, as if it had been killed:
    /// the next “resume” reads the list again.
    PlanObserver observer(const QUuid &job);
    ExitCode untilEnd(const QUuid &id);

private:
    void sayResumable(const QUuid &id);

    Invocation &m_invocation;
    JobStore &m_store;
    ConnectionTarget m_target;
    JobWatch m_watch;
    std::unique_ptr<Runner> m_runner;
};

/// Runs a job that exists here, unless --no-wait or it waits for somebody: then it only says how it stands.
ExitCode runHere(Invocation &invocation, JobStore &store, const QUuid &id);

/// How a new job is made: by submit, retry or revert, with this id, for this worker.
using Maker = std::function<Result<QUuid>(const QUuid &id, const QUuid &worker, const PlanObserver &observer)>;

/// Makes a job, and runs it here unless --no-wait.
ExitCode makeAndRun(Invocation &invocation, JobStore &store, const Maker &make, const QUuid &id = newJobId());

} // namespace bulkhead
