// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/montages/collagelayout.h"
#include "ui/montages/montagemoment.h"

#include <QAbstractScrollArea>

class QTimer;

namespace bulkhead {

class Pictures;

/// A montage as a collage: rows of pictures in their own shapes, words where there is no picture, and what
/// is known of a moment under the mouse or the keyboard. Arrows go from one to the next, Enter opens it;
/// Ctrl with the wheel, + or − makes all larger or smaller.
class CollageView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit CollageView(Pictures &pictures, QWidget *parent = nullptr);

    void setMoments(std::vector<MontageMoment> moments);
    const std::vector<MontageMoment> &moments() const { return m_moments; }
    int current() const { return m_current; }
    void setCurrent(int index);
    /// Where a moment stands in the viewport.
    QRect tileRect(int index) const;
    /// 1 is the usual size of pictures.
    qreal zoom() const { return m_zoom; }
    void setZoom(qreal zoom);

Q_SIGNALS:
    void opened(int index);
    void zoomed(qreal zoom);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    int count() const { return int(m_moments.size()); }
    /// With a scroll bar where one is needed; keeps what is in sight in sight.
    void arrange();
    CollageShape shapeFor(qreal width) const;
    void askForPictures();
    void arrived(const QUrl &url);
    qreal ratioOf(const MontageMoment &moment) const;
    QUrl urlFor(int index) const;
    int tileAt(QPoint point) const;
    /// The nearest one above (-1) or below (1).
    int neighbour(int direction) const;
    void setHovered(int index);
    void updateTile(int index);

    Pictures &m_pictures;
    std::vector<MontageMoment> m_moments;
    CollageShape m_shape;
    QTimer *m_soon; ///< arranges once for many pictures that arrive together
    qreal m_zoom = 1;
    int m_current = 0;
    int m_hovered = -1;
    int m_pressed = -1;
};

} // namespace bulkhead
