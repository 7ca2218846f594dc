// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobvetting.h"

#include "core/engine/changes.h"
#include "core/engine/revert.h"
#include "core/engine/runner.h"
#include "core/engine/start.h"
#include "core/store/access.h"
#include "core/store/audit.h"
#include "tests/engine/operationbench.h"
#include "tests/support/dropuser.h"
#include "tests/support/patience.h"

#include <QElapsedTimer>
#include <QThread>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// Who acts, with whose rights, and what takes a second person: nobody goes further by another's hand.
class TestJobVetting : public QObject, private OperationBench
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { startServer(); }
    void cleanupTestCase() { tearDown(); }
    void init();
    void cleanup();

    void anotherPersonsOwnOperationRunsWithNobodyElsesRights();
    void anInstalledOperationRunsForAnybodyWhoMayRunIt();
    void anotherPersonsOwnOperationIsNotTakenUpAgain();
    void onlyWhoSubmittedReadsTheListOn();
    void whoActsIsWhoLoggedIn();
    void anAdministratorOfTheMachineIsNotOverruled();
    void whatNobodyApprovedDoesNotRun_data() { addBothDatabases(); }
    void whatNobodyApprovedDoesNotRun();
    void aDirectRevertIsAskedWhatEveryJobIs_data() { addBothDatabases(); }
    void aDirectRevertIsAskedWhatEveryJobIs();
    void onlyTablesOfTheOperationArePutBack_data() { addBothDatabases(); }
    void onlyTablesOfTheOperationArePutBack();
    void theReasonOfAConfirmationIsInTheAudit_data() { addBothDatabases(); }
    void theReasonOfAConfirmationIsInTheAudit();
    void anApprovalThatCameTooLateLeavesNoTrace_data() { addBothDatabases(); }
    void anApprovalThatCameTooLateLeavesNoTrace();
    void maskedAndSecretFieldsAreDotsInChanges_data() { addBothDatabases(); }
    void maskedAndSecretFieldsAreDotsInChanges();

private:
    QString user(const QByteArray &name) const { return QString::fromLatin1(m_prefix + name); }
    ConnectionTarget login(const QByteArray &name) const;
    /// Plans as that user of the server.
    QUuid planAs(const QByteArray &name, const Operation &operation, const QByteArray &csv,
                 const Submission &submission = {});
    std::unique_ptr<JobStore> as(const QByteArray &name) const { return valueOf(JobStore::open(login(name))); }
    /// users.last-login with limits in front of its fields.
    Operation limited(const QByteArray &limits) const;

    QByteArray m_prefix;
};

namespace {

constexpr std::array people{"anna", "boris"};
constexpr const char *twoUsers = "insert into users (id, email, name, password_hash) values"
                                 " ('00000000-0000-4000-8000-000000000001', 'a@b.c', 'Anna', 'h'),"
                                 " ('00000000-0000-4000-8000-000000000002', 'b@b.c', 'Boris', 'h')";
constexpr const char *twoIds = "id\n00000000-0000-4000-8000-000000000001\n00000000-0000-4000-8000-000000000002\n";

OperationCatalog builtIn()
{
    return OperationCatalog::from({u":/operations"_s});
}

QStringList kinds(JobStore &store, const QUuid &job)
{
    QStringList kinds;
    for (const JobEvent &event : valueOf(store.events(job, 0, 100)))
        kinds.append(event.kind);
    return kinds;
}

} // namespace

void TestJobVetting::init()
{
    const bool isEither = QTest::currentDataTag();
    newDatabase(isEither ? currentDatabase() : Database::PostgreSQL);
    execute(twoUsers);
    if (isEither)
        return;
    m_prefix = "bulkhead_test_" + QUuid::createUuid().toByteArray(QUuid::Id128).left(12) + '_';
    for (const char *name : people) {
        execute("create role " + m_prefix + name + " login password 'test'");
        VERIFY_OK(grantRole(m_store->connection(), Role::Operator, user(name)));
    }
}

void TestJobVetting::cleanup()
{
    if (m_prefix.isEmpty())
        return;
    for (const char *name : people)
        execute(dropUser(m_prefix + name));
    m_prefix.clear();
}

ConnectionTarget TestJobVetting::login(const QByteArray &name) const
{
    ConnectionTarget target = m_database->target();
    target.user = user(name);
    target.password = u"test"_s;
    return target;
}

QUuid TestJobVetting::planAs(const QByteArray &name, const Operation &operation, const QByteArray &csv,
                             const Submission &submission)
{
    std::unique_ptr<JobStore> administrator = std::exchange(m_store, as(name));
    const QUuid id = valueOf(plan(operation, csv, submission));
    m_store = std::move(administrator);
    return id;
}

Operation TestJobVetting::limited(const QByteArray &limits) const
{
    QByteArray text = operation(u"users.last-login"_s).text.toUtf8();
    text.replace("[[field]]", "[limits]\n" + limits + "\n\n[[field]]");
    return valueOf(parseOperation(u"limited"_s, text));
}

void TestJobVetting::anotherPersonsOwnOperationRunsWithNobodyElsesRights()
{
    QByteArray text = operation(u"users.last-login"_s).text.toUtf8();
    text.replace("[[field]]", "[compute]\nquery = \"select n, bulkhead.grant_role('administrator', '" +
                                  user("anna").toLatin1() + "')::text as given from rows\"\n\n[[field]]");
    const Operation crafted = valueOf(parseOperation(u"users.last-login"_s, text));
    const QUuid job = planAs("anna", crafted, twoIds);
    {
        Runner runner(m_database->target(),
                      {.program = u"tests"_s, .onlyJob = {}, .installed = builtIn, .onChanged = {}});
        VERIFY_OK(runner.start());
        QTRY_VERIFY(!valueOf(m_store->job(job))->reason.isEmpty());
    }
    const Job left = valueOf(m_store->job(job)).value();
    QCOMPARE(left.state, JobState::Queued);
    QCOMPARE(left.counts.open(), 2);
    QVERIFY2(left.reason.toEnglish().startsWith(u"Waits for a runner of "_s + user("anna")),
             qPrintable(left.reason.toEnglish()));
    QCOMPARE(valueOf(roleOfUser(m_store->connection(), user("anna"))), Role::Operator);

    Runner own(login("anna"), {.program = u"tests"_s, .onlyJob = {}, .installed = builtIn, .onChanged = {}});
    VERIFY_OK(own.start());
    QTRY_VERIFY(isFinal(valueOf(m_store->job(job))->state));
    QCOMPARE(valueOf(m_store->job(job))->state, JobState::Failed); // the server refuses it to her
    QCOMPARE(valueOf(roleOfUser(m_store->connection(), user("anna"))), Role::Operator);
}

void TestJobVetting::anInstalledOperationRunsForAnybodyWhoMayRunIt()
{
    const QUuid job = planAs("anna", valueOf(builtIn().find(u"users.last-login"_s)), twoIds);
    const Job planned = valueOf(m_store->job(job)).value();
    const auto context = valueOf(JobContext::of(planned));
    SqlConnection &administrator = m_store->connection();
    QCOMPARE(valueOf(vetted(administrator, planned, context, builtIn))->isTrusted, false);
    QCOMPARE(valueOf(vetted(administrator, planned, context, builtIn))->actor, user("anna"));

    // By whatever statement it came to say so: her order has no more trust than she.
    auto trusted = std::make_shared<JobContext>(*context);
    trusted->isTrusted = true;
    QCOMPARE(valueOf(vetted(administrator, planned, trusted, builtIn))->isTrusted, false);
    auto higher = std::make_shared<JobContext>(*context);
    higher->operation.runRole = Role::Administrator;
    QCOMPARE(vetted(administrator, planned, higher, builtIn).error().code, u"FOREIGN_JOB"_s);

    Runner runner(m_database->target(), {.program = u"tests"_s, .onlyJob = {}, .installed = builtIn, .onChanged = {}});
    VERIFY_OK(runner.start());
    QTRY_VERIFY(isFinal(valueOf(m_store->job(job))->state));
    QCOMPARE(valueOf(m_store->job(job))->state, JobState::Completed);
}

void TestJobVetting::anotherPersonsOwnOperationIsNotTakenUpAgain()
{
    const Operation own = limited("confirm_above = 1000");
    const QUuid job =
        planAs("anna", own, "id\n00000000-0000-4000-8000-000000000001\n00000000-0000-4000-8000-000000000009\n");
    {
        Runner runner(login("anna"), {.program = u"tests"_s, .onlyJob = job, .onChanged = {}});
        VERIFY_OK(runner.start());
        QTRY_VERIFY(isFinal(valueOf(m_store->job(job))->state));
    }
    QCOMPARE(valueOf(m_store->job(job))->counts.succeeded, 1);
    const auto retried =
        retryFailed(*m_store, {.parent = job, .code = {}, .rows = {}, .mendedCsv = {}, .actor = {}, .worker = {}}, {});
    QCOMPARE(retried.ok() ? QString() : retried.error().code, u"FOREIGN_JOB"_s);
    const auto reverted = revertJob(*m_store, {.parent = job, .actor = {}, .reason = {}, .worker = {}}, {});
    QCOMPARE(reverted.ok() ? QString() : reverted.error().code, u"FOREIGN_JOB"_s);
    VERIFY_OK(revertJob(*as("anna"), {.parent = job, .actor = {}, .reason = {}, .worker = {}}, {}));
}

void TestJobVetting::onlyWhoSubmittedReadsTheListOn()
{
    const auto anna = as("anna");
    const QUuid job = QUuid::createUuid();
    VERIFY_OK(anna->createJob(
        {.id = job, .operation = u"users.create"_s, .sourceName = u"l.csv"_s, .actor = u"x"_s, .host = u"h"_s}));
    execute("update bulkhead.job set created_at = created_at - interval '1 hour'");
    QVERIFY(!valueOf(as("boris")->adoptPending(QUuid::createUuid())));
    QVERIFY(!valueOf(m_store->adoptPending(QUuid::createUuid())));
    QVERIFY(valueOf(anna->adoptPending(QUuid::createUuid())));
}

void TestJobVetting::whoActsIsWhoLoggedIn()
{
    Submission said;
    said.actor = u"boris"_s;
    const QUuid job = planAs("anna", limited("approve_above = 1"), twoIds, said);
    QCOMPARE(valueOf(m_store->job(job))->actor, user("anna"));
    QCOMPARE(valueOf(m_store->job(job))->user, user("anna"));
    const AuditEntry submitted = valueOf(Audit(m_store->connection()).page({.jobId = job, .limit = 1}))[0];
    QCOMPARE(submitted.actor, user("anna"));
    QVERIFY2(submitted.host.contains(u'@'), qPrintable(submitted.host)); // several people may share a login

    // The same login is the same person, whatever account of the system it is used from.
    const auto start = [&](JobStore &store, const QString &actor) {
        const Status started = startJob(store, {.job = job, .actor = actor, .confirmedRows = {}, .reason = {}});
        return started ? QString() : started.error().code;
    };
    QCOMPARE(start(*as("anna"), u"boris"_s), u"SECOND_PERSON"_s);
    QCOMPARE(start(*as("boris"), user("anna")), QString());
    const Job approved = valueOf(m_store->job(job)).value();
    QCOMPARE(approved.approvedBy, user("boris"));
    QCOMPARE(approved.state, JobState::Queued);
    const AuditEntry told = valueOf(Audit(m_store->connection()).page({.jobId = job, .limit = 1}))[0];
    QCOMPARE(told.action, u"approved"_s);
    QCOMPARE(told.actor, user("boris"));
    QCOMPARE(valueOf(as("anna")->pause(job, u"boris"_s)), true);
    QCOMPARE(valueOf(Audit(m_store->connection()).page({.jobId = job, .limit = 1}))[0].actor, user("anna"));
}

void TestJobVetting::anAdministratorOfTheMachineIsNotOverruled()
{
    const QTemporaryDir administrators;
    const QTemporaryDir own;
    const auto write = [](const QTemporaryDir &folder, const QString &name, QByteArray text) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    };
    const QByteArray guarded = limited("approve_above = 1").text.toUtf8();
    const QByteArray open = operation(u"users.last-login"_s).text.toUtf8();
    write(administrators, u"a.toml"_s, guarded);
    write(own, u"b.toml"_s, open);
    const OperationCatalog catalog = OperationCatalog::from({u":/operations"_s, administrators.path(), own.path()});
    QCOMPARE(valueOf(catalog.find(u"users.last-login"_s)).limits.approveAbove, 1);
    QCOMPARE(catalog.problems().size(), 1);
    QCOMPARE(catalog.problems()[0].code, u"OPERATION_TAKEN"_s);
    QVERIFY2(catalog.problems()[0].toString().contains(u"b.toml"_s), qPrintable(catalog.problems()[0].toString()));
    // What is built in, a person may still write anew; among their own files the last one counts.
    write(own, u"c.toml"_s, guarded);
    const OperationCatalog without =
        OperationCatalog::from({u":/operations"_s, administrators.filePath(u"none"_s), own.path()});
    QVERIFY(without.problems().empty());
    QCOMPARE(valueOf(without.find(u"users.last-login"_s)).limits.approveAbove, 1);
}

void TestJobVetting::whatNobodyApprovedDoesNotRun()
{
    const QUuid job = valueOf(plan(limited("approve_above = 1"), twoIds));
    execute("update " + QByteArray(currentDatabase() == Database::SQLite ? "bulkhead_job" : "bulkhead.job") +
            " set awaits = null, state = 'queued'");
    const Job stopped = untilStill(job);
    QCOMPARE(stopped.state, JobState::Failed);
    QVERIFY2(stopped.reason.toEnglish().contains(u"nobody approved it"_s), qPrintable(stopped.reason.toEnglish()));
    QCOMPARE(ask("select count(*) from users where last_login_at is not null"), QStringList{u"0"_s});
}

void TestJobVetting::aDirectRevertIsAskedWhatEveryJobIs()
{
    const Operation large = limited("confirm_above = 1\napprove_above = 1");
    Submission whole;
    whole.confirmedRows = 2;
    whole.reason = u"spring cleaning"_s;
    const QUuid job = valueOf(plan(large, twoIds, whole));
    const auto start = [&](const QUuid &id, const QString &actor, std::optional<qint64> rows) {
        const Status started = startJob(*m_store, {.job = id, .actor = actor, .confirmedRows = rows, .reason = {}});
        return started ? QString() : started.error().code;
    };
    QCOMPARE(start(job, u"boris"_s, {}), QString());
    QCOMPARE(untilStill(job).state, JobState::Completed);

    RevertRequest request{.parent = job, .actor = u"anna"_s, .reason = u"a mistake"_s, .worker = {}};
    const QUuid unasked = valueOf(revertJob(*m_store, request, {}));
    QCOMPARE(valueOf(m_store->job(unasked))->awaits, JobAwaits::Start);
    QCOMPARE(start(unasked, u"anna"_s, {}), u"CONFIRMATION_NEEDED"_s);
    QCOMPARE(start(unasked, u"anna"_s, 2), QString());
    QCOMPARE(valueOf(m_store->job(unasked))->awaits, JobAwaits::Approval);
    QCOMPARE(start(unasked, u"anna"_s, {}), u"SECOND_PERSON"_s);
    QVERIFY(valueOf(m_store->cancel(unasked, u"anna"_s, {})));

    request.confirmedRows = 2;
    const QUuid confirmed = valueOf(revertJob(*m_store, request, {}));
    QCOMPARE(valueOf(m_store->job(confirmed))->awaits, JobAwaits::Approval);
    QCOMPARE(ask("select count(*) from users where last_login_at is not null"), QStringList{u"2"_s});
    QCOMPARE(start(confirmed, u"boris"_s, {}), QString());
    QCOMPARE(untilStill(confirmed).state, JobState::Completed);
    QCOMPARE(ask("select count(*) from users where last_login_at is not null"), QStringList{u"0"_s});
}

void TestJobVetting::onlyTablesOfTheOperationArePutBack()
{
    const Job job = runWhole(u"users.last-login"_s, twoIds);
    QCOMPARE(job.counts.succeeded, 2);
    ChangePageBuilder forged;
    forged.beginTable(u"accounts"_s, u"id"_s, {u"id"_s, u"is_staff"_s});
    const std::array<CellValue, 2> before{CellValue{CellValue::Kind::Text, "1"},
                                          CellValue{CellValue::Kind::Text, "true"}};
    const std::array<CellValue, 2> after{CellValue{CellValue::Kind::Text, "1"},
                                         CellValue{CellValue::Kind::Text, "false"}};
    forged.add({.row = 0, .kind = ChangeKind::Update, .before = before, .after = after});
    const bool isFile = currentDatabase() == Database::SQLite;
    VERIFY_OK(m_store->connection().query(isFile ? "update bulkhead_chunk_result set changes = $1"
                                                 : "update bulkhead.chunk_result set changes = $1",
                                          {forged.take()}));
    const auto reverted = revertJob(*m_store, {.parent = job.id, .actor = u"anna"_s, .reason = {}, .worker = {}}, {});
    QCOMPARE(reverted.ok() ? QString() : reverted.error().code, u"FOREIGN_TABLE"_s);
}

void TestJobVetting::theReasonOfAConfirmationIsInTheAudit()
{
    const QUuid job = valueOf(plan(limited("confirm_above = 1\napprove_above = 1"), twoIds));
    VERIFY_OK(startJob(*m_store, {.job = job, .actor = u"anna"_s, .confirmedRows = 2, .reason = u"spring cleaning"_s}));
    QCOMPARE(valueOf(m_store->job(job))->awaits, JobAwaits::Approval);
    QVERIFY(valueOf(m_store->job(job))->reason.toEnglish().contains(u"second person"_s));
    const std::vector<AuditEntry> told = valueOf(Audit(m_store->connection()).page({.jobId = job}));
    QCOMPARE(told.size(), 2U);
    QCOMPARE(told[1].action, u"submitted"_s);
    QCOMPARE(told[0].action, u"started"_s);
    QCOMPARE(told[0].actor, u"anna"_s);
    QCOMPARE(told[0].reason, u"spring cleaning"_s);
    VERIFY_OK(startJob(*m_store, {.job = job, .actor = u"boris"_s, .confirmedRows = {}, .reason = u"looks right"_s}));
    const AuditEntry approved = valueOf(Audit(m_store->connection()).page({.jobId = job, .limit = 1}))[0];
    QCOMPARE(approved.action, u"approved"_s);
    QCOMPARE(approved.actor, u"boris"_s);
    QCOMPARE(approved.reason, u"looks right"_s);
    QVERIFY(!valueOf(Audit(m_store->connection()).verify()).broken);
    QCOMPARE(kinds(*m_store, job), (QStringList{u"submitted"_s, u"awaits_start"_s, u"confirmed"_s, u"awaits_approval"_s,
                                                u"approved"_s, u"queued"_s}));
}

/// Somebody else is made to be faster in the moment between the look and the deed.
void TestJobVetting::anApprovalThatCameTooLateLeavesNoTrace()
{
    const QUuid job = valueOf(plan(limited("approve_above = 1"), twoIds));
    if (currentDatabase() == Database::SQLite)
        execute("create trigger faster after insert on bulkhead_event when new.kind = 'approved' begin"
                " update bulkhead_job set awaits = null, state = 'cancelled', completed_at = 1; end");
    else
        execute(
            "create function bulkhead.faster() returns trigger language plpgsql as $$ begin update bulkhead.job set awaits = null,"
            " state = 'cancelled', completed_at = now(); return null; end $$;"
            "create trigger faster after insert on bulkhead.event for each row when (new.kind = 'approved')"
            " execute function bulkhead.faster()");
    const Status late = startJob(*m_store, {.job = job, .actor = u"boris"_s, .confirmedRows = {}, .reason = {}});
    QCOMPARE(late.ok() ? QString() : late.error().code, u"JOB_NOT_WAITING"_s);
    QCOMPARE(kinds(*m_store, job), (QStringList{u"submitted"_s, u"awaits_approval"_s}));
}

void TestJobVetting::maskedAndSecretFieldsAreDotsInChanges()
{
    execute("create table things (id integer primary key, passport_no text, code text, pin text, place text);"
            "insert into things values (1, 'old passport', 'OLD', 'old', 'here')");
    const Operation masking = valueOf(parseOperation(
        u"things"_s,
        "format = 1\nid = \"things\"\ntitle = \"Things\"\nsummary = \"Things\"\nrevertible = true\n"
        "[[field]]\nname = \"id\"\ntype = \"int\"\nrequired = true\n"
        "[[field]]\nname = \"passport\"\ntype = \"text\"\nmasked = true\ncolumn = \"passport_no\"\n"
        "[[field]]\nname = \"pin\"\ntype = \"secret\"\nhash = \"argon2id\"\n"
        "[[field]]\nname = \"place\"\ntype = \"text\"\n"
        "[update]\ntable = \"things\"\nkey = \"id\"\n[update.set]\ncode = { postgresql = \"upper(r.passport)\", sqlite = \"upper(r.passport)\" }\n"));
    Submission looked;
    looked.preview = true;
    const QUuid job = valueOf(plan(masking, "id,passport,pin,place\n1,new passport,12345678,there\n", looked));
    const QStringList previewed = changes(job, true);
    QCOMPARE(start(job).state, JobState::Completed);
    QCOMPARE(ask("select code from things"), QStringList{u"NEW PASSPORT"_s});
    const QStringList done = changes(job, false);
    const Job undone = revert(job);
    QCOMPARE(undone.state, JobState::Completed);
    for (const QStringList &shown : {previewed, done, changes(undone.id, false)}) {
        const QString all = shown.join(u' ');
        QVERIFY2(all.contains(u"here"_s) && all.contains(u"passport_no: •••••• → ••••••"_s), qPrintable(all));
        for (const QString &hidden :
             {u"old passport"_s, u"new passport"_s, u"OLD"_s, u"NEW PASSPORT"_s, u"argon"_s, u"pin: old"_s})
            QVERIFY2(!all.contains(hidden), qPrintable(all));
    }
}

QTEST_GUILESS_MAIN(TestJobVetting)
#include "tst_jobvetting.moc"
