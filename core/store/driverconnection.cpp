// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/driverconnection.h"

#include <QSqlDriver>
#include <QUuid>
#include <QVariant>

#include <mutex>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// Qt 6.4 loads a driver's plugin at its first use, and two threads may not do so at once (QTBUG-112961).
QSqlDatabase added(const QString &driver, const QString &name)
{
    static std::mutex loading;
    const std::scoped_lock lock(loading);
    return QSqlDatabase::addDatabase(driver, name);
}

} // namespace

DriverConnection::DriverConnection(const QString &driver)
    : m_name(u"bulkhead-"_s + QUuid::createUuid().toString(QUuid::Id128)), m_database(added(driver, m_name))
{}

DriverConnection::~DriverConnection()
{
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
}

void *DriverConnection::handle(std::initializer_list<const char *> typeNames) const
{
    const QVariant handle = m_database.driver()->handle();
    for (const char *name : typeNames) {
        if (handle.isValid() && qstrcmp(handle.typeName(), name) == 0)
            return *static_cast<void *const *>(handle.constData());
    }
    return nullptr;
}

} // namespace bulkhead
