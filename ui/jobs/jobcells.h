// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/rowdelegate.h"

namespace bulkhead {

/// Of the job at `index` of a JobListModel.
std::optional<StatusLook> jobLook(const QModelIndex &index, const Theme &theme);

/// The outcome bar and its words. Reads JobListModel::CountsRole.
class JobProgressDelegate : public RowDelegate
{
    Q_OBJECT

public:
    using RowDelegate::RowDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace bulkhead
