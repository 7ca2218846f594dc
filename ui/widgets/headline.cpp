// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/headline.h"

#include <QLabel>

namespace bulkhead {

QFont headline(QFont font, qreal factor)
{
    font.setPointSizeF(font.pointSizeF() * factor);
    font.setWeight(QFont::DemiBold);
    return font;
}

QLabel *pageTitle(const QString &words, QWidget *parent)
{
    auto *title = new QLabel(words, parent);
    title->setFont(headline(title->font()));
    return title;
}

} // namespace bulkhead
