// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/jobwatch.h"

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
    QString line = translate("bulkheadctl", "Checking  %1 rows").arg(formatCount(progress.rows));
    if (progress.share >= 0)
        line = translate("bulkheadctl", "Checking  %1 %2  %3 rows").arg(bar(progress.share), percent(progress.share), formatCount(progress.rows));
    if (progress.refused > 0)
        line += translate("bulkheadctl", "  %1 bad").arg(formatCount(progress.refused));
    m_invocation.console().isLive() ? m_invocation.console().draw(line) : m_invocation.console().say(line);
}

void JobWatch::showJob(const Job &job)
{
    m_estimate.add(m_clock.elapsed(), job.counts.settled());
    if (!isDue())
        return;
    const JobCounts &counts = job.counts;
    const double share = counts.total > 0 ? double(counts.settled()) / double(counts.total) : 0;
    QString line = translate("bulkheadctl", "%1 %2  %3 of %4  %5 ok  %6 failed")
                       .arg(bar(share), percent(share), formatCount(counts.settled()), formatCount(counts.total),
                            formatCount(counts.succeeded), formatCount(counts.failed));
    if (job.state == JobState::Paused) {
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
        if (isFinal((*job)->state) || isInterrupted())
            return **job;
        QThread::msleep(pollMs);
    }
}

ExitCode JobWatch::report(const Job &job)
{
    Console &console = m_invocation.console();
    console.endDrawing();
    const Result<std::vector<ErrorCount>> errors = m_store->errorCounts(job.id);
    if (!errors)
        return console.fail(errors.error());
    const JobCounts &counts = job.counts;
    if (m_invocation.isJson()) {
        console.print(jobToJson(job, *errors));
    } else {
        const qint64 duration = durationMs(job, QDateTime::currentMSecsSinceEpoch());
        const qint64 rate = duration > 0 ? counts.settled() * 1000 / duration : 0;
        console.print(translate("bulkheadctl", "%1: %2 of %3 rows succeeded, %4 failed, %5 cancelled in %6 (%7 rows/s).")
                          .arg(stateWord(job.state),
                               formatCount(counts.succeeded), formatCount(counts.total), formatCount(counts.failed),
                               formatCount(counts.cancelled), formatDuration(duration), formatCount(rate)));
        if (!job.reason.isEmpty())
            console.print(job.reason.toString());
        if (!errors->empty()) {
            std::vector<QStringList> rows;
            for (const ErrorCount &error : *errors)
                rows.push_back({error.code, formatCount(error.count), formatCount(error.firstRow), error.example.toString()});
            console.print(QString());
            console.table({translate("bulkheadctl", "error"), translate("bulkheadctl", "rows"), translate("bulkheadctl", "first row"), translate("bulkheadctl", "what is wrong there")}, rows,
                          {false, true, true, false});
        }
        console.print(translate("bulkheadctl", "Job %1").arg(job.id.toString(QUuid::WithoutBraces)));
        if (counts.failed > 0)
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
