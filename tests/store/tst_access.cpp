// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/access.h"

#include "core/engine/runner.h"
#include "core/store/audit.h"
#include "core/store/migrations.h"
#include "tests/store/storefixture.h"
#include "tests/support/dropuser.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// Who may do what: the server refuses, whichever door is tried, and the program says it in words.
class TestAccess : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();

    void aFilesUserIsItsAdministrator();
    void everyRoleIsKnownByItsRights();
    void aViewerLooksAndChangesNothing();
    void noStatementTakesAViewerFurther_data();
    void noStatementTakesAViewerFurther();
    void anOperatorRunsAJobToItsEnd();
    void noStatementTakesAnOperatorFurther_data();
    void noStatementTakesAnOperatorFurther();
    void whatWaitsGoesOnByItsFunctionOnly();
    void anOperatorCannotDelete();
    void anAdministratorDeletesAndGrants();
    void onlyAnAdministratorGrants();
    void anAdministratorMigrates();
    void aStrangerIsToldWhoToAsk();
    void anotherDatabaseKeepsTheRoles();
    void whoMayMakeNoRolesMigratesAllTheSame();

private:
    QString user(const QByteArray &name) const { return QString::fromLatin1(m_prefix + name); }
    std::unique_ptr<JobStore> as(const QString &name) const;
    /// A planned and previewed job of that user's.
    QUuid previewed(JobStore &store) const;

    std::unique_ptr<PostgresServer> m_server;
    std::unique_ptr<ScratchDatabase> m_database;
    QByteArray m_prefix;
};

namespace {

void must(const Status &status)
{
    if (!status)
        qFatal("%s: %s", qPrintable(status.error().code), qPrintable(status.error().toString()));
}

NewJob newJob(const QUuid &id)
{
    return {.id = id, .operation = u"users.create"_s, .sourceName = u"l.csv"_s, .actor = u"anna"_s, .host = u"h"_s};
}

constexpr std::array people{"viewer", "operator", "administrator", "nobody"};

NewChunk onePage()
{
    return {.no = 0, .firstItem = 1, .itemCount = 2, .firstRow = 1, .lastRow = 2, .rows = "x", .refused = {failure(1)}};
}

} // namespace

void TestAccess::initTestCase()
{
    QString whyNot;
    m_server = PostgresServer::start(&whyNot);
    QVERIFY2(m_server, qPrintable(whyNot));
    m_database = std::make_unique<ScratchDatabase>(Database::PostgreSQL, m_server.get());
    m_database->migrate();
    m_prefix = "bulkhead_test_" + QByteArray::number(QCoreApplication::applicationPid()) + '_';
    const auto admin = m_database->connect();
    for (const char *name : people) {
        VERIFY_OK(admin->script("create role " + m_prefix + name + " login password 'test'"));
        if (const std::optional<Role> role = roleFromName(QString::fromLatin1(name)))
            VERIFY_OK(grantRole(*admin, *role, user(name)));
    }
}

void TestAccess::cleanupTestCase()
{
    m_database.reset();
    if (m_server) {
        const auto admin = valueOf(SqlConnection::open(m_server->admin()));
        for (const char *name : people)
            VERIFY_OK(admin->script("drop role if exists " + m_prefix + name));
    }
    m_server.reset();
}

std::unique_ptr<JobStore> TestAccess::as(const QString &name) const
{
    ConnectionTarget target = m_database->target();
    target.user = name;
    target.password = u"test"_s;
    return JobStore::on(valueOf(SqlConnection::open(target)));
}

QUuid TestAccess::previewed(JobStore &store) const
{
    const QUuid job = QUuid::createUuid();
    const NewChunk page = onePage();
    must(store.createJob(newJob(job)));
    must(store.appendChunks(job, std::span(&page, 1)));
    must(store.recordPreview(job, 0, {.changes = "x", .tally = {}, .refused = {}}));
    return job;
}

void TestAccess::aFilesUserIsItsAdministrator()
{
    StoreFixture fixture(nullptr, Database::SQLite);
    QCOMPARE(valueOf(roleOf(fixture.sql())), Role::Administrator);
    VERIFY_OK(requireRole(fixture.sql(), Role::Administrator));
    QVERIFY(valueOf(roleHolders(fixture.sql())).empty());
    QCOMPARE(grantRole(fixture.sql(), Role::Viewer, u"anna"_s).error().code, u"ROLES_LOCAL"_s);
}

void TestAccess::everyRoleIsKnownByItsRights()
{
    QCOMPARE(valueOf(roleOf(*m_database->connect())), Role::Administrator);
    QCOMPARE(valueOf(roleOf(as(user("administrator"))->connection())), Role::Administrator);
    QCOMPARE(valueOf(roleOf(as(user("operator"))->connection())), Role::Operator);
    QCOMPARE(valueOf(roleOf(as(user("viewer"))->connection())), Role::Viewer);
    QCOMPARE(valueOf(roleOf(as(user("nobody"))->connection())), Role::None);
    for (const char *name : people) {
        const auto holders = valueOf(roleHolders(as(user("viewer"))->connection()));
        const auto held = std::ranges::find(holders, user(name), &RoleHolder::user);
        QCOMPARE(held == holders.end() ? Role::None : held->role,
                 roleFromName(QString::fromLatin1(name)).value_or(Role::None));
    }
}

void TestAccess::aViewerLooksAndChangesNothing()
{
    const auto admin = JobStore::on(m_database->connect());
    const QUuid job = QUuid::createUuid();
    must(admin->createJob(newJob(job)));
    const auto viewer = as(user("viewer"));
    VERIFY_OK(Migrations(viewer->connection()).requireCurrent());
    QVERIFY(valueOf(viewer->job(job)).has_value());
    QVERIFY(!valueOf(viewer->jobs({})).empty());
    QVERIFY(!valueOf(Audit(viewer->connection()).verify()).broken);
    VERIFY_OK(Audit(viewer->connection()).append({.action = u"exported"_s})); // reading out is told

    const QList<Status> refused{viewer->createJob(newJob(QUuid::createUuid())), viewer->finishPlan(job),
                                viewer->mend(job, 1, {}),
                                viewer->enlist({.id = QUuid::createUuid(), .host = u"h"_s}, std::chrono::seconds(5))};
    for (const Status &status : refused)
        QCOMPARE(status.ok() ? QString() : status.error().code, u"ACCESS_DENIED"_s);
    QCOMPARE(viewer->pause(job, u"v"_s).error().code, u"ACCESS_DENIED"_s);
    QCOMPARE(viewer->cancel(job, u"v"_s, {}).error().code, u"ACCESS_DENIED"_s);
    QCOMPARE(viewer->remove(job).error().code, u"ACCESS_DENIED"_s);
    const Error error = viewer->createJob(newJob(QUuid::createUuid())).error();
    QVERIFY2(error.message.toEnglish().contains(u"operator"_s), qPrintable(error.toString()));
    QVERIFY2(error.hint.toEnglish().contains(user("operator")), qPrintable(error.toString()));

    ConnectionTarget target = m_database->target();
    target.user = user("viewer");
    target.password = u"test"_s;
    Runner runner(target, {.program = u"test"_s, .onlyJob = {}, .onChanged = {}});
    QCOMPARE(runner.start().error().code, u"ACCESS_DENIED"_s);
    QVERIFY(valueOf(admin->cancel(job, u"anna"_s, {})));
}

void TestAccess::noStatementTakesAViewerFurther_data()
{
    QTest::addColumn<QByteArray>("statement");
    for (const char *statement :
         {"insert into bulkhead.job (id, operation, operation_version, spec, state, source_name, actor, host, priority)"
          " values (gen_random_uuid(), 'x', 1, '{}', 'queued', '', '', '', 5)",
          "update bulkhead.job set state = 'queued'",
          "delete from bulkhead.job",
          "truncate bulkhead.job cascade",
          "insert into bulkhead.chunk_rows values (gen_random_uuid(), 1, '')",
          "delete from bulkhead.failure",
          "insert into bulkhead.worker values (gen_random_uuid(), '', 1, '', '', now(), now(), now())",
          "select nextval('bulkhead.fence')",
          "insert into bulkhead.event (job_id, kind, detail) values (gen_random_uuid(), 'x', '{}')",
          "select * from bulkhead.job for update",
          "insert into users (email, name, password_hash) values ('a@b.c', 'a', 'h')",
          "select * from users",
          "update bulkhead.audit_head set last_id = 0",
          "delete from bulkhead.audit",
          "update bulkhead.audit set actor = 'x'",
          "alter table bulkhead.audit disable trigger all",
          "create table bulkhead.mine (x integer)",
          "select bulkhead.grant_role('administrator', current_user)",
          "grant bulkhead_operator to current_user",
          "set role bulkhead_operator"})
        QTest::newRow(statement) << QByteArray(statement);
}

void TestAccess::noStatementTakesAViewerFurther()
{
    QFETCH(QByteArray, statement);
    const auto viewer = as(user("viewer"));
    const Status refused = viewer->connection().script(statement);
    QVERIFY(!refused.ok());
    QCOMPARE(viewer->connection().diagnosis().sqlState, "42501");
    QCOMPARE(refused.error().code, u"ACCESS_DENIED"_s);
}

void TestAccess::anOperatorRunsAJobToItsEnd()
{
    const auto store = as(user("operator"));
    const QUuid job = QUuid::createUuid();
    const QUuid worker = QUuid::createUuid();
    VERIFY_OK(store->enlist({.id = worker, .host = u"desk"_s, .pid = getpid(), .program = u"test"_s},
                            std::chrono::minutes(1)));
    VERIFY_OK(store->createJob(newJob(job)));
    VERIFY_OK(store->ownPlan(job, worker));
    const NewChunk page{
        .no = 0, .firstItem = 1, .itemCount = 3, .firstRow = 1, .lastRow = 3, .rows = "x", .refused = {failure(1)}};
    VERIFY_OK(store->appendChunks(job, std::span(&page, 1)));
    VERIFY_OK(store->restartPlan(job)); // deletes, and may: nothing was done yet
    VERIFY_OK(store->appendChunks(job, std::span(&page, 1)));
    VERIFY_OK(store->finishPlan(job));
    QVERIFY(valueOf(store->pause(job, u"anna"_s)));
    QVERIFY(valueOf(store->resume(job, u"anna"_s)));
    const auto claim = valueOf(store->claim(job, worker, 0, false, 5));
    QVERIFY(claim);
    Transaction transaction(store->connection());
    VERIFY_OK(transaction.begin());
    VERIFY_OK(store->connection().query("insert into users (email, name, password_hash) values ('op@b.c', 'a', 'h')"));
    QVERIFY(valueOf(store->holdsClaim(*claim)));
    QVERIFY(valueOf(store->record(*claim, outcomeOf(*claim, 1))));
    VERIFY_OK(transaction.commit());
    QVERIFY(valueOf(store->settle(job)));
    VERIFY_OK(store->mend(job, 3, {{u"email"_s, u"x"_s}}));
    VERIFY_OK(store->dismiss(worker));
    QCOMPARE(valueOf(Audit(store->connection()).page({.jobId = job, .limit = 1}))[0].user, user("operator"));
}

void TestAccess::noStatementTakesAnOperatorFurther_data()
{
    QTest::addColumn<QByteArray>("statement");
    for (
        const char *statement :
        {"delete from bulkhead.job", "delete from bulkhead.event", "update bulkhead.event set kind = 'x'",
         "delete from bulkhead.chunk_result", "truncate bulkhead.failure", "delete from bulkhead.migration",
         "insert into bulkhead.migration values ('jobs', 99, 'x', now())", "delete from bulkhead.audit",
         "update bulkhead.audit_head set last_id = 0", "drop table bulkhead.audit",
         "alter table bulkhead.job add x integer", "drop trigger guard_gone on bulkhead.failure",
         "select bulkhead.grant_role('administrator', current_user)",
         // What was submitted stays as it is, and says who did it.
         "update bulkhead.job set spec = '{}'", "update bulkhead.job set operation = 'x'",
         "update bulkhead.job set actor = 'x'", "update bulkhead.job set db_user = 'x'",
         "update bulkhead.job set kind = 'revert'", "update bulkhead.job set timeout_s = 1",
         "update bulkhead.job set approved_by = 'x'", "update bulkhead.chunk_rows set rows = 'x'",
         "update bulkhead.chunk_rows set changes = 'x'", "update bulkhead.chunk_preview set changes = 'x'",
         "update bulkhead.chunk set item_count = 1", "update bulkhead.chunk_result set results = 'x'",
         "update bulkhead.failure set input = 'x'",
         // A job begins with its plan, with its submitter's own trust.
         "insert into bulkhead.job (id, operation, operation_version, spec, state, source_name, actor, host, priority)"
         " values (gen_random_uuid(), 'x', 1, '{}', 'queued', '', '', '', 5)",
         "insert into bulkhead.job (id, operation, operation_version, spec, state, source_name, actor, host, priority)"
         " values (gen_random_uuid(), 'x', 1, '{\"trusted\":true}', 'pending', '', '', '', 5)",
         "insert into bulkhead.job (id, operation, operation_version, spec, state, source_name, actor, host, priority)"
         " values (gen_random_uuid(), 'x', 1, '{\"trusted\":true,\"trusted\":false}', 'pending', '', '', '', 5)",
         "insert into bulkhead.job (id, operation, operation_version, spec, state, source_name, actor, host, priority)"
         " values (gen_random_uuid(), 'x', 1, '{\"act_as\":\"boris\"}', 'pending', '', '', '', 5)",
         // What waits, runs or has ended is nobody's to change.
         "update bulkhead.job set awaits = null where awaits is not null",
         "update bulkhead.job set awaits = null, state = 'queued' where awaits = 'approval'",
         "update bulkhead.job set awaits = 'start' where awaits = 'approval'",
         "update bulkhead.job set state = 'queued' where awaits = 'approval'",
         "update bulkhead.job set state = 'pending' where state <> 'pending'",
         "update bulkhead.job set state = 'queued', completed_at = null where state = 'cancelled'",
         "update bulkhead.job set completed_at = now() where state = 'queued'", "delete from bulkhead.chunk_preview",
         "delete from bulkhead.chunk_rows", "insert into bulkhead.chunk_rows select id, 7, 'x' from bulkhead.job",
         "insert into bulkhead.chunk_preview select id, 7, 'x', '{}' from bulkhead.job",
         "insert into bulkhead.chunk (job_id, no, first_item, item_count, first_row, last_row, refused)"
         " select id, 7, 1, 1, 1, 1, 0 from bulkhead.job",
         "update bulkhead.chunk set state = 'ready' where state in ('done', 'cancelled')",
         "set session_replication_role = replica", "alter table bulkhead.job disable trigger guard",
         "create or replace function bulkhead.guard_job() returns trigger language plpgsql as 'begin return new; end'"})
        QTest::newRow(statement) << QByteArray(statement);
}

void TestAccess::noStatementTakesAnOperatorFurther()
{
    QFETCH(QByteArray, statement);
    const auto store = as(user("operator"));
    // One that waits, one that could run, and one that is over.
    must(store->awaitPerson(previewed(*store), JobAwaits::Approval, {}));
    must(store->finishPlan(previewed(*store)));
    const QUuid over = previewed(*store);
    must(store->finishPlan(over));
    QVERIFY(valueOf(store->cancel(over, {}, {})));
    QVERIFY2(!store->connection().script(statement).ok(), "the server does it");
    QCOMPARE(store->connection().diagnosis().sqlState, "42501");
}

void TestAccess::whatWaitsGoesOnByItsFunctionOnly()
{
    const auto submitter = as(user("operator"));
    const QUuid job = previewed(*submitter);
    VERIFY_OK(submitter->awaitPerson(job, JobAwaits::Start, {}));
    const auto call = [&](JobStore &store, const QByteArray &approval) {
        const auto answer = store.connection().query(
            "select bulkhead.start_job($1::uuid, 'boris', 'why', 'desk', 'psql', " + approval + ")", {job});
        return answer ? toText(answer->rows[0][0]) : QString::fromLatin1(store.connection().diagnosis().sqlState);
    };
    QCOMPARE(call(*as(user("viewer")), "null"), u"42501"_s);
    QCOMPARE(call(*submitter, "'[\"Waits\"]'"), u"awaits_approval"_s);
    QCOMPARE(call(*submitter, "null"), u"second_person"_s); // whatever name is said
    const auto another = as(user("administrator"));
    QCOMPARE(call(*another, "null"), u"approved"_s);
    QCOMPARE(call(*another, "null"), u"not_waiting"_s);
    const Job approved = valueOf(submitter->job(job)).value();
    QCOMPARE(approved.state, JobState::Queued);
    QCOMPARE(approved.awaits, JobAwaits::Nothing);
    QCOMPARE(approved.approvedBy, u"boris"_s); // an administrator's program may say for whom it acts
    const auto told = valueOf(Audit(another->connection()).page({.jobId = job}));
    QCOMPARE(told.size(), 3U);
    QCOMPARE(told[0].action, u"approved"_s);
    QCOMPARE(told[0].user, user("administrator"));
    QCOMPARE(told[1].action, u"started"_s);
    QCOMPARE(told[1].actor, user("operator"));
    QCOMPARE(told[1].reason, u"why"_s);
}

void TestAccess::anOperatorCannotDelete()
{
    const auto store = as(user("operator"));
    const QUuid job = QUuid::createUuid();
    VERIFY_OK(store->createJob(newJob(job)));
    const NewChunk page{
        .no = 0, .firstItem = 1, .itemCount = 2, .firstRow = 1, .lastRow = 2, .rows = "x", .refused = {failure(1)}};
    VERIFY_OK(store->appendChunks(job, std::span(&page, 1)));
    VERIFY_OK(store->finishPlan(job));
    QVERIFY(valueOf(store->cancel(job, u"anna"_s, {})));
    const Result<bool> removed = store->remove(job);
    QVERIFY(!removed.ok());
    QCOMPARE(removed.error().code, u"ACCESS_DENIED"_s);
    QVERIFY2(removed.error().toString().contains(user("administrator")), qPrintable(removed.error().toString()));
    for (const char *table : {"failure", "chunk_rows", "chunk"}) {
        const auto deleted =
            store->connection().query(QByteArray("delete from bulkhead.") + table + " where job_id = $1::uuid", {job});
        QVERIFY(!deleted.ok());
        QCOMPARE(deleted.error().code, u"ACCESS_DENIED"_s);
    }
    QCOMPARE(valueOf(store->counts(job)).total, 2);
}

void TestAccess::anAdministratorDeletesAndGrants()
{
    const auto store = as(user("administrator"));
    const QUuid job = QUuid::createUuid();
    VERIFY_OK(store->createJob(newJob(job)));
    const NewChunk page{
        .no = 0, .firstItem = 1, .itemCount = 2, .firstRow = 1, .lastRow = 2, .rows = "x", .refused = {failure(1)}};
    VERIFY_OK(store->appendChunks(job, std::span(&page, 1)));
    VERIFY_OK(store->finishPlan(job));
    QVERIFY(valueOf(store->cancel(job, u"anna"_s, {})));
    QVERIFY(valueOf(store->remove(job)));

    const QString nobody = user("nobody");
    VERIFY_OK(grantRole(store->connection(), Role::Operator, nobody));
    QCOMPARE(valueOf(roleOf(as(nobody)->connection())), Role::Operator);
    VERIFY_OK(revokeRole(store->connection(), Role::Operator, nobody));
    QCOMPARE(valueOf(roleOf(as(nobody)->connection())), Role::None);
    const auto told = valueOf(Audit(store->connection()).page({.limit = 2}));
    QCOMPARE(told[1].action, u"role_granted"_s);
    QCOMPARE(told[1].detail["user"_L1].toString(), nobody);
    QCOMPARE(told[1].detail["role"_L1].toString(), u"operator"_s);
    QCOMPARE(told[0].action, u"role_revoked"_s);
    QCOMPARE(told[0].user, user("administrator"));
    QCOMPARE(grantRole(store->connection(), Role::Viewer, u"no such user"_s).error().code, u"ROLE_UNKNOWN_USER"_s);
    QCOMPARE(grantRole(store->connection(), Role::Viewer, u"\"; drop role x --"_s).error().code,
             u"ROLE_UNKNOWN_USER"_s);
}

void TestAccess::onlyAnAdministratorGrants()
{
    for (const char *name : {"viewer", "operator", "nobody"}) {
        const Status refused = grantRole(as(user(name))->connection(), Role::Administrator, user(name));
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, u"ACCESS_DENIED"_s);
    }
}

void TestAccess::anAdministratorMigrates()
{
    const auto store = as(user("administrator"));
    VERIFY_OK(Migrations(store->connection()).up(Migrations::Set::Jobs));
    VERIFY_OK(store->connection().script("begin; create table bulkhead.newer (job_id uuid);"
                                         "alter table bulkhead.job add note text; rollback"));
    QVERIFY(!store->connection().script("drop table bulkhead.audit").ok());
}

void TestAccess::aStrangerIsToldWhoToAsk()
{
    ConnectionTarget target = m_database->target();
    target.user = user("nobody");
    target.password = u"test"_s;
    const auto opened = JobStore::open(target);
    QVERIFY(!opened.ok());
    QCOMPARE(opened.error().code, u"ACCESS_DENIED"_s);
    QVERIFY2(opened.error().hint.toEnglish().contains(user("viewer")), qPrintable(opened.error().toString()));
}

void TestAccess::anotherDatabaseKeepsTheRoles()
{
    // Roles are the server's: whoever is a viewer is one in every database of Bulkhead there.
    const ScratchDatabase another(Database::PostgreSQL, m_server.get());
    another.migrate();
    ConnectionTarget target = another.target();
    target.user = user("operator");
    target.password = u"test"_s;
    QCOMPARE(valueOf(roleOf(*valueOf(SqlConnection::open(target)))), Role::Operator);
    QVERIFY(valueOf(missingRoles(*another.connect())).isEmpty());
}

void TestAccess::whoMayMakeNoRolesMigratesAllTheSame()
{
    // Its own schema's owner, without any right on roles; the roles are there already on this server.
    const auto admin = m_database->connect();
    const QByteArray name = m_prefix + "plain";
    VERIFY_OK(admin->script("create role " + name + " login password 'test'"));
    {
        const ScratchDatabase another(Database::PostgreSQL, m_server.get());
        const auto super = another.connect();
        VERIFY_OK(super->script("alter database " + quotedIdentifier(another.target().database) + " owner to " + name));
        ConnectionTarget target = another.target();
        target.user = QString::fromLatin1(name);
        target.password = u"test"_s;
        const auto plain = valueOf(SqlConnection::open(target));
        for (const auto set : {Migrations::Set::Jobs, Migrations::Set::Domain})
            QVERIFY(valueOf(Migrations(*plain).up(set)) > 0);
        QCOMPARE(valueOf(roleOf(*plain)), Role::Administrator);
        QVERIFY(!valueOf(Audit(*plain).verify()).broken);
        target.user = user("operator");
        QCOMPARE(valueOf(roleOf(*valueOf(SqlConnection::open(target)))), Role::Operator);
        target.user = user("administrator");
        QCOMPARE(valueOf(roleOf(*valueOf(SqlConnection::open(target)))), Role::Administrator);
        QCOMPARE(grantRole(*plain, Role::Viewer, user("nobody")).error().code, u"ACCESS_DENIED"_s);
    }
    VERIFY_OK(admin->script(dropUser(name)));
}

QTEST_GUILESS_MAIN(TestAccess)
#include "tst_access.moc"
