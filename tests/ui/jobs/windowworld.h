// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operationcatalog.h"
#include "core/settings/settings.h"
#include "core/store/jobstore.h"
#include "ui/session/session.h"

#include <QTemporaryDir>

#include <memory>

namespace bulkhead::test {

/// A session on a database of its own in a temporary folder, with settings of its own: what a window
/// needs to be tested for real.
class WindowWorld
{
public:
    /// Aborts the test program when the database cannot be opened.
    WindowWorld();
    ~WindowWorld();

    Session &session() { return *m_session; }
    Settings &settings() { return m_settings; }
    ConnectionTarget target() const;
    /// A store on the test's own thread.
    JobStore &store();

    /// Submits users.create for this list and returns the job's id; the session's runner works on it.
    QUuid submit(const QByteArray &csv, const JobOptions &options = {});
    /// The same, and waits until the job has ended.
    Job finishedJob(const QByteArray &csv, const JobOptions &options = {});
    Job job(const QUuid &jobId);
    /// From now on each tenth user that is added takes so long, roughly.
    void slowDown(int ms);
    bool waitForEnd(const QUuid &jobId);

    /// A list of `good` users, then those whose address has no domain.
    static QByteArray users(int good, int bad = 0, const QByteArray &prefix = "user");

private:
    QTemporaryDir m_folder;
    Settings m_settings;
    OperationCatalog m_catalog;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<JobStore> m_store;
};

} // namespace bulkhead::test
