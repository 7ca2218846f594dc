// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

namespace bulkhead {

/// The few colours that carry a meaning, derived from a palette so that they read on its Base and on
/// its Window with a contrast of at least 4.5 (WCAG 2 AA), light or dark. Derive again on
/// PaletteChange. Everything else takes its colour from the palette itself.
struct Theme
{
    bool dark = false;
    QColor positive; ///< done, succeeded
    QColor negative; ///< failed
    QColor caution;  ///< partly, unknown, mended
    QColor active;   ///< running
    QColor quiet;    ///< second-rank text: waiting, cancelled, captions
    QColor line;     ///< hairlines and empty tracks; not for text

    static Theme of(const QPalette &palette);
    /// Text on a filled surface: black or white, whichever reads better.
    static QColor on(const QColor &fill);
    /// A wash of `color` over `background`, `share` 0…1.
    static QColor mixed(const QColor &color, const QColor &background, double share);
    /// Contrast ratio of WCAG 2, 1…21.
    static double contrast(const QColor &a, const QColor &b);
};

} // namespace bulkhead
