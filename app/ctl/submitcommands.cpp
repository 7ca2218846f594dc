// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"
#include "app/ctl/jobwatch.h"
#include "core/engine/runner.h"
#include "core/engine/submission.h"
#include "core/settings/settings.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>
#include <cstdlib>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

Result<CsvDialectOverrides> dialectOf(const Invocation &invocation)
{
    CsvDialectOverrides overrides;
    if (invocation.isSet(u"encoding"_s)) {
        overrides.encoding = csvEncodingNamed(invocation.value(u"encoding"_s).toLatin1());
        if (!overrides.encoding)
            return wrongUsage(QT_TRANSLATE_NOOP("core", "There is no encoding “%1”; known are: %2."),
                              {invocation.value(u"encoding"_s), QString::fromLatin1(csvEncodings().join(", "))});
    }
    if (invocation.isSet(u"delimiter"_s)) {
        const QString text = invocation.value(u"delimiter"_s);
        const bool isTab = text == "tab"_L1 || text == "\\t"_L1;
        if (!isTab && (text.size() != 1 || !u",;|\t"_s.contains(text)))
            return wrongUsage(QT_TRANSLATE_NOOP("core", "The delimiter “%1” must be one of , ; | tab."), {text});
        overrides.delimiter = isTab ? '\t' : text.at(0).toLatin1();
    }
    if (invocation.isSet(u"no-header"_s))
        overrides.header = false;
    return overrides;
}

Result<JobOptions> optionsOf(const Invocation &invocation)
{
    JobOptions options;
    struct Number
    {
        const char *name;
        int *value;
    };
    for (const Number &number : {Number{"chunk-size", &options.chunkSize}, Number{"concurrency", &options.concurrency},
                                 Number{"max-retries", &options.maxRetries}, Number{"priority", &options.priority}}) {
        const Result<qint64> value = invocation.number(QString::fromLatin1(number.name), *number.value);
        if (!value)
            return value.error();
        // 0 means "not given" inside; given on the command line it is out of range like any other.
        const bool isZeroChunk = number.value == &options.chunkSize && invocation.isSet(u"chunk-size"_s) && *value == 0;
        *number.value = isZeroChunk ? -1 : int(std::clamp<qint64>(*value, -1, 1'000'000));
    }
    options.stopOnError = invocation.isSet(u"stop-on-error"_s);
    options.ordered = invocation.isSet(u"ordered"_s);
    if (invocation.isSet(u"max-errors"_s)) {
        QString text = invocation.value(u"max-errors"_s);
        const bool isPercent = text.endsWith(u'%');
        if (isPercent)
            text.chop(1);
        bool ok = false;
        if (isPercent)
            options.maxErrorsPercent = text.toDouble(&ok);
        else
            options.maxErrors = text.toLongLong(&ok);
        if (!ok)
            return wrongUsage(QT_TRANSLATE_NOOP("core", "--max-errors wants a number of rows, or a share such as 5%, not “%1”."),
                              {invocation.value(u"max-errors"_s)});
    }
    return options;
}

/// "field=value" pairs; a later one takes the place of an earlier.
Result<QMap<QString, QString>> pairsOf(const Invocation &invocation, const QString &option)
{
    QMap<QString, QString> pairs;
    for (const QString &text : invocation.values(option)) {
        const qsizetype equals = text.indexOf(u'=');
        if (equals < 1)
            return wrongUsage(QT_TRANSLATE_NOOP("core", "--%1 wants field=value, not “%2”."), {option, text});
        pairs.insert(text.left(equals), text.mid(equals + 1));
    }
    return pairs;
}

Result<Mapping> mappingOf(const Invocation &invocation, const Operation &operation, const QStringList &columns)
{
    Mapping mapping = mappingByName(operation, columns);
    const Result<QMap<QString, QString>> maps = pairsOf(invocation, u"map"_s);
    if (!maps)
        return maps.error();
    for (auto it = maps->cbegin(); it != maps->cend(); ++it) {
        // A number is a column's place, where no column has that name.
        bool isPlace = false;
        const qsizetype place = it.value().toLongLong(&isPlace);
        const bool byPlace = isPlace && !columns.contains(it.value()) && place >= 1 && place <= columns.size();
        const QString column = byPlace ? columns.at(place - 1) : it.value();
        if (const QString other = mapping.columns.key(column); !other.isEmpty() && other != it.key())
            mapping.columns.remove(other); // found by name only; by hand it feeds another field
        mapping.columns.insert(it.key(), column);
    }
    const Result<QMap<QString, QString>> sets = pairsOf(invocation, u"set"_s);
    if (!sets)
        return sets.error();
    for (auto it = sets->cbegin(); it != sets->cend(); ++it) {
        mapping.columns.remove(it.key());
        mapping.constants.insert(it.key(), it.value());
    }
    return mapping;
}

Result<std::unique_ptr<RowSource>> openSource(const Invocation &invocation)
{
    const QString path = invocation.value(u"csv"_s);
    if (path.isEmpty())
        return wrongUsage(QT_TRANSLATE_NOOP("core", "Which list? Give --csv FILE, or --csv - for standard input."));
    const Result<CsvDialectOverrides> overrides = dialectOf(invocation);
    if (!overrides)
        return overrides.error();
    if (path != "-"_L1)
        return openCsvFile(path, *overrides);
    auto input = std::make_unique<QFile>();
    if (!input->open(stdin, QIODevice::ReadOnly | QIODevice::Unbuffered))
        return Error{u"FILE_UNREADABLE"_s, Text::verbatim(input->errorString()), {}};
    return openCsvStream(std::move(input), u"stdin"_s, *overrides);
}

/// Runs a job here until it has ended, and says what came of it.
class ForegroundRun
{
public:
    ForegroundRun(Invocation &invocation, JobStore &store, const ConnectionTarget &target)
        : m_invocation(invocation), m_store(store), m_target(target), m_watch(invocation, store)
    {}

    /// Enlisted before the list is read, so that nobody takes the reading for abandoned. With `work` the
    /// job also runs here as soon as it can.
    Status enlist(const QUuid &job, bool work)
    {
        handleInterrupts();
        m_runner = std::make_unique<Runner>(
            m_target, Runner::Options{.program = u"bulkheadctl"_s, .onlyJob = job, .maxWorkers = work ? 64 : 0, .onChanged = {}});
        return m_runner->start();
    }
    QUuid workerId() const { return m_runner->workerId(); }

    /// While the list is being read; at an interrupt the process ends there, as if it had been killed:
    /// the next “resume” reads the list again.
    PlanObserver observer(const QUuid &job)
    {
        return [this, job](const PlanProgress &progress) {
            if (isInterrupted()) {
                m_invocation.console().endDrawing();
                sayResumable(job);
                std::_Exit(int(ExitCode::Interrupted));
            }
            m_watch.showPlan(progress);
            return true;
        };
    }

    ExitCode untilEnd(const QUuid &id)
    {
        const Result<Job> job = m_watch.untilEnd(id);
        if (isInterrupted() && job && !isFinal(job->state)) {
            m_runner->stop(true);
            sayResumable(id);
            return ExitCode::Interrupted;
        }
        m_runner->stop();
        return job ? m_watch.report(*job) : m_invocation.console().fail(job.error());
    }

private:
    void sayResumable(const QUuid &id)
    {
        m_invocation.console().say(translate("bulkheadctl", "Interrupted. Nothing is lost or done twice; go on with: bulkheadctl resume %1")
                                       .arg(id.toString(QUuid::WithoutBraces)));
    }

    Invocation &m_invocation;
    JobStore &m_store;
    ConnectionTarget m_target;
    JobWatch m_watch;
    std::unique_ptr<Runner> m_runner;
};

/// How a new job is made: by submit or retry, with this id, for this worker.
using Maker = std::function<Result<QUuid>(const QUuid &id, const QUuid &worker, const PlanObserver &observer)>;

/// Makes a job, and runs it here unless --no-wait.
ExitCode makeAndRun(Invocation &invocation, JobStore &store, const Maker &make)
{
    Console &console = invocation.console();
    const Result<ConnectionTarget> target = invocation.target();
    const bool wait = !invocation.isSet(u"no-wait"_s);
    ForegroundRun run(invocation, store, *target);
    const QUuid id = newJobId();
    if (const Status enlisted = run.enlist(id, wait); !enlisted)
        return console.fail(enlisted.error());
    const Result<QUuid> made = make(id, run.workerId(), run.observer(id));
    console.endDrawing();
    // While we slept another program began to read the list anew: the job goes on there, and here.
    const bool isElsewhere = !made && made.error().code == "PLAN_TAKEN"_L1;
    if (!made && !(isElsewhere && wait)) {
        const ExitCode code = console.fail(made.error());
        const Result<std::optional<Job>> job = store.job(id); // there is one if its reading had begun
        return job && *job ? ExitCode::JobFailed : code;
    }
    if (wait)
        return run.untilEnd(id);
    const Result<std::optional<Job>> job = store.job(id);
    if (!job)
        return console.fail(job.error());
    return *job ? JobWatch(invocation, store).report(**job) : ExitCode::Done;
}

} // namespace

ExitCode submitJob(Invocation &invocation)
{
    Console &console = invocation.console();
    const OperationCatalog catalog = OperationCatalog::load();
    for (const Error &problem : catalog.problems())
        console.say(problem.toString());
    if (invocation.positionals().isEmpty())
        return console.fail(wrongUsage(QT_TRANSLATE_NOOP("core", "Which operation? “bulkheadctl operations” lists them.")));
    const Result<Operation> operation = catalog.find(invocation.positionals().first());
    if (!operation)
        return console.fail(operation.error());
    const Result<JobOptions> options = optionsOf(invocation);
    if (!options)
        return console.fail(options.error());
    const Result<std::unique_ptr<RowSource>> source = openSource(invocation);
    if (!source)
        return console.fail(source.error());
    const Result<Mapping> mapping = mappingOf(invocation, *operation, source.value()->spec().columns);
    if (!mapping)
        return console.fail(mapping.error());
    const Result<std::unique_ptr<JobStore>> store = invocation.openStore();
    if (!store)
        return console.fail(store.error());
    Submission submission{.operation = *operation, .mapping = *mapping, .options = *options, .actor = currentActor(), .worker = {}};
    return makeAndRun(invocation, **store, [&](const QUuid &id, const QUuid &worker, const PlanObserver &observer) {
        submission.id = id;
        submission.worker = worker;
        return submit(**store, submission, **source, observer);
    });
}

ExitCode retryJob(Invocation &invocation)
{
    Console &console = invocation.console();
    const Result<std::unique_ptr<JobStore>> store = invocation.openStore();
    if (!store)
        return console.fail(store.error());
    const Result<Job> parent = invocation.job(**store);
    if (!parent)
        return console.fail(parent.error());
    RetryRequest request{.parent = parent->id, .code = invocation.value(u"code"_s), .rows = {},
                         .mendedCsv = invocation.value(u"csv"_s), .actor = currentActor(), .worker = {}};
    for (const QString &text : invocation.values(u"row"_s)) {
        bool ok = false;
        request.rows.push_back(text.toLongLong(&ok));
        if (!ok)
            return console.fail(wrongUsage(QT_TRANSLATE_NOOP("core", "--%1 wants a whole number, not “%2”."), {u"row"_s, text}));
    }
    return makeAndRun(invocation, **store, [&](const QUuid &id, const QUuid &worker, const PlanObserver &observer) {
        request.id = id;
        request.worker = worker;
        return retryFailed(**store, request, observer);
    });
}

ExitCode resumeJob(Invocation &invocation)
{
    Console &console = invocation.console();
    const Result<std::unique_ptr<JobStore>> store = invocation.openStore();
    if (!store)
        return console.fail(store.error());
    const Result<Job> job = invocation.job(**store);
    if (!job)
        return console.fail(job.error());
    if (isFinal(job->state))
        return console.fail(wrongUsage(QT_TRANSLATE_NOOP("core", "The job has ended already (%1); there is nothing to resume."),
                                       {jobStateName(job->state)}));
    if (job->state == JobState::Paused) {
        if (const Result<bool> resumed = store.value()->resume(job->id, currentActor()); !resumed)
            return console.fail(resumed.error());
    }
    if (invocation.isSet(u"no-wait"_s)) {
        const Result<std::optional<Job>> now = store.value()->job(job->id);
        return now && *now ? JobWatch(invocation, **store).report(**now) : ExitCode::Done;
    }
    const Result<ConnectionTarget> target = invocation.target();
    ForegroundRun run(invocation, **store, *target);
    if (const Status enlisted = run.enlist(job->id, true); !enlisted)
        return console.fail(enlisted.error());
    return run.untilEnd(job->id);
}

} // namespace bulkhead
