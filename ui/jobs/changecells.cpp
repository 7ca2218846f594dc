// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/changecells.h"

#include "ui/jobs/changetablemodel.h"
#include "ui/widgets/statuslook.h"

namespace bulkhead {

void ChangeKindDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    paintPanel(painter, cell);
    const QVariant kind = index.data(ChangeTableModel::RecordKindRole);
    if (kind.isValid())
        paintStatus(painter, cell, StatusLook::of(ChangeKind(kind.toInt()), Theme::of(cell.palette)));
}

} // namespace bulkhead
