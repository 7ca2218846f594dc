// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/submission.h"
#include "core/operation/operationcheck.h"
#include "tests/engine/operationbench.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// Operation files that people write for tables of their own, on both databases.
class TestOwnOperations : public QObject, private OperationBench
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { startServer(); }
    void cleanupTestCase() { tearDown(); }
    void init();

    void aRowThatBreaksTheQuestionCostsOnlyItself_data() { addBothDatabases(); }
    void aRowThatBreaksTheQuestionCostsOnlyItself();
    void aKeyOfSeveralRecordsIsRefused_data() { addBothDatabases(); }
    void aKeyOfSeveralRecordsIsRefused();
    void anInsertWritesWhatItsPreviewSays_data() { addBothDatabases(); }
    void anInsertWritesWhatItsPreviewSays();
    void anEmptyCellClearsInAnInsertToo_data() { addBothDatabases(); }
    void anEmptyCellClearsInAnInsertToo();
    void aListOfNothingButKeysChangesNothing_data() { addBothDatabases(); }
    void aListOfNothingButKeysChangesNothing();
    void theTableGivesNewRecordsTheirNumbers_data() { addBothDatabases(); }
    void theTableGivesNewRecordsTheirNumbers();
    void aListMayBringTheKeysOfNewRecords_data() { addBothDatabases(); }
    void aListMayBringTheKeysOfNewRecords();
    void aRowThatATriggerKeepsBackIsNotCounted_data() { addBothDatabases(); }
    void aRowThatATriggerKeepsBackIsNotCounted();
    void nowIsTheTimeOfTheDatabase();
    void oneKeyInTwoSpellingsIsOneKey_data() { addBothDatabases(); }
    void oneKeyInTwoSpellingsIsOneKey();
    void keysAreReadAsTheirTableHasThem_data() { addBothDatabases(); }
    void keysAreReadAsTheirTableHasThem();
    void aRetryChecksByTheTableToo_data() { addBothDatabases(); }
    void aRetryChecksByTheTableToo();
    void placesAreJudgedInAnySpelling_data() { addBothDatabases(); }
    void placesAreJudgedInAnySpelling();
    void everyBuiltInOperationFitsItsTables_data() { addBothDatabases(); }
    void everyBuiltInOperationFitsItsTables();
    void noDependentIsDeletedAlongHoweverManyTablesHaveThem_data() { addBothDatabases(); }
    void noDependentIsDeletedAlongHoweverManyTablesHaveThem();

private:
    /// An operation on the table "things": its fields, then its effect.
    static Operation own(const QByteArray &rest);
    Result<QUuid> tryPreview(const Operation &operation, const QByteArray &csv);
    Job preview(const Operation &operation, const QByteArray &csv);
};

void TestOwnOperations::init()
{
    if (QTest::currentDataTag())
        newDatabase(currentDatabase());
}

Operation TestOwnOperations::own(const QByteArray &rest)
{
    return valueOf(parseOperation(u"things"_s, "format = 1\nid = \"things\"\ntitle = \"Things\"\nsummary = \"Things\"\n"
                                               "revertible = true\n" +
                                                   rest));
}

Result<QUuid> TestOwnOperations::tryPreview(const Operation &operation, const QByteArray &csv)
{
    Submission submission;
    submission.preview = true;
    return plan(operation, csv, submission);
}

Job TestOwnOperations::preview(const Operation &operation, const QByteArray &csv)
{
    return valueOf(m_store->job(valueOf(tryPreview(operation, csv)))).value();
}

void TestOwnOperations::aRowThatBreaksTheQuestionCostsOnlyItself()
{
    execute(
        "create table things (id integer primary key, part text); insert into things (id) values (1), (2), (3), (4), (5)");
    const Operation operation =
        own("[[field]]\nname = \"id\"\ntype = \"int\"\nrequired = true\n"
            "[[field]]\nname = \"note\"\ntype = \"text\"\nwrite = false\n"
            "[update]\ntable = \"things\"\nkey = \"id\"\n[update.set]\n"
            "part = { postgresql = \"r.note::json ->> 'a'\", sqlite = \"json_extract(r.note, '$.a')\" }\n");
    const QByteArray csv = "id;note\n1;{\"a\":\"x\"}\n2;not json\n3;{\"a\":\"y\"}\n4;{\n5;{\"a\":\"z\"}\n";
    const QStringList before = records();
    const auto refusedRows = [this](const QUuid &id) {
        QStringList rows;
        for (const QString &one : outcome(id))
            rows.append(one.section(u':', 0, 0));
        return rows;
    };
    const Job looked = preview(operation, csv);
    QCOMPARE(refusedRows(looked.id), (QStringList{u"2"_s, u"4"_s}));
    QCOMPARE(changes(looked.id, true).size(), 3);
    const QUuid straight = valueOf(plan(operation, csv));
    QCOMPARE(untilStill(straight).counts.succeeded, 3);
    QCOMPARE(refusedRows(straight), (QStringList{u"2"_s, u"4"_s}));
    QCOMPARE(ask("select coalesce(part, '-') from things order by id"),
             (QStringList{u"x"_s, u"-"_s, u"y"_s, u"-"_s, u"z"_s}));
    QCOMPARE(revert(straight).state, JobState::Completed);
    QCOMPARE(records(), before);
}

/// Of the shelf's two books one would keep an image, and both would be changed.
void TestOwnOperations::aKeyOfSeveralRecordsIsRefused()
{
    execute(
        "create table things (id integer primary key, shelf varchar(10), code varchar(10), email varchar(10), a integer, b integer);"
        "create unique index things_code on things (code) where a > 0;"
        "create unique index things_email on things (lower(email));"
        "create unique index things_pair on things (a, b);"
        "insert into things values (1, 'A', 'x', 'e', 1, 1), (2, 'A', 'y', 'f', 1, 2)");
    const QStringList before = records();
    const auto keyed = [](const QByteArray &effect, const QByteArray &key) {
        return own("[[field]]\nname = \"" + key +
                   "\"\ntype = \"text\"\nrequired = true\n"
                   "[[field]]\nname = \"b\"\ntype = \"int\"\n[" +
                   effect + "]\ntable = \"things\"\nkey = \"" + key + "\"\n");
    };
    for (const char *effect : {"update", "upsert", "delete"}) {
        for (const char *key : {"shelf", "code", "a"}) {
            for (const bool isPreview : {false, true}) {
                Submission submission;
                submission.preview = isPreview;
                const Result<QUuid> job = plan(keyed(effect, key), QByteArray(key) + ",b\nA,5\n", submission);
                QVERIFY2(!job, key);
                QCOMPARE(job.error().code, u"OPERATION_KEY"_s);
            }
        }
    }
    QCOMPARE(records(), before);
    QCOMPARE(untilStill(valueOf(plan(keyed("update", "email"), "email,b\nf,5\n"))).state, JobState::Completed);
    QCOMPARE(ask("select b from things order by id"), (QStringList{u"1"_s, u"5"_s}));
    const QUuid late = valueOf(plan(keyed("update", "email"), "email,b\nf,6\n"));
    execute("drop index things_email");
    QCOMPARE(untilStill(late).state, JobState::Failed);
    QCOMPARE(outcome(late), QStringList{u"1:OPERATION_KEY"_s});
}

/// Columns that the list does not have are left to the table; truth is truth on SQLite too.
void TestOwnOperations::anInsertWritesWhatItsPreviewSays()
{
    const bool lite = currentDatabase() == Database::SQLite;
    execute(
        lite
            ? "create table things (id text primary key, name varchar(20) not null, lent boolean not null default 0 check (lent in (0, 1)),"
              " fresh boolean, colour varchar(10) default 'red', amount integer, note text, made_at text)"
            : "create table things (id uuid primary key, name varchar(20) not null, lent boolean not null default false,"
              " fresh boolean, colour varchar(10) default 'red', amount integer, note text, made_at timestamptz)");
    const Operation operation = own("[[field]]\nname = \"name\"\ntype = \"text\"\nrequired = true\n"
                                    "[[field]]\nname = \"lent\"\ntype = \"bool\"\n"
                                    "[[field]]\nname = \"colour\"\ntype = \"text\"\n"
                                    "[[field]]\nname = \"amount\"\ntype = \"int\"\n"
                                    "[insert]\ntable = \"things\"\nkey = \"id\"\n"
                                    "fixed = { fresh = true, note = \"true\", made_at = \"now()\" }\n");
    const QStringList before = records();
    const Job looked = preview(operation, "name,amount\nA,1\nB,2\n");
    QCOMPARE(outcome(looked.id), QStringList());
    QCOMPARE(start(looked.id).state, JobState::Completed);
    QCOMPARE(
        ask("select name || ' ' || colour || ' ' || amount || ' ' || note from things where not lent and fresh order by name"),
        (QStringList{u"A red 1 true"_s, u"B red 2 true"_s}));
    QCOMPARE(revert(looked.id).state, JobState::Completed);
    QCOMPARE(records(), before);

    const QUuid lent = valueOf(plan(operation, "name,lent,amount\nA,yes,1\nB,no,x\nC,,2\n"));
    QCOMPARE(untilStill(lent).counts.succeeded, 1);
    QCOMPARE(outcome(lent), (QStringList{u"2:INVALID_INT"_s, u"3:REQUIRED"_s}));
    QCOMPARE(ask("select name from things where lent"), QStringList{u"A"_s});
    const Job reverted = revert(lent);
    QCOMPARE(outcome(reverted.id), QStringList());
    QCOMPARE(records(), before);
}

void TestOwnOperations::anEmptyCellClearsInAnInsertToo()
{
    execute(currentDatabase() == Database::SQLite
                ? "create table things (id text primary key, name text, remark text not null)"
                : "create table things (id uuid primary key, name text, remark text not null)");
    const Operation operation = own(
        "[[field]]\nname = \"name\"\ntype = \"text\"\n[[field]]\nname = \"remark\"\ntype = \"text\"\nempty = \"clear\"\n"
        "[insert]\ntable = \"things\"\nkey = \"id\"\n");
    const Job looked = preview(operation, "name,remark\nA,\nB,b\n");
    QCOMPARE(outcome(looked.id), QStringList());
    QCOMPARE(start(looked.id).state, JobState::Completed);
    QCOMPARE(ask("select name || remark from things order by name"), (QStringList{u"A"_s, u"Bb"_s}));
}

void TestOwnOperations::aListOfNothingButKeysChangesNothing()
{
    execute("create table things (id integer primary key, name text); insert into things values (1, 'a')");
    const Operation operation =
        own("[[field]]\nname = \"id\"\ntype = \"int\"\nrequired = true\n[[field]]\nname = \"name\"\ntype = \"text\"\n"
            "[update]\ntable = \"things\"\nkey = \"id\"\n");
    const QUuid id = valueOf(plan(operation, "id\n1\n2\n"));
    QCOMPARE(untilStill(id).counts.skipped, 1);
    QCOMPARE(outcome(id), QStringList{u"2:NOT_FOUND"_s});
}

void TestOwnOperations::theTableGivesNewRecordsTheirNumbers()
{
    const bool lite = currentDatabase() == Database::SQLite;
    const QByteArray fields = "[[field]]\nname = \"name\"\ntype = \"text\"\nrequired = true\n";
    for (const char *key :
         {lite ? "integer primary key" : "serial primary key",
          lite ? "integer primary key autoincrement" : "bigint generated always as identity primary key"}) {
        execute("drop table if exists things; create table things (id " + QByteArray(key) +
                ", name text unique);"
                "insert into things (name) values ('first'), ('last'); delete from things where name = 'last'");
        const bool goesOn = !lite || QByteArray(key).contains("auto");
        const Operation operation =
            own(fields + "[insert]\ntable = \"things\"\nkey = \"id\"\n[[insert.unique]]\nfields = [\"name\"]\n");
        const QStringList before = records();
        const Job looked = preview(operation, "name\nB\nfirst\nA\n");
        QCOMPARE(outcome(looked.id), QStringList{u"2:ALREADY_EXISTS"_s});
        QCOMPARE(records(), before);
        QCOMPARE(start(looked.id).counts.succeeded, 2);
        QCOMPARE(ask("select count(distinct id) from things"), QStringList{u"3"_s});
        QCOMPARE(ask("select min(id) > 2 from things where name <> 'first'"),
                 QStringList{goesOn ? (lite ? u"1"_s : u"t"_s) : u"0"_s});
        const QStringList after = records();
        const Job reverted = revert(looked.id);
        QCOMPARE(outcome(reverted.id), QStringList());
        QCOMPARE(records(), before);
        QCOMPARE(revert(reverted.id).state, JobState::Completed);
        QCOMPARE(records(), after);
    }
    execute("drop table things; create table things (id integer not null unique, name text)");
    const Result<QUuid> none = tryPreview(own(fields + "[insert]\ntable = \"things\"\nkey = \"id\"\n"), "name\nA\n");
    QVERIFY(!none);
    QCOMPARE(none.error().code, u"OPERATION_KEY"_s);
}

/// The skeleton with [insert] for [update].
void TestOwnOperations::aListMayBringTheKeysOfNewRecords()
{
    execute(
        "create table things (isbn varchar(13) primary key, title varchar(20) not null); insert into things values ('1', 'Old')");
    const Operation operation = own("[[field]]\nname = \"isbn\"\ntype = \"text\"\nrequired = true\n"
                                    "[[field]]\nname = \"title\"\ntype = \"text\"\n"
                                    "[insert]\ntable = \"things\"\nkey = \"isbn\"\n");
    const QStringList before = records();
    const Job looked = preview(operation, "isbn,title\n2,Two\n1,Again\n2,Twice\n3,\n4,Four\n");
    const QStringList refused{u"2:ALREADY_EXISTS"_s, u"3:DUPLICATE_IN_SOURCE"_s, u"4:REQUIRED"_s};
    QCOMPARE(outcome(looked.id), refused);
    QCOMPARE(start(looked.id).counts.succeeded, 2);
    QCOMPARE(outcome(looked.id), refused);
    QCOMPARE(changes(looked.id, false), changes(looked.id, true));
    QCOMPARE(ask("select isbn || title from things order by isbn"), (QStringList{u"1Old"_s, u"2Two"_s, u"4Four"_s}));
    QCOMPARE(revert(looked.id).state, JobState::Completed);
    QCOMPARE(records(), before);
}

void TestOwnOperations::aRowThatATriggerKeepsBackIsNotCounted()
{
    if (currentDatabase() == Database::SQLite)
        execute("create table things (id text primary key, name text, code text unique);"
                "create trigger picky before insert on things when new.name = 'no' begin select raise(ignore); end;"
                "insert into things values ('x', 'x', 'taken')");
    else
        execute(
            "create table things (id uuid primary key, name text, code text unique);"
            "create function picky() returns trigger language plpgsql as $$ begin if new.name = 'no' then return null; end if; return new; end $$;"
            "create trigger picky before insert on things for each row execute function picky();"
            "insert into things values (gen_random_uuid(), 'x', 'taken')");
    const Operation operation =
        own("[[field]]\nname = \"name\"\ntype = \"text\"\n[[field]]\nname = \"code\"\ntype = \"text\"\n"
            "[insert]\ntable = \"things\"\nkey = \"id\"\n");
    const QStringList before = records();
    const QUuid id = valueOf(plan(operation, "name,code\nyes,1\nno,2\nyes,3\nno,4\nyes,taken\n"));
    const Job job = untilStill(id);
    QCOMPARE(outcome(id), (QStringList{u"2:DATABASE_REFUSED"_s, u"4:DATABASE_REFUSED"_s, u"5:ALREADY_EXISTS"_s}));
    QCOMPARE(job.counts.succeeded, 2);
    QCOMPARE(ask("select code from things where code <> 'taken' order by code"), (QStringList{u"1"_s, u"3"_s}));
    QCOMPARE(revert(id).state, JobState::Completed);
    QCOMPARE(records(), before);
    const QUuid none = valueOf(plan(operation, "name,code\nno,2\nno,4\n"));
    QCOMPARE(untilStill(none).state, JobState::Failed);
    QCOMPARE(records(), before);
}

/// By a clock of the server that no other has: the time at which the transaction began, the same in every row.
void TestOwnOperations::nowIsTheTimeOfTheDatabase()
{
    newDatabase(Database::PostgreSQL);
    execute(
        "create table things (id uuid primary key, name text, made_at timestamptz, began timestamptz default now(), day date, said text)");
    const QByteArray start =
        "[[field]]\nname = \"name\"\ntype = \"text\"\n[insert]\ntable = \"things\"\nkey = \"id\"\n";
    QCOMPARE(
        untilStill(valueOf(plan(own(start + "fixed = { made_at = \"now()\", day = \"now()\" }\n"), "name\nA\nB\n")))
            .counts.succeeded,
        2);
    QCOMPARE(ask("select count(*) from things where made_at = began and day = began::date"), QStringList{u"2"_s});
    QCOMPARE(untilStill(valueOf(plan(own(start + "fixed = { said = \"now()\" }\n"), "name\nC\n"))).counts.succeeded, 1);
    QCOMPARE(ask("select count(*) from things where said = began::text"), QStringList{u"1"_s});
}

void TestOwnOperations::noDependentIsDeletedAlongHoweverManyTablesHaveThem()
{
    QByteArray sql = "create table things (id integer primary key); insert into things values (1), (2), (3);";
    for (int i = 0; i < 65; ++i)
        sql += "create table part" + QByteArray::number(i) + " (thing integer references things on delete cascade);";
    execute(sql + "insert into part64 values (2)");
    const Operation operation =
        own("[[field]]\nname = \"id\"\ntype = \"int\"\nrequired = true\n[delete]\ntable = \"things\"\nkey = \"id\"\n");
    const QUuid id = valueOf(plan(operation, "id\n1\n2\n"));
    QCOMPARE(untilStill(id).counts.succeeded, 1);
    QCOMPARE(outcome(id), QStringList{u"2:HAS_DEPENDENTS"_s});
    QCOMPARE(ask("select count(*) from part64"), QStringList{u"1"_s});
}

void TestOwnOperations::oneKeyInTwoSpellingsIsOneKey()
{
    execute("create table things (id integer primary key, name text, price numeric(8, 2) unique);"
            "insert into things values (1, 'a', null), (2, 'b', null), (3, 'c', null)");
    for (const char *type : {"int", "text"}) {
        const Operation operation =
            own("[[field]]\nname = \"id\"\ntype = \"" + QByteArray(type) +
                "\"\nrequired = true\n"
                "[[field]]\nname = \"name\"\ntype = \"text\"\n[[field]]\nname = \"price\"\ntype = \"decimal\"\n"
                "[update]\ntable = \"things\"\nkey = \"id\"\n[[update.unique]]\nfields = [\"price\"]\n");
        Submission submission;
        submission.options.chunkSize = 1; // the second spelling stands in a chunk of its own
        const QByteArray name = type;
        const QUuid id = valueOf(plan(
            operation, "id,name,price\n1," + name + ",1.5\n01,no,\n+1,no,\n2," + name + ",01.50\n3," + name + ",2\n",
            submission));
        const Job job = untilStill(id);
        QCOMPARE(outcome(id),
                 (QStringList{u"2:DUPLICATE_IN_SOURCE"_s, u"3:DUPLICATE_IN_SOURCE"_s, u"4:DUPLICATE_IN_SOURCE"_s}));
        QCOMPARE(job.counts.succeeded, 2);
        QCOMPARE(ask("select name from things order by id"),
                 (QStringList{QString::fromLatin1(type), u"b"_s, QString::fromLatin1(type)}));
        QCOMPARE(revert(id).state, JobState::Completed);
    }
}

void TestOwnOperations::keysAreReadAsTheirTableHasThem()
{
    execute("create table things (id integer primary key); insert into things values (1), (2);"
            "create table words (id varchar(10) primary key); insert into words values ('1'), ('01')");
    const Operation operation = own(
        "[[field]]\nname = \"table\"\ntype = \"choice\"\nchoices = [\"things\", \"words\"]\nrequired = true\nwrite = false\n"
        "[[field]]\nname = \"id\"\ntype = \"text\"\nrequired = true\n"
        "[delete]\ntable_field = \"table\"\ntables = [\"things\", \"words\"]\nkey_field = \"id\"\n");
    const QStringList before = records();
    const QUuid id = valueOf(plan(operation, "table,id\nthings,1\nthings,01\nwords,1\nwords,01\nthings,x\n"));
    const Job job = untilStill(id);
    QCOMPARE(outcome(id), (QStringList{u"2:DUPLICATE_IN_SOURCE"_s, u"5:INVALID_INT"_s}));
    QCOMPARE(job.counts.succeeded, 3);
    QCOMPARE(ask("select id from things"), QStringList{u"2"_s});
    QCOMPARE(revert(id).state, JobState::Completed);
    QCOMPARE(records(), before);
}

void TestOwnOperations::aRetryChecksByTheTableToo()
{
    execute(
        "create table things (id integer primary key, price numeric(8, 2), name varchar(3)); insert into things values (1, 1, 'a'), (2, 2, 'b')");
    const Operation operation = own(
        "[[field]]\nname = \"id\"\ntype = \"int\"\nrequired = true\n[[field]]\nname = \"price\"\ntype = \"decimal\"\n"
        "[[field]]\nname = \"name\"\ntype = \"text\"\n[update]\ntable = \"things\"\nkey = \"id\"\n");
    const QStringList before = records();
    const QUuid id = valueOf(plan(operation, "id,price,name\n1,1x,\n2,,long\n"));
    QCOMPARE(untilStill(id).counts.failed, 2);
    QCOMPARE(outcome(id), (QStringList{u"1:INVALID_DECIMAL"_s, u"2:TOO_LONG"_s}));
    VERIFY_OK(mendCell(*m_store, id, 1, u"price"_s, u"14.999"_s));
    VERIFY_OK(mendCell(*m_store, id, 2, u"name"_s, u"longer"_s));
    const QUuid again = valueOf(retryFailed(*m_store,
                                            {.parent = id,
                                             .code = {},
                                             .rows = {},
                                             .mendedCsv = {},
                                             .actor = u"anna"_s,
                                             .id = QUuid::createUuid(),
                                             .worker = {}},
                                            {}));
    QCOMPARE(untilStill(again).counts.failed, 2);
    QCOMPARE(outcome(again), (QStringList{u"1:TOO_PRECISE"_s, u"2:TOO_LONG"_s}));
    QCOMPARE(records(), before);
}

/// activities.emissions: the average of a country is meant by "us-tx" as by "US-TX".
void TestOwnOperations::placesAreJudgedInAnySpelling()
{
    execute(
        "insert into activities (id, source, category, location, quantity, unit, org_id) values"
        " ('00000000-0000-4000-8000-0000000000a1', 'utility_bill', 'electricity', 'US-TX', 1000, 'kWh', '00000000-0000-4000-8000-0000000000ff'),"
        " ('00000000-0000-4000-8000-0000000000a2', 'utility_bill', 'electricity', 'us-tx', 1000, 'kWh', '00000000-0000-4000-8000-0000000000ff'),"
        " ('00000000-0000-4000-8000-0000000000a3', 'utility_bill', 'electricity', 'eu-de', 1000, 'kWh', '00000000-0000-4000-8000-0000000000ff')");
    runWhole(u"activities.emissions"_s,
             "id\n00000000-0000-4000-8000-0000000000a1\n00000000-0000-4000-8000-0000000000a2\n"
             "00000000-0000-4000-8000-0000000000a3\n");
    QCOMPARE(ask("select region from emissions order by activity_id"),
             (QStringList{u"US-AVERAGE"_s, u"US-AVERAGE"_s, u"EU-AVERAGE"_s}));
}

void TestOwnOperations::everyBuiltInOperationFitsItsTables()
{
    QStringList found;
    for (const Operation &operation : m_catalog.operations()) {
        for (const FileMistake &mistake : misfits(m_store->connection(), operation))
            found.append(u"%1:%2:%3: %4"_s.arg(operation.id)
                             .arg(mistake.line)
                             .arg(mistake.column)
                             .arg(mistake.what.toEnglish()));
    }
    QCOMPARE(found, QStringList());
}

QTEST_GUILESS_MAIN(TestOwnOperations)
#include "tst_ownoperations.moc"
