// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/start.h"
#include "core/job/changetally.h"
#include "ui/newjob/launch.h"

#include <QPointer>

namespace bulkhead {

/// What a job would do, found out without writing anything to the target.
struct DryRunReport
{
    QUuid job;        ///< waits for its start
    JobCounts counts; ///< `failed` are the rows that cannot be used
    ChangeTally tally;
    std::vector<ErrorCount> errors;
};

/// Makes a job that only waits for its start, so that it can be looked at what it would change, and starts
/// exactly that job. One at a time: a new one drops the one before. A job nobody started goes with drop(),
/// with this object, and when the program ends at leisure; else it is left waiting. Lives on the UI thread.
class DryRun : public QObject
{
    Q_OBJECT

public:
    explicit DryRun(Session &session, QObject *parent = nullptr);
    ~DryRun() override;

    void make(JobOrder order);
    /// Nobody wants it (any more).
    void drop();
    /// Starts the job that was made: started() follows. It is not this object's any more if that succeeds.
    void start(const std::optional<qint64> &confirmedRows, const QString &reason);

    bool isRunning() const { return m_isRunning; }
    /// The job that is being made, or waits; null when there is none.
    QUuid job() const { return m_launch ? m_launch->job() : m_job; }
    PlanProgress progress() const;
    /// The list was read, and is now compared with the database.
    bool isComparing() const { return m_isComparing; }
    /// While it waits for its start.
    const std::optional<DryRunReport> &report() const { return m_report; }

Q_SIGNALS:
    void progressed();
    void finished(const Result<DryRunReport> &report);
    void started(const Result<QUuid> &job);

private:
    void look();
    void read(const QUuid &job);
    void tell(const Result<DryRunReport> &report);

    Session &m_session;
    QPointer<Launch> m_launch;
    QUuid m_job; ///< that was made, and waits
    std::optional<DryRunReport> m_report;
    quint64 m_serial = 0; ///< of the run that is wanted
    qint64 m_rowsSeen = 0;
    bool m_isRunning = false;
    bool m_isComparing = false;
};

} // namespace bulkhead
