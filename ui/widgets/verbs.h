// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

class QBoxLayout;
class QPoint;
class QPushButton;
class QString;
class QWidget;

namespace bulkhead {

/// Adds the button of something that can be done with what is chosen; `layout` must be a widget's already.
QPushButton *addVerb(QBoxLayout *layout, const QString &name, const QString &icon, const QString &text,
                     const QString &tip);
/// Opens a menu of the same verbs at this place of the screen, with a line between the groups.
void popUpVerbs(const QList<QList<QPushButton *>> &groups, const QPoint &at, QWidget *parent);

} // namespace bulkhead
