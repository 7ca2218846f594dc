// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/frame/page.h"

#include <QWidget>

class QSplitter;
class QStackedWidget;

namespace bulkhead {

class EmptyState;
class OperationDetails;
class OperationEditor;
class OperationProblems;
class OperationTree;
class Pages;
class SearchField;
class Session;
class TableChooser;
struct Operation;

/// What can be done to records: the operations, what each of them is, and an editor for those of one's own.
class OperationsPage : public QWidget, public Page
{
    Q_OBJECT

public:
    OperationsPage(Session &session, Pages &pages, QWidget *parent = nullptr);
    ~OperationsPage() override;

    void focusSearch() override;
    /// Reads the files anew.
    void refresh() override;

private:
    QWidget *buildList();
    QWidget *buildHeader();
    QWidget *buildSplitter();
    void showOperations();
    void showChosen();
    void showList();
    const Operation *chosen() const;
    void copyAsNew();
    void edit(const QString &path);
    void beginNew(const QString &text);
    void keepDraft();
    void takeUpDraft();

    Session &m_session;
    Pages &m_pages;
    QStackedWidget *m_stack;
    QWidget *m_list = nullptr;
    SearchField *m_search = nullptr;
    OperationProblems *m_problems = nullptr;
    QSplitter *m_splitter = nullptr;
    QStackedWidget *m_found = nullptr;
    OperationTree *m_tree = nullptr;
    EmptyState *m_empty = nullptr;
    OperationDetails *m_details = nullptr;
    TableChooser *m_tables;
    OperationEditor *m_editor;
};

} // namespace bulkhead
