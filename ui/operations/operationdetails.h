// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"

#include <QWidget>

#include <optional>

class QPushButton;
class QTabWidget;
class QTextBrowser;

namespace bulkhead {

class CodeEdit;

/// All that one operation is: what it says of itself, its fields and their rules, what it refuses, its limits;
/// and its file, to be copied.
class OperationDetails : public QWidget
{
    Q_OBJECT

public:
    explicit OperationDetails(QWidget *parent = nullptr);

    /// Nothing: there is none to describe.
    void describe(const std::optional<Operation> &operation);

Q_SIGNALS:
    void copyAsNewWanted();
    void editWanted();

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildFile();
    QWidget *buildFooter();
    void compose();

    std::optional<Operation> m_operation;
    QTabWidget *m_tabs;
    QTextBrowser *m_about;
    CodeEdit *m_text;
    QPushButton *m_copyAsNew = nullptr;
    QPushButton *m_edit = nullptr;
    QPushButton *m_copyText = nullptr;
};

} // namespace bulkhead
