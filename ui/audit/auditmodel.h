// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/audit.h"

#include <QAbstractTableModel>

#include <vector>

namespace bulkhead {

class OperationCatalog;

/// Entries of the audit as rows, newest first. What stands there never changes, so news are only ever
/// added: above by update(), below by append().
class AuditModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { WhenColumn, WhoColumn, ActionColumn, OperationColumn, WhatColumn, WhereColumn, ColumnCount };

    explicit AuditModel(const OperationCatalog &catalog, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// The newest entries; those that are known keep their place. `complete`: there are no older ones.
    void update(std::vector<AuditEntry> newest, bool complete);
    /// Entries older than the last one here.
    void append(std::vector<AuditEntry> older, bool complete);
    void clear() { update({}, true); }
    const AuditEntry &entry(int row) const { return m_entries.at(std::size_t(row)); }
    bool isComplete() const { return m_complete; }
    /// The rows as tab-separated text, with a header.
    QString asText(const QModelIndexList &rows) const;

private:
    QString text(const AuditEntry &entry, Column column) const;
    QString tip(const AuditEntry &entry, Column column) const;

    const OperationCatalog &m_catalog;
    std::vector<AuditEntry> m_entries;
    bool m_complete = true;
};

} // namespace bulkhead
