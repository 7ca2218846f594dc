// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/chunkrows.h"
#include "core/operation/operation.h"
#include "core/operation/tablechange.h"

namespace bulkhead {

/// Whether the operation gives its records keys of its own: an insert whose rows bring none.
bool makesKeys(const Operation &operation, const FieldFeeds &feeds);

/// Operation and catalog together as the plan of a TableChange. Errors name the table, the column, and what the
/// operation file should say; `mistakes` (may be null) takes the same with their places in the file, one by one.
Result<TableChange> tableChangeOf(SqlConnection &connection, const Operation &operation, const FieldFeeds &feeds,
                                  const QString &table, std::vector<FileMistake> *mistakes = nullptr);

/// The operation with what the table itself demands of its fields: shorter lengths, fewer decimals, keys of its own
/// type. A table that is not there leaves it as it is.
Operation adaptedToTable(SqlConnection &connection, Operation operation);

} // namespace bulkhead
