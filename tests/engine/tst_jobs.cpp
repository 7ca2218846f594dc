// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/exporter.h"
#include "core/engine/runner.h"
#include "core/engine/verification.h"
#include "tests/engine/operationbench.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

/// Whole jobs through the engine, on both databases: what becomes of the rows, whatever refuses them.
class TestJobs : public QObject, private OperationBench
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { startServer(); }
    void cleanupTestCase() { tearDown(); }
    void init() { newDatabase(currentDatabase()); }

    void goodRowsBecomeUsersAndBadOnesSayWhy_data() { addBothDatabases(); }
    void goodRowsBecomeUsersAndBadOnesSayWhy();
    void whatATriggerRefusesCostsItsRowOnly_data() { addBothDatabases(); }
    void whatATriggerRefusesCostsItsRowOnly();
    void aKnownRowAmongManyCostsItself_data() { addBothDatabases(); }
    void aKnownRowAmongManyCostsItself();
    void stopAtTheFirstErrorAppliesNothingBehindIt_data() { addBothDatabases(); }
    void stopAtTheFirstErrorAppliesNothingBehindIt();
    void tooManyBadRowsStopAJobBeforeItWrites_data() { addBothDatabases(); }
    void tooManyBadRowsStopAJobBeforeItWrites();
    void failedRowsAreRetriedAsMended_data() { addBothDatabases(); }
    void failedRowsAreRetriedAsMended();
    void ofTwoRetriesAtOnceOneRuns_data() { addBothDatabases(); }
    void ofTwoRetriesAtOnceOneRuns();
    void aRetryThatWasCutShortTookNothing_data() { addBothDatabases(); }
    void aRetryThatWasCutShortTookNothing();
    void aListWhosePlannerDiedIsReadAgain_data() { addBothDatabases(); }
    void aListWhosePlannerDiedIsReadAgain();
    void itemsArePagedAsTheyStand_data() { addBothDatabases(); }
    void itemsArePagedAsTheyStand();
    void anExportLoadsAgain_data() { addBothDatabases(); }
    void anExportLoadsAgain();

private:
    Job run(const QByteArray &csv, const JobOptions &options = {});
    qint64 users(const QByteArray &condition = "true");
    QStringList failures(const QUuid &job);
};

Job TestJobs::run(const QByteArray &csv, const JobOptions &options)
{
    Submission submission;
    submission.options = options;
    return untilStill(valueOf(plan(operation(u"users.create"_s), csv, submission)));
}

qint64 TestJobs::users(const QByteArray &condition)
{
    return toInt(valueOf(m_store->connection().query("select count(*) from users where " + condition)).rows[0][0]);
}

QStringList TestJobs::failures(const QUuid &job)
{
    QStringList found;
    for (const Failure &failure :
         valueOf(m_store->failures({.jobId = job, .code = {}, .field = {}, .text = {}, .rows = {}})))
        found.append(u"%1:%2:%3"_s.arg(failure.row).arg(failure.errors.front().field, failure.errors.front().code));
    return found;
}

namespace {

QByteArray manyUsers(int count)
{
    QByteArray csv = "email,name,password_hash\n";
    for (int i = 1; i <= count; ++i)
        csv += "user" + QByteArray::number(i) + "@example.com,User " + QByteArray::number(i) + ",hash\n";
    return csv;
}

bool holds(const std::vector<VerifyFinding> &findings)
{
    for (const VerifyFinding &finding : findings) {
        if (!finding.holds) {
            qWarning("%s (%s)", qPrintable(finding.fact.toEnglish()), qPrintable(finding.found));
            return false;
        }
    }
    return true;
}

} // namespace

void TestJobs::goodRowsBecomeUsersAndBadOnesSayWhy()
{
    const Job job = run("email,name,password_hash,room\n"
                        " Anna@Example.com,Anna,h1,007\n"
                        "anna@example.com,Other,h2,1\n"
                        "nobody,,h3,1\n"
                        "bob@example.com,Bob\n"
                        "bob@example.com,\"Bob\nthe second\",h4,2\n");
    QCOMPARE(job.state, JobState::Partial);
    QCOMPARE(job.counts, (JobCounts{.total = 5, .succeeded = 2, .failed = 3}));
    QCOMPARE(failures(job.id),
             (QStringList{u"2:email:DUPLICATE_IN_SOURCE"_s, u"3:email:INVALID_EMAIL"_s, u"4::COLUMN_COUNT"_s}));
    QCOMPARE(users("email = 'anna@example.com' and name = 'Anna' and password_hash = 'h1'"), 1);
    QCOMPARE(users("name = 'Bob\nthe second'"), 1);
    QCOMPARE(job.actor, u"anna"_s);
    QVERIFY(job.startedAt >= job.createdAt && job.completedAt >= job.startedAt);
    QVERIFY(holds(valueOf(verifyJob(*m_store, job.id))));

    QStringList log;
    for (const JobEvent &event : valueOf(m_store->events(job.id, 0, 100)))
        log.append(event.kind);
    QCOMPARE(log, (QStringList{u"submitted"_s, u"queued"_s, u"started"_s, u"chunk_done"_s, u"partial"_s}));
}

void TestJobs::whatATriggerRefusesCostsItsRowOnly()
{
    if (currentDatabase() == Database::PostgreSQL)
        VERIFY_OK(m_store->connection().script(
            "create function refuse() returns trigger language plpgsql as $$ begin "
            "if new.name like '%7' then raise exception 'no sevens here'; end if; return new; end $$; "
            "create trigger refuse before insert on users for each row execute function refuse()"));
    else
        VERIFY_OK(m_store->connection().script("create trigger refuse before insert on users when new.name like '%7' "
                                               "begin select raise(abort, 'no sevens here'); end"));
    const Job job = run(manyUsers(500), {.chunkSize = 100});
    QCOMPARE(job.counts, (JobCounts{.total = 500, .succeeded = 450, .failed = 50}));
    QCOMPARE(users("name like '%7'"), 0);
    const std::vector<ErrorCount> errors = valueOf(m_store->errorCounts(job.id));
    QCOMPARE(errors.size(), std::size_t(1));
    QVERIFY(errors[0].example.toEnglish().contains(u"no sevens here"_s));
    QCOMPARE(errors[0].firstRow, 7);
    QVERIFY(holds(valueOf(verifyJob(*m_store, job.id))));
}

void TestJobs::aKnownRowAmongManyCostsItself()
{
    VERIFY_OK(m_store->connection().script("insert into users (email, name, password_hash) values "
                                           "('USER250@example.com', 'x', 'x'), ('user251@example.com', 'x', 'x'), "
                                           "('user777@example.com', 'x', 'x')"));
    const Job job = run(manyUsers(1000), {.chunkSize = 200, .concurrency = 2});
    QCOMPARE(job.counts, (JobCounts{.total = 1000, .succeeded = 997, .failed = 3}));
    QCOMPARE(failures(job.id), (QStringList{u"250:email:ALREADY_EXISTS"_s, u"251:email:ALREADY_EXISTS"_s,
                                            u"777:email:ALREADY_EXISTS"_s}));
    QCOMPARE(users(), 1000);
    QVERIFY(holds(valueOf(verifyJob(*m_store, job.id))));
}

void TestJobs::stopAtTheFirstErrorAppliesNothingBehindIt()
{
    VERIFY_OK(m_store->connection().script(
        "insert into users (email, name, password_hash) values ('user57@example.com', 'x', 'x')"));
    QByteArray csv = manyUsers(100);
    csv.replace("user80@example.com", "nobody");
    const Job job = run(csv, {.chunkSize = 20, .concurrency = 8, .stopOnError = true});
    QCOMPARE(job.state, JobState::Failed);
    QVERIFY(job.reason.toEnglish().contains(u"row 57"_s));
    QCOMPARE(users(), 57); // 56 of ours and the one that was there
    QCOMPARE(users("email = 'user58@example.com'"), 0);
    QCOMPARE(job.counts.succeeded, 56);
    QCOMPARE(job.counts.failed, 2); // row 80 was known to be bad before
    QCOMPARE(job.counts.cancelled, 42);
    QVERIFY(holds(valueOf(verifyJob(*m_store, job.id))));
}

void TestJobs::tooManyBadRowsStopAJobBeforeItWrites()
{
    QByteArray csv = manyUsers(100);
    csv.replace("user50@example.com", "nobody")
        .replace("user60@example.com", "no one")
        .replace("user70@example.com", "@");
    JobOptions options{.maxErrors = 2};
    Job job = run(csv, options);
    QCOMPARE(job.state, JobState::Failed);
    QCOMPARE(users(), 0);
    QCOMPARE(job.counts, (JobCounts{.total = 100, .succeeded = 0, .failed = 3, .skipped = 0, .cancelled = 97}));
    options.maxErrors.reset();
    options.maxErrorsPercent = 3;
    job = run(csv, options); // three of a hundred are allowed
    QCOMPARE(job.state, JobState::Partial);
    QCOMPARE(users(), 97);
}

void TestJobs::failedRowsAreRetriedAsMended()
{
    const Job parent = run("email,name,password\n"
                           "good@example.com,Good,long enough 1\n"
                           "broken,Mended by hand,long enough 2\n"
                           "other,Mended in a file,long enough 3\n"
                           "third,Left alone,long enough 4\n");
    QCOMPARE(parent.counts.failed, 3);
    VERIFY_OK(mendCell(*m_store, parent.id, 2, u"email"_s, u"hand@example.com"_s));
    QCOMPARE(mendCell(*m_store, parent.id, 1, u"email"_s, u"x"_s).error().code, u"ROW_NOT_FAILED"_s);

    const QUuid first = valueOf(
        retryFailed(*m_store, {.parent = parent.id, .code = {}, .rows = {2}, .mendedCsv = {}, .actor = u"bob"_s}, {}));
    const Job byHand = untilStill(first);
    QCOMPARE(byHand.counts, (JobCounts{.total = 1, .succeeded = 1}));
    QCOMPARE(byHand.parentId, parent.id);

    QBuffer exported;
    QVERIFY(exported.open(QIODevice::ReadWrite));
    QCOMPARE(valueOf(exportItems(*m_store, parent, {.code = {}}, exported)), 3);
    QVERIFY(!exported.data().contains("long enough"));
    QByteArray mended = exported.data();
    mended.replace("other,", "file@example.com,");
    const QString path = writeList(mended, u"mended.csv"_s);
    const Job byFile = untilStill(valueOf(retryFailed(
        *m_store, {.parent = parent.id, .code = {}, .rows = {}, .mendedCsv = path, .actor = u"bob"_s}, {})));
    QCOMPARE(byFile.counts, (JobCounts{.total = 2, .succeeded = 1, .failed = 1})); // row 2 was taken up before
    QCOMPARE(failures(byFile.id), QStringList{u"4:email:INVALID_EMAIL"_s}); // its number is still that of the list
    QCOMPARE(users("password_hash like '$argon2id$%'"), 3);

    const Result<QUuid> again =
        retryFailed(*m_store, {.parent = parent.id, .code = {}, .rows = {}, .mendedCsv = {}, .actor = {}}, {});
    QCOMPARE(again.error().code, u"NOTHING_TO_RETRY"_s);
    QVERIFY(holds(valueOf(verifyJob(*m_store, byFile.id))));
}

void TestJobs::ofTwoRetriesAtOnceOneRuns()
{
    QByteArray csv = manyUsers(10);
    csv.replace("user3@example.com", "nobody").replace("user7@example.com", "no one");
    const Job parent = run(csv);
    const std::unique_ptr<JobStore> another = valueOf(JobStore::open(m_database->target()));
    QUuid late, first;
    const PlanObserver slow = [&](const PlanProgress &) {
        if (first.isNull() && valueOf(m_store->counts(late)).total == 2) // both are read
            first = valueOf(retryFailed(*another, {.parent = parent.id, .rows = {7}}, {}));
        return true;
    };
    const Result<QUuid> refused =
        retryFailed(*m_store, {.parent = parent.id}, slow, [&](const QUuid &id) { late = id; });
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, u"ALREADY_RETRIED"_s);
    QCOMPARE(valueOf(m_store->job(late))->state, JobState::Failed);
    QVERIFY(valueOf(m_store->job(late))->reason.toEnglish().contains(u"another retry"_s));
    QCOMPARE(untilStill(first).counts.total, 1);
    QCOMPARE(valueOf(m_store->failures({.jobId = parent.id, .code = {}, .rows = {7}})).front().retriedIn, first);
    QCOMPARE(valueOf(m_store->failureCount({.jobId = parent.id, .code = {}, .rows = {}, .notRetried = true})), 1);
}

void TestJobs::aRetryThatWasCutShortTookNothing()
{
    QByteArray csv = manyUsers(10);
    csv.replace("user3@example.com", "nobody");
    const Job parent = run(csv);
    const PlanObserver impatient = [](const PlanProgress &) { return false; };
    QCOMPARE(retryFailed(*m_store, {.parent = parent.id}, impatient).error().code, u"INTERRUPTED"_s);
    QCOMPARE(valueOf(m_store->failureCount({.jobId = parent.id, .code = {}, .rows = {}, .notRetried = true})), 1);
    const QUuid again = valueOf(retryFailed(*m_store, {.parent = parent.id}, {}));
    QCOMPARE(valueOf(m_store->failures({.jobId = parent.id, .code = {}, .rows = {}})).front().retriedIn, again);
}

void TestJobs::aListWhosePlannerDiedIsReadAgain()
{
    const QString path = writeList(manyUsers(50));
    const std::unique_ptr<RowSource> source = valueOf(openCsvFile(path, {}));
    const Operation create = operation(u"users.create"_s);
    JobSpec spec{.operation = create.id,
                 .operationText = create.text,
                 .source = source->spec(),
                 .mapping = mappingByName(create, source->spec().columns),
                 .options = {}};
    const auto orphan = [&] {
        const NewJob job{.id = newJobId(),
                         .operation = spec.operation,
                         .spec = spec.toJson(),
                         .sourceName = spec.source.name,
                         .actor = {},
                         .host = {}};
        VERIFY_OK(m_store->createJob(job));
        const WorkerIdentity dead{.id = newJobId(), .host = u"elsewhere"_s, .pid = 1, .program = {}};
        VERIFY_OK(m_store->enlist(dead, 1ms));
        VERIFY_OK(m_store->ownPlan(job.id, dead.id));
        QThread::msleep(20);
    };
    orphan();
    const auto newest = [&] {
        return valueOf(m_store->jobs({.operation = {}, .text = {}, .parentId = {}, .limit = 1})).front();
    };
    const Job resumed = untilStill(newest().id);
    QCOMPARE(resumed.state, JobState::Completed);
    QCOMPARE(users(), 50);

    writeList(manyUsers(51)); // the file is another one now
    orphan();
    const Job refused = untilStill(newest().id);
    QCOMPARE(refused.state, JobState::Failed);
    QVERIFY(refused.reason.toEnglish().contains(u"changed"_s));
    QCOMPARE(users(), 50);
}

void TestJobs::itemsArePagedAsTheyStand()
{
    QByteArray csv = manyUsers(95);
    csv.replace("user5@example.com", "nobody").replace("user50@", "no one@").replace("user95@example.com", "@");
    const Job job = run(csv, {.chunkSize = 10});
    ItemReader reader(*m_store, job);
    VERIFY_OK(reader.refresh());
    const auto rowsOf = [&](ItemFilter filter) {
        std::vector<qint64> rows;
        const ItemQuery query{.filter = filter, .code = {}, .text = {}};
        const qint64 count = valueOf(reader.count(query));
        for (qint64 offset = 0; offset < count; offset += 7) {
            for (const Item &item : valueOf(reader.page(query, offset, 7)))
                rows.push_back(item.row);
        }
        std::vector<qint64> visited;
        [&] {
            VERIFY_OK(reader.each(query, [&](const Item &item) {
                visited.push_back(item.row);
                return true;
            }));
        }();
        return rows == visited && qint64(rows.size()) == count ? rows : std::vector<qint64>();
    };
    QCOMPARE(rowsOf(ItemFilter::All).size(), std::size_t(95));
    QCOMPARE(rowsOf(ItemFilter::Failed), (std::vector<qint64>{5, 50, 95}));
    QCOMPARE(rowsOf(ItemFilter::Succeeded).size(), std::size_t(92));
    QCOMPARE(rowsOf(ItemFilter::Succeeded)[4], 6);
    QCOMPARE(rowsOf(ItemFilter::Pending).size(), std::size_t(0));
    const std::vector<Item> page = valueOf(reader.page({.filter = ItemFilter::All, .code = {}, .text = {}}, 48, 3));
    QCOMPARE(page[1].row, 50);
    QCOMPARE(page[1].state, ItemState::Failed);
    QCOMPARE(page[1].errors.front().code, u"INVALID_EMAIL"_s);
    QCOMPARE(page[0].cells[0], QByteArray("user49@example.com"));
    QVERIFY(!page[0].result.isEmpty() && page[1].result.isEmpty());
    QCOMPARE(valueOf(reader.count({.filter = ItemFilter::Failed, .code = {}, .text = u"NO ONE"_s})), 1);
}

void TestJobs::anExportLoadsAgain()
{
    const QByteArray csv = "email;name;password_hash;note\r\n"
                           "a@b;\"Иванов; И.\";h;=1+2\r\n"
                           "b@b;\"say \"\"hi\"\"\";h;-5\r\n"
                           "c@b;C;h;'=x\r\n"
                           "d@b;D;h;@cmd\r\n";
    const Job job = run(csv);
    QCOMPARE(job.counts.failed, 4);
    const auto exported = [&](bool raw) {
        QBuffer buffer;
        buffer.open(QIODevice::ReadWrite);
        valueOf(exportItems(*m_store, job, {.code = {}, .raw = raw}, buffer));
        return buffer.data();
    };
    QVERIFY(exported(true).contains(";=1+2;"));
    QVERIFY(!exported(false).contains(";=1+2;") && !exported(false).contains(";@cmd;") &&
            exported(false).contains(";-5;"));
    const std::unique_ptr<RowSource> original = valueOf(openCsvFile(writeList(csv), {}));
    const std::unique_ptr<RowSource> again = valueOf(openCsvFile(writeList(exported(false), u"again.csv"_s), {}));
    QCOMPARE(again->spec().columns, original->spec().columns);
    SourceRow first, second;
    while (valueOf(original->next(first))) {
        QVERIFY(valueOf(again->next(second)));
        QVERIFY(std::ranges::equal(first.cells, second.cells));
        QCOMPARE(second.exportedRow, first.row);
    }
    QVERIFY(!valueOf(again->next(second)));
}

QTEST_GUILESS_MAIN(TestJobs)
#include "tst_jobs.moc"
