// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QWidget;

namespace bulkhead {

/// Who scrolls a page does not mean the value that comes to lie under the pointer: number fields and choices take the
/// wheel only once they have the focus.
class WheelGuard : public QObject
{
    Q_OBJECT

public:
    /// Of all that stand in `form` now, itself included.
    static void protect(QWidget *form);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    using QObject::QObject;
};

} // namespace bulkhead
