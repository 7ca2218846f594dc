// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/servicelistmodel.h"

#include "ui/session/services.h"
#include "ui/settings/servicewords.h"

namespace bulkhead {

ServiceListModel::ServiceListModel(Services &services, ServiceTests &tests, QObject *parent)
    : QAbstractTableModel(parent), m_services(services), m_tests(tests)
{
    connect(&m_services, &Services::changed, this, [this] {
        beginResetModel();
        endResetModel();
    });
    connect(&m_tests, &ServiceTests::changed, this, [this](const QString &key) {
        if (const int row = rowOf(key); row >= 0)
            Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    });
}

QString ServiceListModel::name(int row) const
{
    return m_services.entries()[size_t(row)].service.name;
}

int ServiceListModel::rowOf(const QString &name) const
{
    const ServiceCatalog::Entry *entry = m_services.find(name);
    return entry ? int(entry - m_services.entries().data()) : -1;
}

int ServiceListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_services.entries().size());
}

int ServiceListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ServiceListModel::words(int row, int column) const
{
    const auto &[service, isSet] = m_services.entries()[size_t(row)];
    switch (column) {
    case StateColumn:
        return ServiceWords::look(m_tests.outcome(service.name), {}).word;
    case NameColumn:
        return service.name;
    case KindColumn:
        return ServiceWords::kind(service.kind);
    case AddressColumn:
        return service.address;
    case SecretColumn:
        return ServiceWords::source(service.credential.source);
    default:
        //: where the description of a service comes from
        return isSet ? tr("Own") : tr("Environment");
    }
}

QVariant ServiceListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return words(index.row(), index.column());
    case Qt::ToolTipRole:
        if (index.column() == StateColumn)
            return m_tests.outcome(name(index.row())).words;
        if (index.column() == SecretColumn)
            return m_services.entries()[size_t(index.row())].service.credential.name;
        return words(index.row(), index.column());
    default:
        return {};
    }
}

QVariant ServiceListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StateColumn:
        return tr("Last test");
    case NameColumn:
        return tr("Name");
    case KindColumn:
        return tr("Kind");
    case AddressColumn:
        return tr("Address");
    case SecretColumn:
        return tr("Secret");
    default:
        //: title of a column: where the description of a service comes from
        return tr("From");
    }
}

} // namespace bulkhead
