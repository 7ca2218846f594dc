// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/submission.h"
#include "ui/newjob/chosenlist.h"

#include <QObject>

#include <atomic>
#include <memory>
#include <mutex>

class QTimer;

namespace bulkhead {

class Session;

/// Everything that makes a job.
struct JobOrder
{
    ChosenList list;
    Operation operation;
    Mapping mapping;
    JobOptions options;
    bool preview = false; ///< look first: the job then waits for startJob()
    QString actAs;        ///< the account on whose behalf; empty: the person's own
    QString reason;
    std::optional<qint64> confirmedRows; ///< the number of rows, as it was typed
};

/// Makes one job out of an order: creates it and loads its list on a background thread of the session.
/// Deletes itself after finished(). Lives on the UI thread. A preview that could not be made, or is not
/// wanted any more, leaves no job behind.
class Launch : public QObject
{
    Q_OBJECT

public:
    Launch(Session &session, JobOrder order, QObject *parent = nullptr);

    void start();
    /// Of a preview only: nobody wants it any more. finished() does not come then.
    void drop();
    PlanProgress progress() const;
    /// The job that is being made; null until it is there.
    QUuid job() const;
    const JobOrder &order() const { return m_order; }

Q_SIGNALS:
    /// The job is there, its list still being loaded.
    void created(const QUuid &jobId);
    /// A few times a second.
    void progressed();
    /// Loaded and queued, or why not.
    void finished(const Result<QUuid> &job);

private:
    struct Watch
    {
        std::atomic<bool> unwanted = false;
        std::mutex mutex; ///< guards the rest
        QUuid created;
        PlanProgress progress;
    };

    void look();

    Session &m_session;
    JobOrder m_order;
    QTimer *m_tick;
    std::shared_ptr<Watch> m_watch;
    bool m_told = false;
};

/// Removes a job that waits for its start, or could not be made; one that somebody started meanwhile stays.
/// Who may not remove jobs leaves it cancelled.
Status dropPreview(JobStore &store, const QUuid &job, const QString &actor);

} // namespace bulkhead
