// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/planner.h"
#include "ui/newjob/chosenlist.h"

#include <QObject>

#include <atomic>
#include <memory>

class QTimer;

namespace bulkhead {

class Session;

/// Checks every row of a list in the background. A new start ends the run before it, whose result is
/// dropped: the latest wins. Lives on the UI thread; the rows are read on another.
class CheckRun : public QObject
{
    Q_OBJECT

public:
    explicit CheckRun(Session &session, QObject *parent = nullptr);
    ~CheckRun() override;

    /// `keep`: so many bad rows are remembered for showing; all are counted.
    void start(const ChosenList &list, const Operation &operation, const Mapping &mapping, int keep);
    void stop();
    bool isRunning() const { return m_watch != nullptr; }
    PlanProgress progress() const;

Q_SIGNALS:
    /// A few times a second while it runs.
    void progressed();
    void finished(const Result<CheckReport> &report);

private:
    struct Watch
    {
        std::atomic<bool> stop = false;
        std::atomic<qint64> rows = 0;
        std::atomic<qint64> refused = 0;
        std::atomic<double> share = -1;
    };

    Session &m_session;
    QTimer *m_tick;
    std::shared_ptr<Watch> m_watch; ///< of the run that is wanted; others are told to stop
};

} // namespace bulkhead
