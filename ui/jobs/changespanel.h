// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QStackedWidget;
class QTimer;

namespace bulkhead {

class ChangeFigures;
class ChangeTableModel;
class ChangeTableView;
class EmptyState;
class JobWatch;
class Pages;
class Session;
class SumsPanel;

/// What a job did to the records of the database, or, while it waits or never ran, what its preview says it
/// would do: the figures, what they sum up to, and each record with its values before and after.
class ChangesPanel : public QWidget
{
    Q_OBJECT

public:
    ChangesPanel(Session &session, Pages &pages, JobWatch &watch, QWidget *parent = nullptr);

    /// Reads what is to be shown; asks nothing while the panel is not in front.
    void look();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildTable();
    void showFacts();
    void showContent();
    void showEmpty();
    void keepColumns();
    void openMenu(const QPoint &position);

    Session &m_session;
    Pages &m_pages;
    JobWatch &m_watch;
    ChangeTableModel *m_model;
    ChangeFigures *m_figures;
    QStackedWidget *m_stack;
    ChangeTableView *m_table;
    EmptyState *m_empty;
    SumsPanel *m_sums;
    QTimer *m_pace;      ///< runs while reading again would be too soon
    qint64 m_shown = -1; ///< changes by the figures when the table was last read
};

} // namespace bulkhead
