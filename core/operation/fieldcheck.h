// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/job.h"
#include "core/operation/operation.h"

#include <string>
#include <string_view>
#include <vector>

namespace bulkhead {

/// Checks one value (UTF-8) against its field and brings it into its normal form: trimmed, lower case,
/// a date as 2026-11-22, a truth as "true" or "false", 007 as 7. `own` is the caller's buffer for values that had
/// to be rewritten; the returned view points into it or into `value`. Every rule that is broken adds an
/// error; an empty value is the caller's affair (REQUIRED).
std::string_view checkedValue(const Field &field, std::string_view value, std::string &own,
                              std::vector<RowError> &errors);

/// Without white space at both ends, as JavaScript's trim() has it (Unicode included).
std::string_view trimmed(std::string_view value);
/// A checked value as it is told apart from others: as `value`, or in `own` a decimal without what does not count, so
/// that 1.50 is 1.5.
std::string_view comparable(FieldType type, std::string_view value, std::string &own);
/// Code points.
qsizetype lengthInCharacters(std::string_view utf8);
/// Lower case into `own`, or `value` itself where nothing changes.
std::string_view lowered(std::string_view value, std::string &own);

} // namespace bulkhead
