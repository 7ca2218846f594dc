// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/rowdelegate.h"

namespace bulkhead {

/// Of the row at `index` of an ItemTableModel; nothing while the row is on its way.
std::optional<StatusLook> itemLook(const QModelIndex &index, const Theme &theme);

/// A cell of the list: marks those that were mended, mutes those that are secret, and edits in place.
class ItemCellDelegate : public RowDelegate
{
    Q_OBJECT

public:
    using RowDelegate::RowDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// Leaves alone what was typed: rows are read again while someone edits.
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

} // namespace bulkhead
