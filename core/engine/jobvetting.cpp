// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobvetting.h"

#include "core/engine/startrules.h"
#include "core/store/access.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// With what right another person's job is looked at.
enum class Standing { Own, Administrator, Other };

struct Submitter
{
    Standing standing = Standing::Own;
    Role role = Role::Administrator;
};

Result<Submitter> submitterOf(SqlConnection &connection, const Job &job)
{
    if (connection.kind() == Database::SQLite)
        return Submitter{};
    const Result<QString> me = actingUser(connection);
    if (!me)
        return me.error();
    if (job.user == *me)
        return Submitter{};
    const Result<Role> role = roleOfUser(connection, job.user);
    if (!role)
        return role.error();
    return Submitter{.standing = *role == Role::Administrator ? Standing::Administrator : Standing::Other,
                     .role = *role};
}

Error foreign(Text why, const Job &job)
{
    return {u"FOREIGN_JOB"_s,
            std::move(why),
            {QT_TRANSLATE_NOOP("core",
                               "Let %1 do it, or an administrator put the operation into /etc/bulkhead/operations."),
             {job.user}}};
}

bool isInstalled(const JobContext &context, const InstalledOperations &installed)
{
    const Result<Operation> own = installed().find(context.spec.operation);
    return own && own->text == context.spec.operationText;
}

/// Why a runner leaves the job to a runner of who submitted it; Done where it need not.
Status requireRunnable(const Job &job, const JobContext &context, Role role, const InstalledOperations &installed)
{
    if (context.isRevert())
        return foreign(
            {QT_TRANSLATE_NOOP("core",
                               "Waits for a runner of %1: a job is taken back with the rights of who asked for it."),
             {job.user}},
            job);
    if (!isInstalled(context, installed))
        return foreign(
            {QT_TRANSLATE_NOOP("core", "Waits for a runner of %1: the operation %2 is that person's own, and runs with "
                                       "nobody else's rights."),
             {job.user, job.operation}},
            job);
    const bool actsAsOther = !context.spec.actAs.isEmpty() && context.spec.actAs != job.actor;
    if (role < context.operation.runRole || actsAsOther)
        return foreign({QT_TRANSLATE_NOOP("core", "Waits for an administrator: %1, who submitted it, may not run it."),
                        {job.user}},
                       job);
    return Done{};
}

} // namespace

Status requireVouched(SqlConnection &connection, const Job &job, const JobContext &context,
                      const InstalledOperations &installed)
{
    const Result<Submitter> submitter = submitterOf(connection, job);
    if (!submitter)
        return submitter.error();
    if (submitter->standing != Standing::Other || isInstalled(context, installed))
        return Done{};
    return foreign(
        {QT_TRANSLATE_NOOP("core", "The operation %2 of this job is one of %1's own, and would run with your rights."),
         {job.user, job.operation}},
        job);
}

Result<std::shared_ptr<const JobContext>> vetted(SqlConnection &connection, const Job &job,
                                                 std::shared_ptr<const JobContext> context,
                                                 const InstalledOperations &installed)
{
    const Result<Submitter> submitter = submitterOf(connection, job);
    if (!submitter)
        return submitter.error();
    if (submitter->standing == Standing::Other) {
        if (const Status runnable = requireRunnable(job, *context, submitter->role, installed); !runnable)
            return runnable.error();
        auto untrusted = std::make_shared<JobContext>(*context);
        untrusted->isTrusted = false;
        untrusted->actor = job.actor;
        context = std::move(untrusted);
    }
    if (startNeeds(context->operation, job.counts.total, {}, {}).isApproval && job.approvedBy.isEmpty())
        return Error{
            u"NOT_APPROVED"_s,
            Text{
                QT_TRANSLATE_NOOP(
                    "core", "Stopped before it began: a job of %1 rows needs a second person, and nobody approved it."),
                {QString::number(job.counts.total)}},
            {}};
    return context;
}

} // namespace bulkhead
