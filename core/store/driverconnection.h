// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSqlDatabase>
#include <QString>

namespace bulkhead {

/// A QSqlDatabase under a name of its own, closed and removed from Qt's list when it goes out of scope.
/// To be made, used and destroyed in one thread (a captured QSqlDatabase works silently in others).
class DriverConnection
{
public:
    explicit DriverConnection(const QString &driver);
    ~DriverConnection();
    DriverConnection(const DriverConnection &) = delete;
    DriverConnection &operator=(const DriverConnection &) = delete;

    QSqlDatabase &database() { return m_database; }
    /// The driver's own connection if its type has one of these names, else null.
    void *handle(std::initializer_list<const char *> typeNames) const;

private:
    QString m_name;
    QSqlDatabase m_database;
};

} // namespace bulkhead
