// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/jobspec.h"
#include "core/store/jobstore.h"

#include <functional>

namespace bulkhead {

/// The record of a job to be, by its order; a null `id` gets a new one. The order says whether it takes another job
/// back.
NewJob newJob(Database kind, const QUuid &id, const JobSpec &spec, const QString &actor, const QUuid &parent);

/// Creates the job, `worker`'s to plan where one is given, and tells its id.
Status createOwned(JobStore &store, const NewJob &job, const QUuid &worker,
                   const std::function<void(const QUuid &)> &onCreated);

} // namespace bulkhead
