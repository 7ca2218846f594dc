// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"
#include "app/ctl/jobjson.h"
#include "app/ctl/jobwatch.h"
#include "app/ctl/outputfile.h"
#include "core/engine/exporter.h"
#include "core/engine/verification.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

QString localTime(qint64 ms)
{
    return ms == 0 ? QString() : QDateTime::fromMSecsSinceEpoch(ms).toString(u"yyyy-MM-dd hh:mm:ss"_s);
}

Result<ItemFilter> filterOf(const Invocation &invocation, ItemFilter fallback)
{
    if (!invocation.isSet(u"status"_s))
        return fallback;
    const QString status = invocation.value(u"status"_s);
    struct Name
    {
        QLatin1StringView name;
        ItemFilter filter;
    };
    for (const Name &name : {Name{"all"_L1, ItemFilter::All}, Name{"failed"_L1, ItemFilter::Failed},
                             Name{"succeeded"_L1, ItemFilter::Succeeded}, Name{"skipped"_L1, ItemFilter::Skipped},
                             Name{"cancelled"_L1, ItemFilter::Cancelled}, Name{"pending"_L1, ItemFilter::Pending}}) {
        if (status == name.name)
            return name.filter;
    }
    return wrongUsage(
        QT_TRANSLATE_NOOP("core", "--status wants failed, succeeded, skipped, cancelled, pending or all, not “%1”."),
        {status});
}

/// Applies a verb and says how the job stands now.
ExitCode applyVerb(Invocation &invocation, const std::function<Result<bool>(JobStore &, const QUuid &)> &verb,
                   const char *name)
{
    Console &console = invocation.console();
    const Result<Subject> subject = Subject::of(invocation);
    if (!subject)
        return console.fail(subject.error());
    const Result<bool> done = verb(*subject->store, subject->job.id);
    if (!done)
        return console.fail(done.error());
    if (!*done)
        return console.fail(wrongUsage(QT_TRANSLATE_NOOP("core", "A job that is %1 cannot take the order “%2”."),
                                       {stateWord(subject->job.state), QString::fromLatin1(name)}));
    const Result<std::optional<Job>> now = subject->store->job(subject->job.id);
    if (!now)
        return console.fail(now.error());
    if (!*now)
        console.print(translate("bulkheadctl", "Deleted job %1.").arg(subject->job.id.toString(QUuid::WithoutBraces)));
    else if (invocation.isJson())
        console.print(jobToJson(**now, {}));
    else
        console.print(translate("bulkheadctl", "Job %1 is now %2.")
                          .arg(subject->job.id.toString(QUuid::WithoutBraces), stateWord((*now)->state)));
    return ExitCode::Done;
}

} // namespace

ExitCode listJobs(Invocation &invocation)
{
    Console &console = invocation.console();
    JobQuery query{.states = {},
                   .operation = invocation.value(u"operation"_s),
                   .text = {},
                   .parentId = {},
                   .openOrSince = {},
                   .after = {}};
    if (invocation.isSet(u"status"_s)) {
        const std::optional<JobState> state = jobStateFromName(invocation.value(u"status"_s));
        if (!state)
            return console.fail(
                wrongUsage(QT_TRANSLATE_NOOP("core", "A job is never “%1”; it is pending, queued, processing, "
                                                     "paused, completed, partial, failed or cancelled."),
                           {invocation.value(u"status"_s)}));
        query.states = {*state};
    }
    const Result<int> limit = invocation.limit();
    if (!limit)
        return console.fail(limit.error());
    query.limit = *limit;
    const Result<std::unique_ptr<JobStore>> store = invocation.openStore();
    if (!store)
        return console.fail(store.error());
    const Result<std::vector<Job>> jobs = store.value()->jobs(query);
    if (!jobs)
        return console.fail(jobs.error());
    if (invocation.isJson()) {
        QJsonArray list;
        for (const Job &job : *jobs)
            list.append(jobToJson(job, {}));
        console.print(QJsonObject{{u"jobs"_s, list}});
        return ExitCode::Done;
    }
    std::vector<QStringList> rows;
    for (const Job &job : *jobs)
        rows.push_back({job.id.toString(QUuid::WithoutBraces), stateWord(job.state), job.operation, job.sourceName,
                        formatCount(job.counts.total), formatCount(job.counts.succeeded),
                        formatCount(job.counts.failed), localTime(job.createdAt)});
    console.table({translate("bulkheadctl", "job"), translate("bulkheadctl", "status"),
                   translate("bulkheadctl", "operation"), translate("bulkheadctl", "list"),
                   translate("bulkheadctl", "rows"), translate("bulkheadctl", "succeeded"),
                   translate("bulkheadctl", "failed"), translate("bulkheadctl", "submitted")},
                  rows, {false, false, false, false, true, true, true, false});
    return ExitCode::Done;
}

ExitCode showJob(Invocation &invocation)
{
    Console &console = invocation.console();
    const Result<Subject> subject = Subject::of(invocation);
    if (!subject)
        return console.fail(subject.error());
    JobWatch(invocation, *subject->store).report(subject->job); // its code is that of a run; this was a question
    return ExitCode::Done;
}

ExitCode listItems(Invocation &invocation)
{
    Console &console = invocation.console();
    const Result<ItemFilter> filter = filterOf(invocation, ItemFilter::All);
    if (!filter)
        return console.fail(filter.error());
    const Result<Subject> subject = Subject::of(invocation);
    if (!subject)
        return console.fail(subject.error());
    ItemReader reader(*subject->store, subject->job);
    if (const Status ready = reader.refresh(); !ready)
        return console.fail(ready.error());
    if (!invocation.isJson())
        console.print(QStringList{translate("bulkheadctl", "row"), translate("bulkheadctl", "status"),
                                  translate("bulkheadctl", "code"), translate("bulkheadctl", "field"),
                                  translate("bulkheadctl", "what is wrong"), translate("bulkheadctl", "result")}
                          .join(u'\t'));
    const Status read = reader.each({.filter = *filter, .code = {}, .text = {}}, [&](const Item &item) {
        if (invocation.isJson()) {
            console.print(itemToJson(item, reader.columns()));
            return true;
        }
        const RowError first = item.errors.empty() ? RowError() : item.errors.front();
        QStringList messages;
        for (const RowError &error : item.errors)
            messages.append(error.message.toString());
        console.print(QStringList{QString::number(item.row), stateWord(item.state), first.code, first.field,
                                  messages.join(u' '), item.result}
                          .join(u'\t'));
        return true;
    });
    return read ? ExitCode::Done : console.fail(read.error());
}

ExitCode pauseJob(Invocation &invocation)
{
    return applyVerb(
        invocation, [](JobStore &store, const QUuid &job) { return store.pause(job, {}); }, "pause");
}

ExitCode cancelJob(Invocation &invocation)
{
    return applyVerb(
        invocation, [](JobStore &store, const QUuid &job) { return store.cancel(job, {}, {}); }, "cancel");
}

ExitCode deleteJob(Invocation &invocation)
{
    return applyVerb(
        invocation, [](JobStore &store, const QUuid &job) { return store.remove(job); }, "delete");
}

ExitCode exportJob(Invocation &invocation)
{
    Console &console = invocation.console();
    const Result<ItemFilter> filter = filterOf(invocation, ItemFilter::Failed);
    if (!filter)
        return console.fail(filter.error());
    ExportOptions options{.filter = *filter, .code = {}, .raw = invocation.isSet(u"raw"_s)};
    const Result<bool> json = invocation.exportsJson();
    if (!json)
        return console.fail(json.error());
    options.format = *json ? ExportOptions::Format::Json : ExportOptions::Format::Csv;
    const Result<Subject> subject = Subject::of(invocation);
    if (!subject)
        return console.fail(subject.error());

    OutputFile output(invocation.value(u"o"_s));
    if (const Status open = output.open(); !open)
        return console.fail(open.error());
    const Result<qint64> rows = exportItems(*subject->store, subject->job, options, output.device());
    if (!rows)
        return console.fail(rows.error());
    if (const Status written = output.commit(); !written)
        return console.fail(written.error());
    if (!output.isStandardOutput() && !invocation.isJson())
        console.say(translate("bulkheadctl", "Rows written to %2: %1.").arg(formatCount(*rows), output.path()));
    return ExitCode::Done;
}

ExitCode verifyOneJob(Invocation &invocation)
{
    Console &console = invocation.console();
    const Result<Subject> subject = Subject::of(invocation);
    if (!subject)
        return console.fail(subject.error());
    const Result<std::vector<VerifyFinding>> findings = verifyJob(*subject->store, subject->job.id);
    if (!findings)
        return console.fail(findings.error());
    const bool holds = std::ranges::all_of(*findings, &VerifyFinding::holds);
    if (invocation.isJson()) {
        QJsonArray list;
        for (const VerifyFinding &finding : *findings)
            list.append(QJsonObject{
                {u"fact"_s, finding.fact.toEnglish()}, {u"holds"_s, finding.holds}, {u"found"_s, finding.found}});
        console.print(QJsonObject{{u"holds"_s, holds}, {u"findings"_s, list}});
    } else {
        for (const VerifyFinding &finding : *findings)
            console.print((finding.holds ? u"✓ "_s : u"✗ "_s) + finding.fact.toString() +
                          (finding.found.isEmpty() ? QString() : u" (%1)"_s.arg(finding.found)));
        console.print(holds ? translate("bulkheadctl", "All of it holds.")
                            : translate("bulkheadctl", "Something is wrong with this job."));
    }
    return holds ? ExitCode::Done : ExitCode::JobFailed;
}

} // namespace bulkhead
