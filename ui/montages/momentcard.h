// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/montages/montagemoment.h"
#include "ui/montages/pictures.h"

#include <QPalette>
#include <QRectF>

class QPainter;

namespace bulkhead {

struct CardLook
{
    QPalette palette;
    QFont font;
    bool isCaptioned = false; ///< place, words and date are shown over the picture
    bool isCurrent = false;   ///< where the keyboard is
};

/// Paints a moment into `area`: its picture, filling the area, a place for it while it is on its way, a quiet
/// card when it is missing, or the moment's words where it has none.
void paintMoment(QPainter &painter, const QRectF &area, const MontageMoment &moment, const Picture &picture,
                 const CardLook &look);
/// The picture in `area` with round corners; it is cut where the shapes differ.
void paintPicture(QPainter &painter, const QRectF &area, const QPixmap &pixmap, qreal radius);
/// The words of a moment without a picture, on a card.
void paintWords(QPainter &painter, const QRectF &area, const MontageMoment &moment, const QPalette &palette,
                const QFont &font);
/// A card that says that the picture could not be had.
void paintMissing(QPainter &painter, const QRectF &area, const MontageMoment &moment, const QPalette &palette,
                  const QFont &font);

} // namespace bulkhead
