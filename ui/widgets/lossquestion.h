// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace bulkhead {

/// Asks before something is lost for good: names what will be lost, says the verb on the button, and
/// keeps the focus on Cancel. Returns at once; `confirmed` is called if the verb is chosen.
void askBeforeLoss(QWidget *parent, const QString &question, const QString &loss, const QString &verb,
                   std::function<void()> confirmed);

} // namespace bulkhead
