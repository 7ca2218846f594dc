// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/chunkrows.h"
#include "core/operation/effect.h"
#include "core/operation/operation.h"
#include "core/store/jobstore.h"

namespace bulkhead {

/// What every chunk of a job needs to know, worked out once and shared read-only by all workers.
struct JobContext
{
    QUuid id;
    JobSpec spec;
    Operation operation;
    FieldFeeds feeds;
    std::vector<bool> masked;
    std::optional<qint64> errorLimit;
    QString actor;                         ///< on whose behalf the effect works
    bool isTrusted = true;                 ///< an administrator who acts as nobody else
    std::shared_ptr<LookupMemory> answers; ///< what its service has said so far

    /// From the job's own spec, so that it runs as it was made, whatever the operation file says today.
    static Result<std::shared_ptr<const JobContext>> of(const Job &job);

    bool isRevert() const { return !spec.reverts.isNull(); }
    /// What is taken back needs nobody's answer.
    bool asksServices() const { return operation.asksServices() && !isRevert(); }
    /// `services` may be null, and then none is known; else they must outlive the effect.
    std::unique_ptr<Effect> makeEffect(Database kind, ServiceRegistry *services) const;
    /// One chunk after the other: asked for, or needed to stop at the first error in row order.
    bool inOrder() const { return spec.options.ordered || spec.options.stopOnError; }
    int concurrency() const { return inOrder() ? 1 : spec.options.concurrency; }
};

} // namespace bulkhead
