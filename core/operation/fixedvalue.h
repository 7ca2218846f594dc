// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"
#include "core/operation/tablecatalog.h"

namespace bulkhead {

/// What the effect writes into this column without asking the row, as SQL.
QByteArray fixedSql(const FixedValue &fixed, const TableColumn &column, Database kind);

} // namespace bulkhead
