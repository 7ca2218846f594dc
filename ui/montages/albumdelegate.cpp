// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/montages/albumdelegate.h"

#include "ui/widgets/theme.h"

#include <QPainter>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int verticalPadding = 6;

void paintLine(QPainter *painter, const QRect &area, const QString &words, const QString &figure)
{
    const QFontMetrics metrics = painter->fontMetrics();
    const int room = figure.isEmpty() ? 0 : metrics.horizontalAdvance(figure) + RowDelegate::padding;
    painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter, figure);
    painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
                      metrics.elidedText(words, Qt::ElideRight, area.width() - room));
}

} // namespace

void AlbumDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    paintPanel(painter, row);
    painter->save();
    painter->setFont(row.font);
    QRect line = row.rect.adjusted(padding, verticalPadding, -padding, 0);
    line.setHeight(row.fontMetrics.height());
    const QColor words = textColor(row);
    const QColor quiet = row.state & QStyle::State_Selected ? words : Theme::of(row.palette).quiet;
    painter->setPen(words);
    paintLine(painter, line, row.text, index.data(FigureRole).toString());
    if (m_lines > 1) {
        painter->setPen(quiet);
        line.translate(0, row.fontMetrics.lineSpacing());
        QFont small = row.font;
        small.setPointSizeF(small.pointSizeF() * 0.92);
        painter->setFont(small);
        paintLine(painter, line, index.data(NoteRole).toString(), index.data(FigureNoteRole).toString());
    }
    painter->restore();
}

QSize AlbumDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {option.fontMetrics.averageCharWidth() * 20,
            option.fontMetrics.lineSpacing() * (m_lines - 1) + option.fontMetrics.height() + 2 * verticalPadding};
}

} // namespace bulkhead
