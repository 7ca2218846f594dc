// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlconnection.h"
#include "tests/support/postgresserver.h"

namespace bulkhead::test {

/// An empty database for one test, gone with the object: a file in a temporary folder, or a database
/// of its own on the test's server.
class ScratchDatabase
{
public:
    /// `server` is needed for PostgreSQL only and must live longer.
    ScratchDatabase(Database kind, const PostgresServer *server);
    ~ScratchDatabase();
    ScratchDatabase(const ScratchDatabase &) = delete;
    ScratchDatabase &operator=(const ScratchDatabase &) = delete;

    const ConnectionTarget &target() const { return m_target; }
    /// Opens a connection; aborts the test program when that fails.
    std::unique_ptr<SqlConnection> connect() const;
    /// Applies all migrations of both sets; aborts the test program when that fails.
    void migrate() const;

private:
    const PostgresServer *m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    ConnectionTarget m_target;
};

} // namespace bulkhead::test
