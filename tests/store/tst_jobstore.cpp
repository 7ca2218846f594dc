// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/store/storefixture.h"
#include "tests/support/servertest.h"

#include <thread>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

/// Planning, verbs and looking: what holds on both databases alike.
class TestJobStore : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void aJobComesBackAsItWasGiven_data() { addBothDatabases(); }
    void aJobComesBackAsItWasGiven();
    void everyVerbObeysTheTableOfTransitions_data();
    void everyVerbObeysTheTableOfTransitions();
    void aWholeLifeIsLogged_data() { addBothDatabases(); }
    void aWholeLifeIsLogged();
    void theEndSaysWhatBecameOfTheRows_data();
    void theEndSaysWhatBecameOfTheRows();
    void anOpenChunkKeepsTheJobOpen_data() { addBothDatabases(); }
    void anOpenChunkKeepsTheJobOpen();
    void anEmptyJobCompletes_data() { addBothDatabases(); }
    void anEmptyJobCompletes();
    void onlyOneOfTwoSettlersEndsAJob_data() { addBothDatabases(); }
    void onlyOneOfTwoSettlersEndsAJob();

    void aPlanCanBeReadAgainFromTheStart_data() { addBothDatabases(); }
    void aPlanCanBeReadAgainFromTheStart();
    void nothingIsAddedToAJobThatIsNotPending_data() { addBothDatabases(); }
    void nothingIsAddedToAJobThatIsNotPending();
    void aPageIsKeptWithItsRefusedRowsOrNotAtAll_data() { addBothDatabases(); }
    void aPageIsKeptWithItsRefusedRowsOrNotAtAll();
    void aPlanIsAdoptedOnlyWhenItsPlannerIsGone_data() { addBothDatabases(); }
    void aPlanIsAdoptedOnlyWhenItsPlannerIsGone();

    void cancelEndsOpenChunksAndKeepsWhatIsDone_data() { addBothDatabases(); }
    void cancelEndsOpenChunksAndKeepsWhatIsDone();
    void removeLeavesNothingButTheChildren_data() { addBothDatabases(); }
    void removeLeavesNothingButTheChildren();
    void verbsJoinATransactionThatIsOpen_data() { addBothDatabases(); }
    void verbsJoinATransactionThatIsOpen();

    void openRefusesADatabaseWithoutTables_data() { addBothDatabases(); }
    void openRefusesADatabaseWithoutTables();
};

namespace {

constexpr std::array allStates{JobState::Pending,   JobState::Queued,  JobState::Processing, JobState::Paused,
                               JobState::Completed, JobState::Partial, JobState::Failed,     JobState::Cancelled};

/// What is done to a job, and the state it leads to where the table has that event.
struct Verb
{
    const char *event;
    JobState to;
    std::function<bool(StoreFixture &, const QUuid &)> act;
};

const std::vector<Verb> &verbs()
{
    static const std::vector<Verb> all{
        {"queued", JobState::Queued, [](StoreFixture &f, const QUuid &job) { return f.store().finishPlan(job).ok(); }},
        {"started", JobState::Processing,
         [](StoreFixture &f, const QUuid &job) { return f.canClaim(job, f.enlist()); }},
        {"paused", JobState::Paused,
         [](StoreFixture &f, const QUuid &job) { return valueOf(f.store().pause(job, u"anna"_s)); }},
        {"resumed", JobState::Queued,
         [](StoreFixture &f, const QUuid &job) { return valueOf(f.store().resume(job, u"anna"_s)); }},
        {"cancelled", JobState::Cancelled,
         [](StoreFixture &f, const QUuid &job) { return valueOf(f.store().cancel(job, u"anna"_s, "why")); }},
        {"failed", JobState::Failed,
         [](StoreFixture &f, const QUuid &job) { return valueOf(f.store().stop(job, "too many errors")); }},
        {"completed", JobState::Completed,
         [](StoreFixture &f, const QUuid &job) {
             std::ignore = f.sql().script("update " + f.table("chunk") + " set state = 'done', succeeded = item_count");
             return valueOf(f.store().settle(job));
         }},
    };
    return all;
}

} // namespace

void TestJobStore::aJobComesBackAsItWasGiven()
{
    StoreFixture f(m_server.get());
    const QUuid parent = f.create();
    const qint64 before = QDateTime::currentMSecsSinceEpoch();
    const QUuid id = f.create(9, parent);
    const Job job = *valueOf(f.store().job(id));
    QCOMPARE(job.id, id);
    QCOMPARE(job.operation, u"users.create"_s);
    QCOMPARE(job.operationVersion, 3);
    QCOMPARE(job.spec, (QJsonObject{{u"chunkSize"_s, 2}, {u"text"_s, u"Жук \u0000 \"x\""_s}}));
    QCOMPARE(job.state, JobState::Pending);
    QVERIFY(job.reason.isEmpty());
    QCOMPARE(job.sourceName, u"people.csv"_s);
    QCOMPARE(job.actor, u"anna"_s);
    QCOMPARE(job.host, u"desk"_s);
    QCOMPARE(job.priority, 9);
    QCOMPARE(job.parentId, parent);
    QVERIFY(qAbs(job.createdAt - before) < 5000);
    QCOMPARE(job.startedAt, 0);
    QCOMPARE(job.completedAt, 0);
    QCOMPARE(job.counts, JobCounts{});
    QVERIFY(!valueOf(f.store().job(QUuid::createUuid())).has_value());
    QVERIFY(!f.store().createJob({.id = id, .operation = u"x"_s}).ok());
    QVERIFY(!f.store().createJob({.id = QUuid::createUuid(), .operation = u"x"_s, .priority = 11}).ok());
}

void TestJobStore::everyVerbObeysTheTableOfTransitions_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("from");
    for (const Database kind : {Database::SQLite, Database::PostgreSQL}) {
        for (const JobState from : allStates)
            QTest::addRow("%s, %s", kind == Database::SQLite ? "sqlite" : "postgresql", qPrintable(jobStateName(from)))
                << int(kind) << int(from);
    }
}

void TestJobStore::everyVerbObeysTheTableOfTransitions()
{
    QFETCH(int, from);
    const JobState start = JobState(from);
    StoreFixture f(m_server.get());
    for (const Verb &verb : verbs()) {
        const QUuid job = f.jobIn(start);
        QCOMPARE(f.state(job), start);
        const QStringList before = f.log(job);
        const bool isInTable = std::ranges::any_of(jobTransitions(), [&](const JobTransition &t) {
            return t.from == start && t.to == verb.to && qstrcmp(t.event, verb.event) == 0;
        });
        const bool hasActed = verb.act(f, job);
        const QByteArray what = QByteArray(verb.event) + " from " + jobStateName(start).toLatin1();
        QVERIFY2(hasActed == isInTable, what.constData());
        QCOMPARE(f.state(job), isInTable ? verb.to : start);
        QCOMPARE(f.log(job), isInTable ? before + QStringList{QString::fromLatin1(verb.event)} : before);
        QCOMPARE(valueOf(f.store().job(job))->completedAt > 0, isFinal(f.state(job)));
    }
}

void TestJobStore::aWholeLifeIsLogged()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(3, 10);
    const QUuid worker = f.enlist();
    QVERIFY(f.finish(f.claim(job, worker)));
    QVERIFY(valueOf(f.store().pause(job, u"boris"_s)));
    QVERIFY(!f.canClaim(job, worker));
    QVERIFY(valueOf(f.store().resume(job, u"boris"_s)));
    const ChunkClaim second = f.claim(job, worker);
    VERIFY_OK(f.store().release(second, 0ms, "deadlock"));
    QVERIFY(f.finish(f.claim(job, worker)));
    QVERIFY(f.finish(f.claim(job, worker)));
    QVERIFY(valueOf(f.store().settle(job)));
    QCOMPARE(f.log(job),
             (QStringList{u"submitted"_s, u"queued"_s, u"started"_s, u"chunk_done"_s, u"paused"_s, u"resumed"_s,
                          u"started"_s, u"chunk_retried"_s, u"chunk_done"_s, u"chunk_done"_s, u"completed"_s}));
    const auto events = valueOf(f.store().events(job, 0, 100));
    QCOMPARE(events[0].detail[u"actor"].toString(), u"anna"_s);
    QCOMPARE(events[4].detail[u"actor"].toString(), u"boris"_s);
    QCOMPARE(Text::fromJson(events[7].detail[u"reason"]).toEnglish(), u"deadlock"_s);
    QVERIFY(events[0].at > 1'700'000'000'000 && events[0].at <= events[10].at);
    QCOMPARE(valueOf(f.store().events(job, events[8].id, 1)).at(0).id, events[9].id);
    const Job done = *valueOf(f.store().job(job));
    QVERIFY(done.startedAt >= done.createdAt && done.completedAt >= done.startedAt);
    QCOMPARE(f.broken(job), QStringList());
}

void TestJobStore::theEndSaysWhatBecameOfTheRows_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("refused");
    QTest::addColumn<int>("failing");
    QTest::addColumn<qint64>("unknown");
    QTest::addColumn<int>("end");
    for (const Database kind : {Database::SQLite, Database::PostgreSQL}) {
        const char *name = kind == Database::SQLite ? "sqlite" : "postgresql";
        QTest::addRow("%s, all good", name) << int(kind) << 0 << 0 << 0LL << int(JobState::Completed);
        QTest::addRow("%s, some failed", name) << int(kind) << 0 << 3 << 0LL << int(JobState::Partial);
        QTest::addRow("%s, some refused", name) << int(kind) << 1 << 0 << 0LL << int(JobState::Partial);
        QTest::addRow("%s, some unknown", name) << int(kind) << 0 << 0 << 1LL << int(JobState::Partial);
        QTest::addRow("%s, all failed", name) << int(kind) << 1 << 3 << 0LL << int(JobState::Failed);
        QTest::addRow("%s, all refused", name) << int(kind) << 4 << 0 << 0LL << int(JobState::Failed);
    }
}

void TestJobStore::theEndSaysWhatBecameOfTheRows()
{
    QFETCH(int, refused);
    QFETCH(int, failing);
    QFETCH(qint64, unknown);
    QFETCH(int, end);
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(1, 4, refused);
    const ChunkClaim claim = f.claim(job, f.enlist());
    QCOMPARE(claim.refused, refused);
    ChunkOutcome outcome = outcomeOf(claim, failing);
    outcome.succeeded -= unknown;
    outcome.unknown = unknown;
    Transaction transaction(f.sql());
    VERIFY_OK(transaction.begin());
    QVERIFY(valueOf(f.store().record(claim, outcome)));
    VERIFY_OK(transaction.commit());
    QVERIFY(valueOf(f.store().settle(job)));
    const Job done = *valueOf(f.store().job(job));
    QCOMPARE(int(done.state), end);
    QCOMPARE(done.reason.isEmpty(), done.state != JobState::Failed);
    QCOMPARE(done.counts, (JobCounts{.total = 4,
                                     .succeeded = 4 - refused - failing - unknown,
                                     .failed = refused + failing,
                                     .unknown = unknown}));
    QCOMPARE(f.broken(job), QStringList());
}

void TestJobStore::anOpenChunkKeepsTheJobOpen()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(2, 2);
    const QUuid worker = f.enlist();
    QVERIFY(!valueOf(f.store().settle(job)));
    QVERIFY(f.finish(f.claim(job, worker)));
    QVERIFY(!valueOf(f.store().settle(job)));
    const ChunkClaim last = f.claim(job, worker);
    QVERIFY(!valueOf(f.store().settle(job)));
    QVERIFY(valueOf(f.store().pause(job, {})));
    QVERIFY(f.finish(last));
    QVERIFY(valueOf(f.store().settle(job)));
    QVERIFY(!valueOf(f.store().settle(job)));
    QCOMPARE(f.state(job), JobState::Completed);
}

void TestJobStore::anEmptyJobCompletes()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.create();
    QVERIFY(!valueOf(f.store().settle(job)));
    VERIFY_OK(f.store().finishPlan(job));
    QVERIFY(valueOf(f.store().settle(job)));
    QCOMPARE(f.state(job), JobState::Completed);
    QCOMPARE(f.broken(job), QStringList());
}

void TestJobStore::onlyOneOfTwoSettlersEndsAJob()
{
    StoreFixture f(m_server.get());
    for (int round = 0; round < 5; ++round) {
        const QUuid job = f.submit(1, 1);
        QVERIFY(f.finish(f.claim(job, f.enlist())));
        std::atomic_int ended = 0;
        std::vector<std::thread> settlers;
        for (int i = 0; i < 4; ++i)
            settlers.emplace_back([&] { ended += valueOf(f.another()->settle(job)); });
        for (std::thread &settler : settlers)
            settler.join();
        QCOMPARE(ended.load(), 1);
        QCOMPARE(f.log(job).count(u"completed"_s), 1);
    }
}

void TestJobStore::aPlanCanBeReadAgainFromTheStart()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.create();
    f.append(job, 3, 10, 2);
    QCOMPARE(valueOf(f.store().counts(job)), (JobCounts{.total = 30, .failed = 6}));
    VERIFY_OK(f.store().restartPlan(job));
    QCOMPARE(valueOf(f.store().counts(job)), JobCounts{});
    QCOMPARE(valueOf(f.store().failureCount({.jobId = job})), 0);
    f.append(job, 2, 5, 1);
    VERIFY_OK(f.store().finishPlan(job));
    QCOMPARE(valueOf(f.store().counts(job)), (JobCounts{.total = 10, .failed = 2}));
    QCOMPARE(f.broken(job), QStringList());
}

void TestJobStore::nothingIsAddedToAJobThatIsNotPending()
{
    StoreFixture f(m_server.get());
    const std::vector<NewChunk> page{{.no = 9, .firstItem = 3, .itemCount = 1, .rows = "x"}};
    for (const JobState state : allStates) {
        if (state == JobState::Pending)
            continue;
        const QUuid job = f.jobIn(state);
        QCOMPARE(f.store().appendChunks(job, page).error().code, u"JOB_NOT_PENDING"_s);
        QCOMPARE(f.store().restartPlan(job).error().code, u"JOB_NOT_PENDING"_s);
        QCOMPARE(f.store().finishPlan(job).error().code, u"JOB_NOT_PENDING"_s);
        QCOMPARE(f.store().ownPlan(job, f.enlist()).error().code, u"JOB_NOT_PENDING"_s);
        QCOMPARE(valueOf(f.store().counts(job)).total, 2);
    }
    QVERIFY(!f.store().appendChunks(QUuid::createUuid(), page).ok());
}

void TestJobStore::aPageIsKeptWithItsRefusedRowsOrNotAtAll()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.create();
    const NewChunk good{.no = 0, .firstItem = 1, .itemCount = 2, .firstRow = 1, .lastRow = 2, .rows = "x"};
    NewChunk twice{.no = 1, .firstItem = 3, .itemCount = 2, .firstRow = 3, .lastRow = 4, .rows = "y"};
    twice.refused = {failure(3), failure(3)};
    QVERIFY(!f.store().appendChunks(job, std::vector{good, twice}).ok());
    QVERIFY(!f.sql().inTransaction());
    QCOMPARE(valueOf(f.store().counts(job)), JobCounts{});
    QCOMPARE(valueOf(f.store().failureCount({.jobId = job})), 0);
    QCOMPARE(valueOf(f.store().chunkRows(job, 0)), QByteArray());
}

void TestJobStore::aPlanIsAdoptedOnlyWhenItsPlannerIsGone()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.create();
    const QUuid planner = f.enlist(1min);
    const QUuid other = f.enlist(1h);
    QVERIFY(!valueOf(f.store().adoptPending(other)));
    VERIFY_OK(f.store().ownPlan(job, planner));
    VERIFY_OK(f.store().ownPlan(job, planner));
    QCOMPARE(f.store().ownPlan(job, other).error().code, u"PLAN_TAKEN"_s);
    QVERIFY(!valueOf(f.store().adoptPending(other)));
    f.letPass(61s);
    const auto adopted = valueOf(f.store().adoptPending(other));
    QVERIFY(adopted.has_value());
    QCOMPARE(adopted->id, job);
    QVERIFY(!valueOf(f.store().adoptPending(f.enlist())));
    QCOMPARE(f.store().ownPlan(job, planner).error().code, u"PLAN_TAKEN"_s);
    VERIFY_OK(f.store().dismiss(other));
    QVERIFY(valueOf(f.store().adoptPending(f.enlist())).has_value());
    QCOMPARE(f.log(job).count(u"plan_adopted"_s), 2);
}

void TestJobStore::cancelEndsOpenChunksAndKeepsWhatIsDone()
{
    StoreFixture f(m_server.get());
    for (const bool isStop : {false, true}) {
        const QUuid job = f.submit(4, 10, 2);
        const QUuid worker = f.enlist();
        QVERIFY(f.finish(f.claim(job, worker), 3));
        const ChunkClaim running = f.claim(job, worker);
        const Text reason{"because of %1", {u"rain"_s}};
        QVERIFY(valueOf(isStop ? f.store().stop(job, reason) : f.store().cancel(job, u"anna"_s, reason)));
        const Job ended = *valueOf(f.store().job(job));
        QCOMPARE(ended.state, isStop ? JobState::Failed : JobState::Cancelled);
        QCOMPARE(ended.reason, reason);
        QCOMPARE(ended.counts, (JobCounts{.total = 40, .succeeded = 5, .failed = 3 + 4 * 2, .cancelled = 3 * 8}));
        QCOMPARE(ended.counts.open(), 0);
        QVERIFY(!f.finish(running));
        VERIFY_OK(f.store().release(running, 0ms, {}));
        VERIFY_OK(f.store().dismiss(worker));
        QCOMPARE(valueOf(f.store().counts(job)), ended.counts);
        QVERIFY(!f.canClaim(job, f.enlist()));
        QCOMPARE(f.broken(job), QStringList());
    }
}

void TestJobStore::removeLeavesNothingButTheChildren()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(2, 4, 1);
    const QUuid child = f.create(5, job);
    const QUuid worker = f.enlist();
    QVERIFY(!valueOf(f.store().remove(job)));
    QVERIFY(f.finish(f.claim(job, worker), 1));
    QVERIFY(!valueOf(f.store().remove(job)));
    QVERIFY(f.finish(f.claim(job, worker), 1));
    QVERIFY(valueOf(f.store().settle(job)));
    QVERIFY(valueOf(f.store().remove(job)));
    QVERIFY(!valueOf(f.store().remove(job)));
    QVERIFY(!valueOf(f.store().job(job)));
    for (const char *name : {"chunk", "chunk_rows", "chunk_result", "failure", "event"}) {
        const SqlRows left =
            valueOf(f.sql().query("select count(*) from " + f.table(name) + " where job_id = $1::uuid", {job}));
        QCOMPARE(toInt(left.rows[0][0]), 0);
    }
    QCOMPARE(valueOf(f.store().job(child))->parentId, job);
}

void TestJobStore::verbsJoinATransactionThatIsOpen()
{
    StoreFixture f(m_server.get());
    QUuid job;
    {
        Transaction transaction(f.sql());
        VERIFY_OK(transaction.begin());
        job = f.submit(1, 2);
        QVERIFY(f.sql().inTransaction());
    }
    QVERIFY(!valueOf(f.store().job(job)));
    Transaction transaction(f.sql());
    VERIFY_OK(transaction.begin());
    job = f.submit(1, 2);
    VERIFY_OK(transaction.commit());
    QCOMPARE(f.state(job), JobState::Queued);
}

void TestJobStore::openRefusesADatabaseWithoutTables()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    std::ignore = database.connect();
    const auto refused = JobStore::open(database.target());
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, u"SCHEMA_MISSING"_s);
}

QTEST_GUILESS_MAIN(TestJobStore)
#include "tst_jobstore.moc"
