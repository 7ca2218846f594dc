// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/elidedlabel.h"

namespace bulkhead {

/// A label whose colour says how it is meant; follows the palette from light to dark.
class TonedLabel : public ElidedLabel
{
    Q_OBJECT

public:
    enum class Tone { Quiet, Positive, Caution, Negative };

    TonedLabel(Tone tone, const QString &text, QWidget *parent = nullptr);
    TonedLabel(Tone tone, QWidget *parent = nullptr) : TonedLabel(tone, QString(), parent) {}

    void setTone(Tone tone);
    /// Shows the text, or hides the label when there is none.
    void say(Tone tone, const QString &text);
    void say(const QString &text) { say(m_tone, text); }

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyColor();

    Tone m_tone;
};

} // namespace bulkhead
