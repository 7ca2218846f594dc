// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/filterchip.h"

#include <QApplication>

namespace bulkhead {

FilterChip::FilterChip(const QString &text, QWidget *parent) : QPushButton(text, parent)
{
    setAccessibleName(text);
    setCheckable(true);
    setAutoDefault(false);
    connect(this, &QPushButton::toggled, this, &FilterChip::mark);
    mark(false);
}

/// Styles show a pressed button so faintly in the dark that nobody knows what is filtered.
void FilterChip::mark(bool checked)
{
    QPalette colors = QApplication::palette(this);
    if (checked) {
        colors.setColor(QPalette::Button, colors.color(QPalette::Highlight));
        colors.setColor(QPalette::ButtonText, colors.color(QPalette::HighlightedText));
    }
    setPalette(colors);
}

} // namespace bulkhead
