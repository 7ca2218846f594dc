// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/frame.h"

#include <QMainWindow>
#include <QPointer>

#include <functional>
#include <vector>

class QAction;
class QLabel;
class QStackedWidget;

namespace bulkhead {

class JobPage;
class MessageBar;
class Navigation;
class NavigationButton;
class NewJobPage;
class RunningJobs;
class Session;
struct Job;

/// The window: navigation, the page in front, news, and the shortcuts that hold everywhere. Pages are
/// made when they are first gone to.
class MainWindow : public QMainWindow, public Pages
{
    Q_OBJECT

public:
    explicit MainWindow(Session &session, QWidget *parent = nullptr);
    ~MainWindow() override;

    void openJob(const QUuid &jobId) override;
    void newJob(const std::optional<QUuid> &copyOf = {}) override;
    void newJobOf(const QString &operation) override;
    void showJobs() override;
    void tell(MessageKind kind, const QString &text) override;

    /// New job with this list, as if it had been dropped on it.
    void loadFile(const QString &path);

Q_SIGNALS:
    /// Once, after the window was painted for the first time.
    void firstPainted();

protected:
    bool event(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    enum Place {
        NewJobPlace,
        JobsPlace,
        HistoryPlace,
        OperationsPlace,
        AuditPlace,
        MontagesPlace,
        SettingsPlace,
        ConnectionPlace,
        PlaceCount
    };

    void buildContent();
    void buildNavigation();
    void buildMenus();
    QAction *addVerb(QMenu *menu, const QString &name, const QString &words, const QKeySequence &keys,
                     std::function<void()> done);
    QWidget *page(Place place);
    QWidget *makePage(Place place);
    void go(Place place);
    void bringUp(QWidget *page);
    void goBack();
    void sessionChanged();
    void showActivity();
    void jobFinished(const Job &job);
    JobPage *jobInFront() const;
    void about();
    void mendPlaceholders();

    Session &m_session;
    RunningJobs *m_running;
    Navigation *m_navigation;
    NavigationButton *m_jobsButton = nullptr;
    MessageBar *m_messages;
    QStackedWidget *m_stack;
    QLabel *m_activity;
    QWidget *m_pages[PlaceCount] = {};
    QPointer<JobPage> m_jobPage;
    std::vector<QPointer<QWidget>> m_trail; ///< where Esc goes back to
    bool m_painted = false;
};

} // namespace bulkhead
