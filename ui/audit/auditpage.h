// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/audit.h"
#include "ui/frame/page.h"

#include <QWidget>

#include <functional>
#include <vector>

class QPushButton;
class QStackedWidget;
class QTableView;
class QTimer;

namespace bulkhead {

class AuditExport;
class AuditFilterBar;
class AuditModel;
class EmptyState;
class Pages;
class Session;

/// Who did what, when and from where, newest first; whether the chain holds; and the way out to a file.
class AuditPage : public QWidget, public Page
{
    Q_OBJECT

public:
    AuditPage(Session &session, Pages &pages, QWidget *parent = nullptr);

    void focusSearch() override;
    void refresh() override;

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildHeader();
    void buildTable();
    void keepColumns();
    QWidget *buildFooter();
    void startOver();
    void lookFurther();
    /// The entries before this one, or the newest; an answer to an older question is dropped.
    void ask(qint64 before, std::function<void(Result<std::vector<AuditEntry>>)> take);
    void showState();
    void showVerbs();
    void openJob(int row);
    void copy();
    void verify();
    void openMenu(const QPoint &position);

    Session &m_session;
    Pages &m_pages;
    AuditModel *m_model;
    AuditFilterBar *m_filters;
    AuditExport *m_export;
    QStackedWidget *m_stack;
    QTableView *m_table;
    EmptyState *m_empty;
    QTimer *m_soon;
    QPushButton *m_open = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_verify = nullptr;
    QPushButton *m_write = nullptr;
    quint64 m_serial = 0; ///< of the last question; older answers are dropped
    bool m_asking = false;
    bool m_verifying = false;
    bool m_answered = false;
};

} // namespace bulkhead
