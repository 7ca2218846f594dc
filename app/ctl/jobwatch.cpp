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

#include <cmath>

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
        line = translate("bulkheadctl", "Checking  %1 %2  rows: %3").arg(bar(progress.share), percent(progress.share), formatCount(progress.rows));
    if (progress.refused > 0)
        line += translate("bulkheadctl", "  %1 bad").arg(formatCount(progress.refused));
    m_invocation.console().isLive() ? m_invocation.console().draw(line) : m_invocation.console().say(line);
}

void JobWatch::showJob(const Job &job)
{
    // Queued with a reason: no runner here may run it.
    const bool isLeft = job.state == JobState::Queued && !job.reason.isEmpty();
    const QString waitsFor = job.resumesAt > 0 || isLeft ? job.reason.toString() : QString();
    if (waitsFor != m_waitsFor && !waitsFor.isEmpty())
        m_invocation.console().say(isLeft ? waitsFor : translate("bulkheadctl", "Waiting: %1").arg(waitsFor));
    m_waitsFor = waitsFor;
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
    m_invocation.console().isLive() ? m_invocation.console().draw(line) : m_invocation.console().say(line);
}

Result<std::optional<Job>> JobWatch::look(const QUuid &id)
{
    Result<std::optional<Job>> job = m_store->job(id);
    if (job || m_store->connection().isOpen())
        return job;
    m_invocation.console().say(translate("bulkheadctl", "The connection to the database was lost; trying to get it back."));
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
        const bool isHeld = (*job)->state == JobState::Paused && !(*job)->reason.isEmpty() && (*job)->resumesAt == 0; // by its own rule
        const bool isAwaiting = (*job)->awaits != JobAwaits::Nothing;
        if (isFinal((*job)->state) || isHeld || isAwaiting || isInterrupted())
            return **job;
        QThread::msleep(pollMs);
    }
}

/// What was changed, or would be, in figures.
void JobWatch::sayChanges(const Job &job)
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
        console.print((ofPreview ? translate("bulkheadctl", "Would insert %1, change %2, delete %3; %4 are so already. Nothing was written.")
                                 : translate("bulkheadctl", "Inserted %1, changed %2, deleted %3; %4 were so already."))
                          .arg(formatCount(total.inserted), formatCount(total.updated), formatCount(total.deleted), formatCount(total.unchanged)));
    }
    QStringList columns;
    for (auto it = total.columns.cbegin(); it != total.columns.cend(); ++it)
        columns.append(u"%1: %2"_s.arg(it.key(), formatCount(it.value())));
    if (!columns.isEmpty())
        console.print(translate("bulkheadctl", "Values that change, by column: %1").arg(columns.join(u", "_s)));
    const Result<std::shared_ptr<const JobContext>> context = JobContext::of(job);
    if (total.sums.isEmpty() || !context || !(*context)->operation.sum)
        return;
    double all = 0;
    for (auto it = total.sums.cbegin(); it != total.sums.cend(); ++it) {
        all += it.value();
        if (!it.key().isEmpty())
            console.print(u"%1 %2: %3 %4"_s.arg((*context)->operation.sum->by, it.key(), QLocale().toString(it.value(), 'f', 3), (*context)->operation.sum->unit));
    }
    const bool isKilograms = (*context)->operation.sum->unit.startsWith("kg"_L1);
    console.print(translate("bulkheadctl", "Total: %1 %2").arg(QLocale().toString(all, 'f', 3), (*context)->operation.sum->unit) +
                  (isKilograms ? u" = %1 t"_s.arg(QLocale().toString(all / 1000, 'f', 6)) : QString()));
}

/// What services said of its rows, and how they were asked.
void JobWatch::sayServices(const ServiceTally &tally)
{
    if (tally.isEmpty())
        return;
    const std::array<QString, ServiceTally::kinds.size()> answers{
        translate("bulkheadctl", "%1 found"), translate("bulkheadctl", "%1 not known"), translate("bulkheadctl", "%1 not accepted"),
        translate("bulkheadctl", "%1 refused"), translate("bulkheadctl", "%1 without an answer"), translate("bulkheadctl", "%1 answers lost")};
    QStringList parts;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (tally.answers[i] > 0)
            parts.append(answers[i].arg(formatCount(tally.answers[i])));
    }
    m_invocation.console().print(translate("bulkheadctl", "Services said: %1; calls: %2, of them again: %3, %4 ms each.")
                                     .arg(parts.isEmpty() ? u"-"_s : parts.join(u", "_s), formatCount(tally.calls), formatCount(tally.retries),
                                          formatCount(qint64(std::llround(tally.averageMs())))));
}

/// What the person can do next with a job that waits for one.
void JobWatch::sayNext(const Job &job)
{
    const QString id = job.id.toString(QUuid::WithoutBraces);
    Console &console = m_invocation.console();
    if (job.awaits == JobAwaits::Start)
        console.print(translate("bulkheadctl", "Look:  bulkheadctl changes %1 --preview\nApply: bulkheadctl start %1").arg(id));
    else if (job.awaits == JobAwaits::Approval)
        console.print(translate("bulkheadctl", "Approve, as somebody else: bulkheadctl start %1").arg(id));
    else if (job.state == JobState::Paused)
        console.print(translate("bulkheadctl", "Go on: bulkheadctl resume %1").arg(id));
}

ExitCode JobWatch::report(const Job &job)
{
    Console &console = m_invocation.console();
    console.endDrawing();
    const Result<std::vector<ErrorCount>> errors = m_store->errorCounts(job.id);
    if (!errors)
        return console.fail(errors.error());
    const JobCounts &counts = job.counts;
    const Result<ServiceTally> services = serviceTally(*m_store, job.id);
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
        console.print(translate("bulkheadctl", "%1: %2 of %3 succeeded, %4 failed, %5 cancelled in %6 (%7 rows/s).")
                          .arg(stateWord(job.state),
                               formatCount(counts.succeeded), formatCount(counts.total), formatCount(counts.failed),
                               formatCount(counts.cancelled), formatDuration(duration), formatCount(rate)));
        if (!job.reason.isEmpty())
            console.print(job.reason.toString());
        sayChanges(job);
        sayServices(*services);
        if (!errors->empty()) {
            std::vector<QStringList> rows;
            for (const ErrorCount &error : *errors)
                rows.push_back({error.code, formatCount(error.count), formatCount(error.firstRow), error.example.toString()});
            console.print(QString());
            console.table({translate("bulkheadctl", "error"), translate("bulkheadctl", "rows"), translate("bulkheadctl", "first row"), translate("bulkheadctl", "what is wrong there")}, rows,
                          {false, true, true, false});
        }
        console.print(translate("bulkheadctl", "Job %1").arg(job.id.toString(QUuid::WithoutBraces)));
        sayNext(job);
        if (counts.failed > 0 && isFinal(job.state))
            console.print(translate("bulkheadctl", "See them: bulkheadctl items %1 --status failed\n"
                             "Mend:     bulkheadctl export %1 -o failed.csv, mend it, bulkheadctl retry %1 --csv failed.csv")
                              .arg(job.id.toString(QUuid::WithoutBraces)));
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
