// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

class QWidget;

namespace bulkhead {

/// Tab goes from each of these to the next, so that its order is that of reading where widgets are made in another one.
/// The first may be any widget, as the one that holds the others.
void tabThrough(const QList<QWidget *> &order);

} // namespace bulkhead
