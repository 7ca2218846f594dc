// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/job.h"
#include "core/report/progressestimate.h"

#include <QHash>
#include <QObject>

#include <optional>
#include <vector>

namespace bulkhead {

class Session;

/// The unfinished jobs of the database, anyone's, with their speed; looks again when the session says
/// that something changed. For the badge, the status line and the cells of the list. UI thread.
class RunningJobs : public QObject
{
    Q_OBJECT

public:
    explicit RunningJobs(Session &session, QObject *parent = nullptr);

    const std::vector<Job> &jobs() const { return m_jobs; }
    int runningCount() const;
    /// Of all jobs together.
    double rowsPerSecond() const;
    /// Nothing while it cannot be trusted, or when the job does not run.
    std::optional<qint64> timeLeftMs(const QUuid &jobId) const;

Q_SIGNALS:
    void changed();
    /// A job that was unfinished is so no more.
    void finished(const bulkhead::Job &job);

private:
    void look();
    void take(std::vector<Job> jobs);
    void lookAfter(const QUuid &jobId);

    Session &m_session;
    std::vector<Job> m_jobs;
    QHash<QUuid, ProgressEstimate> m_estimates;
    bool m_asking = false;
    bool m_again = false;
};

/// All states that are not final.
std::vector<JobState> unfinishedStates();
/// All states that are.
std::vector<JobState> finalStates();

} // namespace bulkhead
