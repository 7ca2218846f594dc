// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/listheader.h"

#include "ui/widgets/rowdelegate.h"
#include "ui/widgets/theme.h"

#include <QPainter>

namespace bulkhead {

namespace {

constexpr int arrowSide = 8;

} // namespace

ListHeader::ListHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setHighlightSections(false);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setFixedHeight(fontMetrics().height() + 12);
    setMinimumSectionSize(fontMetrics().averageCharWidth() * 5);
}

void ListHeader::paintEvent(QPaintEvent *event)
{
    QHeaderView::paintEvent(event);
    // Also under what no column covers.
    QPainter painter(viewport());
    painter.fillRect(QRect(0, height() - 1, width(), 1), Theme::of(palette()).line);
}

void ListHeader::paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const
{
    painter->save();
    const Theme theme = Theme::of(palette());
    painter->fillRect(rect, palette().color(QPalette::Base));
    painter->fillRect(QRect(rect.right(), rect.top() + 7, 1, rect.height() - 14), theme.line);

    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == logicalIndex;
    QRect words = rect.adjusted(RowDelegate::padding, 0, -RowDelegate::padding - (sorted ? arrowSide + 4 : 0), 0);
    painter->setPen(sorted ? palette().color(QPalette::WindowText) : theme.quiet);
    const QString title = model()->headerData(logicalIndex, orientation()).toString();
    const QVariant aligned = model()->headerData(logicalIndex, orientation(), Qt::TextAlignmentRole);
    const int alignment = aligned.isValid() ? aligned.toInt() : int(defaultAlignment());
    painter->drawText(words, alignment, fontMetrics().elidedText(title, Qt::ElideRight, words.width()));
    if (sorted) {
        const bool up = sortIndicatorOrder() == Qt::AscendingOrder;
        const QPointF middle(rect.right() - RowDelegate::padding - arrowSide / 2.0, rect.center().y() + 0.5);
        const qreal half = arrowSide / 2.0;
        const qreal tip = up ? -2.5 : 2.5;
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(palette().color(QPalette::WindowText));
        painter->drawPolygon(
            QPolygonF{middle + QPointF(-half, -tip), middle + QPointF(half, -tip), middle + QPointF(0, tip)});
    }
    painter->restore();
}

QSize ListHeader::sectionSizeFromContents(int logicalIndex) const
{
    const QString title = model()->headerData(logicalIndex, orientation()).toString();
    return {fontMetrics().horizontalAdvance(title) + 2 * RowDelegate::padding + arrowSide + 4, height()};
}

} // namespace bulkhead
