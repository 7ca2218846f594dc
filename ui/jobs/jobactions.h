// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/job.h"
#include "core/job/result.h"

#include <QObject>

#include <functional>
#include <optional>
#include <vector>

class QWidget;

namespace bulkhead {

class JobStore;
class Pages;
class Session;

/// What can be done to jobs from any page: verbs that go to the store, and their news to the message
/// bar. Each returns at once.
class JobActions : public QObject
{
    Q_OBJECT

public:
    JobActions(Session &session, Pages &pages, QWidget *parent);

    void pause(const QUuid &jobId);
    void resume(const QUuid &jobId);
    void cancel(const QUuid &jobId);
    /// Lets a job run that waits for a person; `answered` hears whether it does now, or why not.
    void start(const QUuid &jobId, std::optional<qint64> confirmedRows, const QString &reason,
               std::function<void(const Status &)> answered);
    /// Cancels a job that never ran, and forgets it.
    void discard(const QUuid &jobId);
    /// The same list, mapping and options, as a new job; opens its page as soon as it exists.
    void runAgain(const Job &job);
    /// Asks first; jobs that are not finished are left out.
    void remove(const std::vector<Job> &jobs);

Q_SIGNALS:
    /// Something was changed in the store: look again.
    void done();

private:
    using Verb = std::function<Result<bool>(JobStore &)>;

    /// `refused` is said when the job's state did not allow it.
    void perform(Verb verb, const QString &refused);
    void removeConfirmed(const std::vector<QUuid> &jobIds);

    Session &m_session;
    Pages &m_pages;
    QWidget *m_widget;
};

} // namespace bulkhead
