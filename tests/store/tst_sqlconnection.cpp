// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/servertest.h"

#include <libpq-fe.h>

#include <QSqlDatabase>

#include <thread>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

class TestSqlConnection : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindOfValueComesBackAsItWent_data() { addBothDatabases(); }
    void everyKindOfValueComesBackAsItWent();
    void anEmptyByteArrayIsNotNull_data() { addBothDatabases(); }
    void anEmptyByteArrayIsNotNull();
    void parametersAreFoundByNumberNotByOrder_data() { addBothDatabases(); }
    void parametersAreFoundByNumberNotByOrder();
    void affectedCountsChangesOnly_data() { addBothDatabases(); }
    void affectedCountsChangesOnly();
    void aViolatedConstraintIsNamed_data();
    void aViolatedConstraintIsNamed();
    void aTransactionRollsBackUnlessCommitted_data() { addBothDatabases(); }
    void aTransactionRollsBackUnlessCommitted();
    void commitOfAFailedTransactionIsAnError();
    void cancelStopsTheRunningStatement_data() { addBothDatabases(); }
    void cancelStopsTheRunningStatement();
    void twoStatementsInOneQueryAreRefused_data() { addBothDatabases(); }
    void twoStatementsInOneQueryAreRefused();
    void aReadOnlyConnectionWritesNothing_data() { addBothDatabases(); }
    void aReadOnlyConnectionWritesNothing();
    void aStatementSurvivesAMigrationUnderIt_data() { addBothDatabases(); }
    void aStatementSurvivesAMigrationUnderIt();
    void theCacheOfStatementsIsBounded_data() { addBothDatabases(); }
    void theCacheOfStatementsIsBounded();
    void closingLeavesNoQtConnectionBehind_data() { addBothDatabases(); }
    void closingLeavesNoQtConnectionBehind();
    void identifiersCannotBreakOut_data() { addBothDatabases(); }
    void identifiersCannotBreakOut();

    void loginByPasswordWorksAndItsRefusalIsClear();
    void aMissingDatabaseIsNamed();
    void aDeadServerIsUnreachable();
    void aKilledBackendIsALostConnection();
    void anOwnCopyIsDiagnosed();
    void aWriterThatWaitsInVainIsTransient();
    void searchFoldsEveryScriptButLowerStaysAscii();
};

void TestSqlConnection::everyKindOfValueComesBackAsItWent()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    const bool isPg = connection->kind() == Database::PostgreSQL;
    VERIFY_OK(
        connection->script(isPg ? "create table t (n bigint, d double precision, s text, b bytea, u uuid, f boolean)"
                                : "create table t (n integer, d real, s text, b blob, u text, f integer)"));
    const QUuid id = QUuid::createUuid();
    QByteArray bytes;
    for (int i = 0; i < 256; ++i)
        bytes += char(i);
    const SqlValues values{qint64(-9223372036854775807), 0.1, u"Ünïcode Жук 🚢 'quote' \\ \n"_s, bytes, id, true};
    VERIFY_OK(connection->query("insert into t values ($1, $2, $3, $4, $5, $6)", values));
    VERIFY_OK(connection->query("insert into t values ($1, $2, $3, $4, $5, $6)", SqlValues(6)));
    // The second way asks for a type that is not read in binary, so that all columns come as text.
    for (const QByteArray &extra : {QByteArray(), QByteArray(isPg ? ", now()" : ", 1")}) {
        const SqlRows rows = valueOf(connection->query("select n, d, s, b, u, f" + extra + " from t"));
        QCOMPARE(rows.size(), 2);
        const SqlRows::Row &row = rows.rows[0];
        QCOMPARE(toInt(row[0]), qint64(-9223372036854775807));
        QCOMPARE(toDouble(row[1]), 0.1);
        QCOMPARE(toText(row[2]), std::get<QString>(values[2]));
        QCOMPARE(toBytes(row[3]), bytes);
        QVERIFY(std::holds_alternative<QByteArray>(row[3]));
        QCOMPARE(toUuid(row[4]), id);
        QCOMPARE(toBool(row[5]), true);
        for (int i = 0; i < 6; ++i)
            QVERIFY(isNull(rows.rows[1][std::size_t(i)]));
    }
    QVERIFY(!connection->query("insert into t (s) values ($1::varchar(3))", {u"a\0b"_s}).ok() || !isPg);
}

void TestSqlConnection::anEmptyByteArrayIsNotNull()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    const bool isPg = connection->kind() == Database::PostgreSQL;
    VERIFY_OK(connection->script(isPg ? "create table t (b bytea, s text)" : "create table t (b blob, s text)"));
    VERIFY_OK(connection->query("insert into t values ($1, $2)", {QByteArray(), QString()}));
    const SqlRows rows = valueOf(connection->query("select b, s, b is null, s is null from t"));
    QVERIFY(!isNull(rows.rows[0][0]));
    QVERIFY(!isNull(rows.rows[0][1]));
    QVERIFY(!toBool(rows.rows[0][2]));
    QVERIFY(!toBool(rows.rows[0][3]));
}

void TestSqlConnection::parametersAreFoundByNumberNotByOrder()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    const SqlRows rows = valueOf(
        connection->query("select $2::bigint - $1::bigint, $1::bigint + 0, $3::text", {qint64(3), qint64(10), u"x"_s}));
    QCOMPARE(toInt(rows.rows[0][0]), 7);
    QCOMPARE(toInt(rows.rows[0][1]), 3);
    QCOMPARE(toText(rows.rows[0][2]), u"x"_s);
    QVERIFY(!connection->query("select $1::bigint + $2::bigint", {qint64(1)}).ok());
    QVERIFY(!connection->diagnosis().isTransient());
    QVERIFY(connection->isOpen());
}

void TestSqlConnection::affectedCountsChangesOnly()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    VERIFY_OK(connection->script("create table t (n integer)"));
    QCOMPARE(valueOf(connection->query("insert into t values (1), (2), (3)")).affected, 3);
    QCOMPARE(valueOf(connection->query("select n from t")).affected, 0);
    QCOMPARE(valueOf(connection->query("update t set n = n + 1 where n > 1 returning n")).affected, 2);
    QCOMPARE(valueOf(connection->query("update t set n = 0 where n = 77")).affected, 0);
    QCOMPARE(valueOf(connection->query("delete from t")).affected, 3);
}

void TestSqlConnection::aViolatedConstraintIsNamed_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QByteArray>("state");
    QTest::addColumn<QString>("constraint");
    QTest::addColumn<QString>("column");
    struct Case
    {
        const char *name, *sql, *state;
        QString pgConstraint, pgColumn, liteConstraint, liteColumn;
    };
    const std::vector<Case> cases{
        {"unique", "insert into t (id, a, b) values (2, 1, 5)", "23505", u"t_a_key"_s, {}, u"t.a"_s, u"a"_s},
        {"primary key", "insert into t (id, a, b) values (1, 9, 5)", "23505", u"t_pkey"_s, {}, u"t.id"_s, u"id"_s},
        {"index on expression",
         "insert into t (id, a, b, e) values (2, 2, 5, 'X')",
         "23505",
         u"t_e"_s,
         {},
         u"t_e"_s,
         {}},
        {"not null", "insert into t (id, a) values (2, 2)", "23502", {}, u"b"_s, u"t.b"_s, u"b"_s},
        {"check", "insert into t (id, a, b) values (2, 2, -1)", "23514", u"b_positive"_s, {}, u"b_positive"_s, {}},
        {"foreign key", "insert into t (id, a, b, p) values (2, 2, 5, 77)", "23503", u"t_p_fkey"_s, {}, {}, {}},
        {"syntax", "insrt into t", "42601", {}, {}, {}, {}},
    };
    for (const Case &c : cases) {
        QTest::addRow("postgresql, %s", c.name)
            << int(Database::PostgreSQL) << QByteArray(c.sql) << QByteArray(c.state) << c.pgConstraint << c.pgColumn;
        QTest::addRow("sqlite, %s", c.name)
            << int(Database::SQLite) << QByteArray(c.sql) << QByteArray(c.state) << c.liteConstraint << c.liteColumn;
    }
}

void TestSqlConnection::aViolatedConstraintIsNamed()
{
    QFETCH(QByteArray, sql);
    QFETCH(QByteArray, state);
    QFETCH(QString, constraint);
    QFETCH(QString, column);
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    VERIFY_OK(
        connection->script("create table p (id integer primary key);"
                           "create table t (id integer not null primary key, a integer unique, b integer not null,"
                           " e text, p integer references p, constraint b_positive check (b > 0));"
                           "create unique index t_e on t (lower(e));"
                           "insert into t (id, a, b, e) values (1, 1, 1, 'x')"));
    const Result<SqlRows> refused = connection->query(sql, {});
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, u"DATABASE_ERROR"_s);
    const SqlDiagnosis &diagnosis = connection->diagnosis();
    QCOMPARE(diagnosis.sqlState, state);
    QCOMPARE(diagnosis.constraint, constraint);
    QCOMPARE(diagnosis.column, column);
    QVERIFY(!diagnosis.message.isEmpty());
    QVERIFY(!diagnosis.isTransient());
    if (connection->kind() == Database::PostgreSQL && state == "23505")
        QVERIFY2(diagnosis.detail.contains(u"already exists"), qPrintable(diagnosis.detail));
}

void TestSqlConnection::aTransactionRollsBackUnlessCommitted()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    VERIFY_OK(connection->script("create table t (n integer)"));
    {
        Transaction transaction(*connection);
        VERIFY_OK(transaction.begin());
        QVERIFY(connection->inTransaction());
        VERIFY_OK(connection->query("insert into t values (1)"));
    }
    QVERIFY(!connection->inTransaction());
    QCOMPARE(toInt(valueOf(connection->query("select count(*) from t")).rows[0][0]), 0);
    {
        Transaction transaction(*connection);
        VERIFY_OK(transaction.begin());
        VERIFY_OK(connection->query("insert into t values (1)"));
        VERIFY_OK(transaction.commit());
    }
    QVERIFY(!connection->inTransaction());
    QCOMPARE(toInt(valueOf(connection->query("select count(*) from t")).rows[0][0]), 1);
}

void TestSqlConnection::commitOfAFailedTransactionIsAnError()
{
    const ScratchDatabase database(Database::PostgreSQL, m_server.get());
    const auto connection = database.connect();
    Transaction transaction(*connection);
    VERIFY_OK(transaction.begin());
    QVERIFY(!connection->query("select 1 / 0").ok());
    QVERIFY(!transaction.commit().ok());
    QVERIFY(!connection->inTransaction());
}

void TestSqlConnection::cancelStopsTheRunningStatement()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    const QByteArray slow = connection->kind() == Database::PostgreSQL
                                ? "select pg_sleep(30)"
                                : "with recursive c(n) as (select 1 union all select n + 1 from c where n < "
                                  "4000000000) select count(*) from c";
    const auto observer = database.connect();
    std::atomic_bool hasEnded = false;
    std::thread stopper([&] {
        // SQLite does not tell whether it is at work: there it is told again, which does no harm to what comes after.
        const bool tells = connection->kind() == Database::PostgreSQL;
        const QByteArray sleepers = "select count(*) from pg_stat_activity"
                                    " where datname = current_database() and wait_event = 'PgSleep'";
        while (tells && !hasEnded && toInt(valueOf(observer->query(sleepers)).rows[0][0]) == 0)
            QTest::qSleep(5);
        do {
            QTest::qSleep(50);
            connection->cancel();
        } while (!tells && !hasEnded);
    });
    const Result<SqlRows> stopped = connection->query(slow);
    hasEnded = true;
    stopper.join();
    QVERIFY(!stopped.ok());
    QCOMPARE(stopped.error().code, u"CANCELLED"_s);
    QCOMPARE(toInt(valueOf(connection->query("select 1")).rows[0][0]), 1);
}

void TestSqlConnection::twoStatementsInOneQueryAreRefused()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    QVERIFY(!connection->query("select 1; select 2").ok());
    QCOMPARE(connection->diagnosis().sqlState, "42601");
}

void TestSqlConnection::aReadOnlyConnectionWritesNothing()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    VERIFY_OK(database.connect()->script("create table t (n integer)"));
    const auto reader = valueOf(SqlConnection::open(database.target(), {.readOnly = true}));
    QVERIFY(!reader->query("insert into t values (1)").ok());
    QCOMPARE(reader->diagnosis().sqlState, "25006");
    VERIFY_OK(reader->query("select * from t"));
}

void TestSqlConnection::aStatementSurvivesAMigrationUnderIt()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    const auto other = database.connect();
    VERIFY_OK(connection->script("create table t (a integer); insert into t values (1)"));
    QCOMPARE(valueOf(connection->query("select * from t")).rows[0].size(), 1u);
    VERIFY_OK(other->script("alter table t add column b integer"));
    QCOMPARE(valueOf(connection->query("select * from t")).rows[0].size(), 2u);
    if (connection->kind() == Database::PostgreSQL)
        VERIFY_OK(connection->script("deallocate all"));
    QCOMPARE(valueOf(connection->query("select * from t")).rows[0].size(), 2u);
}

void TestSqlConnection::theCacheOfStatementsIsBounded()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    for (int i = 0; i < 700; ++i)
        QCOMPARE(toInt(valueOf(connection->query("select " + QByteArray::number(i))).rows[0][0]), i);
    if (connection->kind() == Database::PostgreSQL)
        QVERIFY(toInt(valueOf(connection->query("select count(*) from pg_prepared_statements")).rows[0][0]) <= 300);
}

void TestSqlConnection::closingLeavesNoQtConnectionBehind()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const qsizetype before = QSqlDatabase::connectionNames().size();
    {
        const auto connection = database.connect();
        VERIFY_OK(connection->query("select 1"));
    }
    QCOMPARE(QSqlDatabase::connectionNames().size(), before);
}

void TestSqlConnection::identifiersCannotBreakOut()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    const QByteArray name = quotedIdentifier(u"odd\"; drop table x; --");
    VERIFY_OK(connection->script("create table " + name + " (n integer)"));
    VERIFY_OK(connection->query("select * from " + name));
    QCOMPARE(quotedIdentifier(u"public.users"), QByteArray("\"public\".\"users\""));
}

void TestSqlConnection::loginByPasswordWorksAndItsRefusalIsClear()
{
    if (!m_server->isOurs() && m_server->admin().password.isEmpty())
        QSKIP("the given server's way to log in is not ours to know: its URL has no password");
    ConnectionTarget target = m_server->adminByTcp();
    VERIFY_OK(SqlConnection::open(target));
    const QString right = target.password;
    for (const QString &wrong : {u"wrong-secret"_s, QString()}) {
        target.password = wrong;
        const auto refused = SqlConnection::open(target);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, u"DATABASE_LOGIN_REFUSED"_s);
        QVERIFY(!refused.error().hint.isEmpty());
        QVERIFY(!refused.error().toString().contains(u"wrong-secret"));
    }
}

void TestSqlConnection::aMissingDatabaseIsNamed()
{
    ConnectionTarget target = m_server->admin();
    target.database = u"no such"_s;
    const auto missing = SqlConnection::open(target);
    QVERIFY(!missing.ok());
    QCOMPARE(missing.error().code, u"DATABASE_MISSING"_s);
    QVERIFY(missing.error().toString().contains(u"no such"));
}

void TestSqlConnection::aDeadServerIsUnreachable()
{
    const auto unreachable = SqlConnection::open(
        {.kind = Database::PostgreSQL, .host = u"127.0.0.1"_s, .port = 1, .database = u"x"_s, .password = u"hush"_s});
    QVERIFY(!unreachable.ok());
    QCOMPARE(unreachable.error().code, u"DATABASE_UNREACHABLE"_s);
    QVERIFY(!unreachable.error().toString().contains(u"hush"));
}

void TestSqlConnection::aKilledBackendIsALostConnection()
{
    const ScratchDatabase database(Database::PostgreSQL, m_server.get());
    const auto connection = database.connect();
    const auto other = database.connect();
    VERIFY_OK(other->query("select pg_terminate_backend($1::int)", {qint64(PQbackendPID(connection->pg()))}));
    const auto lost = connection->query("select 1");
    QVERIFY(!lost.ok());
    QCOMPARE(lost.error().code, u"DATABASE_LOST"_s);
    QVERIFY(connection->diagnosis().isTransient());
    QVERIFY(!connection->isOpen());
    QCOMPARE(connection->query("select 1").error().code, u"DATABASE_LOST"_s);
}

void TestSqlConnection::anOwnCopyIsDiagnosed()
{
    const ScratchDatabase database(Database::PostgreSQL, m_server.get());
    const auto connection = database.connect();
    VERIFY_OK(connection->script("create table t (n integer unique)"));
    const auto copy = [&](const QByteArray &lines) {
        PQclear(PQexec(connection->pg(), "copy t from stdin"));
        PQputCopyData(connection->pg(), lines.constData(), int(lines.size()));
        PQputCopyEnd(connection->pg(), nullptr);
        return PQgetResult(connection->pg());
    };
    PGresult *result = copy("1\n2\n2\n");
    const Error full = connection->refused("copy t", result);
    QCOMPARE(connection->diagnosis().sqlState, "23505");
    QCOMPARE(connection->diagnosis().constraint, u"t_n_key"_s);
    QVERIFY(connection->diagnosis().context.contains(u"line 3"));
    QVERIFY(full.toString().contains(u"copy t"));
    // Without the result the state at least is known.
    std::ignore = connection->refused("copy t");
    QCOMPARE(connection->diagnosis().sqlState, "23505");
    PQclear(result);
    QVERIFY(!PQgetResult(connection->pg()));
    VERIFY_OK(connection->query("select 1"));
}

void TestSqlConnection::aWriterThatWaitsInVainIsTransient()
{
    const ScratchDatabase database(Database::PostgreSQL, m_server.get());
    const auto first = database.connect();
    const auto second = database.connect();
    VERIFY_OK(first->script("create table t (n integer); insert into t values (1)"));
    VERIFY_OK(second->script("set lock_timeout to '100ms'"));
    Transaction transaction(*first);
    VERIFY_OK(transaction.begin());
    VERIFY_OK(first->query("update t set n = 2"));
    QVERIFY(!second->query("update t set n = 3").ok());
    QVERIFY(second->diagnosis().isTransient());
    QVERIFY(!second->diagnosis().isConnectionLost());
}

void TestSqlConnection::searchFoldsEveryScriptButLowerStaysAscii()
{
    const ScratchDatabase database(Database::SQLite, nullptr);
    const auto connection = database.connect();
    const SqlRows rows = valueOf(connection->query("select bulkhead_fold('ЖуК ÉX'), lower('ЖX'), bulkhead_fold(null)"));
    QCOMPARE(toText(rows.rows[0][0]), u"жук éx"_s);
    QCOMPARE(toText(rows.rows[0][1]), u"Жx"_s);
    QVERIFY(isNull(rows.rows[0][2]));
}

QTEST_GUILESS_MAIN(TestSqlConnection)
#include "tst_sqlconnection.moc"
