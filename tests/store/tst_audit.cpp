// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/audit.h"

#include "tests/store/storefixture.h"
#include "tests/support/servertest.h"

#include <QBuffer>
#include <QJsonDocument>

#include <thread>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

/// The audit: what is told, that it stays, and that it shows when it was touched.
class TestAudit : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void everyVerbIsToldOnceWithWhoAndWhat_data() { addBothDatabases(); }
    void everyVerbIsToldOnceWithWhoAndWhat();
    void aVerbThatChangesNothingIsNotTold_data() { addBothDatabases(); }
    void aVerbThatChangesNothingIsNotTold();
    void whatIsRolledBackWasNeverTold_data() { addBothDatabases(); }
    void whatIsRolledBackWasNeverTold();
    void anEntryCannotBeChangedNorTakenAway_data() { addBothDatabases(); }
    void anEntryCannotBeChangedNorTakenAway();
    void aClientCannotForgeWhatTheServerKnows();
    void aChangedEntryIsFound_data();
    void aChangedEntryIsFound();
    void manyAtOnceMakeOneChain_data() { addBothDatabases(); }
    void manyAtOnceMakeOneChain();
    void pagesAndFiltersFindTheirEntries_data() { addBothDatabases(); }
    void pagesAndFiltersFindTheirEntries();
    void anExportHoldsEveryEntryAndIsTold_data() { addBothDatabases(); }
    void anExportHoldsEveryEntryAndIsTold();
    void valuesNeverReachTheAudit_data() { addBothDatabases(); }
    void valuesNeverReachTheAudit();
};

namespace {

std::vector<AuditEntry> entries(SqlConnection &sql, const AuditQuery &query = {})
{
    return valueOf(Audit(sql).page(query));
}

/// "submitted" …, oldest first, without what came before the job.
QStringList actionsOf(SqlConnection &sql, const QUuid &job)
{
    QStringList actions;
    for (const AuditEntry &entry : entries(sql, {.jobId = job}))
        actions.prepend(entry.action);
    return actions;
}

void append(SqlConnection &sql, const AuditRecord &record)
{
    const Status appended = Audit(sql).append(record);
    if (!appended)
        qFatal("%s", qPrintable(appended.error().toString()));
}

/// Past all triggers, as only somebody with the whole database in hand can.
void tamper(StoreFixture &fixture, const QByteArray &statement)
{
    const QByteArray text = QByteArray(statement).replace("AUDIT", fixture.table("audit"));
    const QByteArray open =
        fixture.isPg()
            ? "alter table bulkhead.audit disable trigger all; alter table bulkhead.audit_head disable trigger all;"
            : "drop trigger bulkhead_audit_no_update; drop trigger bulkhead_audit_no_delete;"
              "drop trigger bulkhead_audit_head_no_delete; drop trigger bulkhead_audit_no_replace;";
    const Status done = fixture.sql().script(open + text);
    if (!done)
        qFatal("%s", qPrintable(done.error().toString()));
}

} // namespace

void TestAudit::everyVerbIsToldOnceWithWhoAndWhat()
{
    StoreFixture fixture(m_server.get());
    JobStore &store = fixture.store();
    const QUuid job = fixture.submit(2, 3, 1);
    VERIFY_OK(store.pause(job, u"boris"_s));
    VERIFY_OK(store.resume(job, u"vera"_s));
    const QUuid worker = fixture.enlist();
    while (fixture.canClaim(job, worker)) {
    } // taken, and given back below
    VERIFY_OK(store.dismiss(worker));
    const QUuid other = fixture.enlist();
    QVERIFY(fixture.finish(fixture.claim(job, other), 1));
    QVERIFY(fixture.finish(fixture.claim(job, other)));
    QVERIFY(valueOf(store.settle(job)));
    VERIFY_OK(store.mend(job, 1, {{u"email"_s, u"new@b.c"_s}}));
    QVERIFY(valueOf(store.remove(job)));
    QCOMPARE(actionsOf(fixture.sql(), job),
             (QStringList{u"submitted"_s, u"paused"_s, u"resumed"_s, u"ended"_s, u"mended"_s, u"deleted"_s}));

    const std::vector<AuditEntry> told = entries(fixture.sql(), {.jobId = job});
    const AuditEntry &submitted = told[5];
    QCOMPARE(submitted.actor, u"anna"_s);
    QCOMPARE(submitted.operation, u"users.create"_s);
    QCOMPARE(submitted.rows, std::optional<qint64>(6));
    QCOMPARE(submitted.detail["source"_L1].toString(), u"people.csv"_s);
    QCOMPARE(submitted.program, u"tst_audit"_s);
    QCOMPARE(submitted.address, u"local"_s);
    QVERIFY(!submitted.user.isEmpty() && !submitted.host.isEmpty());
    QVERIFY(std::abs(submitted.at - QDateTime::currentMSecsSinceEpoch()) < 60'000);
    QCOMPARE(told[4].actor, u"boris"_s);
    QCOMPARE(told[3].actor, u"vera"_s);
    const AuditEntry &ended = told[2];
    QCOMPARE(ended.detail["state"_L1].toString(), u"partial"_s);
    QCOMPARE(ended.detail["succeeded"_L1].toInteger(), 3);
    QCOMPARE(ended.detail["failed"_L1].toInteger(), 3);
    QCOMPARE(ended.rows, std::optional<qint64>(3));
    QCOMPARE(told[1].columns, QStringList{u"email"_s});
    QCOMPARE(told[1].detail["row"_L1].toInteger(), 1);

    const QUuid cancelled = fixture.submit(1, 2);
    QVERIFY(valueOf(store.cancel(cancelled, u"boris"_s, "not today")));
    QCOMPARE(actionsOf(fixture.sql(), cancelled), (QStringList{u"submitted"_s, u"cancelled"_s}));
    QCOMPARE(entries(fixture.sql(), {.jobId = cancelled})[0].reason, u"not today"_s);
    QCOMPARE(entries(fixture.sql(), {.jobId = cancelled})[0].detail["cancelled"_L1].toInteger(), 2);
    const QUuid stopped = fixture.submit(1, 2);
    QVERIFY(valueOf(store.stop(stopped, "too many")));
    QCOMPARE(actionsOf(fixture.sql(), stopped), (QStringList{u"submitted"_s, u"stopped"_s}));

    const QUuid withReason = QUuid::createUuid();
    VERIFY_OK(store.createJob({.id = withReason,
                               .operation = u"x"_s,
                               .sourceName = u"l"_s,
                               .actor = u"anna"_s,
                               .host = u"h"_s,
                               .reason = u"ticket 17"_s}));
    VERIFY_OK(store.finishPlan(withReason));
    QCOMPARE(entries(fixture.sql(), {.jobId = withReason})[0].reason, u"ticket 17"_s);
    QVERIFY(!valueOf(Audit(fixture.sql()).verify()).broken);
}

void TestAudit::aVerbThatChangesNothingIsNotTold()
{
    StoreFixture fixture(m_server.get());
    const QUuid job = fixture.jobIn(JobState::Completed);
    const qint64 before = valueOf(Audit(fixture.sql()).count({}));
    QVERIFY(!valueOf(fixture.store().pause(job, u"anna"_s)));
    QVERIFY(!valueOf(fixture.store().cancel(job, u"anna"_s, {})));
    QVERIFY(!valueOf(fixture.store().settle(job)));
    QVERIFY(!fixture.store().mend(job, 1, {{u"email"_s, u"x"_s}}).ok());
    QVERIFY(!valueOf(fixture.store().remove(QUuid::createUuid())));
    QCOMPARE(valueOf(Audit(fixture.sql()).count({})), before);
}

void TestAudit::whatIsRolledBackWasNeverTold()
{
    StoreFixture fixture(m_server.get());
    const qint64 before = valueOf(Audit(fixture.sql()).count({}));
    {
        Transaction transaction(fixture.sql());
        VERIFY_OK(transaction.begin());
        append(fixture.sql(), {.action = u"exported"_s});
        QCOMPARE(valueOf(Audit(fixture.sql()).count({})), before + 1);
    }
    QCOMPARE(valueOf(Audit(fixture.sql()).count({})), before);
    append(fixture.sql(), {.action = u"exported"_s});
    const AuditVerdict verdict = valueOf(Audit(fixture.sql()).verify());
    QVERIFY2(!verdict.broken, qPrintable(verdict.why.toString()));
    QCOMPARE(verdict.entries, before + 1);
    QCOMPARE(verdict.lastHash, entries(fixture.sql(), {.limit = 1})[0].hash);
}

void TestAudit::anEntryCannotBeChangedNorTakenAway()
{
    StoreFixture fixture(m_server.get()); // on PostgreSQL as the superuser
    append(fixture.sql(), {.action = u"exported"_s});
    const qint64 before = valueOf(Audit(fixture.sql()).count({}));
    const QByteArray audit = fixture.table("audit");
    std::vector<QByteArray> statements{"update " + audit + " set actor = 'nobody'", "delete from " + audit,
                                       "delete from " + fixture.table("audit_head")};
    if (fixture.isPg())
        statements.insert(statements.end(), {"truncate " + audit, "truncate bulkhead.audit_head",
                                             "set session_replication_role = replica; delete from bulkhead.audit"});
    else
        statements.emplace_back("insert or replace into bulkhead_audit select id, at, 'nobody', db_user, host, program,"
                                " address, action, job_id, operation, reason, rows_touched, columns_read, detail,"
                                " previous_hash, hash from bulkhead_audit");
    for (const QByteArray &statement : statements) {
        QVERIFY2(!fixture.sql().script(statement).ok(), statement.constData());
        QVERIFY2(fixture.sql().diagnosis().message.contains(u"append-only"_s),
                 qPrintable(fixture.sql().diagnosis().message));
    }
    QCOMPARE(valueOf(Audit(fixture.sql()).count({})), before);
    QVERIFY(!valueOf(Audit(fixture.sql()).verify()).broken);
}

void TestAudit::aClientCannotForgeWhatTheServerKnows()
{
    StoreFixture fixture(m_server.get(), Database::PostgreSQL);
    VERIFY_OK(fixture.sql().script(
        "insert into bulkhead.audit (id, at, actor, db_user, host, program, address, action, operation, reason, detail,"
        " previous_hash, hash) values (1, '2001-01-01', 'a', 'somebody', 'h', 'p', '1.2.3.4', 'exported', '', '', '{}',"
        " 'x', 'y')"));
    const AuditEntry entry = entries(fixture.sql(), {.limit = 1})[0];
    QVERIFY(entry.id > 1 && entry.at > 1'700'000'000'000);
    QVERIFY(entry.user != u"somebody"_s);
    QCOMPARE(entry.address, u"local"_s);
    QVERIFY(!valueOf(Audit(fixture.sql()).verify()).broken);
}

void TestAudit::aChangedEntryIsFound_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<int>("broken");
    const auto add = [](const char *name, const QByteArray &statement, int broken) {
        QTest::addRow("%s, sqlite", name) << int(Database::SQLite) << statement << broken;
        QTest::addRow("%s, postgresql", name) << int(Database::PostgreSQL) << statement << broken;
    };
    add("another actor", "update AUDIT set actor = 'nobody' where id = 11", 11);
    add("another number of rows", "update AUDIT set rows_touched = 1 where id = 10", 10);
    add("null for nothing", "update AUDIT set rows_touched = null where id = 10", 10);
    add("one in the middle gone", "delete from AUDIT where id = 12", 12);
    add("the first gone", "delete from AUDIT where id = 1", 1);
    add("the last gone", "delete from AUDIT where id = 15", 15);
    add("all gone", "delete from AUDIT", 1);
    add("the end gone", "delete from AUDIT_head", 1);
    add("the end put back", "update AUDIT_head set last_id = 13", 14);
    add("two changed, the first is named", "update AUDIT set reason = 'x' where id in (14, 9)", 9);
    add("another hash", "update AUDIT set hash = previous_hash where id = 11", 11);
    add("numbers moved up", "delete from AUDIT where id = 11; update AUDIT set id = 11 where id = 15", 11);
}

void TestAudit::aChangedEntryIsFound()
{
    QFETCH(QByteArray, statement);
    QFETCH(int, broken);
    StoreFixture fixture(m_server.get());
    const qint64 first = valueOf(Audit(fixture.sql()).count({})); // what the migrations told
    for (qint64 id = first + 1; id <= 15; ++id)
        append(fixture.sql(),
               {.action = u"exported"_s, .actor = u"anna"_s, .rows = id, .columns = {u"e-mail"_s, u"имя"_s}});
    QVERIFY(first < 9); // each migration tells one
    QVERIFY(!valueOf(Audit(fixture.sql()).verify()).broken);
    tamper(fixture, statement);
    const AuditVerdict verdict = valueOf(Audit(fixture.sql()).verify());
    QCOMPARE(verdict.broken, std::optional<qint64>(broken));
    QVERIFY2(!verdict.why.isEmpty(), "says why");
    QVERIFY(verdict.entries < broken);
}

void TestAudit::manyAtOnceMakeOneChain()
{
    const StoreFixture fixture(m_server.get());
    constexpr int programs = 8;
    constexpr int each = 25;
    std::vector<std::thread> threads;
    std::atomic_int failures = 0;
    const Database kind = currentDatabase();
    for (int program = 0; program < programs; ++program)
        threads.emplace_back([&, program] {
            const std::unique_ptr<JobStore> store = fixture.another();
            for (int i = 0; i < each; ++i) {
                Transaction transaction(store->connection());
                const Status begun = transaction.begin();
                const Status told =
                    Audit(store->connection())
                        .append({.action = u"exported"_s, .actor = u"program %1"_s.arg(program), .rows = i});
                if (i % 5 == 4 && kind == Database::PostgreSQL)
                    continue; // rolls back: leaves no gap
                if (!begun || !told || !transaction.commit())
                    ++failures;
            }
        });
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(failures, 0);
    const std::unique_ptr<JobStore> store = fixture.another();
    const AuditVerdict verdict = valueOf(Audit(store->connection()).verify());
    QVERIFY2(!verdict.broken, qPrintable(verdict.why.toString()));
    const qint64 told = valueOf(Audit(store->connection()).count({.action = u"exported"_s}));
    QCOMPARE(told, programs * (kind == Database::PostgreSQL ? each * 4 / 5 : each));
    QCOMPARE(verdict.entries, valueOf(Audit(store->connection()).count({})));
}

void TestAudit::pagesAndFiltersFindTheirEntries()
{
    StoreFixture fixture(m_server.get());
    Audit audit(fixture.sql());
    const QUuid job = QUuid::createUuid();
    for (int i = 0; i < 30; ++i)
        append(fixture.sql(), {.action = i % 2 ? u"paused"_s : u"resumed"_s,
                               .jobId = i % 3 ? QUuid() : job,
                               .operation = i % 5 ? u"users.create"_s : u"orders.update"_s,
                               .actor = i % 7 ? u"anna"_s : u"Жанна"_s,
                               .reason = i == 11 ? u"100% _sure_"_s : QString()});
    QCOMPARE(valueOf(audit.count({.actor = u"Жанна"_s})), 5);
    QCOMPARE(valueOf(audit.count({.action = u"paused"_s})), 15);
    QCOMPARE(valueOf(audit.count({.operation = u"orders.update"_s})), 6);
    QCOMPARE(valueOf(audit.count({.jobId = job})), 10);
    QCOMPARE(valueOf(audit.count({.actor = u"anna"_s, .action = u"paused"_s, .jobId = job})), 4); // 3 9 15 27
    QCOMPARE(valueOf(audit.count({.text = u"жАННА"_s})), 5);
    QCOMPARE(valueOf(audit.count({.text = u"% _s"_s})), 1);
    QCOMPARE(valueOf(audit.count({.text = u"_"_s, .since = 1})) >= 1, true);
    QCOMPARE(valueOf(audit.count({.text = job.toString(QUuid::WithoutBraces).first(13)})), 10);

    std::vector<qint64> ids;
    AuditQuery query{.limit = 7};
    while (true) {
        const std::vector<AuditEntry> page = entries(fixture.sql(), query);
        if (page.empty())
            break;
        for (const AuditEntry &entry : page)
            ids.push_back(entry.id);
        query.before = page.back().id;
    }
    QCOMPARE(qint64(ids.size()), valueOf(audit.count({})));
    QVERIFY(std::ranges::is_sorted(ids, std::ranges::greater()));

    const qint64 now = entries(fixture.sql(), {.limit = 1})[0].at;
    QTest::qSleep(20);
    append(fixture.sql(), {.action = u"exported"_s});
    const qint64 later = entries(fixture.sql(), {.limit = 1})[0].at;
    QVERIFY(later > now);
    QCOMPARE(valueOf(audit.count({.since = later})), 1);
    QCOMPARE(valueOf(audit.count({.until = later})), qint64(ids.size()));
    QCOMPARE(valueOf(audit.count({.since = later + 1})), 0);
}

void TestAudit::anExportHoldsEveryEntryAndIsTold()
{
    StoreFixture fixture(m_server.get());
    for (int i = 0; i < 1500; ++i)
        append(fixture.sql(), {.action = u"paused"_s, .operation = u"=1+1"_s, .actor = u"a, \"b\""_s});
    Audit audit(fixture.sql());
    QBuffer json;
    QVERIFY(json.open(QIODevice::ReadWrite));
    QCOMPARE(valueOf(audit.exportTo(json, Audit::Format::Json, {.action = u"paused"_s})), 1500);
    const QList<QByteArray> lines = json.data().trimmed().split('\n');
    QCOMPARE(lines.size(), 1500);
    QCOMPARE(QJsonDocument::fromJson(lines.back()).object()["actor"_L1].toString(), u"a, \"b\""_s);
    QVERIFY(QJsonDocument::fromJson(lines.front()).object()["id"_L1].toInteger() <
            QJsonDocument::fromJson(lines.back()).object()["id"_L1].toInteger());
    QBuffer csv;
    QVERIFY(csv.open(QIODevice::ReadWrite));
    QCOMPARE(valueOf(audit.exportTo(csv, Audit::Format::Csv, {.action = u"paused"_s})), 1500);
    QCOMPARE(csv.data().trimmed().split('\n').size(), 1501);
    QVERIFY(csv.data().startsWith("id,at,actor,"));
    QVERIFY(csv.data().contains("\"a, \"\"b\"\"\""));
    QVERIFY2(csv.data().contains(",'=1+1,"), "no spreadsheet runs a cell");
    const AuditEntry told = entries(fixture.sql(), {.limit = 1})[0];
    QCOMPARE(told.action, u"exported"_s);
    QCOMPARE(told.rows, std::optional<qint64>(1500));
    QCOMPARE(told.detail["what"_L1].toString(), u"audit"_s);
}

void TestAudit::valuesNeverReachTheAudit()
{
    StoreFixture fixture(m_server.get());
    const QUuid job = fixture.jobIn(JobState::Partial);
    VERIFY_OK(
        fixture.store().mend(job, 2, {{u"password"_s, u"verysecretvalue"_s}, {u"email"_s, u"personal@value.org"_s}}));
    QBuffer all;
    QVERIFY(all.open(QIODevice::ReadWrite));
    QVERIFY(valueOf(Audit(fixture.sql()).exportTo(all, Audit::Format::Json, {})) > 0);
    QVERIFY(all.data().contains("password"));
    QVERIFY(!all.data().contains("verysecretvalue"));
    QVERIFY(!all.data().contains("personal@value.org"));
}

QTEST_GUILESS_MAIN(TestAudit)
#include "tst_audit.moc"
