// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"
#include "core/store/jobstore.h"

namespace bulkhead {

/// What a job's page shows beyond the job itself: what it was told, what it changes, and its kin.
struct JobFacts
{
    Operation operation; ///< as the job was made with it
    JobSpec spec;
    bool ofPreview = false; ///< whether `tally` is what the preview says, not what was done
    ChangeTally tally;
    ServiceTally services;              ///< what was asked of services, and what they said
    std::optional<Error> notRevertible; ///< why the job cannot be taken back now; nothing when it can
    std::optional<Job> parent;
    std::vector<Job> reverts; ///< jobs that take this one back, the newest first

    bool isRevert() const { return !spec.reverts.isNull(); }
    /// Whether there is a preview of what the job would do, or would have done.
    bool isPreviewed() const { return ofPreview && spec.preview; }
};

/// Blocking, on the thread of `store`.
Result<JobFacts> readJobFacts(JobStore &store, const Job &job);

} // namespace bulkhead
