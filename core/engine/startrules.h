// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"

#include <optional>

namespace bulkhead {

/// What stands between a planned job and its start, by the limits of its operation.
struct StartNeeds
{
    Text missing; ///< what the person has still to say: the number of rows, a reason; empty when all is said
    bool isApproval = false;
    Text approval; ///< for whom it waits then
};

StartNeeds startNeeds(const Operation &operation, qint64 rows, std::optional<qint64> confirmedRows,
                      const QString &reason);

} // namespace bulkhead
