// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/theme.h"

#include <algorithm>
#include <cmath>

namespace bulkhead {

namespace {

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

/// Moves the lightness of `wanted` away from the backgrounds until it can be read on all of them.
QColor readable(QColor wanted, const QPalette &palette, bool dark)
{
    for (int step = 0; step < 50; ++step) {
        const double worst = std::min(Theme::contrast(wanted, palette.color(QPalette::Base)),
                                      Theme::contrast(wanted, palette.color(QPalette::Window)));
        if (worst >= 4.5)
            break;
        const float lightness = std::clamp(wanted.lightnessF() + (dark ? 0.02F : -0.02F), 0.0F, 1.0F);
        wanted.setHslF(std::max(0.0F, wanted.hslHueF()), wanted.hslSaturationF(), lightness);
    }
    return wanted;
}

} // namespace

Theme Theme::of(const QPalette &palette)
{
    const QColor text = palette.color(QPalette::WindowText);
    const QColor window = palette.color(QPalette::Window);
    Theme theme;
    theme.dark = luminance(text) > luminance(window);
    theme.positive = readable(theme.dark ? QColor(0x5c, 0xc4, 0x86) : QColor(0x1e, 0x7f, 0x4b), palette, theme.dark);
    theme.negative = readable(theme.dark ? QColor(0xff, 0x80, 0x78) : QColor(0xc6, 0x28, 0x28), palette, theme.dark);
    theme.caution = readable(theme.dark ? QColor(0xe8, 0xb0, 0x4a) : QColor(0x96, 0x5a, 0x00), palette, theme.dark);
    theme.active = readable(palette.color(QPalette::Highlight), palette, theme.dark);
    theme.quiet = readable(mixed(text, window, 0.62), palette, theme.dark);
    theme.line = mixed(text, window, 0.16);
    return theme;
}

QColor Theme::on(const QColor &fill)
{
    return contrast(Qt::white, fill) >= contrast(Qt::black, fill) ? QColor(Qt::white) : QColor(Qt::black);
}

QColor Theme::mixed(const QColor &color, const QColor &background, double share)
{
    const auto channel = [share](float a, float b) { return float(a * share + b * (1 - share)); };
    return QColor::fromRgbF(channel(color.redF(), background.redF()), channel(color.greenF(), background.greenF()),
                            channel(color.blueF(), background.blueF()));
}

double Theme::contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace bulkhead
