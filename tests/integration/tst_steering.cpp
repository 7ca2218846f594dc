// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ctl.h"
#include "tests/support/patience.h"
#include "tests/support/servertest.h"

#include <QThread>

#include <csignal>

using namespace Qt::Literals::StringLiterals;
using namespace bulkhead;
using namespace bulkhead::test;

/// Pause, resume, cancel, delete and Ctrl-C while a job runs in another process.
class TestSteering : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void aPausedJobStandsStillAndGoesOn_data() { addBothDatabases(); }
    void aPausedJobStandsStillAndGoesOn();
    void aCancelledJobEndsSoonAndAddsUp_data() { addBothDatabases(); }
    void aCancelledJobEndsSoonAndAddsUp();
    void aRunningJobIsNotDeleted_data() { addBothDatabases(); }
    void aRunningJobIsNotDeleted();
    void anInterruptedJobIsResumed_data() { addBothDatabases(); }
    void anInterruptedJobIsResumed();
    void aReadingThatWasInterruptedStartsOver_data() { addBothDatabases(); }
    void aReadingThatWasInterruptedStartsOver();
    void aStreamThatWasInterruptedIsSaidToBeGone_data() { addBothDatabases(); }
    void aStreamThatWasInterruptedIsSaidToBeGone();
    void aListThatChangedMeanwhileIsRefused_data() { addBothDatabases(); }
    void aListThatChangedMeanwhileIsRefused();
    void aReadingCanBeCancelled_data() { addBothDatabases(); }
    void aReadingCanBeCancelled();
};

namespace {

constexpr int rows = 1600;

QStringList submission(const Ctl &ctl, const QByteArray &list, const QStringList &more = {})
{
    return QStringList{u"submit"_s, u"users.create"_s, u"--json"_s, u"--csv"_s, ctl.file(u"list.csv"_s, list)} + more;
}

/// Half a minute of work in chunks of ten rows, of which some are done.
std::unique_ptr<QProcess> slowJob(const Ctl &ctl, QString *id)
{
    ctl.slowDown(200);
    QByteArray list = people(rows);
    list.replace("p3@example.org", "p3").replace("p1599@example.org", "p1599");
    auto process = ctl.start(submission(ctl, list, {u"--chunk-size"_s, u"10"_s, u"--concurrency"_s, u"1"_s}));
    if (!waitUntil([&] { return ctl.users() >= 10; }))
        qFatal("the job does not begin");
    *id = ctl.newestJob();
    return process;
}

/// A list whose reading takes seconds, since every row has a password to hash.
QByteArray slowToRead(int count)
{
    QByteArray list = "email,name,password\n";
    for (int i = 1; i <= count; ++i)
        list += "p" + QByteArray::number(i) + "@example.org,Person,Some-long-word-" + QByteArray::number(i) + "\n";
    return list;
}

std::unique_ptr<QProcess> slowReading(const Ctl &ctl, int count, QString *id)
{
    auto process = ctl.start(submission(ctl, slowToRead(count), {u"--chunk-size"_s, u"10"_s}));
    // While it is seen to be reading; a machine so fast that it never is would need a longer list.
    const bool reading = waitUntil([&] {
        *id = ctl.newestJob();
        return !id->isEmpty() && ctl.number("select count(*) from " + ctl.table("chunk")) > 0;
    });
    if (!reading || ctl.stateOf(*id) != "pending"_L1)
        qFatal("the list is not being read");
    return process;
}

void interrupt(QProcess &process)
{
    ::kill(pid_t(process.processId()), SIGINT);
}

void compareItemsWithCounts(const Ctl &ctl, const QString &id)
{
    const QJsonObject job = ctl.job(id);
    QMap<QString, int> counts;
    for (const QJsonObject &item : ctl.items(id))
        ++counts[item["status"_L1].toString()];
    int sum = 0;
    for (const QString &state : {u"succeeded"_s, u"failed"_s, u"skipped"_s, u"cancelled"_s, u"unknown"_s}) {
        QCOMPARE(counts.value(state), job[state].toInt());
        sum += counts.value(state);
    }
    QCOMPARE(sum, rows);
    QCOMPARE(job["total"_L1].toInt(), rows);
    QCOMPARE(ctl.users(), counts.value(u"succeeded"_s));
    const CtlRun verified = ctl.run({u"verify"_s, id});
    QVERIFY2(verified.code == 0, verified.all().constData());
}

} // namespace

void TestSteering::aPausedJobStandsStillAndGoesOn()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    QString id;
    const auto process = slowJob(ctl, &id);
    COMPARE_CODE(ctl.run({u"pause"_s, id}), 0);
    QCOMPARE(ctl.stateOf(id), u"paused"_s);
    const QByteArray running = "select count(*) from " + ctl.table("chunk") + " where state = 'running'";
    QVERIFY(waitUntil([&] { return ctl.number(running) == 0; }, soonMs));
    const qint64 standing = ctl.users();
    QThread::msleep(1500);
    QCOMPARE(ctl.users(), standing);
    QVERIFY(standing < rows - 2);
    QCOMPARE(process->state(), QProcess::Running);
    COMPARE_CODE(ctl.run({u"pause"_s, id}), 1); // it is already
    COMPARE_CODE(ctl.run({u"resume"_s, id, u"--no-wait"_s}), 0);
    QVERIFY(waitUntil([&] { return ctl.users() > standing; }, soonMs));
    ctl.speedUp();
    COMPARE_CODE(Ctl::finish(*process), 4);
    compareItemsWithCounts(ctl, id);
}

void TestSteering::aCancelledJobEndsSoonAndAddsUp()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    QString id;
    const auto process = slowJob(ctl, &id);
    COMPARE_CODE(ctl.run({u"cancel"_s, id}), 0);
    const CtlRun run = Ctl::finish(*process, soonMs);
    COMPARE_CODE(run, 3);
    QCOMPARE(run.json()["status"_L1].toString(), u"cancelled"_s);
    const QJsonObject job = ctl.job(id);
    QVERIFY(job["succeeded"_L1].toInt() >= 8);
    QVERIFY(job["cancelled"_L1].toInt() > 0);
    QCOMPARE(job["failed"_L1].toInt(), 2); // also the one in a chunk that never ran
    compareItemsWithCounts(ctl, id);
    QThread::msleep(500);
    QCOMPARE(ctl.users(), job["succeeded"_L1].toInt()); // nothing comes after the end
    COMPARE_CODE(ctl.run({u"resume"_s, id}), 1);
    COMPARE_CODE(ctl.run({u"delete"_s, id}), 0);
    for (const QByteArray name : {"job", "chunk", "chunk_rows", "chunk_result", "failure", "event"})
        QCOMPARE(ctl.number("select count(*) from " + ctl.table(name)), 0);
    QCOMPARE(ctl.users(), job["succeeded"_L1].toInt()); // what it did stays
}

void TestSteering::aRunningJobIsNotDeleted()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    QString id;
    const auto process = slowJob(ctl, &id);
    COMPARE_CODE(ctl.run({u"delete"_s, id}), 1);
    const qint64 before = ctl.users();
    QVERIFY(waitUntil([&] { return ctl.users() > before; }, soonMs));
    COMPARE_CODE(ctl.run({u"cancel"_s, id}), 0);
    COMPARE_CODE(Ctl::finish(*process, soonMs), 3);
}

void TestSteering::anInterruptedJobIsResumed()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    QString id;
    const auto process = slowJob(ctl, &id);
    interrupt(*process);
    const CtlRun interrupted = Ctl::finish(*process, soonMs);
    COMPARE_CODE(interrupted, 130);
    QVERIFY2(interrupted.err.contains("resume " + id.toUtf8()), interrupted.err.constData());
    QCOMPARE(ctl.stateOf(id), u"processing"_s);
    const qint64 before = ctl.users();
    QVERIFY(before < rows - 2);
    // Whoever goes on with it need not wait for a lease.
    QCOMPARE(ctl.number("select count(*) from " + ctl.table("chunk") + " where state = 'running'"), 0);
    ctl.speedUp();
    COMPARE_CODE(ctl.run({u"resume"_s, id}), 4);
    QCOMPARE(ctl.number("select count(*) from " + ctl.table("event") + " where kind = 'lease_expired'"), 0);
    QCOMPARE(ctl.users(), rows - 2);
    compareItemsWithCounts(ctl, id);
}

void TestSteering::aReadingThatWasInterruptedStartsOver()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    QString id;
    const auto process = slowReading(ctl, 300, &id);
    interrupt(*process);
    COMPARE_CODE(Ctl::finish(*process, soonMs), 130);
    QCOMPARE(ctl.stateOf(id), u"pending"_s);
    QCOMPARE(ctl.users(), 0);
    const CtlRun resumed = ctl.run({u"resume"_s, id, u"--json"_s});
    COMPARE_CODE(resumed, 0);
    QCOMPARE(resumed.json()["total"_L1].toInt(), 300);
    QCOMPARE(ctl.users(), 300);
    COMPARE_CODE(ctl.run({u"verify"_s, id}), 0);
}

void TestSteering::aStreamThatWasInterruptedIsSaidToBeGone()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const auto process = ctl.start({u"submit"_s, u"users.create"_s, u"--csv"_s, u"-"_s, u"--chunk-size"_s, u"10"_s});
    // More than the program looks at to learn the dialect, and no end.
    process->write(people(40'000));
    QVERIFY(waitUntil([&] {
        process->waitForBytesWritten(10);
        return !ctl.newestJob().isEmpty() && process->bytesToWrite() == 0;
    }));
    const QString id = ctl.newestJob();
    QCOMPARE(ctl.stateOf(id), u"pending"_s);
    interrupt(*process);
    COMPARE_CODE(Ctl::finish(*process, soonMs), 130);
    const CtlRun resumed = ctl.run({u"resume"_s, id, u"--json"_s});
    COMPARE_CODE(resumed, 3);
    QVERIFY2(resumed.json()["reason"_L1].toString().contains("cannot be read again"_L1), resumed.all().constData());
    QCOMPARE(ctl.users(), 0);
}

void TestSteering::aListThatChangedMeanwhileIsRefused()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    QString id;
    const auto process = slowReading(ctl, 3000, &id);
    interrupt(*process);
    COMPARE_CODE(Ctl::finish(*process, soonMs), 130);
    ctl.file(u"list.csv"_s, slowToRead(2999));
    const CtlRun resumed = ctl.run({u"resume"_s, id, u"--json"_s});
    COMPARE_CODE(resumed, 3);
    QVERIFY2(resumed.json()["reason"_L1].toString().contains("was changed"_L1), resumed.all().constData());
    QCOMPARE(ctl.users(), 0);
}

void TestSteering::aReadingCanBeCancelled()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    QString id;
    const auto process = slowReading(ctl, 3000, &id);
    COMPARE_CODE(ctl.run({u"cancel"_s, id}), 0);
    COMPARE_CODE(Ctl::finish(*process, soonMs), 3);
    QCOMPARE(ctl.stateOf(id), u"cancelled"_s);
    QCOMPARE(ctl.users(), 0);
    COMPARE_CODE(ctl.run({u"verify"_s, id}), 0);
}

QTEST_GUILESS_MAIN(TestSteering)
#include "tst_steering.moc"
