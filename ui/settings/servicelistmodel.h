// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/rowdelegate.h"

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

/// The state of a service: shape, word and colour.
class ServiceStateDelegate : public RowDelegate
{
    Q_OBJECT

public:
    ServiceStateDelegate(const ServiceListModel &model, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    const ServiceListModel &m_model;
};

} // namespace bulkhead
