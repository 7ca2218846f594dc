// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/jobaudit.h"

#include "core/job/jobspec.h"
#include "core/store/jobobservation.h"
#include "core/store/storesession.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// The columns of the source that feed a field, in the source's order.
QStringList columnsRead(const JobSpec &spec)
{
    const QStringList mapped = spec.mapping.columns.values();
    QStringList columns;
    for (const QString &column : spec.source.columns) {
        if (mapped.contains(column))
            columns.append(column);
    }
    return columns + spec.reads;
}

Result<Job> theJob(StoreSession &session, const QUuid &jobId)
{
    Result<std::optional<Job>> job = JobObservation(session).job(jobId);
    if (!job)
        return job.error();
    return std::move(*job).value_or(Job{.id = jobId});
}

} // namespace

Status auditVerb(StoreSession &session, const QUuid &jobId, AuditRecord record)
{
    const auto job = session.run("select operation from {job} where id = $1::uuid", {jobId});
    if (!job)
        return job.error();
    record.jobId = jobId;
    record.operation = job->isEmpty() ? QString() : toText(job->rows[0][0]);
    return Audit(session.connection()).append(record);
}

Status auditPlanned(StoreSession &session, const QUuid &jobId)
{
    const Result<Job> job = theJob(session, jobId);
    if (!job)
        return job.error();
    const auto submitted = session.run(
        "select detail from {event} where job_id = $1::uuid and kind = 'submitted' order by id limit 1", {jobId});
    if (!submitted)
        return submitted.error();
    AuditRecord record{.action = u"submitted"_s,
                       .jobId = jobId,
                       .operation = job->operation,
                       .actor = job->actor,
                       .rows = job->counts.total,
                       .detail = {{u"source"_s, job->sourceName}, {u"refused"_s, job->counts.failed}}};
    if (!submitted->isEmpty())
        record.reason = jsonObject(submitted->rows[0][0]).value("reason"_L1).toString();
    if (!job->parentId.isNull())
        record.detail.insert(u"parent"_s, job->parentId.toString(QUuid::WithoutBraces));
    if (const Result<JobSpec> spec = JobSpec::fromJson(job->spec); spec) {
        record.columns = columnsRead(*spec);
        if (spec->source.kind == SourceSpec::Kind::Retry)
            record.action = u"retried"_s;
        else if (spec->source.kind == SourceSpec::Kind::Revert)
            record.action = u"reverted"_s;
    }
    return Audit(session.connection()).append(record);
}

Status auditEnd(StoreSession &session, const QUuid &jobId, AuditRecord record)
{
    const Result<Job> job = theJob(session, jobId);
    if (!job)
        return job.error();
    const JobCounts &counts = job->counts;
    record.jobId = jobId;
    record.operation = job->operation;
    record.rows = counts.succeeded;
    record.detail.insert(u"state"_s, jobStateName(job->state));
    record.detail.insert(u"succeeded"_s, counts.succeeded);
    record.detail.insert(u"failed"_s, counts.failed);
    record.detail.insert(u"skipped"_s, counts.skipped);
    record.detail.insert(u"cancelled"_s, counts.cancelled);
    record.detail.insert(u"unknown"_s, counts.unknown);
    return Audit(session.connection()).append(record);
}

} // namespace bulkhead
