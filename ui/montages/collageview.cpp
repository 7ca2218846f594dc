// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/montages/collageview.h"

#include "ui/montages/momentcard.h"
#include "ui/montages/pictures.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTimer>
#include <QWheelEvent>

#include <algorithm>
#include <chrono>
#include <cmath>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace bulkhead {

namespace {

constexpr qreal gap = 8;
/// Room for the ring of the current one.
constexpr qreal frame = 3;
constexpr qreal usualRatio = 4.0 / 3;
constexpr qreal leastZoom = 0.5;
constexpr qreal mostZoom = 2.5;
constexpr qreal zoomStep = 1.15;
constexpr auto together = 40ms;
/// Whose pictures are fetched before anybody scrolls to them.
constexpr int fetchedAhead = 60;

} // namespace

CollageView::CollageView(Pictures &pictures, QWidget *parent)
    : QAbstractScrollArea(parent), m_pictures(pictures), m_soon(new QTimer(this))
{
    setObjectName(u"montageCollage"_s);
    setAccessibleName(tr("Montage"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setBackgroundRole(QPalette::Window);
    viewport()->setAutoFillBackground(true);
    m_soon->setSingleShot(true);
    m_soon->setInterval(together);
    connect(m_soon, &QTimer::timeout, this, &CollageView::arrange);
    connect(&m_pictures, &Pictures::arrived, this, &CollageView::arrived);
}

void CollageView::setMoments(std::vector<MontageMoment> moments)
{
    m_moments = std::move(moments);
    m_current = 0;
    m_hovered = m_pressed = -1;
    verticalScrollBar()->setValue(0);
    arrange();
    askForPictures();
    setAccessibleDescription(m_moments.empty() ? QString() : m_moments.front().spoken());
}

void CollageView::setZoom(qreal zoom)
{
    const qreal wanted = std::clamp(zoom, leastZoom, mostZoom);
    if (std::abs(wanted - m_zoom) < 0.001)
        return;
    m_zoom = wanted;
    arrange();
    Q_EMIT zoomed(m_zoom);
}

qreal CollageView::ratioOf(const MontageMoment &moment) const
{
    if (!moment.hasPicture())
        return 1.25;
    QSize natural = m_pictures.naturalSize(moment.small);
    if (natural.isEmpty() && m_pictures.isMissing(moment.small))
        natural = m_pictures.naturalSize(moment.large);
    // Panoramas and scrolls are cut, or a row would be all theirs.
    return natural.isEmpty() ? usualRatio : std::clamp(qreal(natural.width()) / natural.height(), 0.6, 2.2);
}

CollageShape CollageView::shapeFor(qreal width) const
{
    std::vector<qreal> ratios;
    for (const MontageMoment &moment : m_moments)
        ratios.push_back(ratioOf(moment));
    return collageOf(ratios, std::max<qreal>(width - 2 * frame, 40), fontMetrics().height() * 9.5 * m_zoom, gap);
}

void CollageView::arrange()
{
    // What stands first in sight stays there.
    const int top = verticalScrollBar()->value();
    int anchor = -1;
    qreal offset = 0;
    for (int i = 0; top > 0 && i < int(m_shape.tiles.size()); ++i) {
        if (m_shape.tiles[std::size_t(i)].bottom() > top) {
            anchor = i;
            offset = m_shape.tiles[std::size_t(i)].top() - top;
            break;
        }
    }
    // Reckoned with the scroll bar there: it must not come and go with what it changes.
    const int bar = verticalScrollBar()->isVisible() ? 0 : verticalScrollBar()->sizeHint().width();
    m_shape = shapeFor(viewport()->width());
    if (bar > 0 && m_shape.height + 2 * frame > viewport()->height())
        m_shape = shapeFor(viewport()->width() - bar);
    for (QRectF &tile : m_shape.tiles)
        tile.translate(frame, frame);
    const int height = int(std::ceil(m_shape.height + 2 * frame));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(fontMetrics().height() * 2);
    verticalScrollBar()->setRange(0, std::max(0, height - viewport()->height()));
    if (anchor >= 0 && anchor < int(m_shape.tiles.size()))
        verticalScrollBar()->setValue(int(m_shape.tiles[std::size_t(anchor)].top() - offset));
    viewport()->update();
}

QUrl CollageView::urlFor(int index) const
{
    const MontageMoment &moment = m_moments[std::size_t(index)];
    if (m_pictures.isMissing(moment.small)) // its thumbnail is lost, and the picture may be there
        return moment.large;
    // A small picture would look coarse in a large place.
    const QSize natural = m_pictures.naturalSize(moment.small);
    const qreal width = m_shape.tiles[std::size_t(index)].width() * devicePixelRatioF();
    if (moment.kind == MontageMoment::Kind::Picture && !natural.isEmpty() && natural.width() * 1.25 < width &&
        m_pictures.picture(moment.large, (m_shape.tiles[std::size_t(index)].size() * devicePixelRatioF()).toSize())
                .state == Picture::State::Ready)
        return moment.large;
    return moment.small;
}

void CollageView::askForPictures()
{
    for (int i = 0; i < std::min(count(), fetchedAhead); ++i) {
        if (m_moments[std::size_t(i)].hasPicture())
            m_pictures.picture(m_moments[std::size_t(i)].small,
                               (m_shape.tiles[std::size_t(i)].size() * devicePixelRatioF()).toSize());
    }
}

void CollageView::arrived(const QUrl &url)
{
    for (int i = 0; i < count(); ++i) {
        const MontageMoment &moment = m_moments[std::size_t(i)];
        if (moment.small != url && moment.large != url)
            continue;
        const QRectF &tile = m_shape.tiles[std::size_t(i)];
        if (std::abs(ratioOf(moment) - tile.width() / tile.height()) > 0.02)
            m_soon->start();
        updateTile(i);
    }
}

QRect CollageView::tileRect(int index) const
{
    return m_shape.tiles[std::size_t(index)].translated(0, -verticalScrollBar()->value()).toAlignedRect();
}

void CollageView::updateTile(int index)
{
    if (index >= 0 && index < count())
        viewport()->update(tileRect(index).adjusted(-3, -3, 3, 3));
}

void CollageView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    CardLook look{.palette = palette(), .font = font()};
    for (int i = 0; i < count(); ++i) {
        const QRectF area = m_shape.tiles[std::size_t(i)].translated(0, -verticalScrollBar()->value());
        if (!area.adjusted(-3, -3, 3, 3).intersects(event->rect()))
            continue;
        const MontageMoment &moment = m_moments[std::size_t(i)];
        look.isCurrent = hasFocus() && i == m_current;
        look.isCaptioned = i == m_hovered || look.isCurrent;
        const Picture picture = moment.hasPicture()
                                    ? m_pictures.picture(urlFor(i), (area.size() * devicePixelRatioF()).toSize())
                                    : Picture{};
        paintMoment(painter, area, moment, picture, look);
    }
}

void CollageView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    arrange();
}

void CollageView::scrollContentsBy(int dx, int dy)
{
    viewport()->scroll(dx, dy);
}

void CollageView::setCurrent(int index)
{
    if (index < 0 || index >= count())
        return;
    updateTile(m_current);
    m_current = index;
    updateTile(m_current);
    const QRectF &tile = m_shape.tiles[std::size_t(index)];
    const int top = verticalScrollBar()->value();
    if (tile.top() - frame < top)
        verticalScrollBar()->setValue(int(tile.top() - frame));
    else if (tile.bottom() + frame > top + viewport()->height())
        verticalScrollBar()->setValue(int(std::ceil(tile.bottom() + frame)) - viewport()->height());
    setAccessibleDescription(m_moments[std::size_t(index)].spoken());
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

int CollageView::neighbour(int direction) const
{
    const QPointF from = m_shape.tiles[std::size_t(m_current)].center();
    int best = m_current;
    qreal distance = 0;
    for (int i = 0; i < count(); ++i) {
        const QRectF &tile = m_shape.tiles[std::size_t(i)];
        const QRectF &here = m_shape.tiles[std::size_t(m_current)];
        if (direction > 0 ? tile.top() < here.bottom() : tile.bottom() > here.top())
            continue;
        const QPointF away = tile.center() - from;
        const qreal far = std::abs(away.y()) * 2 + std::abs(away.x());
        if (best == m_current || far < distance) {
            best = i;
            distance = far;
        }
    }
    return best;
}

void CollageView::keyPressEvent(QKeyEvent *event)
{
    if (m_moments.empty()) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    const bool withControl = event->modifiers() & Qt::ControlModifier;
    switch (event->key()) {
    case Qt::Key_Left:
        return setCurrent(m_current - 1);
    case Qt::Key_Right:
        return setCurrent(m_current + 1);
    case Qt::Key_Up:
        return setCurrent(neighbour(-1));
    case Qt::Key_Down:
        return setCurrent(neighbour(1));
    case Qt::Key_Home:
        return setCurrent(0);
    case Qt::Key_End:
        return setCurrent(count() - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        Q_EMIT opened(m_current);
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        if (withControl)
            return setZoom(m_zoom * zoomStep);
        break;
    case Qt::Key_Minus:
        if (withControl)
            return setZoom(m_zoom / zoomStep);
        break;
    case Qt::Key_0:
        if (withControl)
            return setZoom(1);
        break;
    default:
        break;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

int CollageView::tileAt(QPoint point) const
{
    for (int i = 0; i < count(); ++i) {
        if (tileRect(i).contains(point))
            return i;
    }
    return -1;
}

void CollageView::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->button() == Qt::LeftButton ? tileAt(event->position().toPoint()) : -1;
    setCurrent(m_pressed);
}

void CollageView::mouseReleaseEvent(QMouseEvent *event)
{
    const int tile = tileAt(event->position().toPoint());
    if (tile >= 0 && tile == std::exchange(m_pressed, -1))
        Q_EMIT opened(tile);
}

void CollageView::mouseMoveEvent(QMouseEvent *event)
{
    setHovered(tileAt(event->position().toPoint()));
}

void CollageView::setHovered(int index)
{
    if (index == m_hovered)
        return;
    updateTile(m_hovered);
    m_hovered = index;
    updateTile(m_hovered);
    viewport()->setCursor(index >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void CollageView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier) {
        setZoom(m_zoom * std::pow(zoomStep, event->angleDelta().y() / 120.0));
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
    setHovered(tileAt(event->position().toPoint()));
}

void CollageView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    updateTile(m_current);
}

void CollageView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    updateTile(m_current);
}

bool CollageView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave)
        setHovered(-1);
    return QAbstractScrollArea::viewportEvent(event);
}

void CollageView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange)
        arrange();
    QAbstractScrollArea::changeEvent(event);
}

} // namespace bulkhead
