// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/montageschedule.h"

#include "app/ctl/foregroundrun.h"
#include "core/job/jobspec.h"

#include <QCryptographicHash>
#include <QLocale>
#include <QThread>
#include <QtEndian>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qint64 deadlineSeconds = 3600;
constexpr qint64 againSeconds = 60;
constexpr unsigned long pollMs = 200;

bool isNight(const Job &job)
{
    const Result<JobSpec> spec = JobSpec::fromJson(job.spec);
    return spec && spec->source.kind == SourceSpec::Kind::Query;
}

} // namespace

QUuid MontageSchedule::jobAt(const QDateTime &moment)
{
    std::array<char, 8> ms;
    qToBigEndian(moment.toMSecsSinceEpoch(), ms.data());
    QByteArray bytes = QByteArray(ms.data() + 2, 6) +
                       QCryptographicHash::hash("montages.generate", QCryptographicHash::Sha256).left(10);
    bytes[6] = char((bytes[6] & 0x0f) | 0x70);
    bytes[8] = char((bytes[8] & 0x3f) | 0x80);
    return QUuid::fromRfc4122(bytes);
}

ExitCode MontageSchedule::keep()
{
    handleInterrupts();
    const QDateTime start = QDateTime::currentDateTime();
    QDateTime due = m_times.previous(start);
    if (!due.isValid() || due.secsTo(start) > deadlineSeconds)
        due = m_times.next(start);
    Console &console = m_invocation.console();
    while (due.isValid()) {
        if (due > QDateTime::currentDateTime())
            console.say(translate("bulkheadctl", "The next montages are made at %1. Ctrl+C ends this.")
                            .arg(QLocale().toString(due, QLocale::ShortFormat)));
        if (waitUntil(due))
            runAt(due);
        if (isInterrupted()) {
            console.say(translate("bulkheadctl", "The schedule is kept no longer."));
            return ExitCode::Done;
        }
        due = m_times.next(QDateTime::currentDateTime());
    }
    return console.fail(wrongUsage(QT_TRANSLATE_NOOP("core", "MONTAGE_BATCH_CRON names no moment in the next years.")));
}

/// `false`: interrupted. By the clock on the wall, also when that is set or the machine slept.
bool MontageSchedule::waitUntil(const QDateTime &moment) const
{
    while (QDateTime::currentDateTime() < moment && !isInterrupted())
        QThread::msleep(pollMs);
    return !isInterrupted();
}

/// A database or a service that is gone for a while costs no night.
void MontageSchedule::runAt(const QDateTime &moment)
{
    const QDateTime began = QDateTime::currentDateTime();
    while (!isDone(moment) && began.secsTo(QDateTime::currentDateTime()) < deadlineSeconds) {
        if (!waitUntil(QDateTime::currentDateTime().addSecs(againSeconds)))
            return;
    }
}

/// Whether nothing is left to do for this moment, or somebody ended it.
bool MontageSchedule::isDone(const QDateTime &moment)
{
    Console &console = m_invocation.console();
    const Result<std::unique_ptr<JobStore>> store = m_invocation.openStore();
    if (!store) {
        console.fail(store.error());
        return false;
    }
    const QUuid id = jobAt(moment);
    const Result<std::optional<Job>> job = (*store)->job(id);
    const Result<std::vector<Job>> open =
        (*store)->jobs({.states = {JobState::Pending, JobState::Queued, JobState::Processing, JobState::Paused},
                        .operation = u"montages.generate"_s,
                        .text = {},
                        .parentId = {},
                        .openOrSince = {},
                        .after = {}});
    if (!job || !open) {
        console.fail(job ? open.error() : job.error());
        return false;
    }
    if (*job) {
        if (!isFinal((*job)->state))
            runHere(m_invocation, **store, id);
        return true;
    }
    const auto other = std::ranges::find_if(*open, isNight);
    if (other != open->end()) {
        console.say(translate("bulkheadctl", "Another job makes montages already: %1. This time is left out.")
                        .arg(other->id.toString(QUuid::WithoutBraces)));
        return true;
    }
    m_run(id);
    if (isInterrupted())
        return true;
    const Result<std::optional<Job>> made = (*store)->job(id);
    return made && *made;
}

} // namespace bulkhead
