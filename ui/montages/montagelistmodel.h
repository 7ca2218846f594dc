// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/montagealbum.h"

#include <QAbstractListModel>

namespace bulkhead {

/// The montages of one person: everything, then the interests.
class MontageListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    void update(std::vector<AlbumMontage> montages);
    const AlbumMontage &montage(int row) const { return m_montages.at(std::size_t(row)); }
    /// Of the same interest, whatever its id is by now; -1 when there is none.
    int rowOf(const QString &interest) const;

private:
    std::vector<AlbumMontage> m_montages;
};

} // namespace bulkhead
