// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/faults/killedjob.h"

#include "core/job/jobstate.h"
#include "tests/support/patience.h"

#include <QDeadlineTimer>
#include <QJsonDocument>
#include <QThread>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead::test {

namespace {

bool isFinalState(const QString &state)
{
    const std::optional<JobState> known = jobStateFromName(state);
    return known && isFinal(*known);
}

bool isRunning(QProcess &process)
{
    return !process.waitForFinished(1) && process.state() != QProcess::NotRunning;
}

} // namespace

QByteArray KillTally::toText() const
{
    const auto part = [](int kills, const char *when) { return QByteArray::number(kills) + ' ' + when; };
    return part(starting, "while starting, ") + part(reading, "while reading, ") + part(working, "while working, ") +
           part(ended, "after the end");
}

quint32 printedSeed()
{
    bool given = false;
    quint32 seed = qEnvironmentVariable("BULKHEAD_SEED").toUInt(&given);
    if (!given)
        seed = QRandomGenerator::system()->generate();
    qInfo("BULKHEAD_SEED=%u", seed);
    return seed;
}

qint64 chunksIn(const Ctl &ctl, const QString &id, const QByteArray &state)
{
    return ctl.number("select count(*) from " + ctl.table("chunk") + " where cast(job_id as text) = '" + id.toUtf8() +
                      "' and state = '" + state + "'");
}

QByteArray unlessSame(const char *what, qint64 found, qint64 expected)
{
    return found == expected ? QByteArray()
                             : QByteArray(what) + ": " + QByteArray::number(found) + " instead of " +
                                   QByteArray::number(expected) + "\n";
}

QByteArray faultsWithLog(const Ctl &ctl, const QString &id, const QByteArray &before)
{
    QByteArray faults = before;
    const CtlRun verified = ctl.run({u"verify"_s, id});
    if (verified.code != 0)
        faults += verified.all();
    if (!faults.isEmpty()) {
        faults += QJsonDocument(ctl.job(id)).toJson();
        const SqlRows events = valueOf(ctl.sql().query(
            "select kind || ' ' || cast(detail as text) from " + ctl.table("event") +
            " where cast(job_id as text) = '" + id.toUtf8() + "' and kind <> 'chunk_done' order by id limit 200"));
        for (const SqlRows::Row &row : events.rows)
            faults += toText(row[0]).toUtf8() + '\n';
    }
    return faults;
}

QByteArray KilledJob::run(int most, int *kills, KillTally *tally)
{
    const QString before = m_ctl.newestJob();
    const QDeadlineTimer deadline(10 * patienceMs);
    while (!deadline.hasExpired()) {
        const QStringList order = m_id.isEmpty() ? m_rules.submission : QStringList{u"resume"_s, m_id, u"--json"_s};
        const auto process = m_ctl.start(order);
        if (*kills < most)
            waitForMoment(*process, before);
        if (*kills >= most || !isRunning(*process)) {
            const CtlRun ended = Ctl::finish(*process);
            learnId(before);
            if (ended.code != m_rules.endsWith)
                return "ended with " + QByteArray::number(ended.code) + ": " + ended.all();
            return m_rules.faultsOf(m_id);
        }
        process->kill();
        process->waitForFinished();
        ++*kills;
        learnId(before);
        if (count(tally))
            return m_rules.faultsOf(m_id);
    }
    return "the job does not end: " + m_ctl.stateOf(m_id).toUtf8();
}

void KilledJob::learnId(const QString &before)
{
    const QString newest = m_ctl.newestJob();
    if (newest != before)
        m_id = newest;
}

/// True when the kill came after the end.
bool KilledJob::count(KillTally *tally) const
{
    const QString state = m_id.isEmpty() ? QString() : m_ctl.stateOf(m_id);
    ++(state.isEmpty()         ? tally->starting
       : state == "pending"_L1 ? tally->reading
       : isFinalState(state)   ? tally->ended
                               : tally->working);
    return isFinalState(state);
}

void KilledJob::waitForMoment(QProcess &process, const QString &before)
{
    const auto sleepUpTo = [&](int ms) { QThread::msleep(ulong(m_random.bounded(ms))); };
    if (++m_moments <= m_rules.readingMoments) { // while the list is read, if the machine is not too fast
        waitUntil([&] {
            learnId(before);
            return !m_id.isEmpty() || !isRunning(process);
        });
        sleepUpTo(400);
        return;
    }
    if (m_random.bounded(4) == 0) { // anywhere, soon after its start
        sleepUpTo(200);
        return;
    }
    const qint64 done = m_id.isEmpty() ? 0 : chunksIn(m_ctl, m_id, "done");
    waitUntil([&] { // while chunks are worked on
        learnId(before);
        return !isRunning(process) || (!m_id.isEmpty() && chunksIn(m_ctl, m_id, "done") > done);
    });
    sleepUpTo(100);
}

} // namespace bulkhead::test
