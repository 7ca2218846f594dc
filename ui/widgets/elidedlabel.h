// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace bulkhead {

/// A label whose plain line ends in “…” where there is no room for all of it, and is not cut in the middle of a letter.
/// It asks for the room of the whole line, and makes do with less before a page has to become wider. With word wrap it
/// is a label like any other.
class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    using QLabel::QLabel;

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace bulkhead
