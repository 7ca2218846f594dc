// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

namespace bulkhead {

class Services;
class ServiceTests;

/// The services and how their last tests went, by name.
class ServiceListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { StateColumn, NameColumn, KindColumn, AddressColumn, SecretColumn, FromColumn, ColumnCount };

    ServiceListModel(Services &services, ServiceTests &tests, QObject *parent = nullptr);

    QString name(int row) const;
    /// -1 when there is none.
    int rowOf(const QString &name) const;
    const ServiceTests &tests() const { return m_tests; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString words(int row, int column) const;

    Services &m_services;
    ServiceTests &m_tests;
};

} // namespace bulkhead
