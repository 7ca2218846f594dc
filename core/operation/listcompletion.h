// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"
#include "core/store/celltable.h"
#include "core/store/sqlconnection.h"

namespace bulkhead {

/// What the completion's query says of these values, in its own columns.
Result<CellTable> completionAnswers(SqlConnection &connection, const ListCompletion &completion,
                                    const QStringList &values);

} // namespace bulkhead
