// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/audit.h"

#include "ui/widgets/filterbar.h"

class QDateEdit;

namespace bulkhead {

/// Search, action, operation and time by which the audit is narrowed.
class AuditFilterBar : public FilterBar
{
    Q_OBJECT

public:
    explicit AuditFilterBar(const OperationCatalog &catalog, QWidget *parent = nullptr);

    AuditQuery query() const;

private:
    enum Period { AnyTime, Today, LastWeek, LastMonth, Between };

    QDateEdit *addDay(const QString &name, const QString &meaning);
    void buildChoices();
    void showDays();

    QComboBox *m_action;
    QComboBox *m_operation;
    QComboBox *m_period;
    QDateEdit *m_from;
    QDateEdit *m_to;
};

} // namespace bulkhead
