// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migrations.h"
#include "tests/support/servertest.h"

#include <thread>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

class TestMigrations : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void upDownUpEndsWhereItBegan_data() { addBothDatabases(); }
    void upDownUpEndsWhereItBegan();
    void upTwiceAppliesNothingTheSecondTime_data() { addBothDatabases(); }
    void upTwiceAppliesNothingTheSecondTime();
    void manyAtOnceApplyEachStepOnce_data() { addBothDatabases(); }
    void manyAtOnceApplyEachStepOnce();
    void aMissingSchemaIsNamed_data() { addBothDatabases(); }
    void aMissingSchemaIsNamed();
    void anOldSchemaIsNamed_data() { addBothDatabases(); }
    void anOldSchemaIsNamed();
    void aNewerSchemaIsRefused_data() { addBothDatabases(); }
    void aNewerSchemaIsRefused();
    void downRefusesWhileAJobIsOpen_data() { addBothDatabases(); }
    void downRefusesWhileAJobIsOpen();
    void downNeverDropsATableWithRows_data() { addBothDatabases(); }
    void downNeverDropsATableWithRows();
    void tablesThatAreThereAlreadyAreKept_data() { addBothDatabases(); }
    void tablesThatAreThereAlreadyAreKept();
    void aFailedStepLeavesNothingBehind_data() { addBothDatabases(); }
    void aFailedStepLeavesNothingBehind();
    void emailsAreUniqueWhateverTheirCase_data() { addBothDatabases(); }
    void emailsAreUniqueWhateverTheirCase();
    void aUserHasOneGeneralMontage_data() { addBothDatabases(); }
    void aUserHasOneGeneralMontage();
};

namespace {

const auto bothSets = {Migrations::Set::Jobs, Migrations::Set::Domain};

qint64 tableCount(SqlConnection &connection)
{
    return toInt(
        valueOf(connection.query(
                    connection.kind() == Database::PostgreSQL
                        ? "select count(*) from information_schema.tables where table_schema in ('public', "
                          "'bulkhead')"
                        : "select count(*) from sqlite_schema where type = 'table' and name not like 'sqlite%'"))
            .rows[0][0]);
}

QByteArray migrationTable(const SqlConnection &connection)
{
    return connection.kind() == Database::PostgreSQL ? "bulkhead.migration" : "bulkhead_migration";
}

} // namespace

void TestMigrations::upDownUpEndsWhereItBegan()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    Migrations migrations(*connection);
    for (const auto set : bothSets) {
        const auto known = valueOf(migrations.status(set));
        QVERIFY(!known.empty());
        QCOMPARE(valueOf(migrations.up(set)), int(known.size()));
        const qint64 tables = tableCount(*connection);
        for (const Migrations::Step &step : valueOf(migrations.status(set)))
            QVERIFY(step.appliedAt > 1'700'000'000'000);
        for (std::size_t i = 0; i < known.size(); ++i)
            QCOMPARE(valueOf(migrations.down(set)), 1);
        QCOMPARE(valueOf(migrations.down(set)), 0);
        QVERIFY(tableCount(*connection) < tables);
        QCOMPARE(valueOf(migrations.up(set)), int(known.size()));
        QCOMPARE(tableCount(*connection), tables);
    }
    VERIFY_OK(migrations.requireCurrent());
}

void TestMigrations::upTwiceAppliesNothingTheSecondTime()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    database.migrate();
    const auto connection = database.connect();
    for (const auto set : bothSets)
        QCOMPARE(valueOf(Migrations(*connection).up(set)), 0);
}

void TestMigrations::manyAtOnceApplyEachStepOnce()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    for (const auto set : bothSets) {
        std::atomic_int applied = 0;
        std::atomic_int errors = 0;
        std::vector<std::thread> programs;
        for (int i = 0; i < 4; ++i)
            programs.emplace_back([&] {
                const auto connection = database.connect();
                const Result<int> steps = Migrations(*connection).up(set);
                if (steps)
                    applied += *steps;
                else
                    ++errors;
            });
        for (std::thread &program : programs)
            program.join();
        QCOMPARE(errors.load(), 0);
        QCOMPARE(applied.load(), int(valueOf(Migrations(*database.connect()).status(set)).size()));
    }
}

void TestMigrations::aMissingSchemaIsNamed()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    Migrations migrations(*connection);
    const Status missing = migrations.requireCurrent();
    QVERIFY(!missing.ok());
    QCOMPARE(missing.error().code, u"SCHEMA_MISSING"_s);
    QVERIFY(missing.error().hint.toString().contains(u"bulkheadctl migrate up"));
    VERIFY_OK(migrations.up(Migrations::Set::Domain));
    QCOMPARE(migrations.requireCurrent().error().code, u"SCHEMA_MISSING"_s);
}

void TestMigrations::anOldSchemaIsNamed()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    database.migrate();
    const auto connection = database.connect();
    VERIFY_OK(connection->script("update " + migrationTable(*connection) +
                                 " set version = version - 1 where set_name = 'jobs';"
                                 "insert into " +
                                 migrationTable(*connection) + " select 'jobs', -1, 'x', applied_at from " +
                                 migrationTable(*connection) + " limit 1"));
    const Status old = Migrations(*connection).requireCurrent();
    QVERIFY(!old.ok());
    // With one known step the version before it is 0, which is none at all.
    const auto known = valueOf(Migrations(*connection).status(Migrations::Set::Jobs));
    QCOMPARE(old.error().code, known.back().version == 1 ? u"SCHEMA_MISSING"_s : u"SCHEMA_OLD"_s);
    QVERIFY(old.error().hint.toString().contains(u"bulkheadctl migrate up"));
}

void TestMigrations::aNewerSchemaIsRefused()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    database.migrate();
    const auto connection = database.connect();
    VERIFY_OK(connection->script("insert into " + migrationTable(*connection) +
                                 " select set_name, 9999, 'from the future', max(applied_at) from " +
                                 migrationTable(*connection) + " group by set_name"));
    Migrations migrations(*connection);
    QCOMPARE(migrations.requireCurrent().error().code, u"SCHEMA_NEWER"_s);
    for (const auto set : bothSets) {
        QCOMPARE(migrations.up(set).error().code, u"SCHEMA_NEWER"_s);
        QCOMPARE(migrations.down(set).error().code, u"SCHEMA_NEWER"_s);
        QCOMPARE(valueOf(migrations.status(set)).back().name, u"from the future"_s);
    }
}

void TestMigrations::downRefusesWhileAJobIsOpen()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    database.migrate();
    const auto connection = database.connect();
    const bool isPg = connection->kind() == Database::PostgreSQL;
    const QByteArray job = isPg ? "bulkhead.job" : "bulkhead_job";
    const QByteArray now = isPg ? "now()" : "1";
    VERIFY_OK(connection->script(
        "insert into " + job +
        " (id, operation, operation_version, spec, state, source_name, actor, host, priority, created_at)"
        " values ('00000000-0000-7000-8000-000000000001', 'x', 1, '{}', 'paused', '', '', '', 5, " +
        now + ")"));
    Migrations migrations(*connection);
    const Result<int> refused = migrations.down(Migrations::Set::Jobs);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, u"MIGRATION_IN_USE"_s);
    VERIFY_OK(connection->script("update " + job + " set state = 'failed', completed_at = " + now));
    QCOMPARE(valueOf(migrations.down(Migrations::Set::Jobs)), 1);
}

void TestMigrations::downNeverDropsATableWithRows()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    database.migrate();
    const auto connection = database.connect();
    VERIFY_OK(connection->script("insert into users (email, name, password_hash) values ('a@b.c', 'a', 'h')"));
    QCOMPARE(valueOf(Migrations(*connection).down(Migrations::Set::Domain)), 1); // only the factors that came with it
    const Result<int> refused = Migrations(*connection).down(Migrations::Set::Domain);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, u"MIGRATION_IN_USE"_s);
    QVERIFY(refused.error().toString().contains(u"users"));
    QCOMPARE(toInt(valueOf(connection->query("select count(*) from users")).rows[0][0]), 1);
}

void TestMigrations::tablesThatAreThereAlreadyAreKept()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    VERIFY_OK(connection->script(
        "create table universities (id integer primary key, name text, inn text, kpp text, motto text);"
        "insert into universities (id, motto) values (1, 'sapere aude')"));
    QVERIFY(valueOf(Migrations(*connection).up(Migrations::Set::Domain)) > 0);
    QCOMPARE(toText(valueOf(connection->query("select motto from universities")).rows[0][0]), u"sapere aude"_s);
}

void TestMigrations::aFailedStepLeavesNothingBehind()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    // The last table of the set cannot be made, since its name is taken by a view without the columns.
    VERIFY_OK(connection->script("create view montage_items as select 1 as id"));
    const Result<int> failed = Migrations(*connection).up(Migrations::Set::Domain);
    QVERIFY(!failed.ok());
    QCOMPARE(failed.error().code, u"MIGRATION_FAILED"_s);
    QVERIFY(!connection->query("select * from users").ok());
    VERIFY_OK(connection->script("drop view montage_items"));
    QVERIFY(valueOf(Migrations(*connection).up(Migrations::Set::Domain)) > 0);
}

void TestMigrations::emailsAreUniqueWhateverTheirCase()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    database.migrate();
    const auto connection = database.connect();
    VERIFY_OK(connection->script("insert into users (email, name, password_hash) values ('a@b.c', 'a', 'h')"));
    QVERIFY(!connection->script("insert into users (email, name, password_hash) values ('A@B.C', 'a', 'h')").ok());
    QCOMPARE(connection->diagnosis().sqlState, "23505");
    QCOMPARE(connection->diagnosis().constraint, u"users_email_key"_s);
    VERIFY_OK(connection->query("insert into users (email, name, password_hash) values ($1, $2, 'h')",
                                {QString(255, u'é'), QString(100, u'Ж')}));
    QVERIFY(!connection
                 ->query("insert into users (email, name, password_hash) values ($1, $2, 'h')",
                         {QString(256, u'x'), u"n"_s})
                 .ok());
    QVERIFY(!connection
                 ->query("insert into users (email, name, password_hash) values ($1, $2, 'h')",
                         {u"x@y.z"_s, QString(101, u'x')})
                 .ok());
    const SqlRows row = valueOf(connection->query("select id, is_active, created_at from users limit 1"));
    QVERIFY(!toUuid(row.rows[0][0]).isNull());
    QVERIFY(toBool(row.rows[0][1]));
}

void TestMigrations::aUserHasOneGeneralMontage()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    database.migrate();
    const auto connection = database.connect();
    VERIFY_OK(connection->script("insert into users (email, name, password_hash) values ('a@b.c', 'a', 'h')"));
    const QByteArray insert = "insert into montages (user_id, type, interest) select id, 'general', null from users";
    VERIFY_OK(connection->script(insert));
    QVERIFY(!connection->script(insert).ok());
    QCOMPARE(connection->diagnosis().sqlState, "23505");
}

QTEST_GUILESS_MAIN(TestMigrations)
#include "tst_migrations.moc"
