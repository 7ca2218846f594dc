// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/jobwatch.h"

#include "core/engine/jobcontext.h"
#include "core/engine/servicereport.h"

#include "app/ctl/jobjson.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QThread>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qint64 liveEveryMs = 100;
constexpr qint64 plainEveryMs = 3000;
constexpr unsigned long pollMs = 100;
constexpr int barWidth = 24;
constexpr qint64 patienceMs = 60'000;
constexpr unsigned long reconnectMs = 500;

QString bar(double share)
{
    const int full = int(share * barWidth);
    return QString(full, u'▓') + QString(barWidth - full, u'░');
}

QString percent(double share)
{
    return u"%1 %"_s.arg(int(share * 100), 3);
}

} // namespace

bool JobWatch::isDue()
{
    if (m_invocation.isJson())
        return false;
    const qint64 every = m_invocation.console().isLive() ? liveEveryMs : plainEveryMs;
    if (m_clock.elapsed() - m_lastShown < every)
        return false;
    m_lastShown = m_clock.elapsed();
    return true;
}

void JobWatch::showPlan(const PlanProgress &progress)
{
    // The first plain line only after its interval: most lists are read by then.
    if (!m_invocation.console().isLive() && m_lastShown < 0)
        m_lastShown = m_clock.elapsed();
    if (!isDue())
        return;
    QString line = translate("bulkheadctl", "Checking  rows: %1").arg(formatCount(progress.rows));
    if (progress.share >= 0)
        line = translate("bulkheadctl", "Checking  %1 %2  rows: %3")
                   .arg(bar(progress.share), percent(progress.share), formatCount(progress.rows));
    if (progress.refused > 0)
        line += translate("bulkheadctl", "  %1 bad").arg(formatCount(progress.refused));
    show(line);
}

/// In plain lines what stands still is said once.
void JobWatch::show(const QString &line)
{
    if (m_invocation.console().isLive())
        m_invocation.console().draw(line);
    else if (line != m_line)
        m_invocation.console().say(line);
    m_line = line;
}

/// Each time the service is asked in vain the job rests anew: that is no news until rows were done meanwhile.
void JobWatch::sayWaiting(const Job &job)
{
    // Queued with a reason: no runner here may run it.
    const bool isLeft = job.state == JobState::Queued && !job.reason.isEmpty();
    if (job.resumesAt == 0 && !isLeft)
        return;
    const QString reason = job.reason.toString();
    if (reason.isEmpty() || (reason == m_waitsFor && job.counts.settled() == m_settledThen))
        return;
    m_waitsFor = reason;
    m_settledThen = job.counts.settled();
    m_invocation.console().say(
        isLeft
            ? reason
            : translate("bulkheadctl", "The job waits and goes on by itself once the service is back. %1").arg(reason));
}

void JobWatch::showJob(const Job &job)
{
    sayWaiting(job);
    m_estimate.add(m_clock.elapsed(), job.counts.settled());
    if (!isDue())
        return;
    const JobCounts &counts = job.counts;
    const double share = counts.total > 0 ? double(counts.settled()) / double(counts.total) : 0;
    QString line = translate("bulkheadctl", "%1 %2  %3 of %4  %5 ok  %6 failed")
                       .arg(bar(share), percent(share), formatCount(counts.settled()), formatCount(counts.total),
                            formatCount(counts.succeeded), formatCount(counts.failed));
    if (job.resumesAt > 0) {
        line += translate("bulkheadctl", "  waiting");
    } else if (job.state == JobState::Paused) {
        line += translate("bulkheadctl", "  paused");
    } else {
        line += translate("bulkheadctl", "  %1 rows/s").arg(formatCount(qint64(m_estimate.rowsPerSecond())));
        if (const auto left = m_estimate.timeLeftMs(counts.open()); left && *left > 0)
            line += translate("bulkheadctl", "  %1 left").arg(formatDuration(std::max<qint64>(1000, *left)));
    }
    show(line);
}

Result<std::optional<Job>> JobWatch::look(const QUuid &id)
{
    Result<std::optional<Job>> job = m_store->job(id);
    if (job || m_store->connection().isOpen())
        return job;
    m_invocation.console().say(
        translate("bulkheadctl", "The connection to the database was lost; trying to get it back."));
    QElapsedTimer lost;
    lost.start();
    while (!job && lost.elapsed() < patienceMs && !isInterrupted()) {
        QThread::msleep(reconnectMs);
        Result<std::unique_ptr<JobStore>> store = m_invocation.openStore();
        if (!store)
            continue;
        m_reopened = store.take();
        m_store = m_reopened.get();
        job = m_store->job(id);
    }
    return job;
}

Result<Job> JobWatch::untilEnd(const QUuid &id)
{
    while (true) {
        const Result<std::optional<Job>> job = look(id);
        if (!job)
            return job.error();
        if (!*job)
            return Error{u"JOB_MISSING"_s, Text{QT_TRANSLATE_NOOP("core", "The job was deleted meanwhile.")}, {}};
        showJob(**job);
        const bool isHeld =
            (*job)->state == JobState::Paused && !(*job)->reason.isEmpty() && (*job)->resumesAt == 0; // by its own rule
        const bool isAwaiting = (*job)->awaits != JobAwaits::Nothing;
        if (isFinal((*job)->state) || isHeld || isAwaiting || isInterrupted())
            return **job;
        QThread::msleep(pollMs);
    }
}

/// What was changed, or would be, in figures.
void JobWatch::sayChanges(const Job &job, const Operation &operation)
{
    const bool ofPreview = job.awaits != JobAwaits::Nothing;
    const Result<std::map<qint64, ChangeTally>> tallies = m_store->changeTallies(job.id, ofPreview);
    if (!tallies)
        return;
    ChangeTally total;
    for (const auto &[no, tally] : *tallies)
        total.add(tally);
    Console &console = m_invocation.console();
    if (total.written() + total.unchanged > 0) {
        console.print((ofPreview
                           ? translate("bulkheadctl",
                                       "Would insert %1, change %2, delete %3; %4 are so already. Nothing was written.")
                           : translate("bulkheadctl", "Inserted %1, changed %2, deleted %3; %4 were so already."))
                          .arg(formatCount(total.inserted), formatCount(total.updated), formatCount(total.deleted),
                               formatCount(total.unchanged)));
    }
    QStringList columns;
    for (auto it = total.columns.cbegin(); it != total.columns.cend(); ++it)
        columns.append(u"%1: %2"_s.arg(it.key(), formatCount(it.value())));
    if (!columns.isEmpty())
        console.print(translate("bulkheadctl", "Values that change, by column: %1").arg(columns.join(u", "_s)));
    if (total.sums.isEmpty() || !operation.sum)
        return;
    double all = 0;
    for (auto it = total.sums.cbegin(); it != total.sums.cend(); ++it) {
        all += it.value();
        if (!it.key().isEmpty())
            console.print(u"%1 %2: %3 %4"_s.arg(operation.sum->by, it.key(), QLocale().toString(it.value(), 'f', 3),
                                                operation.sum->unit));
    }
    const bool isKilograms = operation.sum->unit.startsWith("kg"_L1);
    console.print(translate("bulkheadctl", "Total: %1 %2").arg(QLocale().toString(all, 'f', 3), operation.sum->unit) +
                  (isKilograms ? u" = %1 t"_s.arg(QLocale().toString(all / 1000, 'f', 6)) : QString()));
}

/// What the person can do next with a job that waits for one.
void JobWatch::sayNext(const Job &job)
{
    const QString id = job.id.toString(QUuid::WithoutBraces);
    Console &console = m_invocation.console();
    if (job.awaits == JobAwaits::Start)
        console.print(
            translate("bulkheadctl", "Look:  bulkheadctl changes %1 --preview\nApply: bulkheadctl start %1").arg(id));
    else if (job.awaits == JobAwaits::Approval)
        console.print(translate("bulkheadctl", "Approve, as somebody else: bulkheadctl start %1").arg(id));
    else if (job.state == JobState::Paused)
        console.print(translate("bulkheadctl", "Go on: bulkheadctl resume %1").arg(id));
}

/// A revert is not retried row by row: the first job is reverted again.
void JobWatch::sayFailed(const Job &job)
{
    const QString id = job.id.toString(QUuid::WithoutBraces);
    Console &console = m_invocation.console();
    console.print(translate("bulkheadctl", "See them: bulkheadctl items %1 --status failed").arg(id));
    if (job.kind == JobKind::Run)
        console.print(
            translate("bulkheadctl",
                      "Mend:     bulkheadctl export %1 -o failed.csv, mend it, bulkheadctl retry %1 --csv failed.csv")
                .arg(id));
    else
        console.print(translate("bulkheadctl", "Again:    bulkheadctl revert %1, once nothing stands in the way")
                          .arg(job.parentId.toString(QUuid::WithoutBraces)));
}

ExitCode JobWatch::report(const Job &job)
{
    Console &console = m_invocation.console();
    console.endDrawing();
    const Result<std::vector<ErrorCount>> errors = m_store->errorCounts(job.id);
    if (!errors)
        return console.fail(errors.error());
    const JobCounts &counts = job.counts;
    const Result<std::shared_ptr<const JobContext>> context = JobContext::of(job);
    const bool asks = context && (*context)->asksServices();
    const Result<ServiceTally> services = asks ? serviceTally(*m_store, job.id) : Result<ServiceTally>(ServiceTally());
    if (!services)
        return console.fail(services.error());
    if (m_invocation.isJson()) {
        QJsonObject json = jobToJson(job, *errors);
        if (!services->isEmpty())
            json.insert(u"services"_s, services->toJson());
        console.print(json);
    } else {
        const qint64 duration = durationMs(job, QDateTime::currentMSecsSinceEpoch());
        const qint64 rate = duration > 0 ? counts.settled() * 1000 / duration : 0;
        console.print(
            translate("bulkheadctl", "%1: %2 of %3 succeeded, %4 skipped, %5 failed, %6 cancelled in %7 (%8 rows/s).")
                .arg(stateWord(job.state), formatCount(counts.succeeded), formatCount(counts.total),
                     formatCount(counts.skipped), formatCount(counts.failed), formatCount(counts.cancelled),
                     formatDuration(duration), formatCount(rate)));
        if (!job.reason.isEmpty())
            console.print(job.reason.toString());
        if (context) // else its order is of another version, which the reason says
            sayChanges(job, (*context)->operation);
        if (!services->isEmpty())
            console.print(servicesInWords(*services));
        if (!errors->empty()) {
            std::vector<QStringList> rows;
            for (const ErrorCount &error : *errors)
                rows.push_back(
                    {error.code, formatCount(error.count), formatCount(error.firstRow), error.example.toString()});
            console.print(QString());
            console.table({translate("bulkheadctl", "error"), translate("bulkheadctl", "rows"),
                           translate("bulkheadctl", "first row"), translate("bulkheadctl", "what is wrong there")},
                          rows, {false, true, true, false});
        }
        console.print(translate("bulkheadctl", "Job %1").arg(job.id.toString(QUuid::WithoutBraces)));
        sayNext(job);
        if (counts.failed > 0 && isFinal(job.state))
            sayFailed(job);
    }
    switch (job.state) {
    case JobState::Completed:
        return ExitCode::Done;
    case JobState::Partial:
        return ExitCode::SomeFailed;
    case JobState::Failed:
    case JobState::Cancelled:
        return ExitCode::JobFailed;
    default:
        return ExitCode::Done;
    }
}

} // namespace bulkhead
