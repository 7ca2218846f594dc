// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/start.h"

#include "core/engine/jobcontext.h"
#include "core/engine/startrules.h"
#include "core/store/access.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

Error notWaiting(const QUuid &job)
{
    return {u"JOB_NOT_WAITING"_s,
            Text{QT_TRANSLATE_NOOP("core", "The job %1 waits for nobody."), {job.toString(QUuid::WithoutBraces)}},
            Text{QT_TRANSLATE_NOOP("core", "It runs already, or has ended.")}};
}

Status logStart(JobStore &store, const StartRequest &request, const QString &kind)
{
    QJsonObject detail{{u"actor"_s, request.actor}};
    if (request.confirmedRows)
        detail.insert(u"rows"_s, *request.confirmedRows);
    if (!request.reason.trimmed().isEmpty())
        detail.insert(u"why"_s, request.reason.trimmed());
    return store.addEvent(request.job, kind, detail);
}

Status approve(JobStore &store, const Job &job, const StartRequest &request)
{
    if (request.actor == job.actor)
        return Error{u"SECOND_PERSON"_s,
                     Text{QT_TRANSLATE_NOOP("core", "%1 submitted this job, so somebody else must approve it."), {job.actor}},
                     Text{QT_TRANSLATE_NOOP("core", "Ask a colleague to look at its preview.")}};
    if (const Status logged = logStart(store, request, u"approved"_s); !logged)
        return logged;
    const Result<bool> started = store.startAwaiting(job.id, request.actor, request.reason.trimmed());
    if (!started)
        return started.error();
    return *started ? Status(Done{}) : Status(notWaiting(job.id));
}

} // namespace

Status startJob(JobStore &store, const StartRequest &request)
{
    const Result<Job> found = existingJob(store, request.job);
    if (!found)
        return found.error();
    const Job &job = *found;
    if (job.state != JobState::Pending || job.awaits == JobAwaits::Nothing)
        return notWaiting(job.id);
    const Result<std::shared_ptr<const JobContext>> context = JobContext::of(job);
    if (!context)
        return context.error();
    const Operation &operation = (*context)->operation;
    const Role role = (*context)->isRevert() ? operation.revertRole : operation.runRole;
    if (const Status allowed = requireRole(store.connection(), role); !allowed)
        return allowed;
    if (job.awaits == JobAwaits::Approval)
        return approve(store, job, request);
    const JobSpec &spec = (*context)->spec;
    const std::optional<qint64> confirmed = request.confirmedRows ? request.confirmedRows : spec.confirmedRows;
    const QString reason = request.reason.trimmed().isEmpty() ? spec.reason : request.reason;
    const StartNeeds needs = startNeeds((*context)->operation, job.counts.total, confirmed, reason);
    if (!needs.missing.isEmpty())
        return Error{confirmed == job.counts.total ? u"REASON_NEEDED"_s : u"CONFIRMATION_NEEDED"_s, needs.missing, {}};
    Transaction transaction(store.connection());
    if (const Status begun = transaction.begin(); !begun)
        return begun;
    if (const Status logged = logStart(store, request, u"confirmed"_s); !logged)
        return logged;
    if (needs.isApproval) {
        if (const Status waiting = store.awaitPerson(job.id, JobAwaits::Approval, needs.approval); !waiting)
            return waiting;
    } else {
        const Result<bool> started = store.startAwaiting(job.id, request.actor, reason.trimmed());
        if (!started)
            return started.error();
        if (!*started)
            return notWaiting(job.id);
    }
    return transaction.commit();
}

} // namespace bulkhead
