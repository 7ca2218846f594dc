// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/wheelguard.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QEvent>

namespace bulkhead {

void WheelGuard::protect(QWidget *form)
{
    auto *guard = new WheelGuard(form);
    QList<QWidget *> values = form->findChildren<QWidget *>();
    values.append(form);
    for (QWidget *value : values) {
        if (qobject_cast<QAbstractSpinBox *>(value) || qobject_cast<QComboBox *>(value)) {
            value->setFocusPolicy(Qt::StrongFocus);
            value->installEventFilter(guard);
        }
    }
}

bool WheelGuard::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Wheel && !static_cast<QWidget *>(watched)->hasFocus()) {
        event->ignore();
        return true;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace bulkhead
