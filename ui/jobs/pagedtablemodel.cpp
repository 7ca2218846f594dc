// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/pagedtablemodel.h"

namespace bulkhead {

PagedTableModel::PagedTableModel(QObject *parent) : QAbstractTableModel(parent)
{
    m_fetchSoon.setSingleShot(true);
    m_fetchSoon.setInterval(0);
    connect(&m_fetchSoon, &QTimer::timeout, this, &PagedTableModel::fetch);
}

int PagedTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_count;
}

void PagedTableModel::fetchSoonUnlessAsking() const
{
    if (!m_asking && !m_fetchSoon.isActive())
        m_fetchSoon.start();
}

void PagedTableModel::setCount(int count)
{
    if (count > m_count) {
        beginInsertRows({}, m_count, count - 1);
        m_count = count;
        endInsertRows();
    } else if (count < m_count) {
        beginRemoveRows({}, count, m_count - 1);
        m_count = count;
        endRemoveRows();
    }
}

} // namespace bulkhead
