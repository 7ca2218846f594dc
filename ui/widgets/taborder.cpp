// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/taborder.h"

#include <QWidget>

namespace bulkhead {

void tabThrough(const QList<QWidget *> &order)
{
    if (order.isEmpty())
        return;
    // Qt orders nothing by a widget that takes no focus.
    QWidget *first = order.front();
    const Qt::FocusPolicy policy = first->focusPolicy();
    if (policy == Qt::NoFocus)
        first->setFocusPolicy(Qt::TabFocus);
    for (qsizetype i = 1; i < order.size(); ++i)
        QWidget::setTabOrder(order[i - 1], order[i]);
    if (policy == Qt::NoFocus)
        first->setFocusPolicy(policy);
}

} // namespace bulkhead
