// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/exporter.h"

#include <QWidget>

class QPlainTextEdit;
class QStackedWidget;
class QTabBar;
class QTableView;
class QTimer;

namespace bulkhead {

class ChangesPanel;
class EmptyState;
class ItemActions;
class ItemTableModel;
class ItemTableView;
class ItemsFooter;
class JobLogModel;
class JobWatch;
class Pages;
class SearchField;
class Session;

/// The lower part of a job's page: its rows (all, failed, succeeded, so already), what it changes, its log and its
/// order, and what can be done to the rows.
class ItemsPanel : public QWidget
{
    Q_OBJECT

public:
    enum Tab { AllTab, FailedTab, SucceededTab, SkippedTab, ChangesTab, LogTab, SpecTab };

    ItemsPanel(Session &session, Pages &pages, JobWatch &watch, QWidget *parent = nullptr);

    void focusSearch();
    /// Reads the rows again that are looked at.
    void refresh();
    /// Only rows with this error; empty: any.
    void setCode(const QString &code);
    /// Shows all rows from this one on (1-based within the job).
    void goToItem(qint64 item);
    void retry();
    void openExportMenu();
    ItemsFooter &footer() { return *m_footer; }

Q_SIGNALS:
    /// The code by which rows are narrowed was dropped or changed from here.
    void codeChanged(const QString &code);
    /// Rows were mended or retried: what can be retried is to be counted again.
    void retryableChanged();

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *buildTabs();
    void buildTable();
    void connectFooter();
    void keepColumns();
    void showColumns();
    void showSortable();
    void showTab(int tab);
    void showItems();
    void showContent();
    void showEmpty();
    void showCounts();
    void showVerbs();
    void showSpec();
    void offerSums();
    void jobShown();
    void clearNarrowing();
    ItemQuery queryOf(int tab) const;
    int firstTab(const Job &job) const;
    bool isItemTab() const;
    void openMenu(const QPoint &position);

    Session &m_session;
    Pages &m_pages;
    JobWatch &m_watch;
    ItemActions *m_actions;
    ItemTableModel *m_model;
    JobLogModel *m_logModel;
    QTabBar *m_tabs;
    SearchField *m_search;
    QTimer *m_typing;
    QTimer *m_pace; ///< runs while reading the rows again would be too soon
    QStackedWidget *m_stack;
    ItemTableView *m_table;
    EmptyState *m_empty;
    ChangesPanel *m_changes;
    QTableView *m_log;
    QPlainTextEdit *m_spec;
    ItemsFooter *m_footer;
    bool m_sumsOffered = false;
    bool m_opened = false; ///< the first tab was chosen
    bool m_moved = false;
};

} // namespace bulkhead
