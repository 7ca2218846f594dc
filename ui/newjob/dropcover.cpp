// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/dropcover.h"

#include <QPainter>

namespace bulkhead {

namespace {

constexpr int grid = 8;
constexpr int veil = 225; // of 255

} // namespace

DropCover::DropCover(QWidget *page) : QWidget(page)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void DropCover::cover()
{
    setGeometry(parentWidget()->rect());
}

void DropCover::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor ground = palette().color(QPalette::Window);
    ground.setAlpha(veil);
    painter.fillRect(rect(), ground);
    QColor tint = palette().color(QPalette::Highlight);
    painter.setPen(QPen(tint, 2, Qt::DashLine));
    tint.setAlpha(30);
    painter.setBrush(tint);
    painter.drawRoundedRect(rect().adjusted(2 * grid, 2 * grid, -2 * grid, -2 * grid), grid, grid);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.35);
    painter.setFont(large);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(rect(), Qt::AlignCenter, tr("Drop the list here"));
}

} // namespace bulkhead
