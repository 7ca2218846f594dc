// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

namespace bulkhead {

/// Checks what must hold for the job: its states add up to the total, its chunks tile the rows without
/// gap or overlap, and each effect is in the target exactly once (the ids of succeeded rows are looked
/// up in the operation's table). A row that someone deleted later counts as missing and is said so.
Result<std::vector<VerifyFinding>> verifyJob(JobStore &store, const QUuid &jobId);

} // namespace bulkhead
