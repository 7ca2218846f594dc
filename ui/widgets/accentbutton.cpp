// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/accentbutton.h"

#include "ui/widgets/theme.h"

#include <QEvent>
#include <QGuiApplication>

namespace bulkhead {

AccentButton::AccentButton(QWidget *parent) : QPushButton(parent)
{
    applyColors();
}

AccentButton::AccentButton(const QIcon &icon, const QString &text, QWidget *parent)
    : QPushButton(icon, text, parent)
{
    applyColors();
}

void AccentButton::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::ApplicationPaletteChange)
        applyColors();
    QPushButton::changeEvent(event);
}

void AccentButton::applyColors()
{
    QPalette accented = QGuiApplication::palette();
    const QColor fill = Theme::of(accented).active;
    for (const QPalette::ColorGroup group : {QPalette::Active, QPalette::Inactive}) {
        accented.setColor(group, QPalette::Button, fill);
        accented.setColor(group, QPalette::ButtonText, Theme::on(fill));
    }
    setPalette(accented);
}

} // namespace bulkhead
