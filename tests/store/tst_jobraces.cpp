// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/store/storefixture.h"
#include "tests/support/patience.h"
#include "tests/support/servertest.h"

#include <QElapsedTimer>

#include <random>
#include <thread>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

/// Two things at once, in the order that does the most harm; and anything at all, in any order.
class TestJobRaces : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void aChunkGivenBackDuringCancelDoesNotEscapeIt();
    void aChunkClaimedDuringCancelDoesNotEscapeIt();
    void aDeadWorkersCommitIsNotOvertaken();
    void aLookUpWaitsForACommitOnItsWay();
    void aChunkAddedDuringCancelIsRefused();
    void aPauseGetsThroughABusyWriter_data() { addBothDatabases(); }
    void aPauseGetsThroughABusyWriter();
    void anythingThatHappensKeepsTheFacts_data();
    void anythingThatHappensKeepsTheFacts();
};

namespace {

/// Does something in a thread of its own and tells whether it has come to an end.
class Meanwhile
{
public:
    explicit Meanwhile(std::function<void()> act)
        : m_thread([this, act = std::move(act)] {
              act();
              m_isDone = true;
          })
    {}
    ~Meanwhile() { wait(); }
    bool isDoneWithin(int ms)
    {
        for (QElapsedTimer timer = started(); !m_isDone && timer.elapsed() < ms;)
            QTest::qSleep(5);
        return m_isDone;
    }
    void wait()
    {
        if (m_thread.joinable())
            m_thread.join();
    }

private:
    static QElapsedTimer started()
    {
        QElapsedTimer timer;
        timer.start();
        return timer;
    }
    std::atomic_bool m_isDone = false;
    std::thread m_thread;
};

} // namespace

void TestJobRaces::aChunkGivenBackDuringCancelDoesNotEscapeIt()
{
    StoreFixture f(m_server.get(), Database::PostgreSQL);
    const QUuid job = f.submit(3, 2);
    const ChunkClaim claim = f.claim(job, f.enlist());
    Transaction transaction(f.sql());
    VERIFY_OK(transaction.begin());
    VERIFY_OK(f.store().release(claim, 0ms, {}));
    Meanwhile cancel([&] { QVERIFY(valueOf(f.another()->cancel(job, {}, {}))); });
    QVERIFY(!cancel.isDoneWithin(300));
    VERIFY_OK(transaction.commit());
    cancel.wait();
    QCOMPARE(valueOf(f.store().counts(job)).cancelled, 6);
    QCOMPARE(f.broken(job), QStringList());
}

void TestJobRaces::aChunkClaimedDuringCancelDoesNotEscapeIt()
{
    StoreFixture f(m_server.get(), Database::PostgreSQL);
    const QUuid job = f.submit(3, 2);
    const QUuid worker = f.enlist();
    f.claim(job, worker);
    Transaction transaction(f.sql());
    VERIFY_OK(transaction.begin());
    const ChunkClaim claim = f.claim(job, worker);
    Meanwhile cancel([&] { QVERIFY(valueOf(f.another()->cancel(job, {}, {}))); });
    QVERIFY(!cancel.isDoneWithin(300));
    VERIFY_OK(transaction.commit());
    cancel.wait();
    QVERIFY(!f.finish(claim));
    QCOMPARE(valueOf(f.store().counts(job)).cancelled, 6);
    QCOMPARE(f.broken(job), QStringList());
}

void TestJobRaces::aDeadWorkersCommitIsNotOvertaken()
{
    StoreFixture f(m_server.get(), Database::PostgreSQL);
    const QUuid job = f.submit(1, 2);
    const ChunkClaim claim = f.claim(job, f.enlist(1min));
    const auto other = f.another();
    const QUuid worker = QUuid::createUuid();
    VERIFY_OK(other->enlist({.id = worker}, 1h));
    Transaction transaction(f.sql());
    VERIFY_OK(transaction.begin());
    QVERIFY(valueOf(f.store().holdsClaim(claim)));
    f.letPass(61s, &other->connection());
    QVERIFY(!valueOf(other->claim(job, worker, 0, false, 64)));
    QVERIFY(valueOf(f.store().record(claim, outcomeOf(claim, 0))));
    QVERIFY(!valueOf(other->claim(job, worker, 0, false, 64)));
    VERIFY_OK(transaction.commit());
    QVERIFY(!valueOf(other->claim(job, worker, 0, false, 64)));
    QCOMPARE(valueOf(other->counts(job)).succeeded, 2);
}

void TestJobRaces::aLookUpWaitsForACommitOnItsWay()
{
    StoreFixture f(m_server.get(), Database::PostgreSQL);
    const QUuid job = f.submit(1, 2);
    const ChunkClaim claim = f.claim(job, f.enlist());
    Transaction transaction(f.sql());
    VERIFY_OK(transaction.begin());
    QVERIFY(valueOf(f.store().record(claim, outcomeOf(claim, 0))));
    bool wasRecorded = false;
    Meanwhile lookUp([&] { wasRecorded = valueOf(f.another()->wasRecorded(claim)); });
    QVERIFY(!lookUp.isDoneWithin(300));
    VERIFY_OK(transaction.commit());
    lookUp.wait();
    QVERIFY(wasRecorded);
}

void TestJobRaces::aChunkAddedDuringCancelIsRefused()
{
    StoreFixture f(m_server.get(), Database::PostgreSQL);
    const QUuid job = f.create();
    Transaction transaction(f.sql());
    VERIFY_OK(transaction.begin());
    f.append(job, 2, 5);
    Meanwhile cancel([&] { QVERIFY(valueOf(f.another()->cancel(job, {}, {}))); });
    QVERIFY(!cancel.isDoneWithin(300));
    VERIFY_OK(transaction.commit());
    cancel.wait();
    QCOMPARE(valueOf(f.store().counts(job)).cancelled, 10);
    QCOMPARE(f.store().finishPlan(job).error().code, u"JOB_NOT_PENDING"_s);
    QCOMPARE(f.broken(job), QStringList());
}

void TestJobRaces::aPauseGetsThroughABusyWriter()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(1000, 1);
    std::atomic_bool isStopped = false;
    Meanwhile worker([&] {
        const auto store = f.another();
        const QUuid id = QUuid::createUuid();
        std::ignore = store->enlist({.id = id}, 1min);
        while (!isStopped) {
            const auto claim = valueOf(store->claim(job, id, 0, false, 64));
            if (!claim) {
                QTest::qSleep(1);
                continue;
            }
            Transaction transaction(store->connection());
            std::ignore = transaction.begin();
            if (valueOf(store->holdsClaim(*claim)) && valueOf(store->record(*claim, outcomeOf(*claim, 0)))) {
                QTest::qSleep(40);
                std::ignore = transaction.commit();
            }
        }
    });
    QTest::qSleep(200);
    qint64 slowest = 0;
    for (int i = 0; i < 5; ++i) {
        QElapsedTimer timer;
        timer.start();
        QVERIFY(valueOf(f.store().pause(job, {})));
        slowest = std::max(slowest, timer.restart());
        QVERIFY(valueOf(f.store().resume(job, {})));
        slowest = std::max(slowest, timer.elapsed());
        QTest::qSleep(100);
    }
    isStopped = true;
    worker.wait();
    qInfo("slowest verb: %lld ms", slowest);
    QVERIFY2(slowest < soonMs, QByteArray::number(slowest).constData()); // all the chunks take twice as long
}

void TestJobRaces::anythingThatHappensKeepsTheFacts_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<quint32>("seed");
    const bool isGiven = qEnvironmentVariableIsSet("BULKHEAD_TEST_SEED");
    for (int i = 0; i < (isGiven ? 1 : 4); ++i) {
        const quint32 seed = isGiven ? qEnvironmentVariable("BULKHEAD_TEST_SEED").toUInt() : std::random_device()();
        QTest::addRow("sqlite, seed %u", seed) << int(Database::SQLite) << seed;
        QTest::addRow("postgresql, seed %u", seed) << int(Database::PostgreSQL) << seed;
    }
}

void TestJobRaces::anythingThatHappensKeepsTheFacts()
{
    QFETCH(quint32, seed);
    StoreFixture f(m_server.get());
    std::mt19937 random(seed);
    const auto below = [&](int n) { return int(random() % quint32(n)); };
    const QUuid job = f.submit(1 + below(8), 1 + below(5), below(2));
    const qint64 total = valueOf(f.store().counts(job)).total;
    std::vector<QUuid> workers{f.enlist(), f.enlist()};
    std::vector<ChunkClaim> claims; // held, or believed to be
    qint64 settled = 0;
    for (int step = 0; step < 80; ++step) {
        QUuid &worker = workers[std::size_t(below(2))];
        const ChunkClaim *claim = claims.empty() ? nullptr : &claims[std::size_t(below(int(claims.size())))];
        switch (below(12)) {
        case 0:
        case 1:
        case 2:
        case 3:
            if (const auto next = valueOf(f.store().claim(job, worker, below(4), below(3) == 0, 1 + below(3))))
                claims.push_back(*next);
            break;
        case 4:
        case 5:
        case 6:
            if (claim)
                f.finish(*claim, below(int(claim->itemCount - claim->refused) + 1));
            break;
        case 7:
            if (claim)
                VERIFY_OK(f.store().release(*claim, 0ms, "again"));
            break;
        case 8: // the worker dies, and another one comes
            VERIFY_OK(f.sql().query("delete from " + f.table("worker") + " where id = $1::uuid", {worker}));
            worker = f.enlist();
            break;
        case 9:
            VERIFY_OK(f.store().dismiss(worker));
            worker = f.enlist();
            break;
        case 10:
            std::ignore = valueOf(below(2) ? f.store().pause(job, {}) : f.store().resume(job, {}));
            break;
        case 11:
            std::ignore = valueOf(f.store().settle(job));
            if (step > 60)
                std::ignore = valueOf(below(2) ? f.store().cancel(job, {}, {}) : f.store().stop(job, "enough"));
            break;
        }
        QCOMPARE(f.broken(job), QStringList());
        const JobCounts counts = valueOf(f.store().counts(job));
        QCOMPARE(counts.total, total);
        QVERIFY(counts.settled() >= settled && counts.settled() <= total);
        settled = counts.settled();
        QVERIFY(!isFinal(f.state(job)) || counts.open() == 0);
    }
    std::ignore = valueOf(f.store().resume(job, {}));
    while (const auto next = valueOf(f.store().claim(job, workers[0], 0, false, 64)))
        QVERIFY(f.finish(*next));
    for (const QUuid &worker : workers)
        VERIFY_OK(f.store().dismiss(worker));
    const QUuid last = f.enlist();
    while (const auto next = valueOf(f.store().claim(job, last, 0, false, 64)))
        QVERIFY(f.finish(*next));
    std::ignore = valueOf(f.store().settle(job));
    QVERIFY(isFinal(f.state(job)));
    QCOMPARE(valueOf(f.store().counts(job)).open(), 0);
    QCOMPARE(f.broken(job), QStringList());
}

QTEST_GUILESS_MAIN(TestJobRaces)
#include "tst_jobraces.moc"
