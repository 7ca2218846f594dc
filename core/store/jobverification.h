// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

namespace bulkhead {

class StoreSession;

/// The facts that must hold of a job at any moment, looked at in one snapshot of the store, whatever its
/// workers do meanwhile. Whether each effect is in its target exactly once is the operation's to check.
Result<std::vector<VerifyFinding>> verifyJob(StoreSession &session, const QUuid &jobId);

} // namespace bulkhead
