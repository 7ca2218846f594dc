// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"

#include <QPalette>

namespace bulkhead {

/// All that an operation is, as rich text for a person to read. Words of the file are escaped.
QString operationSheet(const Operation &operation, const QPalette &palette);

} // namespace bulkhead
