// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/changes.h"
#include "core/engine/items.h"
#include "core/engine/revert.h"
#include "core/engine/runner.h"
#include "core/engine/start.h"
#include "core/engine/submission.h"
#include "core/engine/verification.h"
#include "core/source/querysource.h"
#include "tests/engine/operationbench.h"
#include "tests/engine/operationcases.h"
#include "tests/support/patience.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

namespace {

/// "268.0*" stands for 268, 268.0 and 268.00.
bool isLike(const QString &found, const QString &expected)
{
    const qsizetype star = expected.indexOf(u".0*"_s);
    if (star < 0)
        return found == expected;
    const QString rest = expected.mid(star + 3);
    return found == expected.left(star) + rest || found == expected.left(star) + u".0"_s + rest ||
           found == expected.left(star) + u".00"_s + rest;
}

} // namespace

/// Every operation file, on both databases: what it does, that its preview says so and writes nothing, and that it
/// can be taken back.
class TestOperations : public QObject, private OperationBench
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();

    void everyOperationDoesWhatItsPreviewSaysAndIsTakenBack_data();
    void everyOperationDoesWhatItsPreviewSaysAndIsTakenBack();
    void aLookUpReadsAndChangesNothing_data() { addBothDatabases(); }
    void aLookUpReadsAndChangesNothing();
    void whatChangedSinceThePreviewIsLeftAlone_data() { addBothDatabases(); }
    void whatChangedSinceThePreviewIsLeftAlone();
    void aRecordChangedWhileItIsWrittenKeepsItsLastImage_data();
    void aRecordChangedWhileItIsWrittenKeepsItsLastImage();
    void whatAPreviewShowedIsWhatIsWritten_data() { addBothDatabases(); }
    void whatAPreviewShowedIsWhatIsWritten();
    void aCreatedRecordThatIsInUseSinceStays_data() { addBothDatabases(); }
    void aCreatedRecordThatIsInUseSinceStays();
    void jobsAreTakenBackOneAfterTheOther_data() { addBothDatabases(); }
    void jobsAreTakenBackOneAfterTheOther();
    void whatIsBackAlreadyIsPassedOver_data() { addBothDatabases(); }
    void whatIsBackAlreadyIsPassedOver();
    void rowsThatWereSoAlreadyAreListedByThemselves_data() { addBothDatabases(); }
    void rowsThatWereSoAlreadyAreListedByThemselves();
    void whatSomebodyChangedSinceIsNotTakenBack_data() { addBothDatabases(); }
    void whatSomebodyChangedSinceIsNotTakenBack();
    void theQueryFindsWhatIsLeftToDo_data() { addBothDatabases(); }
    void theQueryFindsWhatIsLeftToDo();
    void imagesAreForgottenInTime_data() { addBothDatabases(); }
    void imagesAreForgottenInTime();
    void namesAndValuesMadeOfSqlAreOnlyText_data() { addBothDatabases(); }
    void namesAndValuesMadeOfSqlAreOnlyText();
};

void TestOperations::initTestCase()
{
    startServer();
    QVERIFY2(m_catalog.problems().empty(),
             m_catalog.problems().empty() ? "" : qPrintable(m_catalog.problems().front().toString()));
}

void TestOperations::cleanupTestCase()
{
    tearDown();
}

void TestOperations::init()
{
    newDatabase(currentDatabase());
    execute(recordsOfCases(currentDatabase()));
}

void TestOperations::everyOperationDoesWhatItsPreviewSaysAndIsTakenBack_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("index");
    for (int i = 0; i < int(operationCases().size()); ++i) {
        QTest::addRow("%s, sqlite", operationCases()[std::size_t(i)].name) << int(Database::SQLite) << i;
        QTest::addRow("%s, postgresql", operationCases()[std::size_t(i)].name) << int(Database::PostgreSQL) << i;
    }
}

void TestOperations::everyOperationDoesWhatItsPreviewSaysAndIsTakenBack()
{
    QFETCH(int, index);
    const OperationCase &given = operationCases()[std::size_t(index)];
    const QStringList before = records();

    // The preview writes nothing, and refuses what the apply would refuse.
    Submission submission;
    submission.preview = true;
    submission.actAs = QString::fromUtf8(given.actAs);
    const QUuid id = valueOf(plan(operation(QString::fromLatin1(given.operation)), given.csv, submission));
    QCOMPARE(records(), before);
    const Job waiting = valueOf(m_store->job(id)).value();
    QCOMPARE(waiting.state, JobState::Pending);
    QCOMPARE(waiting.awaits, JobAwaits::Start);
    const auto compare = [&](const QStringList &found) {
        QCOMPARE(found.size(), given.outcome.size());
        for (qsizetype i = 0; i < found.size(); ++i)
            QVERIFY2(given.outcome[i].endsWith(u":*"_s) || found[i] == given.outcome[i],
                     qPrintable(found.join(u", "_s)));
    };
    compare(outcome(id));
    const QStringList foretold = changes(id, true);

    // The apply does exactly that.
    const Job done = start(id);
    compare(outcome(id));
    const bool isCreate = QByteArray(given.operation) == "users.create"; // keeps no images: its rows say it all
    if (!isCreate)
        QCOMPARE(changes(id, false), foretold);
    const QStringList answer = ask(given.question);
    QCOMPARE(answer.size(), given.answer.size());
    for (qsizetype i = 0; i < answer.size(); ++i)
        QVERIFY2(isLike(answer[i], given.answer[i]), qPrintable(answer.join(u", "_s)));
    for (const VerifyFinding &finding : valueOf(verifyJob(*m_store, id)))
        QVERIFY2(finding.holds, qPrintable(finding.fact.toEnglish() + u' ' + finding.found));
    const QStringList after = records();
    if (done.counts.succeeded == 0) {
        QCOMPARE(after, before);
        QVERIFY(!canRevert(*m_store, done));
        return;
    }

    // And all of it can be taken back, and that too.
    const Job reverted = revert(id);
    QCOMPARE(outcome(reverted.id), QStringList());
    QCOMPARE(reverted.state, JobState::Completed);
    QCOMPARE(records(), before);
    const Job again = revert(reverted.id);
    QCOMPARE(again.state, JobState::Completed);
    QCOMPARE(records(), after);
    const Status twice = canRevert(*m_store, done);
    QVERIFY(!twice);
    QCOMPARE(twice.error().code, u"ALREADY_REVERTED"_s);
}

void TestOperations::aLookUpReadsAndChangesNothing()
{
    const QStringList before = records();
    const Job job =
        runWhole(u"users.lookup"_s, "id\n00000000-0000-4000-8000-000000000001\n00000000-0000-4000-8000-000000000004\n"
                                    "00000000-0000-4000-8000-000000000001\n");
    QCOMPARE(job.counts.succeeded, 2);
    QCOMPARE(outcome(job.id), QStringList{u"2:NOT_FOUND"_s});
    QCOMPARE(records(), before);
    const QStringList read = changes(job.id, false);
    QCOMPARE(read.size(), 2);
    QVERIFY2(read[0].contains(u"anna@x.ru"_s) && !read[0].contains(u"password"_s), qPrintable(read[0]));
    QVERIFY(!canRevert(*m_store, job));
}

void TestOperations::whatChangedSinceThePreviewIsLeftAlone()
{
    Submission submission;
    submission.preview = true;
    const QUuid id =
        valueOf(plan(operation(u"users.update"_s),
                     "id,name\n00000000-0000-4000-8000-000000000001,New\n00000000-0000-4000-8000-000000000002,New\n"
                     "00000000-0000-4000-8000-000000000003,New\n",
                     submission));
    execute("update users set name = 'Mine' where email = 'boris@x.ru'");
    execute("delete from users where email = 'vera@x.ru'");
    start(id);
    QCOMPARE(outcome(id), (QStringList{u"2:STALE"_s, u"3:STALE"_s}));
    QCOMPARE(ask("select name from users where deleted_at is null order by id"), (QStringList{u"New"_s, u"Mine"_s}));
}

/// On SQLite there is one writer.
void TestOperations::aRecordChangedWhileItIsWrittenKeepsItsLastImage_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("postgresql, update") << int(Database::PostgreSQL);
}

/// The job looks at the record, and waits to write it until somebody else's change of it is committed.
void TestOperations::aRecordChangedWhileItIsWrittenKeepsItsLastImage()
{
    const QUuid id =
        valueOf(plan(operation(u"users.update"_s),
                     "id,name\n00000000-0000-4000-8000-000000000001,New\n00000000-0000-4000-8000-000000000002,New\n"));
    const std::unique_ptr<SqlConnection> other = valueOf(SqlConnection::open(m_database->target()));
    VERIFY_OK(other->begin());
    VERIFY_OK(other->query("update users set name = 'Mine' where email = 'anna@x.ru'"));
    Runner runner(m_database->target(), {.program = u"tests"_s, .onlyJob = id, .onChanged = {}});
    VERIFY_OK(runner.start());
    const QByteArray waiting = "select count(*) from pg_stat_activity"
                               " where datname = current_database() and wait_event_type = 'Lock'";
    QTRY_COMPARE(ask(waiting), QStringList{u"1"_s});
    VERIFY_OK(other->commit());
    QTRY_VERIFY(isFinal(valueOf(m_store->job(id))->state));
    runner.stop();
    QCOMPARE(valueOf(m_store->job(id))->counts.succeeded, 2);
    QCOMPARE(ask("select name from users where email = 'anna@x.ru'"), QStringList{u"New"_s});
    QCOMPARE(revert(id).state, JobState::Completed);
    QCOMPARE(ask("select name from users where email = 'anna@x.ru'"), QStringList{u"Mine"_s});
}

/// The record that is written did not change, but what its new values are made of did.
void TestOperations::whatAPreviewShowedIsWhatIsWritten()
{
    Submission submission;
    submission.preview = true;
    const QByteArray csv = "id\n00000000-0000-4000-8000-0000000000a1\n00000000-0000-4000-8000-0000000000a2\n";
    const QUuid id = valueOf(plan(operation(u"activities.emissions"_s), csv, submission));
    execute("update activities set quantity = quantity * 2 where id = '00000000-0000-4000-8000-0000000000a1'");
    start(id);
    QCOMPARE(outcome(id), QStringList{u"1:STALE"_s});
    QCOMPARE(ask("select count(*) from emissions where activity_id = '00000000-0000-4000-8000-0000000000a1'"),
             QStringList{u"0"_s});
    QCOMPARE(ask("select count(*) from emissions"), QStringList{u"1"_s});
}

void TestOperations::aCreatedRecordThatIsInUseSinceStays()
{
    const Job job =
        runWhole(u"users.create"_s,
                 "email,name,password\nn1@x.ru,One,secret-one\nn2@x.ru,Two,secret-two\nn3@x.ru,Three,secret-three\n");
    QCOMPARE(job.counts.succeeded, 3);
    execute("update users set last_login_at = '2026-11-22T10:00:00Z' where email = 'n1@x.ru'");
    execute("update users set is_active = not is_active where email = 'n2@x.ru'");
    const Job reverted = revert(job.id);
    QCOMPARE(reverted.state, JobState::Partial);
    QCOMPARE(outcome(reverted.id), (QStringList{u"1:CHANGED_SINCE"_s, u"2:CHANGED_SINCE"_s}));
    QCOMPARE(ask("select name from users where email like 'n%@x.ru' order by email"),
             (QStringList{u"One"_s, u"Two"_s}));
}

void TestOperations::jobsAreTakenBackOneAfterTheOther()
{
    const Job created = runWhole(u"users.create"_s, "email,name,password\nn1@x.ru,One,secret-one\n");
    const QString id = ask("select id from users where email = 'n1@x.ru'").value(0);
    const Job updated = runWhole(u"users.last-login"_s, "id\n" + id.toUtf8() + '\n');
    QCOMPARE(updated.counts.succeeded, 1);
    QCOMPARE(revert(created.id).counts.failed, 1);
    QCOMPARE(revert(updated.id).state, JobState::Completed);
    QCOMPARE(revert(created.id).state, JobState::Completed);
    QCOMPARE(ask("select count(*) from users where email = 'n1@x.ru'"), QStringList{u"0"_s});
}

void TestOperations::whatSomebodyChangedSinceIsNotTakenBack()
{
    const Job job =
        runWhole(u"users.update"_s,
                 "id,name\n00000000-0000-4000-8000-000000000001,New\n00000000-0000-4000-8000-000000000002,New\n"
                 "00000000-0000-4000-8000-000000000003,New\n");
    QCOMPARE(job.state, JobState::Completed);
    execute("update users set name = 'Mine' where email = 'boris@x.ru'");
    execute(
        "update users set is_active = not is_active where email = 'vera@x.ru'"); // a column that the job did not touch
    execute("insert into users (email, name, password_hash) values ('x@x.ru', 'X', 'h')");
    const Job reverted = revert(job.id);
    QCOMPARE(reverted.state, JobState::Partial);
    QCOMPARE(outcome(reverted.id), QStringList{u"2:CHANGED_SINCE"_s});
    QCOMPARE(ask("select name from users where deleted_at is null and name <> 'X' order by id"),
             (QStringList{u"Anna"_s, u"Mine"_s, u"Vera"_s}));
}

void TestOperations::rowsThatWereSoAlreadyAreListedByThemselves()
{
    execute("update users set name = 'New' where email in ('anna@x.ru', 'vera@x.ru')");
    const Job job =
        runWhole(u"users.update"_s,
                 "id,name\n00000000-0000-4000-8000-000000000001,New\n00000000-0000-4000-8000-000000000002,New\n"
                 "00000000-0000-4000-8000-000000000003,New\nnobody,New\n");
    QCOMPARE(job.counts, (JobCounts{.total = 4, .succeeded = 1, .failed = 1, .skipped = 2}));
    ItemReader reader(*m_store, job);
    VERIFY_OK(reader.refresh());
    const auto rowsOf = [&](ItemFilter filter) {
        const ItemQuery query{.filter = filter, .code = {}, .text = {}};
        std::vector<qint64> paged;
        for (const Item &item : valueOf(reader.page(query, 0, 10)))
            paged.push_back(item.row);
        std::vector<qint64> visited;
        static_cast<void>(valueOf(Result<Done>(reader.each(query, [&](const Item &item) {
            visited.push_back(item.row);
            return true;
        }))));
        const bool agree = paged == visited && valueOf(reader.count(query)) == qint64(paged.size());
        return agree ? paged : std::vector<qint64>{-1};
    };
    QCOMPARE(rowsOf(ItemFilter::Skipped), (std::vector<qint64>{1, 3}));
    QCOMPARE(rowsOf(ItemFilter::Succeeded), std::vector<qint64>{2});
    QCOMPARE(rowsOf(ItemFilter::Failed), std::vector<qint64>{4});
    const std::vector<Item> second =
        valueOf(reader.page({.filter = ItemFilter::Skipped, .code = {}, .text = {}}, 1, 10));
    QCOMPARE(second.size(), 1U);
    QCOMPARE(second.front().state, ItemState::Skipped);
}

void TestOperations::whatIsBackAlreadyIsPassedOver()
{
    const auto revertedAgain = [this](const QByteArray &mended, const Job &job) {
        const Job first = revert(job.id);
        QCOMPARE(first.state, JobState::Partial);
        QCOMPARE(outcome(first.id), QStringList{u"2:CHANGED_SINCE"_s});
        execute(mended);
        const Job again = revert(job.id);
        QCOMPARE(outcome(again.id), QStringList());
        QCOMPARE(again.counts.succeeded, 1);
        QCOMPARE(again.counts.skipped, 2);
    };
    const QStringList before = records();
    const Job updated =
        runWhole(u"users.update"_s,
                 "id,name\n00000000-0000-4000-8000-000000000001,New\n00000000-0000-4000-8000-000000000002,New\n"
                 "00000000-0000-4000-8000-000000000003,New\n");
    execute("update users set name = 'Mine' where email = 'boris@x.ru'");
    revertedAgain("update users set name = 'New' where email = 'boris@x.ru'", updated);
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(records().filter(u"@x.ru"_s).size(), before.filter(u"@x.ru"_s).size());
    const Job created =
        runWhole(u"users.create"_s,
                 "email,name,password\nn1@x.ru,One,secret-one\nn2@x.ru,Two,secret-two\nn3@x.ru,Three,secret-three\n");
    execute("update users set name = 'Mine' where email = 'n2@x.ru'");
    revertedAgain("update users set name = 'Two' where email = 'n2@x.ru'", created);
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(ask("select count(*) from users where email like 'n%@x.ru'"), QStringList{u"0"_s});
    execute("create table kept as select * from orders where id = 2");
    const Job deleted = runWhole(u"records.bulk-delete"_s, "table,id\norders,1\norders,2\norders,3\n");
    QCOMPARE(deleted.counts.succeeded, 3);
    execute("update kept set notes = 'Mine'; insert into orders select * from kept");
    revertedAgain("delete from orders where id = 2; drop table kept", deleted);
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(records().filter(u"orders: "_s), before.filter(u"orders: "_s));
}

void TestOperations::theQueryFindsWhatIsLeftToDo()
{
    runWhole(u"activities.emissions"_s, "id\n00000000-0000-4000-8000-0000000000a1\n");
    const Operation emissions = operation(u"activities.emissions"_s);
    const std::unique_ptr<RowSource> source = valueOf(QuerySource::open(m_store->connection(), emissions));
    Submission submission{.operation = emissions,
                          .mapping = mappingByName(emissions, source->spec().columns),
                          .options = {},
                          .actor = u"anna"_s};
    const Job job = untilStill(valueOf(submit(*m_store, submission, *source, {})));
    QCOMPARE(job.counts.total, 5);
    QCOMPARE(job.counts.succeeded, 3);
    const std::map<qint64, ChangeTally> tallies = valueOf(m_store->changeTallies(job.id, false));
    QCOMPARE(tallies.size(), std::size_t(1));
    QCOMPARE(qRound(tallies.begin()->second.sums.value(u"2"_s)), 596);
}

void TestOperations::imagesAreForgottenInTime()
{
    const Job job = runWhole(u"users.last-login"_s, "id\n00000000-0000-4000-8000-000000000001\n");
    QVERIFY(valueOf(m_store->hasImages(job.id)));
    QCOMPARE(valueOf(m_store->forgetImages()), 0);
    execute(currentDatabase() == Database::SQLite
                ? "update bulkhead_job set completed_at = completed_at - 31 * 86400000"
                : "update bulkhead.job set completed_at = completed_at - interval '31 days'");
    QCOMPARE(valueOf(m_store->forgetImages()), 1);
    QVERIFY(!valueOf(m_store->hasImages(job.id)));
    const Status can = canRevert(*m_store, valueOf(m_store->job(job.id)).value());
    QVERIFY(!can);
    QCOMPARE(can.error().code, u"IMAGES_GONE"_s);
}

/// In a value, a header, a mapped constant, an account, a table and a column of an operation file.
void TestOperations::namesAndValuesMadeOfSqlAreOnlyText()
{
    const QByteArray evil = "x'); drop table users; --";
    const Job updated = runWhole(u"users.update"_s, "id,name\n00000000-0000-4000-8000-000000000001,\"" + evil + "\"\n");
    QCOMPARE(updated.state, JobState::Completed);
    QCOMPARE(ask("select name from users where email = 'anna@x.ru'"), QStringList{QString::fromUtf8(evil)});

    execute("create table \"drop table users; --\" (\"id\" integer primary key, \"a\"\"b'); --\" text)");
    execute("insert into \"drop table users; --\" (\"id\", \"a\"\"b'); --\") values (1, 'old')");
    const QByteArray text = "format = 1\nid = \"evil\"\ntitle = \"Evil\"\nsummary = \"Evil\"\nrevertible = true\n"
                            "[[field]]\nname = \"id\"\ntype = \"int\"\nrequired = true\n"
                            "[[field]]\nname = \"v'); --\"\ntype = \"text\"\ncolumn = \"a\\\"b'); --\"\n"
                            "[update]\ntable = \"drop table users; --\"\nkey = \"id\"\n";
    const Operation evilOperation = valueOf(parseOperation(u"evil"_s, text));
    const QUuid id = valueOf(plan(evilOperation, "id,v'); --\n1,'); delete from users; --\n"));
    const Job job = untilStill(id);
    QCOMPARE(outcome(id), QStringList());
    QCOMPARE(job.state, JobState::Completed);
    QCOMPARE(ask("select \"a\"\"b'); --\" from \"drop table users; --\""), QStringList{u"'); delete from users; --"_s});
    QCOMPARE(revert(id).state, JobState::Completed);
    QCOMPARE(ask("select \"a\"\"b'); --\" from \"drop table users; --\""), QStringList{u"old"_s});
    QCOMPARE(ask("select count(*) from users"), QStringList{u"4"_s});
}

QTEST_GUILESS_MAIN(TestOperations)
#include "tst_operations.moc"
