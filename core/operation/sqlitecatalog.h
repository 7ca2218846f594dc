// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/tablecatalog.h"

namespace bulkhead {

/// The two databases' parts of tablecatalog.h; a table that is not there has no columns.
Result<TableInfo> sqliteTableInfo(SqlConnection &connection, const QString &table);
Result<QStringList> sqliteTableNames(SqlConnection &connection);

} // namespace bulkhead
