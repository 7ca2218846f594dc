// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/changes.h"
#include "core/engine/revert.h"
#include "core/engine/runner.h"
#include "core/engine/start.h"
#include "core/engine/submission.h"
#include "core/engine/verification.h"
#include "core/operation/tablecatalog.h"
#include "core/source/querysource.h"
#include "tests/engine/operationcases.h"
#include "tests/support/bothdatabases.h"

#include <QTemporaryDir>

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
class TestOperations : public QObject
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
    void whatSomebodyChangedSinceIsNotTakenBack_data() { addBothDatabases(); }
    void whatSomebodyChangedSinceIsNotTakenBack();
    void theQueryFindsWhatIsLeftToDo_data() { addBothDatabases(); }
    void theQueryFindsWhatIsLeftToDo();
    void theFirstRowsRunAndThenItWaits_data() { addBothDatabases(); }
    void theFirstRowsRunAndThenItWaits();
    void itPausesItselfWhereTooMuchFails_data() { addBothDatabases(); }
    void itPausesItselfWhereTooMuchFails();
    void aLargeJobWantsItsNumberAndAReason_data() { addBothDatabases(); }
    void aLargeJobWantsItsNumberAndAReason();
    void aSecondPersonApproves_data() { addBothDatabases(); }
    void aSecondPersonApproves();
    void imagesAreForgottenInTime_data() { addBothDatabases(); }
    void imagesAreForgottenInTime();
    void namesAndValuesMadeOfSqlAreOnlyText_data() { addBothDatabases(); }
    void namesAndValuesMadeOfSqlAreOnlyText();

private:
    void seed();
    Operation operation(const QString &id) const { return valueOf(m_catalog.find(id)); }
    Result<QUuid> plan(const Operation &operation, const QByteArray &csv, Submission submission = {});
    Job untilStill(const QUuid &id);
    Job runWhole(const QString &operation, const QByteArray &csv);
    Job start(const QUuid &id);
    Job revert(const QUuid &id);
    QStringList records();
    QStringList outcome(const QUuid &job);
    QStringList ask(const QByteArray &sql);
    QStringList changes(const QUuid &job, bool ofPreview);
    void execute(const QByteArray &sql) { QVERIFY(m_store->connection().script(sql)); }

    std::unique_ptr<PostgresServer> m_server;
    QTemporaryDir m_folder;
    OperationCatalog m_catalog = OperationCatalog::load();
    std::unique_ptr<ScratchDatabase> m_database;
    std::unique_ptr<JobStore> m_store;
};

void TestOperations::initTestCase()
{
    QString whyNot;
    m_server = PostgresServer::start(&whyNot);
    QVERIFY2(m_server, qPrintable(whyNot));
    QVERIFY2(m_catalog.problems().empty(), m_catalog.problems().empty() ? "" : qPrintable(m_catalog.problems().front().toString()));
}

void TestOperations::cleanupTestCase()
{
    m_store.reset();
    m_database.reset();
    m_server.reset();
}

void TestOperations::init()
{
    m_store.reset();
    m_database = std::make_unique<ScratchDatabase>(currentDatabase(), m_server.get());
    m_database->migrate();
    m_store = valueOf(JobStore::open(m_database->target()));
    seed();
}

void TestOperations::seed()
{
    const bool lite = currentDatabase() == Database::SQLite;
    const Status seeded = m_store->connection().script(QString::fromLatin1(people).arg(lite ? u"0"_s : u"false"_s).toUtf8());
    if (!seeded)
        qFatal("%s", qPrintable(seeded.error().toString()));
}

Result<QUuid> TestOperations::plan(const Operation &operation, const QByteArray &csv, Submission submission)
{
    QFile file(m_folder.filePath(u"list.csv"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(csv) != csv.size())
        qFatal("cannot write the list");
    file.close();
    const std::unique_ptr<RowSource> source = valueOf(openCsvFile(file.fileName(), {}));
    submission.operation = operation;
    submission.mapping = mappingByName(operation, source->spec().columns);
    if (submission.actor.isEmpty())
        submission.actor = u"anna"_s;
    return submit(*m_store, submission, *source, {});
}

/// The job when nothing more happens to it by itself.
Job TestOperations::untilStill(const QUuid &id)
{
    Runner runner(m_database->target(), {.program = u"tst_operations"_s, .onlyJob = id, .onChanged = {}});
    const Status started = runner.start();
    if (!started)
        qFatal("%s", qPrintable(started.error().toString()));
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < 60'000) {
        const std::optional<Job> job = valueOf(m_store->job(id));
        if (job && (isFinal(job->state) || job->state == JobState::Paused))
            return *job;
        QThread::msleep(5);
    }
    qFatal("the job did not end");
}

Job TestOperations::runWhole(const QString &id, const QByteArray &csv)
{
    return untilStill(valueOf(plan(operation(id), csv)));
}

Job TestOperations::start(const QUuid &id)
{
    const Status started = startJob(*m_store, {.job = id, .actor = u"anna"_s, .confirmedRows = {}, .reason = {}});
    if (!started)
        qFatal("%s", qPrintable(started.error().toString()));
    return untilStill(id);
}

Job TestOperations::revert(const QUuid &id)
{
    return untilStill(valueOf(revertJob(*m_store, {.parent = id, .actor = u"anna"_s, .reason = {}, .worker = {}}, {})));
}

/// Everything in every table that is not ours.
QStringList TestOperations::records()
{
    QStringList all;
    for (const QString &table : valueOf(tableNames(m_store->connection()))) {
        const CellTable cells = valueOf(m_store->connection().cells("select * from " + quotedIdentifier(table)));
        QStringList rows;
        for (std::size_t row = 0; row < cells.rowCount(); ++row) {
            QStringList values;
            for (std::size_t column = 0; column < cells.columnCount(); ++column)
                values.append(cells.at(row, column).isNull() ? u"NULL"_s : cells.at(row, column).toString());
            rows.append(table + u": "_s + values.join(u" | "_s));
        }
        rows.sort();
        all += rows;
    }
    return all;
}

QStringList TestOperations::outcome(const QUuid &job)
{
    QStringList found;
    for (const Failure &failure : valueOf(m_store->failures({.jobId = job, .code = {}, .field = {}, .text = {}, .rows = {}})))
        found.append(u"%1:%2"_s.arg(failure.row).arg(failure.errors.front().code));
    return found;
}

QStringList TestOperations::ask(const QByteArray &sql)
{
    const CellTable cells = valueOf(m_store->connection().cells(sql));
    QStringList answer;
    for (std::size_t row = 0; row < cells.rowCount(); ++row)
        answer.append(cells.text(row, 0));
    return answer;
}

/// Without the values that only say when.
QStringList TestOperations::changes(const QUuid &job, bool ofPreview)
{
    ChangeReader reader(*m_store, job, ofPreview);
    const Status read = reader.refresh();
    if (!read)
        qFatal("%s", qPrintable(read.error().toString()));
    QStringList all;
    const Status done = reader.each([&](const ChangedRecord &record) {
        if (record.kind == ChangeKind::Unchanged)
            return true;
        QStringList values;
        for (const ChangedRecord::Value &value : record.values) {
            if (!value.column.endsWith(u"_at"_s))
                values.append(u"%1: %2 → %3"_s.arg(value.column, value.before.value_or(u"NULL"_s), value.after.value_or(u"NULL"_s)));
        }
        all.append(u"%1 %2 %3"_s.arg(record.row).arg(changeKindName(record.kind), values.join(u", "_s)));
        return true;
    });
    if (!done)
        qFatal("%s", qPrintable(done.error().toString()));
    return all;
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
            QVERIFY2(given.outcome[i].endsWith(u":*"_s) || found[i] == given.outcome[i], qPrintable(found.join(u", "_s)));
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
    const Job job = runWhole(u"users.lookup"_s, "id\n00000000-0000-4000-8000-000000000001\n00000000-0000-4000-8000-000000000004\n"
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
    const QUuid id = valueOf(plan(operation(u"users.update"_s),
                                  "id,name\n00000000-0000-4000-8000-000000000001,New\n00000000-0000-4000-8000-000000000002,New\n"
                                  "00000000-0000-4000-8000-000000000003,New\n",
                                  submission));
    execute("update users set name = 'Mine' where email = 'boris@x.ru'");
    execute("delete from users where email = 'vera@x.ru'");
    start(id);
    QCOMPARE(outcome(id), (QStringList{u"2:STALE"_s, u"3:STALE"_s}));
    QCOMPARE(ask("select name from users where deleted_at is null order by id"), (QStringList{u"New"_s, u"Mine"_s}));
}

void TestOperations::whatSomebodyChangedSinceIsNotTakenBack()
{
    const Job job = runWhole(u"users.update"_s,
                             "id,name\n00000000-0000-4000-8000-000000000001,New\n00000000-0000-4000-8000-000000000002,New\n"
                             "00000000-0000-4000-8000-000000000003,New\n");
    QCOMPARE(job.state, JobState::Completed);
    execute("update users set name = 'Mine' where email = 'boris@x.ru'");
    execute("update users set is_active = not is_active where email = 'vera@x.ru'"); // a column that the job did not touch
    execute("insert into users (email, name, password_hash) values ('x@x.ru', 'X', 'h')");
    const Job reverted = revert(job.id);
    QCOMPARE(reverted.state, JobState::Partial);
    QCOMPARE(outcome(reverted.id), QStringList{u"2:CHANGED_SINCE"_s});
    QCOMPARE(ask("select name from users where deleted_at is null and name <> 'X' order by id"),
             (QStringList{u"Anna"_s, u"Mine"_s, u"Vera"_s}));
}

void TestOperations::theQueryFindsWhatIsLeftToDo()
{
    runWhole(u"activities.emissions"_s, "id\n00000000-0000-4000-8000-0000000000a1\n");
    const Operation emissions = operation(u"activities.emissions"_s);
    const std::unique_ptr<RowSource> source = valueOf(QuerySource::open(m_store->connection(), emissions));
    Submission submission{.operation = emissions, .mapping = mappingByName(emissions, source->spec().columns), .options = {}, .actor = u"anna"_s};
    const Job job = untilStill(valueOf(submit(*m_store, submission, *source, {})));
    QCOMPARE(job.counts.total, 5);
    QCOMPARE(job.counts.succeeded, 3);
    const std::map<qint64, ChangeTally> tallies = valueOf(m_store->changeTallies(job.id, false));
    QCOMPARE(tallies.size(), std::size_t(1));
    QCOMPARE(qRound(tallies.begin()->second.sums.value(u"2"_s)), 596);
}

void TestOperations::theFirstRowsRunAndThenItWaits()
{
    Submission submission;
    submission.options.chunkSize = 2;
    submission.options.firstRows = 1;
    const QUuid id = valueOf(plan(operation(u"users.last-login"_s),
                                  "id\n00000000-0000-4000-8000-000000000001\n00000000-0000-4000-8000-000000000002\n"
                                  "00000000-0000-4000-8000-000000000003\n",
                                  submission));
    const Job held = untilStill(id);
    QCOMPARE(held.state, JobState::Paused);
    QVERIFY(!held.reason.isEmpty());
    QCOMPARE(ask("select name from users where last_login_at is not null"), QStringList{u"Anna"_s});
    QVERIFY(valueOf(m_store->resume(id, u"anna"_s)));
    QCOMPARE(untilStill(id).state, JobState::Completed);
    QCOMPARE(ask("select count(*) from users where last_login_at is not null"), QStringList{u"3"_s});
}

void TestOperations::itPausesItselfWhereTooMuchFails()
{
    QByteArray csv = "id\n";
    for (int i = 0; i < 40; ++i)
        csv += QUuid::createUuid().toByteArray(QUuid::WithoutBraces) + '\n';
    Submission submission;
    submission.options.chunkSize = 10;
    submission.options.concurrency = 1;
    submission.options.pauseAtPercent = 50;
    const QUuid id = valueOf(plan(operation(u"users.last-login"_s), csv, submission));
    const Job paused = untilStill(id);
    QCOMPARE(paused.state, JobState::Paused);
    QVERIFY2(paused.reason.toEnglish().contains(u"more than 50 %"_s), qPrintable(paused.reason.toEnglish()));
    QVERIFY(paused.counts.open() > 0);
    QVERIFY(valueOf(m_store->resume(id, u"anna"_s)));
    QCOMPARE(untilStill(id).state, JobState::Failed);
}

void TestOperations::aLargeJobWantsItsNumberAndAReason()
{
    Operation limited = operation(u"users.last-login"_s);
    QByteArray text = limited.text.toUtf8();
    text.replace("[[field]]", "[limits]\nconfirm_above = 1\n\n[[field]]");
    limited = valueOf(parseOperation(u"limited"_s, text));
    const QByteArray csv = "id\n00000000-0000-4000-8000-000000000001\n00000000-0000-4000-8000-000000000002\n";
    const QUuid id = valueOf(plan(limited, csv));
    QCOMPARE(valueOf(m_store->job(id))->awaits, JobAwaits::Start);
    const auto refused = [&](std::optional<qint64> rows, const QString &reason) {
        const Status started = startJob(*m_store, {.job = id, .actor = u"anna"_s, .confirmedRows = rows, .reason = reason});
        return started ? QString() : started.error().code;
    };
    QCOMPARE(refused({}, u"why"_s), u"CONFIRMATION_NEEDED"_s);
    QCOMPARE(refused(3, u"why"_s), u"CONFIRMATION_NEEDED"_s);
    QCOMPARE(refused(2, u" "_s), u"REASON_NEEDED"_s);
    QCOMPARE(refused(2, u"spring cleaning"_s), QString());
    QCOMPARE(untilStill(id).state, JobState::Completed);
    QCOMPARE(refused(2, u"again"_s), u"JOB_NOT_WAITING"_s);
    Submission whole;
    whole.confirmedRows = 2;
    whole.reason = u"spring cleaning"_s;
    QCOMPARE(untilStill(valueOf(plan(limited, csv, whole))).state, JobState::Completed);
}

void TestOperations::aSecondPersonApproves()
{
    QByteArray text = operation(u"users.last-login"_s).text.toUtf8();
    text.replace("[[field]]", "[limits]\napprove_above = 1\n\n[[field]]");
    const Operation limited = valueOf(parseOperation(u"limited"_s, text));
    const QUuid id = valueOf(plan(limited, "id\n00000000-0000-4000-8000-000000000001\n00000000-0000-4000-8000-000000000002\n"));
    const Job waiting = valueOf(m_store->job(id)).value();
    QCOMPARE(waiting.awaits, JobAwaits::Approval);
    QVERIFY(waiting.reason.toEnglish().contains(u"second person"_s));
    const Status own = startJob(*m_store, {.job = id, .actor = u"anna"_s, .confirmedRows = {}, .reason = {}});
    QVERIFY(!own);
    QCOMPARE(own.error().code, u"SECOND_PERSON"_s);
    VERIFY_OK(startJob(*m_store, {.job = id, .actor = u"boris"_s, .confirmedRows = {}, .reason = {}}));
    QCOMPARE(untilStill(id).state, JobState::Completed);
}

void TestOperations::imagesAreForgottenInTime()
{
    const Job job = runWhole(u"users.last-login"_s, "id\n00000000-0000-4000-8000-000000000001\n");
    QVERIFY(valueOf(m_store->hasImages(job.id)));
    QCOMPARE(valueOf(m_store->forgetImages()), 0);
    execute(currentDatabase() == Database::SQLite ? "update bulkhead_job set completed_at = completed_at - 31 * 86400000"
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
