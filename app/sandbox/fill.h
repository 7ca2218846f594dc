// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sandbox/world.h"
#include "core/store/sqlconnection.h"

namespace bulkhead::sandbox {

/// What a database has of a world.
struct Filled
{
    qint64 employees = 0;
    qint64 users = 0;
    bool isNew = false; ///< false: it was there already, and nothing was written
};

/// Writes universities, `employees` employees without MAX ids, and the world's users, in one transaction, so
/// that jobs which ask the sandbox have records to work on. A database that was filled before stays as it is.
/// Errors: SANDBOX_NOT_EMPTY, when it has other people's records; those of the database.
Result<Filled> fill(SqlConnection &connection, const World &world, int employees);

} // namespace bulkhead::sandbox
