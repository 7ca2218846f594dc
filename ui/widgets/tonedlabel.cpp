// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tonedlabel.h"

#include "ui/widgets/theme.h"

#include <QApplication>
#include <QEvent>

namespace bulkhead {

TonedLabel::TonedLabel(Tone tone, const QString &text, QWidget *parent) : ElidedLabel(text, parent), m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    applyColor();
}

void TonedLabel::setTone(Tone tone)
{
    m_tone = tone;
    applyColor();
}

void TonedLabel::say(Tone tone, const QString &text)
{
    setTone(tone);
    setText(text);
    setAccessibleName(text);
    setVisible(!text.isEmpty());
}

void TonedLabel::changeEvent(QEvent *event)
{
    ElidedLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColor();
}

void TonedLabel::applyColor()
{
    const Theme theme = Theme::of(QApplication::palette());
    QPalette own = palette();
    switch (m_tone) {
    case Tone::Quiet:
        own.setColor(QPalette::WindowText, theme.quiet);
        break;
    case Tone::Positive:
        own.setColor(QPalette::WindowText, theme.positive);
        break;
    case Tone::Caution:
        own.setColor(QPalette::WindowText, theme.caution);
        break;
    case Tone::Negative:
        own.setColor(QPalette::WindowText, theme.negative);
        break;
    }
    setPalette(own);
}

} // namespace bulkhead
