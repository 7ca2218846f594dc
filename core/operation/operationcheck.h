// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"
#include "core/operation/tablecatalog.h"

namespace bulkhead {

/// Whether the operation can work on this database: its tables and columns are there, and all of its SQL is
/// understood. Asks the database, and writes nothing. The Error says what is missing.
Status fitsDatabase(SqlConnection &connection, const Operation &operation);

/// An operation file for a table, with a comment at everything that a person has to decide. What it says as it
/// stands is an update by the primary key. Error TABLE_MISSING.
Result<QString> operationSkeleton(SqlConnection &connection, const QString &table);

} // namespace bulkhead
