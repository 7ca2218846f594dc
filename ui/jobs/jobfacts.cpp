// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobfacts.h"

#include "core/engine/jobcontext.h"
#include "core/engine/revert.h"
#include "core/engine/servicereport.h"

namespace bulkhead {

namespace {

constexpr int mostReverts = 20;

Status readTally(JobStore &store, const Job &job, JobFacts &facts)
{
    // A preview that was thrown away, or not started yet, is all there is to show.
    const bool neverRan = job.awaits != JobAwaits::Nothing || (isFinal(job.state) && job.startedAt == 0);
    facts.ofPreview = neverRan;
    const Result<std::map<qint64, ChangeTally>> tallies = store.changeTallies(job.id, facts.ofPreview);
    if (!tallies)
        return tallies.error();
    for (const auto &[no, tally] : *tallies)
        facts.tally.add(tally);
    if (!facts.operation.asksServices() || facts.isRevert())
        return Done{};
    const Result<ServiceTally> services = serviceTally(store, job.id);
    if (!services)
        return services.error();
    facts.services = *services;
    return Done{};
}

Status readKin(JobStore &store, const Job &job, JobFacts &facts)
{
    if (!job.parentId.isNull()) {
        Result<std::optional<Job>> parent = store.job(job.parentId);
        if (!parent)
            return parent.error();
        facts.parent = parent.take();
    }
    Result<std::vector<Job>> children = store.jobs({.states = {},
                                                    .operation = {},
                                                    .text = {},
                                                    .parentId = job.id,
                                                    .openOrSince = {},
                                                    .limit = mostReverts,
                                                    .after = {}});
    if (!children)
        return children.error();
    for (Job &child : children.value()) {
        if (child.kind == JobKind::Revert)
            facts.reverts.push_back(std::move(child));
    }
    return Done{};
}

} // namespace

Result<JobFacts> readJobFacts(JobStore &store, const Job &job)
{
    const Result<std::shared_ptr<const JobContext>> context = JobContext::of(job);
    if (!context)
        return context.error();
    JobFacts facts;
    facts.operation = (*context)->operation;
    facts.spec = (*context)->spec;
    if (const Status read = readTally(store, job, facts); !read)
        return read.error();
    if (const Status read = readKin(store, job, facts); !read)
        return read.error();
    if (const Status can = canRevert(store, job); !can)
        facts.notRevertible = can.error();
    return facts;
}

} // namespace bulkhead
