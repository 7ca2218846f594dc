// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/store/storefixture.h"
#include "tests/support/servertest.h"

#include <set>
#include <thread>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

/// Claims, leases and fences: who may work on a chunk, and what happens to those who may no longer.
class TestChunkWork : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void aClaimBringsTheWholeChunk_data() { addBothDatabases(); }
    void aClaimBringsTheWholeChunk();
    void twoWorkersNeverHoldTheSameChunk_data() { addBothDatabases(); }
    void twoWorkersNeverHoldTheSameChunk();
    void chunksAreTakenFromTheWishedOneOnAndRoundAgain_data() { addBothDatabases(); }
    void chunksAreTakenFromTheWishedOneOnAndRoundAgain();
    void inOrderOnlyTheLowestOpenChunkRuns_data() { addBothDatabases(); }
    void inOrderOnlyTheLowestOpenChunkRuns();
    void noMoreRunThanAllowedWhoeverAsks_data() { addBothDatabases(); }
    void noMoreRunThanAllowedWhoeverAsks();
    void runnableJobsComeByPriorityThenAge_data() { addBothDatabases(); }
    void runnableJobsComeByPriorityThenAge();

    void aClaimNeedsBothItsIdAndItsFence_data() { addBothDatabases(); }
    void aClaimNeedsBothItsIdAndItsFence();
    void aSettledChunkIsHeldByNobody_data() { addBothDatabases(); }
    void aSettledChunkIsHeldByNobody();
    void fencesGrowOverAllJobs_data() { addBothDatabases(); }
    void fencesGrowOverAllJobs();

    void aReleasedChunkWaitsAndIsTriedAgain_data() { addBothDatabases(); }
    void aReleasedChunkWaitsAndIsTriedAgain();
    void recordIsPartOfTheEffectsTransaction_data() { addBothDatabases(); }
    void recordIsPartOfTheEffectsTransaction();
    void anOutcomeThatDoesNotAddUpIsRefused_data() { addBothDatabases(); }
    void anOutcomeThatDoesNotAddUpIsRefused();
    void aLostAnswerIsLookedUpNotGuessed_data() { addBothDatabases(); }
    void aLostAnswerIsLookedUpNotGuessed();

    void cancelWaitsForTheChunkThatIsBeingWritten_data() { addBothDatabases(); }
    void cancelWaitsForTheChunkThatIsBeingWritten();
};

void TestChunkWork::aClaimBringsTheWholeChunk()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(2, 10, 3);
    const QUuid worker = f.enlist();
    const ChunkClaim claim = f.claim(job, worker, 1);
    QCOMPARE(claim.jobId, job);
    QCOMPARE(claim.no, 1);
    QCOMPARE(claim.firstItem, 11);
    QCOMPARE(claim.itemCount, 10);
    QCOMPARE(claim.refused, 3);
    QCOMPARE(claim.attempt, 1);
    QCOMPARE(claim.rows, QByteArray("page 1"));
    QVERIFY(!claim.claimId.isNull() && claim.fence > 0);
    QCOMPARE(f.state(job), JobState::Processing);
    const Chunk running = valueOf(f.store().chunks(job))[1];
    QCOMPARE(running.state, ChunkState::Running);
    QCOMPARE(running.failed, 3);
    QCOMPARE(running.worker, u"desk:"_s + QString::number(getpid()));
    QVERIFY(running.startedAt > 0);
    QVERIFY(f.finish(claim, 2));
    const Chunk done = valueOf(f.store().chunks(job))[1];
    QCOMPARE(done.state, ChunkState::Done);
    QCOMPARE(done.succeeded, 5);
    QCOMPARE(done.failed, 5);
    QCOMPARE(done.durationMs, 7);
}

void TestChunkWork::twoWorkersNeverHoldTheSameChunk()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(40, 1);
    std::mutex mutex;
    std::multiset<qint64> chunks;
    std::set<qint64> fences;
    std::vector<std::thread> workers;
    for (int i = 0; i < 4; ++i)
        workers.emplace_back([&] {
            const auto store = f.another();
            const QUuid worker = QUuid::createUuid();
            std::ignore = store->enlist({.id = worker}, 1min);
            while (const auto claim = valueOf(store->claim(job, worker, 0, false, 64))) {
                const std::scoped_lock lock(mutex);
                chunks.insert(claim->no);
                fences.insert(claim->fence);
            }
        });
    for (std::thread &worker : workers)
        worker.join();
    QCOMPARE(chunks.size(), 40u);
    QCOMPARE(std::set<qint64>(chunks.begin(), chunks.end()).size(), 40u);
    QCOMPARE(fences.size(), 40u);
}

void TestChunkWork::chunksAreTakenFromTheWishedOneOnAndRoundAgain()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(5, 1);
    const QUuid worker = f.enlist();
    for (const qint64 expected : {3, 4, 0, 1, 2})
        QCOMPARE(f.claim(job, worker, 3).no, expected);
    QVERIFY(!f.canClaim(job, worker));
}

void TestChunkWork::inOrderOnlyTheLowestOpenChunkRuns()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(3, 1);
    const QUuid worker = f.enlist(1h);
    const auto next = [&](qint64 from) { return valueOf(f.store().claim(job, worker, from, true, 64)); };
    for (qint64 no = 0; no < 3; ++no) {
        const auto claim = next(2);
        QVERIFY(claim.has_value());
        QCOMPARE(claim->no, no);
        QVERIFY(!next(0) && !next(1) && !next(2));
        VERIFY_OK(f.store().release(*claim, no == 1 ? 1min : 0ms, {}));
        if (no == 1) {
            QVERIFY(!next(0)); // the lowest one waits, and so do those behind it
            f.letPass(61s);
        }
        const auto again = next(0);
        QCOMPARE(again->no, no);
        QVERIFY(f.finish(*again));
    }
    QVERIFY(!next(0));
}

void TestChunkWork::noMoreRunThanAllowedWhoeverAsks()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(20, 1);
    const QUuid dead = f.enlist(1ms);
    QTest::qSleep(5);
    std::mutex mutex;
    std::vector<ChunkClaim> held;
    std::vector<std::thread> workers;
    for (int i = 0; i < 6; ++i)
        workers.emplace_back([&] {
            const auto store = f.another();
            const QUuid worker = QUuid::createUuid();
            std::ignore = store->enlist({.id = worker}, 1min);
            for (int attempt = 0; attempt < 4; ++attempt) {
                if (const auto claim = valueOf(store->claim(job, worker, 0, false, 3))) {
                    const std::scoped_lock lock(mutex);
                    held.push_back(*claim);
                }
            }
        });
    for (std::thread &worker : workers)
        worker.join();
    QCOMPARE(held.size(), 3u);
    const QUuid worker = f.enlist();
    QVERIFY(!valueOf(f.store().claim(job, worker, 0, false, 3)));
    QVERIFY(f.finish(held[0]));
    QVERIFY(valueOf(f.store().claim(job, worker, 0, false, 3)).has_value());
    // What dead workers hold does not count as running.
    VERIFY_OK(
        f.sql().query("update " + f.table("chunk") + " set worker_id = $1::uuid where state = 'running'", {dead}));
    QVERIFY(valueOf(f.store().claim(job, worker, 0, false, 1)).has_value());
    QVERIFY(!valueOf(f.store().claim(job, worker, 0, false, 1)));
}

void TestChunkWork::runnableJobsComeByPriorityThenAge()
{
    StoreFixture f(m_server.get());
    const QUuid older = f.submit(1, 1, 0, 5);
    QTest::qSleep(3);
    const QUuid newer = f.submit(1, 1, 0, 5);
    const QUuid urgent = f.submit(1, 1, 0, 10);
    f.create(10);
    for (const JobState state : {JobState::Paused, JobState::Completed, JobState::Cancelled})
        f.jobIn(state);
    std::vector<QUuid> ids;
    for (const RunnableJob &job : valueOf(f.store().runnable(10)))
        ids.push_back(job.id);
    QCOMPARE(ids, (std::vector<QUuid>{urgent, older, newer}));
    f.claim(urgent, f.enlist());
    QCOMPARE(valueOf(f.store().runnable(1)).at(0).state, JobState::Processing);
    QCOMPARE(valueOf(f.store().runnable(1)).at(0).priority, 10);
}

void TestChunkWork::aClaimNeedsBothItsIdAndItsFence()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(2, 2);
    const ChunkClaim real = f.claim(job, f.enlist());
    std::vector<ChunkClaim> forged(3, real);
    forged[0].claimId = QUuid::createUuid();
    forged[1].fence += 1;
    forged[2].no = 1;
    for (const ChunkClaim &claim : forged) {
        QVERIFY(!f.finish(claim));
        Transaction transaction(f.sql());
        VERIFY_OK(transaction.begin());
        QVERIFY(!valueOf(f.store().holdsClaim(claim)));
        QVERIFY(!valueOf(f.store().record(claim, outcomeOf(claim, 0))));
        VERIFY_OK(f.store().release(claim, 0ms, {}));
        VERIFY_OK(transaction.commit());
    }
    QVERIFY(f.finish(real));
    for (const ChunkClaim &claim : forged)
        QVERIFY(!valueOf(f.store().wasRecorded(claim)));
}

void TestChunkWork::aSettledChunkIsHeldByNobody()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(2, 2);
    const QUuid worker = f.enlist();
    const ChunkClaim done = f.claim(job, worker);
    QVERIFY(f.finish(done));
    const ChunkClaim cancelled = f.claim(job, worker);
    QVERIFY(valueOf(f.store().cancel(job, {}, {})));
    const JobCounts counts = valueOf(f.store().counts(job));
    for (const ChunkClaim &claim : {done, cancelled}) {
        Transaction transaction(f.sql());
        VERIFY_OK(transaction.begin());
        QVERIFY(!valueOf(f.store().holdsClaim(claim)));
        QVERIFY(!valueOf(f.store().record(claim, outcomeOf(claim, 1))));
        VERIFY_OK(transaction.commit());
        QCOMPARE(valueOf(f.store().counts(job)), counts);
    }
    QCOMPARE(f.broken(job), QStringList());
}

void TestChunkWork::fencesGrowOverAllJobs()
{
    StoreFixture f(m_server.get());
    const QUuid worker = f.enlist();
    qint64 last = 0;
    for (int i = 0; i < 3; ++i) {
        const QUuid job = f.submit(1, 1);
        for (int attempt = 0; attempt < 3; ++attempt) {
            const ChunkClaim claim = f.claim(job, worker);
            QVERIFY(claim.fence > last);
            last = claim.fence;
            VERIFY_OK(f.store().release(claim, 0ms, {}));
        }
        QVERIFY(valueOf(f.store().cancel(job, {}, {})));
        QVERIFY(valueOf(f.store().remove(job)));
    }
}

void TestChunkWork::aReleasedChunkWaitsAndIsTriedAgain()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(1, 1);
    const QUuid worker = f.enlist(1h);
    const ChunkClaim first = f.claim(job, worker);
    VERIFY_OK(f.store().release(first, 1min, {"the server said %1", {u"40P01"_s}}));
    QVERIFY(!f.finish(first));
    QVERIFY(!f.canClaim(job, worker));
    f.letPass(61s);
    const ChunkClaim second = f.claim(job, worker);
    QCOMPARE(second.attempt, 2);
    QVERIFY(second.fence > first.fence);
    const auto events = valueOf(f.store().events(job, 0, 100));
    QCOMPARE(events.back().kind, u"chunk_retried"_s);
    QCOMPARE(Text::fromJson(events.back().detail[u"reason"]).toEnglish(), u"the server said 40P01"_s);
}

void TestChunkWork::recordIsPartOfTheEffectsTransaction()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(1, 3);
    const ChunkClaim claim = f.claim(job, f.enlist());
    QCOMPARE(f.store().record(claim, outcomeOf(claim, 1)).error().code, u"NO_TRANSACTION"_s);
    const QStringList before = f.log(job);
    {
        Transaction transaction(f.sql());
        VERIFY_OK(transaction.begin());
        QVERIFY(valueOf(f.store().record(claim, outcomeOf(claim, 1))));
    }
    QCOMPARE(f.log(job), before);
    QCOMPARE(valueOf(f.store().counts(job)), JobCounts{.total = 3});
    QCOMPARE(valueOf(f.store().failureCount({.jobId = job})), 0);
    QCOMPARE(valueOf(f.store().chunkResults(job, 0)), QByteArray());
    QVERIFY(f.finish(claim, 1));
}

void TestChunkWork::anOutcomeThatDoesNotAddUpIsRefused()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(1, 5, 1);
    const ChunkClaim claim = f.claim(job, f.enlist());
    for (const qint64 succeeded : {3, 5}) {
        Transaction transaction(f.sql());
        VERIFY_OK(transaction.begin());
        QCOMPARE(f.store().record(claim, {.succeeded = succeeded}).error().code, u"COUNTS_DIFFER"_s);
    }
    Transaction transaction(f.sql());
    VERIFY_OK(transaction.begin());
    QVERIFY(
        valueOf(f.store().record(claim, {.succeeded = 1, .skipped = 1, .cancelled = 1, .unknown = 1, .results = "r"})));
    VERIFY_OK(transaction.commit());
    QCOMPARE(valueOf(f.store().counts(job)),
             (JobCounts{.total = 5, .succeeded = 1, .failed = 1, .skipped = 1, .cancelled = 1, .unknown = 1}));
}

void TestChunkWork::aLostAnswerIsLookedUpNotGuessed()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(2, 1);
    const QUuid worker = f.enlist();
    const ChunkClaim claim = f.claim(job, worker);
    QVERIFY(!valueOf(f.store().wasRecorded(claim)));
    QVERIFY(f.finish(claim));
    QVERIFY(valueOf(f.another()->wasRecorded(claim)));
    const ChunkClaim other = f.claim(job, worker);
    QVERIFY(valueOf(f.store().cancel(job, {}, {})));
    QVERIFY(!valueOf(f.store().wasRecorded(other)));
    QVERIFY(valueOf(f.store().wasRecorded(claim)));
}

void TestChunkWork::cancelWaitsForTheChunkThatIsBeingWritten()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(5, 10);
    const QUuid worker = f.enlist();
    const ChunkClaim writing = f.claim(job, worker);
    const ChunkClaim idle = f.claim(job, worker);
    Transaction transaction(f.sql());
    VERIFY_OK(transaction.begin());
    QVERIFY(valueOf(f.store().holdsClaim(writing)));
    std::atomic_bool isCancelled = false;
    std::thread canceller([&] {
        const auto store = f.another();
        isCancelled = valueOf(store->cancel(job, u"anna"_s, {}));
    });
    QTest::qSleep(300);
    QVERIFY(!isCancelled);
    QVERIFY(valueOf(f.store().record(writing, outcomeOf(writing, 0))));
    VERIFY_OK(transaction.commit());
    canceller.join();
    QVERIFY(isCancelled);
    QVERIFY(valueOf(f.store().wasRecorded(writing)));
    QVERIFY(!f.finish(idle));
    QCOMPARE(valueOf(f.store().counts(job)), (JobCounts{.total = 50, .succeeded = 10, .cancelled = 40}));
    QCOMPARE(f.broken(job), QStringList());
}

QTEST_GUILESS_MAIN(TestChunkWork)
#include "tst_chunkwork.moc"
