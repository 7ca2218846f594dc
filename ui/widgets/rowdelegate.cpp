// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/rowdelegate.h"

#include "ui/widgets/listheader.h"

#include <QApplication>
#include <QPainter>
#include <QTableView>

namespace bulkhead {

namespace {

constexpr int rowPadding = 10;
constexpr int glyph = 13;

} // namespace

void setUpTable(QTableView &table)
{
    table.setHorizontalHeader(new ListHeader(&table));
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::ExtendedSelection);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setTextElideMode(Qt::ElideRight);
    table.setAlternatingRowColors(false);
    table.setCornerButtonEnabled(false);
    table.setTabKeyNavigation(false);
    table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setFrameShape(QFrame::NoFrame);
    table.verticalHeader()->hide();
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() + rowPadding);
    table.verticalHeader()->setMinimumSectionSize(table.fontMetrics().height());
}

void RowDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->state &= ~QStyle::State_HasFocus;
}

void RowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    paintPanel(painter, cell);
    paintWords(painter, cell, cell.rect.adjusted(padding, 0, -padding, 0));
}

void RowDelegate::paintWords(QPainter *painter, const QStyleOptionViewItem &option, const QRect &area)
{
    painter->setPen(textColor(option));
    painter->setFont(option.font);
    painter->drawText(area, int(option.displayAlignment & Qt::AlignHorizontal_Mask) | Qt::AlignVCenter,
                      QFontMetrics(option.font).elidedText(option.text, option.textElideMode, area.width()));
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return QStyledItemDelegate::sizeHint(option, index) + QSize(2 * padding, 0);
}

void RowDelegate::paintPanel(QPainter *painter, QStyleOptionViewItem &option)
{
    const QWidget *widget = option.widget;
    const QStyle *style = widget ? widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, widget);
}

void RowDelegate::paintStatus(QPainter *painter, const QStyleOptionViewItem &option, const StatusLook &look)
{
    const bool selected = option.state & QStyle::State_Selected;
    const QRect shape(option.rect.left() + padding, option.rect.top(), glyph, option.rect.height());
    look.paint(*painter, shape, selected ? textColor(option) : look.color);
    paintWords(painter, option, option.rect.adjusted(padding + glyph + padding, 0, -padding, 0));
}

QColor RowDelegate::textColor(const QStyleOptionViewItem &option)
{
    const QPalette::ColorGroup group = option.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    return option.palette.color(group,
                                option.state & QStyle::State_Selected ? QPalette::HighlightedText : QPalette::Text);
}

StatusDelegate::StatusDelegate(Look look, QObject *parent) : RowDelegate(parent), m_look(std::move(look)) {}

int StatusDelegate::roomFor(const StatusLook &look, const QFontMetrics &metrics)
{
    return padding + glyph + padding + metrics.horizontalAdvance(look.word) + padding + 1;
}

void StatusDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    paintPanel(painter, cell);
    if (const std::optional<StatusLook> look = m_look(index, Theme::of(cell.palette)))
        paintStatus(painter, cell, *look);
}

} // namespace bulkhead
