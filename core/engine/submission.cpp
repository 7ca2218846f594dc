// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/submission.h"

#include "core/engine/jobcontext.h"
#include "core/engine/jobmaking.h"
#include "core/engine/jobvetting.h"
#include "core/job/passwordhash.h"
#include "core/operation/fieldcheck.h"
#include "core/operation/montageeffect.h"
#include "core/operation/rowchecker.h"
#include "core/operation/tableplan.h"
#include "core/source/ownsource.h"
#include "core/source/retrysource.h"
#include "core/store/access.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

Error joined(const std::vector<Error> &problems)
{
    QStringList lines;
    for (const Error &problem : problems)
        lines.append(problem.toString());
    return {problems.front().code, Text::verbatim(lines.join(u'\n')), {}};
}

/// A secret that a person typed, checked by its field's rules: as it may be stored.
Result<QString> hashedSecret(const Field &field, const QString &typed)
{
    std::string own;
    std::vector<RowError> errors;
    const std::string clear = typed.toStdString();
    const std::string_view checked = checkedValue(field, clear, own, errors);
    if (!errors.empty())
        return Error{errors.front().code, errors.front().message, {}};
    return QString::fromLatin1(hashPassword(checked));
}

/// Whether the job acts with an administrator's trust; an Error where this person may not run it at all. Only an
/// administrator may act as somebody else.
Result<bool> isTrusted(SqlConnection &connection, const Operation &operation, const QString &actor,
                       const QString &actAs)
{
    if (const Status allowed = requireRole(connection, operation.runRole); !allowed)
        return allowed.error();
    if (!actAs.isEmpty() && actAs != actor) {
        if (const Status allowed = requireRole(connection, Role::Administrator); !allowed)
            return allowed.error();
        return false;
    }
    const Result<Role> role = roleOf(connection);
    if (!role)
        return role.error();
    return *role == Role::Administrator && actAs.isEmpty();
}

/// Told at once rather than by every row, or by a job that rests.
void requireServices(const Submission &submission, std::vector<Error> &problems)
{
    if (!submission.services)
        return;
    QStringList names;
    if (submission.operation.lookup)
        names.append(submission.operation.lookup->service);
    if (submission.operation.effect.kind == EffectKind::Montages)
        names += {checkinService, userService};
    for (const QString &name : names) {
        if (const Result<Service> known = submission.services->service(name); !known)
            problems.push_back(known.error());
    }
}

/// What the tables have against the operation is told before a row is read.
Status requireTables(SqlConnection &connection, const Operation &operation, const FieldFeeds &feeds)
{
    const EffectSpec &effect = operation.effect;
    if (effect.kind == EffectKind::Montages)
        return Done{};
    for (const QString &table : effect.tableField.isEmpty() ? QStringList{effect.table} : effect.tables) {
        if (const Result<TableChange> change = tableChangeOf(connection, operation, feeds, table); !change)
            return change.error();
    }
    return Done{};
}

/// Where the person who starts the job left chunks and time open, its settings say them.
void setMontageOptions(const MontageValues &values, JobOptions &options, std::vector<Error> &problems)
{
    const MontageSettingsRead read = readMontageSettings({values});
    problems.insert(problems.end(), read.problems.begin(), read.problems.end());
    if (!read.settings.batchProcessing)
        problems.push_back(
            {u"MONTAGES_DISABLED"_s,
             Text{QT_TRANSLATE_NOOP("core", "Montage jobs are switched off: ENABLE_BATCH_PROCESSING is false.")},
             {}});
    if (options.chunkSize == 0)
        options.chunkSize = read.settings.batchSize;
    if (options.timeoutSeconds == 0)
        options.timeoutSeconds = std::chrono::ceil<std::chrono::seconds>(read.settings.timeout).count();
    // How many users at once is MAX_CONCURRENT_GENERATIONS; this is only for writing beside it.
    options.concurrency = std::min(montageChunksAtOnce, read.settings.maxConcurrency);
}

/// Columns that people see who run the operation, and what a service tells of them: for the audit.
QStringList readBy(const Operation &operation)
{
    QStringList columns = operation.effect.kind == EffectKind::Read ? operation.effect.columns : QStringList();
    if (operation.lookup) {
        for (const ServiceLookup::Value &value : operation.lookup->values)
            columns.append(operation.lookup->service + u'.' + value.name);
    }
    return columns;
}

/// How to reach a database or a service from here is no part of the order, and its password least of all.
MontageValues withoutSurroundings(MontageValues values)
{
    values.removeIf([](const auto &value) {
        return value.key().startsWith("DB_"_L1) || montageServiceNames().contains(value.key());
    });
    return values;
}

/// A secret that is given once for all rows is hashed before it becomes part of the order.
Result<Mapping> withHashedConstants(const Operation &operation, Mapping mapping)
{
    for (const Field &field : operation.fields) {
        const auto constant = mapping.constants.find(field.name);
        if (!field.isSecret() || constant == mapping.constants.end())
            continue;
        Result<QString> hashed = hashedSecret(field, *constant);
        if (!hashed)
            return hashed.error();
        *constant = hashed.take();
    }
    return mapping;
}

Result<qint64> createAndPlan(JobStore &store, const NewJob &job, const JobSpec &spec, const Operation &operation,
                             const QUuid &worker, RowSource &source, const PlanObserver &observer,
                             const std::function<void(const QUuid &)> &onCreated,
                             const std::optional<FailureQuery> &takenUp = {}, ServiceRegistry *services = nullptr)
{
    if (const Status created = createOwned(store, job, worker, onCreated); !created)
        return created.error();
    return Planner(store, operation, takenUp, services).plan(job.id, spec, source, observer);
}

Result<ReopenedList> openAgain(SqlConnection &connection, const JobSpec &spec, const Operation &operation,
                               ServiceRegistry *services)
{
    if (spec.source.kind != SourceSpec::Kind::Query)
        return reopenList(spec, connection, operation);
    Result<std::unique_ptr<RowSource>> own = openOwnSource(connection, operation, services, spec.settings);
    if (!own)
        return own.error();
    return ReopenedList{.list = own.take(), .completed = nullptr};
}

FailureQuery failuresToRetry(const RetryRequest &request, const MendedRows &mended)
{
    FailureQuery query{.jobId = request.parent,
                       .code = request.code,
                       .field = {},
                       .text = {},
                       .rows = request.rows,
                       .notRetried = true};
    if (!mended.isEmpty() && query.rows.empty())
        query.rows.assign(mended.keyBegin(), mended.keyEnd());
    return query;
}

/// Every row of a mended file must be a failed one of this job: the file of another job is a mistake.
/// Rows that were retried already are passed over.
Status requireFailed(JobStore &store, FailureQuery query, const MendedRows &mended)
{
    if (mended.isEmpty())
        return Done{};
    query.notRetried = false;
    query.code.clear();
    query.rows.assign(mended.keyBegin(), mended.keyEnd());
    const Result<qint64> known = store.failureCount(query);
    if (!known)
        return known.error();
    if (*known == mended.size())
        return Done{};
    return Error{
        u"MENDED_ROW_UNKNOWN"_s,
        Text{QT_TRANSLATE_NOOP("core", "Rows of the mended file that are not failed rows of this job: %1 of %2."),
             {QString::number(mended.size() - *known), QString::number(mended.size())}},
        Text{QT_TRANSLATE_NOOP("core", "Check that the file was exported from this job, and that its column "
                                       "bulkhead_row was not changed.")}};
}

Error nothingToRetry(JobStore &store, FailureQuery query)
{
    query.notRetried = false;
    const Result<qint64> before = store.failureCount(query);
    if (before && *before > 0)
        return {u"NOTHING_TO_RETRY"_s,
                Text{QT_TRANSLATE_NOOP("core", "All of these failed rows were retried already.")},
                Text{QT_TRANSLATE_NOOP("core", "Retry what failed again from the job that took them up.")}};
    return {u"NOTHING_TO_RETRY"_s, Text{QT_TRANSLATE_NOOP("core", "No failed row of this job is like that.")},
            Text{QT_TRANSLATE_NOOP("core", "Look at its failed rows first.")}};
}

} // namespace

Result<QUuid> submit(JobStore &store, const Submission &submission, RowSource &source, const PlanObserver &observer,
                     const std::function<void(const QUuid &)> &onCreated)
{
    std::vector<Error> problems = submission.options.problems();
    const std::vector<Error> unmapped =
        mappingProblems(submission.operation, source.spec().columns, submission.mapping);
    problems.insert(problems.end(), unmapped.begin(), unmapped.end());
    requireServices(submission, problems);
    JobOptions options = submission.options;
    if (submission.operation.effect.kind == EffectKind::Montages)
        setMontageOptions(submission.settings, options, problems);
    if (!problems.empty())
        return joined(problems);
    const Result<QString> actor = vouchedActor(store.connection(), submission.actor);
    if (!actor)
        return actor.error();
    const Result<bool> trusted = isTrusted(store.connection(), submission.operation, *actor, submission.actAs);
    if (!trusted)
        return trusted.error();
    Result<Mapping> mapping = withHashedConstants(submission.operation, submission.mapping);
    if (!mapping)
        return mapping.error();
    const Result<std::unique_ptr<RowSource>> completed =
        completedList(source, store.connection(), submission.operation, *mapping);
    if (!completed)
        return completed.error();
    RowSource &rowsOfJob = *completed ? **completed : source;
    const RowChecker checker(submission.operation, rowsOfJob.spec().columns, *mapping);
    if (!checker.problems().empty())
        return Error{u"CONSTANT"_s, checker.problems().front().message, {}};
    const JobSpec spec{.operation = submission.operation.id,
                       .operationVersion = submission.operation.version,
                       .operationText = submission.operation.text,
                       .source = rowsOfJob.spec(),
                       .mapping = mapping.take(),
                       .options = options,
                       .preview = submission.preview,
                       .actAs = submission.actAs,
                       .reason = submission.reason,
                       .reverts = {},
                       .confirmedRows = submission.confirmedRows,
                       .reads = readBy(submission.operation),
                       .settings = withoutSurroundings(submission.settings),
                       .isTrusted = *trusted};
    const FieldFeeds feeds = FieldFeeds::of(submission.operation, spec);
    if (const Status fits = requireTables(store.connection(), submission.operation, feeds); !fits)
        return fits.error();
    const NewJob job = newJob(store.connection().kind(), submission.id, spec, *actor, {});
    const Result<qint64> rows =
        createAndPlan(store, job, spec, adaptedToTable(store.connection(), submission.operation), submission.worker,
                      rowsOfJob, observer, onCreated, {}, submission.services.get());
    return rows ? Result<QUuid>(job.id) : Result<QUuid>(rows.error());
}

Result<QUuid> retryFailed(JobStore &store, const RetryRequest &request, const PlanObserver &observer,
                          const std::function<void(const QUuid &)> &onCreated)
{
    const Result<Job> parent = existingJob(store, request.parent);
    if (!parent)
        return parent.error();
    if (!isFinal(parent->state))
        return Error{u"JOB_NOT_FINISHED"_s, Text{QT_TRANSLATE_NOOP("core", "This job is not finished yet.")},
                     Text{QT_TRANSLATE_NOOP("core", "Wait for its end, or cancel it, and retry then.")}};
    const Result<std::shared_ptr<const JobContext>> context = JobContext::of(*parent);
    if (!context)
        return context.error();
    if (const Status vouched = requireVouched(store.connection(), *parent, **context); !vouched)
        return vouched.error();
    const Result<QString> actor = vouchedActor(store.connection(), request.actor);
    if (!actor)
        return actor.error();
    JobSpec spec = (*context)->spec;
    if ((*context)->isRevert())
        return Error{
            u"RETRY_REVERT"_s, Text{QT_TRANSLATE_NOOP("core", "A revert is not retried row by row.")},
            Text{QT_TRANSLATE_NOOP("core", "Revert the first job again: what is back already is passed over.")}};

    MendedRows mended;
    if (!request.mendedCsv.isEmpty()) {
        Result<MendedRows> read = readMendedRows(request.mendedCsv, spec.source.columns);
        if (!read)
            return read.error();
        mended = read.take();
    }
    const FailureQuery query = failuresToRetry(request, mended);
    const Result<qint64> count = store.failureCount(query);
    if (!count)
        return count.error();
    if (*count == 0)
        return nothingToRetry(store, query);

    if (const Status known = requireFailed(store, query, mended); !known)
        return known.error();

    RetrySource source(store, query, (*context)->operation, spec, std::move(mended), *count);
    spec.source = source.spec();
    spec.preview = false; // its rows were looked at once, one by one
    // Whoever retries does it in their own right, whoever made the first job.
    const Result<bool> trusted = isTrusted(store.connection(), (*context)->operation, *actor, spec.actAs);
    if (!trusted)
        return trusted.error();
    spec.isTrusted = *trusted;
    spec.options.firstRows.reset();
    const NewJob job = newJob(store.connection().kind(), request.id, spec, *actor, request.parent);
    const Operation adapted = adaptedToTable(store.connection(), (*context)->operation);
    const Result<qint64> rows =
        createAndPlan(store, job, spec, adapted, request.worker, source, observer, onCreated, query);
    return rows ? Result<QUuid>(job.id) : Result<QUuid>(rows.error());
}

Status mendCell(JobStore &store, const QUuid &jobId, qint64 row, const QString &column, const QString &value)
{
    const Result<Job> job = existingJob(store, jobId);
    if (!job)
        return job.error();
    const Result<std::shared_ptr<const JobContext>> context = JobContext::of(*job);
    if (!context)
        return context.error();
    const Result<std::vector<Failure>> failure =
        store.failures({.jobId = jobId, .code = {}, .field = {}, .text = {}, .rows = {row}});
    if (!failure)
        return failure.error();
    if (failure->empty())
        return Error{u"ROW_NOT_FAILED"_s,
                     Text{QT_TRANSLATE_NOOP("core", "Row %1 did not fail; only failed rows can be mended."),
                          {QString::number(row)}},
                     {}};
    QString kept = value;
    const Field *field = (*context)->operation.field((*context)->spec.mapping.columns.key(column));
    if (field && field->isSecret()) {
        Result<QString> hashed = hashedSecret(*field, value);
        if (!hashed)
            return hashed.error();
        kept = hashed.take();
    }
    QJsonObject mended = failure->front().mended;
    mended.insert(column, kept);
    return store.mend(jobId, row, mended);
}

Status resumePlanning(JobStore &store, const Job &job, const QUuid &worker,
                      const std::shared_ptr<ServiceRegistry> &services, const PlanObserver &observer)
{
    if (const Status owned = store.ownPlan(job.id, worker); !owned)
        return owned;
    const auto giveUp = [&](const Error &error) -> Status {
        const Result<bool> stopped = store.stop(job.id, error.toText());
        return stopped ? Status(error) : Status(stopped.error());
    };
    const Result<std::shared_ptr<const JobContext>> context = JobContext::of(job);
    if (!context)
        return giveUp(context.error());
    const JobSpec &spec = (*context)->spec;
    if (const Status forgotten = store.restartPlan(job.id); !forgotten)
        return forgotten;
    if (spec.source.kind == SourceSpec::Kind::Retry) {
        // Its failed rows are still the parent's, unmarked: it is simpler and safer to ask for the retry again.
        return giveUp({u"SOURCE_GONE"_s,
                       Text{QT_TRANSLATE_NOOP("core", "The program ended while the failed rows were being collected.")},
                       Text{QT_TRANSLATE_NOOP("core", "Nothing was written; retry them again from the first job.")}});
    }
    if ((*context)->isRevert())
        return giveUp({u"SOURCE_GONE"_s,
                       Text{QT_TRANSLATE_NOOP("core", "The program ended while the changes were being collected.")},
                       Text{QT_TRANSLATE_NOOP("core", "Nothing was written; revert the first job again.")}});
    const Operation &operation = (*context)->operation;
    const Result<ReopenedList> list = openAgain(store.connection(), spec, operation, services.get());
    if (!list)
        return giveUp(list.error());
    const Operation adapted = adaptedToTable(store.connection(), operation);
    const Result<qint64> rows = Planner(store, adapted, {}, services.get()).plan(job.id, spec, list->rows(), observer);
    return rows ? Status(Done{}) : Status(rows.error());
}

} // namespace bulkhead
