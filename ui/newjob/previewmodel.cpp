// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/previewmodel.h"

#include <QLocale>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {

/// One line of a cell that may hold several, or megabytes.
QString shortened(QString cell)
{
    constexpr qsizetype most = 200;
    if (cell.size() > most)
        cell = cell.left(most) + u'…';
    for (QChar &c : cell) {
        if (c == u'\n' || c == u'\r')
            c = u'↵';
    }
    return cell;
}

} // namespace

void PreviewModel::setPreview(SourcePreview preview)
{
    beginResetModel();
    m_preview = std::move(preview);
    endResetModel();
}

void PreviewModel::clear()
{
    setPreview({});
}

void PreviewModel::setHiddenColumns(const QStringList &columns)
{
    if (columns == m_hidden)
        return;
    m_hidden = columns;
    if (rowCount() > 0 && columnCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int PreviewModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_preview.rows.size());
}

int PreviewModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_preview.spec.columns.size());
}

QVariant PreviewModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const auto &cells = m_preview.rows[size_t(index.row())];
    if (size_t(index.column()) >= cells.size())
        return {};
    const QString &cell = cells[size_t(index.column())];
    if (m_hidden.contains(m_preview.spec.columns[index.column()])) {
        if (cell.isEmpty())
            return {};
        return role == Qt::DisplayRole ? QVariant(u"••••••••"_s) : QVariant();
    }
    if (role == Qt::ToolTipRole)
        return cell.size() > 30 ? QVariant(cell.left(2000)) : QVariant();
    return shortened(cell);
}

QVariant PreviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    if (orientation == Qt::Horizontal)
        return section < m_preview.spec.columns.size() ? m_preview.spec.columns[section] : QString();
    return size_t(section) < m_preview.rowNumbers.size() ? QLocale().toString(m_preview.rowNumbers[size_t(section)])
                                                         : QString();
}

} // namespace bulkhead
