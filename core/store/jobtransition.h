// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/job.h"
#include "core/job/result.h"

namespace bulkhead {

class StoreSession;

/// Moves a job to a state if the table of transitions (jobTransitions()) has a way there that is called
/// `event`, and logs that event, both in one transaction. `false`: the job's state has no such way, or
/// there is no such job; then nothing was changed and nothing logged.
Result<bool> moveJob(StoreSession &session, const QUuid &jobId, JobState to, const char *event,
                     const QJsonObject &detail = {}, const Text &reason = {});

} // namespace bulkhead
