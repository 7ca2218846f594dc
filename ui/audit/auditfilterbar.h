// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/audit.h"

#include <QWidget>

class QComboBox;
class QDateEdit;
class QLineEdit;
class QTimer;

namespace bulkhead {

class OperationCatalog;

/// Search, action, operation and time by which the audit is narrowed.
class AuditFilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit AuditFilterBar(const OperationCatalog &catalog, QWidget *parent = nullptr);

    /// What is offered to choose from; what was chosen stays so.
    void setOperations(const OperationCatalog &catalog);

    AuditQuery query() const;
    bool isNarrowed() const;
    void clear();
    QLineEdit *search() const { return m_search; }

Q_SIGNALS:
    /// Typing is waited for.
    void changed();

private:
    enum Period { AnyTime, Today, LastWeek, LastMonth, Between };

    QComboBox *addChoice(const QString &name, const QString &meaning);
    QDateEdit *addDay(const QString &name, const QString &meaning);
    void buildChoices();
    void showDays();

    QLineEdit *m_search;
    QComboBox *m_action;
    QComboBox *m_operation;
    QComboBox *m_period;
    QDateEdit *m_from;
    QDateEdit *m_to;
    QTimer *m_typing;
};

} // namespace bulkhead
