// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/result.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace bulkhead {

class Services;
class ServiceForm;
class ServiceTests;
class TonedLabel;

/// A service being added or changed: the form, what is wrong with it, a test of it as it stands there, and
/// Save. A secret goes into the keychain first; where that fails nothing is saved and the form stays.
class ServiceEditor : public QWidget
{
    Q_OBJECT

public:
    ServiceEditor(Services &services, ServiceTests &tests, QWidget *parent = nullptr);

    void add();
    void edit(const QString &name);
    /// Of the service being changed; empty while one is added.
    QString edited() const { return m_edited; }

Q_SIGNALS:
    void saved(const QString &name);
    /// After Save and Cancel.
    void closed();

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QPushButton *makeButton(const QString &text, const QString &name);
    void open(const QString &title);
    void formChanged();
    void showTest(const QString &key);
    void save();
    void keep();
    void close();
    /// Why the form cannot be saved as it is.
    Status problem() const;
    void setBusy(bool busy);

    Services &m_services;
    ServiceTests &m_tests;
    QString m_edited;
    bool m_isBusy = false;
    quint64 m_serial = 0; ///< of what is in the form; a slow keychain answers for an earlier one
    QLabel *m_title;
    ServiceForm *m_form;
    TonedLabel *m_problem;
    TonedLabel *m_found;
    QPushButton *m_save;
    QPushButton *m_test;
    QPushButton *m_cancel;
};

} // namespace bulkhead
