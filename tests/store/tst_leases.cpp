// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/store/storefixture.h"
#include "tests/support/servertest.h"

#include <QProcess>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 noProcess = 5'000'000; ///< Linux counts them up to 2^22

} // namespace

/// Who counts as alive, and what becomes of the chunks of who does not, on both databases.
class TestLeases : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void anExpiredLeaseIsTakenUpWithAHigherFence_data() { addBothDatabases(); }
    void anExpiredLeaseIsTakenUpWithAHigherFence();
    void aLostLeaseCannotCommit_data() { addBothDatabases(); }
    void aLostLeaseCannotCommit();
    void whoComesBackStartsWithNothing_data() { addBothDatabases(); }
    void whoComesBackStartsWithNothing();
    void aBeatKeepsTheLeaseButNeverRevivesIt_data() { addBothDatabases(); }
    void aBeatKeepsTheLeaseButNeverRevivesIt();
    void aKilledNeighbourIsFoundAtOnce_data() { addBothDatabases(); }
    void aKilledNeighbourIsFoundAtOnce();
    void aDismissedWorkerGivesItsChunksBack_data() { addBothDatabases(); }
    void aDismissedWorkerGivesItsChunksBack();
    void whoIsNotEnlistedGetsNothing_data() { addBothDatabases(); }
    void whoIsNotEnlistedGetsNothing();
};

void TestLeases::anExpiredLeaseIsTakenUpWithAHigherFence()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(1, 5);
    const QUuid slow = f.enlist(1min);
    const QUuid other = f.enlist(1h);
    const ChunkClaim first = f.claim(job, slow);
    QVERIFY(!f.canClaim(job, other));
    f.letPass(61s);
    const ChunkClaim second = f.claim(job, other);
    QCOMPARE(second.no, first.no);
    QCOMPARE(second.attempt, 2);
    QVERIFY(second.fence > first.fence);
    QVERIFY(second.claimId != first.claimId);
    const JobEvent event = valueOf(f.store().events(job, 0, 100)).back();
    QCOMPARE(event.kind, u"lease_expired"_s);
    QCOMPARE(event.detail[u"worker"].toString(), slow.toString(QUuid::WithoutBraces));
}

void TestLeases::aLostLeaseCannotCommit()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(1, 5);
    const ChunkClaim lost = f.claim(job, f.enlist(1min));
    f.letPass(61s);
    const ChunkClaim held = f.claim(job, f.enlist());
    const JobCounts before = valueOf(f.store().counts(job));
    {
        Transaction transaction(f.sql());
        VERIFY_OK(transaction.begin());
        QVERIFY(!valueOf(f.store().holdsClaim(lost)));
        QVERIFY(!valueOf(f.store().record(lost, outcomeOf(lost, 1))));
        VERIFY_OK(transaction.commit()); // even so nothing of it may be there
    }
    QCOMPARE(valueOf(f.store().counts(job)), before);
    QCOMPARE(valueOf(f.store().failureCount({.jobId = job})), 0);
    QVERIFY(!valueOf(f.store().wasRecorded(lost)));
    VERIFY_OK(f.store().release(lost, 0ms, {}));
    QVERIFY(!f.log(job).contains(u"chunk_retried"_s));
    QVERIFY(f.finish(held));
    QVERIFY(!valueOf(f.store().wasRecorded(lost)));
    QVERIFY(valueOf(f.store().wasRecorded(held)));
    QVERIFY(!f.finish(held));
    QCOMPARE(f.log(job).count(u"chunk_done"_s), 1);
}

void TestLeases::whoComesBackStartsWithNothing()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(1, 2);
    const QUuid worker = f.enlist(1min);
    const ChunkClaim forgotten = f.claim(job, worker);
    f.letPass(61s);
    VERIFY_OK(f.store().enlist({.id = worker, .host = u"desk"_s, .pid = getpid()}, 1min));
    QVERIFY(!f.finish(forgotten));
    QCOMPARE(f.claim(job, f.enlist()).no, forgotten.no); // and is not kept from others by the new lease
}

void TestLeases::aBeatKeepsTheLeaseButNeverRevivesIt()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(2, 1);
    const QUuid worker = f.enlist(1min);
    const QUuid other = f.enlist(1h);
    f.claim(job, worker);
    f.claim(job, other);
    for (int i = 0; i < 4; ++i) {
        f.letPass(25s);
        QCOMPARE(valueOf(f.store().beat(worker, 1min)).leaseMs, 60'000);
    }
    QVERIFY(!f.canClaim(job, other));
    f.letPass(61s);
    QCOMPARE(valueOf(f.store().beat(worker, 1min)).leaseMs, 0);
    QVERIFY(f.canClaim(job, other));
    // By itself too: the database's clock goes on.
    const QUuid brief = f.enlist();
    QCOMPARE(valueOf(f.store().beat(brief, 1ms)).leaseMs, 1);
    QTest::qSleep(10);
    QCOMPARE(valueOf(f.store().beat(brief, 1min)).leaseMs, 0);
    QCOMPARE(f.store().claim(job, worker, 0, false, 64).error().code, u"LEASE_LOST"_s);
    QCOMPARE(valueOf(f.store().beat(QUuid::createUuid(), 1min)).leaseMs, 0);
}

void TestLeases::aKilledNeighbourIsFoundAtOnce()
{
    StoreFixture f(m_server.get());
    QProcess process;
    process.start(u"sleep"_s, {u"60"_s});
    QVERIFY(process.waitForStarted());
    const QUuid job = f.submit(2, 1);
    const QUuid doomed = QUuid::createUuid();
    VERIFY_OK(f.store().enlist({.id = doomed, .host = u"desk"_s, .pid = process.processId()}, 1min));
    const QUuid stranger = QUuid::createUuid();
    VERIFY_OK(f.store().enlist({.id = stranger, .host = u"another desk"_s, .pid = process.processId()}, 1min));
    f.claim(job, doomed);
    f.claim(job, stranger);
    const QUuid alive = f.enlist();
    QVERIFY(!f.canClaim(job, alive)); // both count as alive still
    process.kill();
    QVERIFY(process.waitForFinished());
    QCOMPARE(valueOf(f.store().beat(alive, 1min)).leaseMs, 60'000);
    QVERIFY(f.canClaim(job, alive));
    QVERIFY(!f.canClaim(job, alive)); // nothing is known of processes on another machine
    QCOMPARE(valueOf(f.store().beat(stranger, 1min)).leaseMs, 60'000);
    // Enlisting looks too.
    const QUuid late = QUuid::createUuid();
    VERIFY_OK(f.store().enlist({.id = late, .host = u"desk"_s, .pid = process.processId() == 0 ? noProcess : 0}, 1min));
    f.enlist();
    QCOMPARE(valueOf(f.store().beat(late, 1min)).leaseMs, 0);
}

void TestLeases::aDismissedWorkerGivesItsChunksBack()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(3, 1);
    const QUuid worker = f.enlist();
    QVERIFY(f.finish(f.claim(job, worker)));
    const ChunkClaim given = f.claim(job, worker);
    VERIFY_OK(f.store().dismiss(worker));
    QVERIFY(!f.finish(given));
    const QUuid other = f.enlist();
    QCOMPARE(f.claim(job, other).no, given.no);
    QCOMPARE(f.log(job).count(u"chunk_released"_s), 1);
    QVERIFY(!f.log(job).contains(u"lease_expired"_s));
}

void TestLeases::whoIsNotEnlistedGetsNothing()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(1, 1);
    QCOMPARE(f.store().claim(job, QUuid::createUuid(), 0, false, 64).error().code, u"LEASE_LOST"_s);
    QCOMPARE(f.state(job), JobState::Queued);
}

QTEST_GUILESS_MAIN(TestLeases)
#include "tst_leases.moc"
