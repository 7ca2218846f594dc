// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/invocation.h"
#include "core/engine/planner.h"
#include "core/report/progressestimate.h"

#include <QElapsedTimer>

namespace bulkhead {

/// Shows how a job comes along: one live line in a terminal, else a plain line every few seconds;
/// nothing with --json.
class JobWatch
{
public:
    JobWatch(Invocation &invocation, JobStore &store) : m_invocation(invocation), m_store(&store) { m_clock.start(); }

    /// While the list is read.
    void showPlan(const PlanProgress &progress);
    /// Returns when the job has ended, or at an interrupt. Polls ten times a second. A connection that is
    /// lost is made again, for as long as a minute: the runner goes on by itself too.
    Result<Job> untilEnd(const QUuid &job);
    /// The errors by code, and the whole in a sentence; or the JSON object. Returns the exit code.
    ExitCode report(const Job &job);

private:
    void showJob(const Job &job);
    void sayChanges(const Job &job, const Operation &operation);
    void sayNext(const Job &job);
    void sayFailed(const Job &job);
    void sayWaiting(const Job &job);
    void show(const QString &line);
    bool isDue();
    Result<std::optional<Job>> look(const QUuid &job);

    Invocation &m_invocation;
    JobStore *m_store;
    std::unique_ptr<JobStore> m_reopened; ///< instead of the one whose connection was lost
    ProgressEstimate m_estimate;
    QString m_waitsFor;        ///< the reason that was said last
    qint64 m_settledThen = -1; ///< rows, when it was said
    QString m_line;            ///< shown last
    QElapsedTimer m_clock;
    qint64 m_lastShown = -1'000'000;
};

} // namespace bulkhead
