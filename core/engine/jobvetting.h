// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/jobcontext.h"
#include "core/operation/operationcatalog.h"

#include <functional>

namespace bulkhead {

// What a job says, its operation's SQL above all, is its submitter's word, and on a server whoever acts on it does so
// with rights of their own. So a runner, and a person who takes a job up again, act on their own jobs, on those of an
// administrator, and on others where the operation is word for word one that this machine has itself, built in or in
// /etc/bulkhead/operations. In a file there is one user, and nothing to vouch for.

/// Operations that this machine vouches for, read when they are needed.
using InstalledOperations = std::function<OperationCatalog()>;

/// FOREIGN_JOB, in words for people, where the user of `connection` must not take up what this job says.
Status requireVouched(SqlConnection &connection, const Job &job, const JobContext &context,
                      const InstalledOperations &installed = &OperationCatalog::installed);

/// The job as the user of `connection` may work on it: another person's without an administrator's trust. Errors:
/// FOREIGN_JOB, leave it to others, and say so; NOT_APPROVED, it needs a second person who was never asked, and must
/// not run; anything else is the database's, which should be asked again.
Result<std::shared_ptr<const JobContext>> vetted(SqlConnection &connection, const Job &job,
                                                 std::shared_ptr<const JobContext> context,
                                                 const InstalledOperations &installed);

} // namespace bulkhead
