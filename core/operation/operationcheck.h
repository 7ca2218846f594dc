// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"
#include "core/operation/tablecatalog.h"

namespace bulkhead {

/// What keeps the operation from working on this database, with the places in its file: tables and columns that are
/// not there, a key that several records may share, SQL that is not understood, a query that does not give what the
/// rows need. Asks the database, and writes nothing.
std::vector<FileMistake> misfits(SqlConnection &connection, const Operation &operation);

/// An operation file for a table, with a comment at everything that a person has to decide. What it says as it
/// stands is an update by the primary key. Error TABLE_MISSING.
Result<QString> operationSkeleton(SqlConnection &connection, const QString &table);

} // namespace bulkhead
