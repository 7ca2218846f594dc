// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/effect.h"

#include "core/operation/postgresinsert.h"
#include "core/operation/sqliteinsert.h"

namespace bulkhead {

std::unique_ptr<Effect> makeEffect(Database kind, const Operation &operation)
{
    if (kind == Database::PostgreSQL)
        return std::make_unique<PostgresInsert>(operation);
    return std::make_unique<SqliteInsert>(operation);
}

} // namespace bulkhead
