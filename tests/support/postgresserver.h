// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/connectiontarget.h"

#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace bulkhead::test {

/// A PostgreSQL of this test's own: made in a temporary folder, reached by socket (anyone) and by
/// 127.0.0.1 (password), gone with the object or with the process that made it. Started by root it runs
/// as user "postgres". With BULKHEAD_TEST_POSTGRES=postgresql://… (a superuser's URL) that server is
/// used instead and left as it is.
class PostgresServer
{
public:
    /// Null, with the reason in `whyNot`, when no server can be had. `isDurable` keeps fsync on.
    static std::unique_ptr<PostgresServer> start(QString *whyNot, bool isDurable = false);
    ~PostgresServer();

    /// The superuser, in database "postgres".
    ConnectionTarget admin() const { return m_admin; }
    /// The same by TCP, with the password; for a given server, the one in its URL.
    ConnectionTarget adminByTcp() const;
    bool isOurs() const { return m_folder != nullptr; }

    /// As by pulling the plug (immediate shutdown), and up again on the same port. Only for our own.
    bool crash();
    bool launch(QString *whyNot);

private:
    PostgresServer() = default;
    bool initialise(QString *whyNot);
    bool run(const QString &program, const QStringList &arguments, QString *whyNot);
    void asServerUser(QProcess &process) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_programs;
    std::unique_ptr<QProcess> m_process;
    ConnectionTarget m_admin;
    bool m_isDurable = false;
    uint m_userId = 0; ///< 0: stay who we are
    uint m_groupId = 0;
};

} // namespace bulkhead::test
