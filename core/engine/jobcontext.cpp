// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobcontext.h"

#include "core/operation/lookupmemory.h"
#include "core/operation/rowinput.h"

namespace bulkhead {

Result<std::shared_ptr<const JobContext>> JobContext::of(const Job &job)
{
    Result<JobSpec> spec = JobSpec::fromJson(job.spec);
    if (!spec)
        return spec.error();
    Result<Operation> operation = parseOperation(spec->operation, spec->operationText.toUtf8());
    if (!operation)
        return operation.error();
    auto context = std::make_shared<JobContext>();
    context->id = job.id;
    context->spec = spec.take();
    context->operation = operation.take();
    context->feeds = FieldFeeds::of(context->operation, context->spec);
    context->masked = maskedColumns(context->operation, context->spec.source.columns, context->spec.mapping);
    context->errorLimit = context->spec.options.errorLimit(job.counts.total);
    context->actor = context->spec.actAs.isEmpty() ? job.actor : context->spec.actAs;
    context->isTrusted = context->spec.isTrusted;
    context->answers = std::make_shared<LookupMemory>();
    return std::shared_ptr<const JobContext>(std::move(context));
}

std::unique_ptr<Effect> JobContext::makeEffect(Database kind, ServiceRegistry *services) const
{
    return isRevert() ? makeRevert(kind)
                      : bulkhead::makeEffect(kind, operation, feeds, services, spec.settings, answers);
}

} // namespace bulkhead
