// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/montages/montagelistmodel.h"

#include "ui/montages/albumdelegate.h"
#include "ui/montages/montagemoment.h"
#include "ui/widgets/phrases.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

int MontageListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_montages.size());
}

QVariant MontageListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const AlbumMontage &montage = m_montages[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return montageTitle(montage);
    case Qt::AccessibleTextRole:
        //: %1 is an interest
        return tr("%1, %Ln moment(s)", "", Phrases::plural(montage.items)).arg(montageTitle(montage));
    case Qt::ToolTipRole: {
        //: %1 is a time
        const QString made = tr("Made %1").arg(Phrases::exactTime(montage.generatedAt));
        return montage.uses > 0 ? made + u'\n' + tr("Chosen from %Ln check-in(s)", "", Phrases::plural(montage.uses))
                                : made;
    }
    case AlbumDelegate::FigureRole:
        return Phrases::count(montage.items);
    default:
        return {};
    }
}

void MontageListModel::update(std::vector<AlbumMontage> montages)
{
    beginResetModel();
    m_montages = std::move(montages);
    endResetModel();
}

int MontageListModel::rowOf(const QString &interest) const
{
    const auto found = std::ranges::find(m_montages, interest, &AlbumMontage::interest);
    return found == m_montages.end() ? -1 : int(found - m_montages.begin());
}

} // namespace bulkhead
