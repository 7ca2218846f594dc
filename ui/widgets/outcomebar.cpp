// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/outcomebar.h"

#include <QPainter>
#include <QPainterPath>

namespace bulkhead {

void paintOutcome(QPainter &painter, const QRectF &area, const JobCounts &counts, const Theme &theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal radius = std::min(area.height() / 2, 4.0);
    QPainterPath track;
    track.addRoundedRect(area, radius, radius);
    painter.fillPath(track, theme.line);
    painter.setClipPath(track);

    const qreal total = qreal(std::max<qint64>(1, counts.total));
    const qint64 rest = counts.skipped + counts.cancelled;
    qreal x = area.left();
    const auto part = [&](qint64 rows, const QColor &color) {
        if (rows == 0)
            return;
        // A single failed row among a million must still be seen.
        const qreal width = std::max(1.5, area.width() * qreal(rows) / total);
        painter.fillRect(QRectF(x, area.top(), width, area.height()), color);
        x += width;
    };
    part(counts.succeeded, counts.open() > 0 ? theme.active : theme.positive);
    part(counts.failed, theme.negative);
    part(counts.unknown, theme.caution);
    part(rest, Theme::mixed(theme.quiet, theme.line, 0.5));
    painter.restore();
}

int percentSettled(const JobCounts &counts)
{
    if (counts.total == 0)
        return 0;
    return counts.open() == 0 ? 100 : std::min(99, int(counts.settled() * 100 / counts.total));
}

OutcomeBar::OutcomeBar(QWidget *parent) : QProgressBar(parent)
{
    setRange(0, 100);
    setTextVisible(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    //: accessible name of the progress bar of a job
    setAccessibleName(tr("Progress of the job"));
}

void OutcomeBar::setCounts(const JobCounts &counts)
{
    if (counts == m_counts)
        return;
    m_counts = counts;
    const int percent = percentSettled(counts);
    if (percent == 100 || percent / 10 != value() / 10)
        setValue(percent);
    update();
}

QSize OutcomeBar::sizeHint() const
{
    return {240, 12};
}

QSize OutcomeBar::minimumSizeHint() const
{
    return {80, 12};
}

void OutcomeBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintOutcome(painter, QRectF(rect()), m_counts, Theme::of(palette()));
}

} // namespace bulkhead
