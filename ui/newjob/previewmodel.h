// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/source/rowsource.h"

#include <QAbstractTableModel>

namespace bulkhead {

/// The first rows of a list as they were read: columns under their names, row numbers at the side.
/// Cells of columns that feed a secret or masked field are shown as dots.
class PreviewModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setPreview(SourcePreview preview);
    void clear();
    void setHiddenColumns(const QStringList &columns);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    SourcePreview m_preview;
    QStringList m_hidden;
};

} // namespace bulkhead
