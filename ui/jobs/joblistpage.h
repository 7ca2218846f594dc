// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"
#include "ui/frame/page.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTimer;

namespace bulkhead {

class EmptyState;
class JobActions;
class JobFilterBar;
class JobListModel;
class Pages;
class RunningJobs;
class Session;

/// A list of jobs with its filters and verbs: the Jobs page and the History page, which differ in what
/// they list. Live while it is in front.
class JobListPage : public QWidget, public Page
{
    Q_OBJECT

public:
    enum class Scope {
        Current,  ///< unfinished, and what ended in the last seven days
        Finished, ///< all that ended, page by page
    };

    JobListPage(Scope scope, Session &session, Pages &pages, RunningJobs &running, QWidget *parent = nullptr);

    void focusSearch() override;
    void refresh() override;
    JobListModel &model() const { return *m_model; }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Answer
    {
        std::vector<Job> jobs;
        bool complete = true;
    };

    QWidget *buildHeader();
    void buildTable();
    QWidget *buildFooter();
    void keepColumns();
    void sortBy(int column, Qt::SortOrder order);
    JobQuery query() const;
    void lookSoon();
    void look();
    void lookFurther();
    /// So that the keyboard can go on from the first row.
    void beginInTable();
    void showAnswer(Answer answer);
    void showState();
    void showVerbs();
    void openMenu(const QPoint &position);
    std::vector<Job> chosen() const;
    static Result<Answer> current(JobStore &store, JobQuery query);
    static Result<Answer> finished(JobStore &store, JobQuery query);

    const Scope m_scope;
    Session &m_session;
    Pages &m_pages;
    RunningJobs &m_running;
    JobActions *m_actions;
    JobListModel *m_model;
    JobFilterBar *m_filters;
    JobSort m_sort = JobSort::Submitted;
    bool m_descending = true;
    bool m_fromTop = false; ///< what was paged through stands elsewhere now
    QStackedWidget *m_stack;
    QTableView *m_table;
    EmptyState *m_empty;
    QWidget *m_footer;
    QPushButton *m_open;
    QPushButton *m_again;
    QPushButton *m_copy;
    QPushButton *m_delete;
    QTimer *m_pace;  ///< runs while another look would be too soon
    QTimer *m_clock; ///< relative times grow old
    quint64 m_serial = 0;
    bool m_asking = false;
    bool m_lookAgain = false;
    bool m_answered = false;
};

} // namespace bulkhead
