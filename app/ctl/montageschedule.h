// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/invocation.h"
#include "core/settings/crontimes.h"

#include <functional>

namespace bulkhead {

/// Stays, and runs a job at each moment of a schedule, until SIGINT or SIGTERM; then it ends with Done. One job at a
/// time: what falls due while one runs is left out. However many processes keep the schedule on one database, a
/// moment's job is one: its id follows from the moment. A moment that was missed less than an hour ago is made up for,
/// and a job that its process left behind then is taken to its end.
class MontageSchedule
{
public:
    /// Makes and runs the job with this id.
    using Run = std::function<ExitCode(const QUuid &id)>;

    MontageSchedule(Invocation &invocation, CronTimes times, Run run)
        : m_invocation(invocation), m_times(std::move(times)), m_run(std::move(run))
    {}

    ExitCode keep();
    /// Of the job of that moment: a UUID of version 7.
    static QUuid jobAt(const QDateTime &moment);

private:
    void runAt(const QDateTime &moment);
    bool isDone(const QDateTime &moment);
    bool waitUntil(const QDateTime &moment) const;

    Invocation &m_invocation;
    CronTimes m_times;
    Run m_run;
};

} // namespace bulkhead
