// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlconnection.h"

namespace bulkhead {

/// The versioned schema. Two sets of numbered scripts from the program's resources
/// (`:/migrations/{postgresql,sqlite}/{jobs,domain}/0001_name.{up,down}.sql`): the job tables, and the
/// domain tables of contracts.md. Applied versions are kept in a table of their own; each script runs
/// in one transaction under a lock, so that running twice, or from two processes at once, is safe.
class Migrations
{
public:
    enum class Set { Jobs, Domain };

    struct Step
    {
        int version = 0;
        QString name;
        qint64 appliedAt = 0; ///< ms since epoch; 0: not applied
    };

    explicit Migrations(SqlConnection &connection) : m_connection(connection) {}

    Result<std::vector<Step>> status(Set set);
    /// Returns how many steps were applied.
    Result<int> up(Set set);
    /// Takes back the newest step only; refuses with MIGRATION_IN_USE while a job is not finished.
    Result<int> down(Set set);
    /// Fails with SCHEMA_MISSING, SCHEMA_OLD or SCHEMA_NEWER and says what to do.
    Status requireCurrent();

private:
    SqlConnection &m_connection;
};

} // namespace bulkhead
