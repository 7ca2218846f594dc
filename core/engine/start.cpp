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

Status logStart(JobStore &store, const StartRequest &request, const QString &actor, const QString &kind)
{
    QJsonObject detail{{u"actor"_s, actor}};
    if (request.confirmedRows)
        detail.insert(u"rows"_s, *request.confirmedRows);
    if (!request.reason.trimmed().isEmpty())
        detail.insert(u"why"_s, request.reason.trimmed());
    return store.addEvent(request.job, kind, detail);
}

/// What the log tells and what the store does stand or fall together: somebody else may have been faster.
Status letGo(JobStore &store, const StartRequest &request, const QString &kind, const QString &reason,
             const Text &approval)
{
    const Result<QString> actor = vouchedActor(store.connection(), request.actor);
    if (!actor)
        return actor.error();
    Transaction transaction(store.connection());
    if (const Status begun = transaction.begin(); !begun)
        return begun;
    if (const Status logged = logStart(store, request, *actor, kind); !logged)
        return logged;
    const Result<bool> started = store.startAwaiting(request.job, *actor, reason.trimmed(), approval);
    if (!started)
        return started.error();
    return *started ? transaction.commit() : Status(notWaiting(request.job));
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
        return letGo(store, request, u"approved"_s, request.reason, {});
    const JobSpec &spec = (*context)->spec;
    const std::optional<qint64> confirmed = request.confirmedRows ? request.confirmedRows : spec.confirmedRows;
    const QString reason = request.reason.trimmed().isEmpty() ? spec.reason : request.reason;
    const StartNeeds needs = startNeeds(operation, job.counts.total, confirmed, reason);
    if (!needs.missing.isEmpty())
        return Error{confirmed == job.counts.total ? u"REASON_NEEDED"_s : u"CONFIRMATION_NEEDED"_s, needs.missing, {}};
    return letGo(store, request, u"confirmed"_s, reason, needs.approval);
}

} // namespace bulkhead
