// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"
#include "app/ctl/foregroundrun.h"
#include "core/engine/submission.h"
#include "core/montage/montagesettings.h"
#include "core/settings/duration.h"
#include "core/settings/settings.h"
#include "core/source/ownsource.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

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
                                 Number{"max-retries", &options.maxRetries}, Number{"priority", &options.priority},
                                 Number{"keep-days", &options.keepDays}}) {
        const Result<qint64> value = invocation.number(QString::fromLatin1(number.name), *number.value);
        if (!value)
            return value.error();
        // 0 means "not given" inside; given on the command line it is out of range like any other.
        const bool isZeroChunk = number.value == &options.chunkSize && invocation.isSet(u"chunk-size"_s) && *value == 0;
        *number.value = isZeroChunk ? -1 : int(std::clamp<qint64>(*value, -1, 1'000'000));
    }
    if (invocation.isSet(u"timeout"_s)) {
        const auto timeout = parsedDuration(invocation.value(u"timeout"_s));
        if (!timeout)
            return wrongUsage(QT_TRANSLATE_NOOP("core", "--timeout wants a time such as 30m, not “%1”."),
                              {invocation.value(u"timeout"_s)});
        options.timeoutSeconds = std::chrono::ceil<std::chrono::seconds>(*timeout).count();
    }
    options.stopOnError = invocation.isSet(u"stop-on-error"_s);
    options.ordered = invocation.isSet(u"ordered"_s);
    if (invocation.isSet(u"first"_s)) {
        const Result<qint64> rows = invocation.number(u"first"_s, 0);
        if (!rows)
            return rows.error();
        options.firstRows = *rows;
    }
    if (invocation.isSet(u"pause-at"_s)) {
        bool ok = false;
        options.pauseAtPercent = invocation.value(u"pause-at"_s).remove(u'%').toDouble(&ok);
        if (!ok)
            return wrongUsage(QT_TRANSLATE_NOOP("core", "--pause-at wants a share of the rows such as 5%, not “%1”."),
                              {invocation.value(u"pause-at"_s)});
    }
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
            return wrongUsage(
                QT_TRANSLATE_NOOP("core", "--max-errors wants a number of rows, or a share such as 5%, not “%1”."),
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

Result<std::unique_ptr<RowSource>> openSource(Invocation &invocation, JobStore *store, const Operation &operation,
                                              const MontageValues &settings)
{
    const QString path = invocation.value(u"csv"_s);
    if (invocation.isSet(u"query"_s))
        return path.isEmpty() ? openOwnSource(store->connection(), operation, invocation.services().get(), settings)
                              : Result<std::unique_ptr<RowSource>>(
                                    wrongUsage(QT_TRANSLATE_NOOP("core", "Give --csv or --query, not both.")));
    if (path.isEmpty() && operation.source)
        return wrongUsage(QT_TRANSLATE_NOOP("core", "Which list? Give --csv FILE, or --query for: %1."),
                          {operation.source->title.toString()});
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

} // namespace

ExitCode submitJob(Invocation &invocation)
{
    Console &console = invocation.console();
    const OperationCatalog catalog = OperationCatalog::load();
    for (const Error &problem : catalog.problems())
        console.say(problem.toString());
    if (invocation.positionals().isEmpty())
        return console.fail(
            wrongUsage(QT_TRANSLATE_NOOP("core", "Which operation? “bulkheadctl operations” lists them.")));
    const Result<Operation> operation = catalog.find(invocation.positionals().first());
    if (!operation)
        return console.fail(operation.error());
    const Result<JobOptions> options = optionsOf(invocation);
    if (!options)
        return console.fail(options.error());
    const Result<MontageValues> settings =
        operation->effect.kind == EffectKind::Montages
            ? montageValues(Settings().montageSettingsFile(), QProcessEnvironment::systemEnvironment())
            : Result<MontageValues>(MontageValues());
    if (!settings)
        return console.fail(settings.error());
    const bool needsStore = invocation.isSet(u"query"_s); // else a wrong list is told before any database is asked
    std::unique_ptr<JobStore> store;
    std::unique_ptr<RowSource> source;
    const auto openStore = [&]() -> Status {
        Result<std::unique_ptr<JobStore>> opened = invocation.openStore();
        if (!opened)
            return opened.error();
        store = opened.take();
        return Done{};
    };
    if (needsStore) {
        if (const Status opened = openStore(); !opened)
            return console.fail(opened.error());
    }
    Result<std::unique_ptr<RowSource>> found = openSource(invocation, store.get(), *operation, *settings);
    if (!found)
        return console.fail(found.error());
    source = found.take();
    const Result<Mapping> mapping = mappingOf(invocation, *operation, source->spec().columns);
    if (!mapping)
        return console.fail(mapping.error());
    if (!needsStore) {
        if (const Status opened = openStore(); !opened)
            return console.fail(opened.error());
    }
    Submission submission{.operation = *operation,
                          .mapping = *mapping,
                          .options = *options,
                          .actor = {},
                          .preview = invocation.isSet(u"dry-run"_s),
                          .actAs = invocation.value(u"as"_s),
                          .reason = invocation.value(u"reason"_s),
                          .confirmedRows = {},
                          .settings = *settings,
                          .services = invocation.services(),
                          .worker = {}};
    const Result<std::optional<qint64>> confirmed = confirmedRows(invocation);
    if (!confirmed)
        return console.fail(confirmed.error());
    submission.confirmedRows = *confirmed;
    return makeAndRun(invocation, *store, [&](const QUuid &id, const QUuid &worker, const PlanObserver &observer) {
        submission.id = id;
        submission.worker = worker;
        return submit(*store, submission, *source, observer);
    });
}

ExitCode retryJob(Invocation &invocation)
{
    Console &console = invocation.console();
    const Result<Subject> subject = Subject::of(invocation);
    if (!subject)
        return console.fail(subject.error());
    JobStore &store = *subject->store;
    const Job &parent = subject->job;
    RetryRequest request{.parent = parent.id,
                         .code = invocation.value(u"code"_s),
                         .rows = {},
                         .mendedCsv = invocation.value(u"csv"_s),
                         .actor = {},
                         .worker = {}};
    for (const QString &text : invocation.values(u"row"_s)) {
        bool ok = false;
        request.rows.push_back(text.toLongLong(&ok));
        if (!ok)
            return console.fail(
                wrongUsage(QT_TRANSLATE_NOOP("core", "--%1 wants a whole number, not “%2”."), {u"row"_s, text}));
    }
    return makeAndRun(invocation, store, [&](const QUuid &id, const QUuid &worker, const PlanObserver &observer) {
        request.id = id;
        request.worker = worker;
        return retryFailed(store, request, observer);
    });
}

ExitCode resumeJob(Invocation &invocation)
{
    Console &console = invocation.console();
    const Result<Subject> subject = Subject::of(invocation);
    if (!subject)
        return console.fail(subject.error());
    JobStore &store = *subject->store;
    const Job &job = subject->job;
    if (isFinal(job.state))
        return console.fail(
            wrongUsage(QT_TRANSLATE_NOOP("core", "The job has ended already (%1); there is nothing to resume."),
                       {jobStateName(job.state)}));
    if (job.state == JobState::Paused) {
        if (const Result<bool> resumed = store.resume(job.id, {}); !resumed)
            return console.fail(resumed.error());
    }
    return runHere(invocation, store, job.id);
}

} // namespace bulkhead
