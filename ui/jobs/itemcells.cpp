// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/itemcells.h"

#include "ui/jobs/itemtablemodel.h"

#include <QLineEdit>
#include <QPainter>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int markSize = 7;

} // namespace

std::optional<StatusLook> itemLook(const QModelIndex &index, const Theme &theme)
{
    const QVariant state = index.data(ItemTableModel::StateRole);
    if (!state.isValid())
        return {};
    StatusLook look = StatusLook::of(ItemState(state.toInt()), theme);
    if (index.data(ItemTableModel::RetriedRole).toBool())
        look.color = theme.quiet;
    return look;
}

void ItemCellDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    RowDelegate::initStyleOption(option, index);
    // Cells are from the world outside: a line break must not make a row look like two.
    option->text.replace(u'\n', u'⏎').remove(u'\r');
    if (index.data(ItemTableModel::MendedRole).toBool())
        option->font.setBold(true);
    if (index.data(ItemTableModel::MaskedRole).toBool() && !(option->state & QStyle::State_Selected))
        option->palette.setColor(QPalette::Text, Theme::of(option->palette).quiet);
}

void ItemCellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    RowDelegate::paint(painter, option, index);
    if (option.state & QStyle::State_HasFocus && index.flags() & Qt::ItemIsEditable) {
        // Which cell F2 and Enter would edit.
        painter->setPen(textColor(option));
        painter->drawRect(option.rect.adjusted(1, 1, -2, -2));
    }
    if (!index.data(ItemTableModel::MendedRole).toBool())
        return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    const bool selected = option.state & QStyle::State_Selected;
    painter->setBrush(selected ? textColor(option) : Theme::of(option.palette).caution);
    const QPointF corner = QRectF(option.rect).topRight();
    painter->drawPolygon(QPolygonF{corner, corner + QPointF(-markSize, 0), corner + QPointF(0, markSize)});
    painter->restore();
}

QWidget *ItemCellDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                                        const QModelIndex &index) const
{
    QWidget *editor = RowDelegate::createEditor(parent, option, index);
    if (auto *line = qobject_cast<QLineEdit *>(editor)) {
        line->setObjectName(u"cellEditor"_s);
        //: accessible name of the editor of a cell: %1 is the name of the column
        line->setAccessibleName(
            tr("New value of %1").arg(index.model()->headerData(index.column(), Qt::Horizontal).toString()));
        if (index.data(ItemTableModel::MaskedRole).toBool())
            line->setEchoMode(QLineEdit::Password);
    }
    return editor;
}

void ItemCellDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    const auto *line = qobject_cast<QLineEdit *>(editor);
    if (!line || !line->isModified())
        RowDelegate::setEditorData(editor, index);
}

} // namespace bulkhead
