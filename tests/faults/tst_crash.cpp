// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/faults/killedjob.h"
#include "tests/support/patience.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QThread>

#include <csignal>

using namespace Qt::Literals::StringLiterals;
using namespace bulkhead;
using namespace bulkhead::test;

/// Killed at any moment, by any means: nothing lost, nothing done twice.
///
/// Each case runs real processes of bulkheadctl against a table without its unique index, so that nothing
/// but the engine itself keeps a row from being added twice, and counts each insert in a ledger that a
/// trigger writes. BULKHEAD_KILLS (40 a database) makes it longer, BULKHEAD_SEED repeats a run.
class TestCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void everyKillIsSurvived_data() { addBothDatabases(); }
    void everyKillIsSurvived();
    void aRunnerThatSleptCannotDouble_data() { addBothDatabases(); }
    void aRunnerThatSleptCannotDouble();
    void aReaderThatSleptCannotSpoilTheList_data() { addBothDatabases(); }
    void aReaderThatSleptCannotSpoilTheList();
    void brokenSessionsAreRiddenOut();
    void aCrashOfTheServerIsRiddenOut();

private:
    std::unique_ptr<PostgresServer> m_server;
    QRandomGenerator m_random;
};

namespace {

constexpr int leaseMs = 6000; ///< Runner::Options
constexpr int mostJobs = 100;

/// A job's worth of people: some rows bad, the first ones with a password so that reading takes a while.
struct List
{
    QByteArray prefix;
    int rows = 0;
    int passwords = 0;

    static bool isBad(int row) { return row % 97 == 0; }
    int bad() const { return rows / 97; }
    int good() const { return rows - bad(); }
    QByteArray csv() const
    {
        QByteArray text = "email,name,password,password_hash\n";
        for (int row = 1; row <= rows; ++row) {
            const QByteArray number = QByteArray::number(row);
            text += prefix + number + (isBad(row) ? "@" : "@example.org") + ",Person " + number +
                    (row <= passwords ? ",Some-long-word," : ",,given") + "\n";
        }
        return text;
    }
};

void keepLedger(const Ctl &ctl)
{
    ctl.execute("drop index users_email_key");
    ctl.execute("create table ledger (email text not null)");
    if (ctl.kind() == Database::SQLite)
        ctl.execute("create trigger ledger after insert on users begin insert into ledger values (new.email); end");
    else
        ctl.execute("create function enter() returns trigger language plpgsql as"
                    " $$ begin insert into ledger values (new.email); return null; end $$;"
                    "create trigger ledger after insert on users for each row execute function enter()");
}

QStringList submission(const Ctl &ctl, const List &list)
{
    return {u"submit"_s,
            u"users.create"_s,
            u"--json"_s,
            u"--csv"_s,
            ctl.file(QString::fromLatin1(list.prefix) + u".csv"_s, list.csv()),
            u"--chunk-size"_s,
            u"100"_s,
            u"--concurrency"_s,
            u"4"_s};
}

QByteArray of(const QString &job)
{
    return " where cast(job_id as text) = '" + job.toUtf8() + "'";
}

/// What is wrong with the end of this job; empty when all is as it must be.
QByteArray faultsOf(const Ctl &ctl, const QString &id, const List &list)
{
    const QByteArray mine = " where email like '" + list.prefix + "%'";
    QByteArray faults;
    const auto expect = [&](const char *what, qint64 found, qint64 expected) {
        faults += unlessSame(what, found, expected);
    };
    const QJsonObject job = ctl.job(id);
    expect("total", job["total"_L1].toInt(), list.rows);
    expect("succeeded", job["succeeded"_L1].toInt(), list.good());
    expect("failed", job["failed"_L1].toInt(), list.bad());
    for (const auto none : {"skipped"_L1, "cancelled"_L1, "unknown"_L1})
        expect(none.data(), job[none].toInt(), 0);
    expect("users", ctl.number("select count(*) from users" + mine), list.good());
    expect("different users", ctl.number("select count(distinct email) from users" + mine), list.good());
    expect("inserts", ctl.number("select count(*) from ledger" + mine), list.good());
    return faultsWithLog(ctl, id, faults);
}

} // namespace

void TestCrash::initTestCase()
{
    m_random.seed(printedSeed());
    QString whyNot;
    m_server = PostgresServer::start(&whyNot);
    QVERIFY2(m_server, qPrintable(whyNot));
}

void TestCrash::everyKillIsSurvived()
{
    bool given = false;
    int target = qEnvironmentVariableIntValue("BULKHEAD_KILLS", &given);
    target = given ? target : 40;
    const Ctl ctl(currentDatabase(), m_server.get());
    keepLedger(ctl);
    ctl.slowDown(ctl.kind() == Database::SQLite ? 2 : 60);
    // The suite is for every day: on a slow machine it makes fewer kills, and says how many.
    const QDeadlineTimer enough(given ? QDeadlineTimer(QDeadlineTimer::Forever) : QDeadlineTimer(45'000));
    QElapsedTimer clock;
    clock.start();
    int kills = 0;
    int jobs = 0;
    KillTally tally;
    // A proof that never met the moments it is about proves nothing: then it goes on.
    const auto isProven = [&] { return kills < 12 || (tally.reading > 0 && tally.working > 0); };
    while (jobs < mostJobs && ((kills < target && !enough.hasExpired()) || !isProven())) {
        const List list{.prefix = "job" + QByteArray::number(++jobs) + "x", .rows = 2000, .passwords = 16};
        const KilledJob::Rules rules{.submission = submission(ctl, list),
                                     .endsWith = 4,
                                     .faultsOf = [&](const QString &id) { return faultsOf(ctl, id, list); }};
        const int most = kills < target ? std::min(target, kills + 12) : kills + 12;
        const QByteArray faults = KilledJob(ctl, rules, m_random).run(most, &kills, &tally);
        QVERIFY2(faults.isEmpty(), faults.constData());
    }
    qInfo("%d kills of %d jobs in %lld s: %s", kills, jobs, clock.elapsed() / 1000, tally.toText().constData());
    QVERIFY(isProven());
}

/// A runner that sleeps past its lease, in the middle of its chunks, while another takes them over.
void TestCrash::aRunnerThatSleptCannotDouble()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    keepLedger(ctl);
    ctl.slowDown(ctl.kind() == Database::SQLite ? 50 : 800);
    const List list{.prefix = "p", .rows = 2000, .passwords = 0};
    const auto sleeper = ctl.start(submission(ctl, list));
    // When it has chunks in its hands.
    QVERIFY(waitUntil([&] { return ctl.users() > 0 && chunksIn(ctl, ctl.newestJob(), "running") > 0; }));
    const QString id = ctl.newestJob();
    ::kill(pid_t(sleeper->processId()), SIGSTOP);
    QThread::msleep(leaseMs + 1000);
    const auto second = ctl.start({u"resume"_s, id, u"--json"_s});
    QThread::msleep(1500);
    ::kill(pid_t(sleeper->processId()), SIGCONT);
    ctl.speedUp();
    const CtlRun first = Ctl::finish(*sleeper);
    const CtlRun other = Ctl::finish(*second);
    QVERIFY2(first.code == 4, first.all().constData());
    QVERIFY2(other.code == 4, other.all().constData());
    const QByteArray faults = faultsOf(ctl, id, list);
    QVERIFY2(faults.isEmpty(), faults.constData());
}

/// A program that sleeps past its lease near the end of reading, while another starts the reading over.
void TestCrash::aReaderThatSleptCannotSpoilTheList()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    keepLedger(ctl);
    List list{.prefix = {}, .rows = 200, .passwords = 200};
    std::unique_ptr<QProcess> sleeper;
    QString id;
    // We may be too late for this moment ourselves: then it is another list's.
    for (int attempt = 0; attempt < 10 && (id.isEmpty() || ctl.stateOf(id) != "pending"_L1); ++attempt) {
        list.prefix = "p" + QByteArray::number(attempt) + "x";
        QStringList order = submission(ctl, list);
        order.replaceInStrings(u"100"_s, u"10"_s);
        const QString before = ctl.newestJob();
        sleeper = ctl.start(order);
        QVERIFY(waitUntil([&] { return ctl.newestJob() != before; }, patienceMs));
        id = ctl.newestJob();
        const auto read = [&] { return ctl.number("select count(*) from " + ctl.table("chunk") + of(id)); };
        QVERIFY(waitUntil([&] { return read() >= list.rows / 10 * 3 / 4; }, 5 * patienceMs));
        ::kill(pid_t(sleeper->processId()), SIGSTOP);
    }
    QCOMPARE(ctl.stateOf(id), u"pending"_s);
    QThread::msleep(leaseMs + 500);
    const auto second = ctl.start({u"resume"_s, id, u"--json"_s});
    // It forgets what was read and begins anew.
    QVERIFY(waitUntil([&] { return chunksIn(ctl, id, "ready") < list.rows / 10 / 2; }));
    ::kill(pid_t(sleeper->processId()), SIGCONT);
    const CtlRun first = Ctl::finish(*sleeper);
    const CtlRun other = Ctl::finish(*second);
    const QByteArray faults = faultsOf(ctl, id, list);
    QVERIFY2(faults.isEmpty(), faults.constData());
    QVERIFY2(first.code == 4, first.all().constData());
    QVERIFY2(other.code == 4, other.all().constData());
}

void TestCrash::brokenSessionsAreRiddenOut()
{
    const Ctl ctl(Database::PostgreSQL, m_server.get());
    keepLedger(ctl);
    ctl.slowDown(500);
    const List list{.prefix = "p", .rows = 4000, .passwords = 0};
    const auto process = ctl.start(submission(ctl, list));
    QVERIFY(waitUntil([&] { return ctl.users() > 0; }));
    qint64 broken = 0;
    for (int i = 0; i < 5; ++i) {
        broken += ctl.number("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                             " where datname = current_database() and pid <> pg_backend_pid()");
        QThread::msleep(ulong(m_random.bounded(100, 500)));
    }
    QVERIFY(broken >= 3);
    ctl.speedUp();
    const CtlRun run = Ctl::finish(*process);
    QVERIFY2(run.code == 4, (QByteArray::number(run.code) + run.all()).constData());
    const QByteArray faults = faultsOf(ctl, ctl.newestJob(), list);
    QVERIFY2(faults.isEmpty(), faults.constData());
}

void TestCrash::aCrashOfTheServerIsRiddenOut()
{
    QString whyNot;
    const auto server = PostgresServer::start(&whyNot, true);
    QVERIFY2(server, qPrintable(whyNot));
    if (!server->isOurs())
        QSKIP("a server of somebody else is not crashed");
    const Ctl ctl(Database::PostgreSQL, server.get());
    keepLedger(ctl);
    ctl.slowDown(500);
    const List list{.prefix = "p", .rows = 4000, .passwords = 0};
    const auto process = ctl.start(submission(ctl, list));
    for (int i = 0; i < 2; ++i) {
        const qint64 before = ctl.users();
        QVERIFY(waitUntil([&] { return ctl.users() > before; }));
        ctl.disconnect();
        QVERIFY(server->crash());
        QThread::msleep(ulong(m_random.bounded(200, 1500)));
        QVERIFY2(server->launch(&whyNot), qPrintable(whyNot));
    }
    ctl.speedUp();
    const CtlRun run = Ctl::finish(*process);
    QVERIFY2(run.code == 4, (QByteArray::number(run.code) + run.all()).constData());
    const QByteArray faults = faultsOf(ctl, ctl.newestJob(), list);
    QVERIFY2(faults.isEmpty(), faults.constData());
}

QTEST_GUILESS_MAIN(TestCrash)
#include "tst_crash.moc"
