// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"

namespace bulkhead {

/// What the button says before anybody looked at what will change: "Start: change 12,431 records", by what
/// the operation does to its table and the number of rows that can be used. See also ChangeWords::start().
QString startWords(EffectKind kind, qint64 rows);

} // namespace bulkhead
