// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/chunkstrip.h"

#include "ui/widgets/phrases.h"
#include "ui/widgets/statuslook.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int narrowestCell = 4;
constexpr int widestCell = 48;
constexpr int stripHeight = 20;
constexpr int linesInTip = 6;

/// Of several chunks in one cell the one that carries the most news is shown.
int newsOf(const Chunk &chunk)
{
    switch (chunk.state) {
    case ChunkState::Running:
        return 4;
    case ChunkState::Done:
        return chunk.failed + chunk.unknown > 0 ? 3 : 0;
    case ChunkState::Cancelled:
        return 2;
    case ChunkState::Ready:
        return 1;
    }
    Q_UNREACHABLE();
}

} // namespace

ChunkStrip::ChunkStrip(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"chunkStrip"_s);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    //: accessible name of the strip that shows the chunks of a job
    setAccessibleName(tr("Chunks of the job"));
}

void ChunkStrip::setChunks(std::vector<Chunk> chunks)
{
    m_chunks = std::move(chunks);
    m_current = std::clamp(m_current, 0, std::max(0, cellCount() - 1));
    update();
}

QSize ChunkStrip::sizeHint() const
{
    return {320, stripHeight};
}

QSize ChunkStrip::minimumSizeHint() const
{
    return {120, stripHeight};
}

int ChunkStrip::cellCount() const
{
    return std::min(int(m_chunks.size()), std::max(1, width() / narrowestCell));
}

QRectF ChunkStrip::cellRect(int cell) const
{
    const qreal pitch = std::min(qreal(widestCell), qreal(width()) / std::max(1, cellCount()));
    const qreal gap = pitch >= 6 ? 2 : 1;
    return {cell * pitch, 2, pitch - gap, qreal(height() - 4)};
}

std::pair<std::size_t, std::size_t> ChunkStrip::chunksOf(int cell) const
{
    const std::size_t cells = std::size_t(std::max(1, cellCount()));
    const std::size_t at = std::size_t(cell);
    return {at * m_chunks.size() / cells, (at + 1) * m_chunks.size() / cells};
}

int ChunkStrip::cellAt(int x) const
{
    const qreal pitch = cellRect(1).left();
    const int cell = pitch > 0 ? int(x / pitch) : 0;
    return cell >= 0 && cell < cellCount() ? cell : -1;
}

QString ChunkStrip::wordsOf(const Chunk &chunk) const
{
    const StatusLook look = StatusLook::of(chunk.state, chunk.failed > 0, Theme::of(palette()));
    //: one chunk of a job: %1 its number, %2 and %3 its first and last row, %4 its state
    QString words = tr("Chunk %1 · rows %2–%3 · %4")
                        .arg(Phrases::count(chunk.no + 1), Phrases::count(chunk.firstItem),
                             Phrases::count(chunk.firstItem + chunk.itemCount - 1), look.word);
    if (chunk.failed > 0) {
        //: appended to the words on a chunk
        words += tr(" · %1 failed").arg(Phrases::count(chunk.failed));
    }
    if (chunk.state == ChunkState::Done && chunk.durationMs > 0) {
        //: appended to the words on a chunk: %1 is a duration
        words += tr(" · took %1").arg(Phrases::duration(chunk.durationMs));
    }
    if (chunk.attempt > 1) {
        //: appended to the words on a chunk: how often it was tried
        words += tr(" · attempt %1").arg(Phrases::count(chunk.attempt));
    }
    return chunk.worker.isEmpty() ? words : QString(words + u" · "_s + Phrases::shortId(chunk.worker));
}

QString ChunkStrip::words(int cell) const
{
    const auto [from, to] = chunksOf(cell);
    QStringList lines;
    for (std::size_t i = from; i < std::min(to, from + linesInTip); ++i)
        lines.append(wordsOf(m_chunks[i]));
    if (to > from + linesInTip) {
        //: more chunks than are listed
        lines.append(tr("… and %Ln more chunk(s)", "", int(to - from) - linesInTip));
    }
    return lines.join(u'\n');
}

void ChunkStrip::setCurrent(int cell)
{
    if (m_chunks.empty())
        return;
    m_current = std::clamp(cell, 0, cellCount() - 1);
    const QString said = words(m_current);
    setAccessibleDescription(said);
    QToolTip::showText(mapToGlobal(cellRect(m_current).bottomLeft().toPoint()), said, this);
    update();
}

bool ChunkStrip::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int cell = cellAt(help->pos().x());
        if (cell >= 0)
            QToolTip::showText(help->globalPos(), words(cell), this, cellRect(cell).toAlignedRect());
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

void ChunkStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const Theme theme = Theme::of(palette());
    const QColor waiting = theme.line;
    for (int cell = 0; cell < cellCount(); ++cell) {
        const auto [from, to] = chunksOf(cell);
        const auto loudest =
            std::max_element(m_chunks.cbegin() + std::ptrdiff_t(from), m_chunks.cbegin() + std::ptrdiff_t(to),
                             [](const Chunk &a, const Chunk &b) { return newsOf(a) < newsOf(b); });
        const QRectF area = cellRect(cell);
        switch (loudest->state) {
        case ChunkState::Ready:
            painter.fillRect(area, waiting);
            break;
        case ChunkState::Running:
            painter.fillRect(area, theme.active);
            break;
        case ChunkState::Cancelled:
            painter.fillRect(area, QBrush(theme.quiet, Qt::BDiagPattern));
            break;
        case ChunkState::Done: {
            painter.fillRect(area, Theme::mixed(theme.positive, palette().color(QPalette::Window), 0.75));
            const qint64 bad = loudest->failed + loudest->unknown;
            if (bad > 0) {
                const qreal share = qreal(bad) / qreal(std::max<qint64>(1, loudest->itemCount));
                const qreal height = std::clamp(area.height() * share, 3.0, area.height());
                painter.fillRect(area.adjusted(0, area.height() - height, 0, 0), theme.negative);
            }
            break;
        }
        }
    }
    if (hasFocus() && !m_chunks.empty()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.active, 2));
        painter.drawRect(cellRect(m_current).adjusted(0, -1, 0, 1));
    }
}

void ChunkStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // A narrower strip has fewer cells.
    m_current = std::clamp(m_current, 0, std::max(0, cellCount() - 1));
}

void ChunkStrip::mousePressEvent(QMouseEvent *event)
{
    const int cell = cellAt(int(event->position().x()));
    if (cell < 0 || event->button() != Qt::LeftButton)
        return;
    m_current = cell;
    update();
    Q_EMIT chunkActivated(m_chunks[chunksOf(cell).first]);
}

void ChunkStrip::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        setCurrent(m_current - 1);
        break;
    case Qt::Key_Right:
        setCurrent(m_current + 1);
        break;
    case Qt::Key_Home:
        setCurrent(0);
        break;
    case Qt::Key_End:
        setCurrent(cellCount() - 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_chunks.empty())
            Q_EMIT chunkActivated(m_chunks[chunksOf(m_current).first]);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void ChunkStrip::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    if (!m_chunks.empty())
        setAccessibleDescription(words(m_current));
    update();
}

} // namespace bulkhead
