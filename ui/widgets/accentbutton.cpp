// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/accentbutton.h"

#include "ui/widgets/theme.h"

#include <QStyleOptionButton>
#include <QStylePainter>

namespace bulkhead {

void AccentButton::paintEvent(QPaintEvent *)
{
    QStyleOptionButton option;
    initStyleOption(&option);
    if (isEnabled()) {
        const QColor fill = Theme::of(palette()).active;
        option.palette.setColor(QPalette::Button, fill);
        option.palette.setColor(QPalette::ButtonText, Theme::on(fill));
    }
    QStylePainter(this).drawControl(QStyle::CE_PushButton, option);
}

} // namespace bulkhead
