// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/verbs.h"

#include "ui/widgets/themedicon.h"

#include <QAction>
#include <QBoxLayout>
#include <QMenu>
#include <QPushButton>

namespace bulkhead {

QPushButton *addVerb(QBoxLayout *layout, const QString &name, const QString &icon, const QString &text,
                     const QString &tip)
{
    auto *button = new QPushButton(themedIcon(icon), text, layout->parentWidget());
    button->setObjectName(name);
    button->setToolTip(tip);
    layout->addWidget(button);
    return button;
}

void popUpVerbs(const QList<QList<QPushButton *>> &groups, const QPoint &at, QWidget *parent)
{
    auto *menu = new QMenu(parent);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const QList<QPushButton *> &group : groups) {
        if (!menu->isEmpty())
            menu->addSeparator();
        for (QPushButton *button : group) {
            QAction *action = menu->addAction(button->icon(), button->text(), button, &QPushButton::click);
            action->setEnabled(button->isEnabled());
        }
    }
    menu->popup(at);
}

} // namespace bulkhead
