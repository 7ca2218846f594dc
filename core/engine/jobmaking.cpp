// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobmaking.h"

#include "core/store/access.h"

namespace bulkhead {

NewJob newJob(Database kind, const QUuid &id, const JobSpec &spec, const QString &actor, const QUuid &parent)
{
    return {.id = id.isNull() ? newJobId() : id,
            .operation = spec.operation,
            .operationVersion = spec.operationVersion,
            .spec = spec.toJson(),
            .sourceName = spec.source.name,
            .actor = actor,
            .host = workplace(kind),
            .priority = spec.options.priority,
            .parentId = parent,
            .kind = spec.reverts.isNull() ? JobKind::Run : JobKind::Revert,
            .holdAfter = spec.options.firstRows,
            .pausePercent = spec.options.pauseAtPercent,
            .keepDays = spec.options.keepDays,
            .timeoutSeconds = spec.options.timeoutSeconds,
            .reason = spec.reason};
}

Status createOwned(JobStore &store, const NewJob &job, const QUuid &worker,
                   const std::function<void(const QUuid &)> &onCreated)
{
    if (const Status created = store.createJob(job); !created)
        return created;
    if (!worker.isNull()) {
        if (const Status owned = store.ownPlan(job.id, worker); !owned)
            return owned;
    }
    if (onCreated)
        onCreated(job.id);
    return Done{};
}

} // namespace bulkhead
