// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/statuslook.h"

#include <QPainter>
#include <QPainterPath>

namespace bulkhead {

StatusLook StatusLook::of(JobState state, const Theme &theme)
{
    switch (state) {
    case JobState::Pending:
        //: state of a job: its list is still being read
        return {Shape::Ring, tr("Preparing"), theme.active};
    case JobState::Queued:
        //: state of a job
        return {Shape::Ring, tr("Waiting"), theme.quiet};
    case JobState::Processing:
        //: state of a job
        return {Shape::Play, tr("Running"), theme.active};
    case JobState::Paused:
        //: state of a job
        return {Shape::Pause, tr("Paused"), theme.caution};
    case JobState::Completed:
        //: state of a job: every row succeeded
        return {Shape::Disc, tr("Done"), theme.positive};
    case JobState::Partial:
        //: state of a job: finished, but some rows failed
        return {Shape::Half, tr("Partly done"), theme.caution};
    case JobState::Failed:
        //: state of a job
        return {Shape::Cross, tr("Failed"), theme.negative};
    case JobState::Cancelled:
        //: state of a job
        return {Shape::Barred, tr("Cancelled"), theme.quiet};
    }
    Q_UNREACHABLE();
}

StatusLook StatusLook::of(const Job &job, const Theme &theme)
{
    return of(job.state, job.awaits, theme);
}

StatusLook StatusLook::of(JobState state, JobAwaits awaits, const Theme &theme)
{
    if (state != JobState::Pending || awaits == JobAwaits::Nothing)
        return of(state, theme);
    if (awaits == JobAwaits::Start) {
        //: state of a job: its list is read, and it waits until somebody starts it
        return {Shape::Target, tr("To be started"), theme.caution};
    }
    //: state of a job: it waits until a second person approves it
    return {Shape::Target, tr("To be approved"), theme.caution};
}

StatusLook StatusLook::of(ChangeKind kind, const Theme &theme)
{
    switch (kind) {
    case ChangeKind::Insert:
        //: what is done to a record
        return {Shape::Plus, tr("Insert"), theme.positive};
    case ChangeKind::Update:
        //: what is done to a record
        return {Shape::Wave, tr("Change"), theme.active};
    case ChangeKind::Delete:
        //: what is done to a record
        return {Shape::Minus, tr("Delete"), theme.negative};
    case ChangeKind::Unchanged:
        //: what is done to a record: nothing, it is so already
        return {Shape::Equals, tr("Is so already"), theme.quiet};
    case ChangeKind::Read:
        //: what is done to a record
        return {Shape::Ring, tr("Look up"), theme.quiet};
    }
    Q_UNREACHABLE();
}

StatusLook StatusLook::of(ItemState state, const Theme &theme)
{
    switch (state) {
    case ItemState::Pending:
        //: state of a row
        return {Shape::Ring, tr("Waiting"), theme.quiet};
    case ItemState::Succeeded:
        //: state of a row
        return {Shape::Disc, tr("Done"), theme.positive};
    case ItemState::Failed:
        //: state of a row
        return {Shape::Cross, tr("Failed"), theme.negative};
    case ItemState::Skipped:
        //: state of a row: the record already was as the row wants it, so nothing was written
        return {Shape::Equals, tr("Is so already"), theme.quiet};
    case ItemState::Cancelled:
        //: state of a row
        return {Shape::Barred, tr("Cancelled"), theme.quiet};
    case ItemState::Unknown:
        //: state of a row: nobody knows whether it took effect
        return {Shape::Question, tr("Unknown"), theme.caution};
    }
    Q_UNREACHABLE();
}

StatusLook StatusLook::of(ChunkState state, bool withFailures, const Theme &theme)
{
    switch (state) {
    case ChunkState::Ready:
        //: state of a chunk of rows
        return {Shape::Ring, tr("waiting"), theme.quiet};
    case ChunkState::Running:
        //: state of a chunk of rows
        return {Shape::Play, tr("running"), theme.active};
    case ChunkState::Done:
        if (withFailures) {
            //: state of a chunk of rows
            return {Shape::Half, tr("done, some rows failed"), theme.caution};
        }
        //: state of a chunk of rows
        return {Shape::Disc, tr("done"), theme.positive};
    case ChunkState::Cancelled:
        //: state of a chunk of rows
        return {Shape::Barred, tr("cancelled"), theme.quiet};
    }
    Q_UNREACHABLE();
}

void StatusLook::paint(QPainter &painter, const QRectF &area) const
{
    paint(painter, area, color);
}

void StatusLook::paint(QPainter &painter, const QRectF &area, const QColor &inColor) const
{
    const qreal side = std::min(area.width(), area.height());
    QRectF box(0, 0, side, side);
    box.moveCenter(area.center());
    const qreal stroke = std::max(1.5, side / 9);
    const QRectF ring = box.adjusted(stroke, stroke, -stroke, -stroke);

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(inColor, stroke, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    switch (shape) {
    case Shape::Disc:
        painter.setBrush(inColor);
        painter.drawEllipse(ring);
        break;
    case Shape::Half: {
        painter.drawEllipse(ring);
        QPainterPath half;
        half.moveTo(ring.center());
        half.arcTo(ring, 90, 180);
        half.closeSubpath();
        painter.fillPath(half, inColor);
        break;
    }
    case Shape::Cross: {
        const QRectF inner = ring.adjusted(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2);
        painter.drawLine(inner.topLeft(), inner.bottomRight());
        painter.drawLine(inner.topRight(), inner.bottomLeft());
        break;
    }
    case Shape::Play: {
        painter.setBrush(inColor);
        const QRectF inner = ring.adjusted(stroke, stroke / 2, 0, -stroke / 2);
        painter.drawPolygon(QPolygonF{inner.topLeft(), {inner.right(), inner.center().y()}, inner.bottomLeft()});
        break;
    }
    case Shape::Pause: {
        painter.setPen(QPen(inColor, stroke * 1.6, Qt::SolidLine, Qt::FlatCap));
        for (const qreal share : {0.3, 0.7}) {
            const qreal x = ring.left() + ring.width() * share;
            painter.drawLine(QPointF(x, ring.top()), QPointF(x, ring.bottom()));
        }
        break;
    }
    case Shape::Ring:
        painter.drawEllipse(ring);
        break;
    case Shape::Barred: {
        painter.drawEllipse(ring);
        const qreal reach = ring.width() / 2 * 0.70;
        painter.drawLine(ring.center() + QPointF(-reach, reach), ring.center() + QPointF(reach, -reach));
        break;
    }
    case Shape::Target:
        painter.drawEllipse(ring);
        painter.setBrush(inColor);
        painter.drawEllipse(ring.center(), ring.width() / 8, ring.width() / 8);
        break;
    case Shape::Equals:
    case Shape::Minus:
    case Shape::Plus: {
        const qreal reach = ring.width() / 2;
        const qreal apart = shape == Shape::Equals ? reach * 0.4 : 0;
        for (const qreal y : {-apart, apart})
            painter.drawLine(ring.center() + QPointF(-reach, y), ring.center() + QPointF(reach, y));
        if (shape == Shape::Plus)
            painter.drawLine(ring.center() + QPointF(0, -reach), ring.center() + QPointF(0, reach));
        break;
    }
    case Shape::Wave: {
        const qreal reach = ring.width() / 2;
        QPainterPath wave(ring.center() + QPointF(-reach, 0));
        wave.quadTo(ring.center() + QPointF(-reach / 2, -reach), ring.center());
        wave.quadTo(ring.center() + QPointF(reach / 2, reach), ring.center() + QPointF(reach, 0));
        painter.drawPath(wave);
        break;
    }
    case Shape::Question: {
        QFont font = painter.font();
        font.setBold(true);
        font.setPixelSize(std::max(1, int(side)));
        painter.setFont(font);
        painter.drawText(box, Qt::AlignCenter, QStringLiteral("?"));
        break;
    }
    }
    painter.restore();
}

} // namespace bulkhead
