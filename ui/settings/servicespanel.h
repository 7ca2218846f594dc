// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/service.h"

#include <QWidget>

class QPushButton;
class QTableView;

namespace bulkhead {

class Pages;
class ServiceEditor;
class ServiceListModel;
class Services;
class ServiceTests;
class Session;
class TonedLabel;

/// The services outside that jobs may ask: the list, how the chosen one was in its last test, and below it
/// the form where one is added or changed. What was removed can be put back at once.
class ServicesPanel : public QWidget
{
    Q_OBJECT

public:
    ServicesPanel(Session &session, Pages &pages, QWidget *parent = nullptr);

private:
    void buildTable();
    QWidget *buildVerbs();
    QPushButton *addVerb(QWidget *bar, const QString &text, const QString &name);
    void openMenu(const QPoint &at);
    QString chosen() const;
    void choose(const QString &name);
    void edit();
    void test();
    void remove();
    void putBack();
    void saved(const QString &name);
    void showChosen();
    void showEditor();
    void showProblems();
    void fitTable();

    Services &m_services;
    Pages &m_pages;
    ServiceTests *m_tests;
    ServiceListModel *m_model;
    QTableView *m_table;
    TonedLabel *m_problems;
    TonedLabel *m_found;
    QPushButton *m_add = nullptr;
    QPushButton *m_edit = nullptr;
    QPushButton *m_test = nullptr;
    QPushButton *m_remove = nullptr;
    QPushButton *m_putBack = nullptr;
    ServiceEditor *m_editor;
    Service m_removed;
};

} // namespace bulkhead
