// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ctl.h"
#include "tests/support/dropuser.h"
#include "tests/support/servertest.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;
using namespace bulkhead;
using namespace bulkhead::test;

/// The audit and the roles, from the command line.
class TestAuditing : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsDoneIsListed_data() { addBothDatabases(); }
    void whatIsDoneIsListed();
    void whoReadsWhatChangedIsTold_data() { addBothDatabases(); }
    void whoReadsWhatChangedIsTold();
    void aTouchedAuditIsSaidToBe_data() { addBothDatabases(); }
    void aTouchedAuditIsSaidToBe();
    void anExportIsAFileOfAllEntries_data() { addBothDatabases(); }
    void anExportIsAFileOfAllEntries();
    void aMistakeIsExplained_data();
    void aMistakeIsExplained();
    void aFilesRolesAreSaidInWords();
    void rolesAreListedGivenAndTaken();
    void aViewerCannotSubmitThroughAnyCommand();
    void anOperatorRunsJobsButCannotDelete();
};

namespace {

QJsonArray listed(const Ctl &ctl, const QStringList &more = {})
{
    return ctl.run(QStringList{u"audit"_s, u"list"_s, u"--json"_s} + more).json()["entries"_L1].toArray();
}

QStringList actions(const QJsonArray &entries)
{
    QStringList actions;
    for (const QJsonValue &entry : entries)
        actions.prepend(entry["action"_L1].toString());
    return actions;
}

/// A user of the server with a password, gone with the object.
class User
{
public:
    User(const Ctl &ctl, const QString &role)
        : m_ctl(ctl), m_name(u"bulkhead_test_"_s + QUuid::createUuid().toString(QUuid::Id128))
    {
        m_ctl.execute("create role " + m_name.toLatin1() + " login password 'test'");
        if (!role.isEmpty() && m_ctl.run({u"roles"_s, u"grant"_s, role, m_name}).code != 0)
            qFatal("the role is not given");
    }
    ~User() { m_ctl.execute(dropUser(m_name.toLatin1())); }
    Q_DISABLE_COPY_MOVE(User)

    const QString &name() const { return m_name; }
    QString url() const
    {
        ConnectionTarget target = m_ctl.target();
        target.user = m_name;
        target.password = u"test"_s;
        return target.toUrl();
    }

private:
    const Ctl &m_ctl;
    QString m_name;
};

} // namespace

void TestAuditing::whatIsDoneIsListed()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const CtlRun submitted = ctl.submit(people(5).replace("p3@example.org", "secret-cell"));
    COMPARE_CODE(submitted, 4);
    const QString id = submitted.json()["id"_L1].toString();
    COMPARE_CODE(ctl.run({u"export"_s, id, u"-o"_s, ctl.path(u"failed.csv"_s)}), 0);
    COMPARE_CODE(ctl.run({u"retry"_s, id, u"--json"_s}), 3); // as bad as before
    COMPARE_CODE(ctl.run({u"delete"_s, id}), 0);
    QCOMPARE(actions(listed(ctl, {u"--job"_s, id})),
             (QStringList{u"submitted"_s, u"ended"_s, u"exported"_s, u"deleted"_s}));
    const QJsonArray retried = listed(ctl, {u"--action"_s, u"retried"_s});
    QCOMPARE(retried.size(), 1);
    QCOMPARE(retried[0]["detail"_L1]["parent"_L1].toString(), id);

    const QJsonObject entry = listed(ctl, {u"--job"_s, id, u"--action"_s, u"submitted"_s})[0].toObject();
    QCOMPARE(entry["program"_L1].toString(), u"bulkheadctl"_s);
    QCOMPARE(entry["operation"_L1].toString(), u"users.create"_s);
    QCOMPARE(entry["rows"_L1].toInt(), 5);
    QVERIFY(entry["columns"_L1].toArray().contains(u"email"_s));
    QVERIFY(!entry["actor"_L1].toString().isEmpty());
    const QJsonObject exported = listed(ctl, {u"--action"_s, u"exported"_s})[0].toObject();
    QCOMPARE(exported["rows"_L1].toInt(), 1);
    QVERIFY(exported["columns"_L1].toArray().contains(u"email"_s));

    QCOMPARE(listed(ctl, {u"--actor"_s, u"nobody at all"_s}).size(), 0);
    QCOMPARE(listed(ctl, {u"--operation"_s, u"users.create"_s, u"--limit"_s, u"2"_s}).size(), 2);
    QCOMPARE(listed(ctl, {u"--until"_s, u"2020-01-01"_s}).size(), 0);
    QVERIFY(listed(ctl, {u"--since"_s, u"2020-01-01"_s}).size() > 4);
    const CtlRun table = ctl.run({u"audit"_s});
    COMPARE_CODE(table, 0);
    QVERIFY2(table.out.contains("submitted") && table.out.contains(id.toLatin1()), table.out.constData());
    QVERIFY(!table.out.contains("secret-cell"));
    const CtlRun verified = ctl.run({u"audit"_s, u"verify"_s, u"--json"_s});
    COMPARE_CODE(verified, 0);
    QVERIFY(verified.json()["holds"_L1].toBool());
}

void TestAuditing::whoReadsWhatChangedIsTold()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const QString id = ctl.submit(people(3)).json()["id"_L1].toString();
    COMPARE_CODE(ctl.run({u"changes"_s, id, u"--json"_s}), 0);
    const QJsonObject told = listed(ctl, {u"--job"_s, id, u"--action"_s, u"exported"_s})[0].toObject();
    QCOMPARE(told["rows"_L1].toInteger(), 3);
    QVERIFY(told["columns"_L1].toArray().contains(u"email"_s));
    QCOMPARE(told["detail"_L1]["what"_L1].toString(), u"changes"_s);
    QCOMPARE(told["operation"_L1].toString(), u"users.create"_s);
    const QJsonObject submitted = listed(ctl, {u"--job"_s, id, u"--action"_s, u"submitted"_s})[0].toObject();
    QCOMPARE(submitted["actor"_L1], submitted["user"_L1]); // whom the server, or the system, knows
}

void TestAuditing::aTouchedAuditIsSaidToBe()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    for (int i = 0; i < 2; ++i)
        COMPARE_CODE(ctl.submit(people(1, i ? "b" : "a")), 0);
    COMPARE_CODE(ctl.run({u"audit"_s, u"verify"_s}), 0);
    const qint64 second = ctl.number("select min(id) + 1 from " + ctl.table("audit"));
    ctl.execute(currentDatabase() == Database::PostgreSQL ? "alter table bulkhead.audit disable trigger all"
                                                          : "drop trigger bulkhead_audit_no_update");
    ctl.execute("update " + ctl.table("audit") + " set actor = 'nobody' where id >= " + QByteArray::number(second));
    const CtlRun broken = ctl.run({u"audit"_s, u"verify"_s});
    COMPARE_CODE(broken, 3);
    QVERIFY2(broken.out.contains("Entry " + QByteArray::number(second) + " "), broken.out.constData());
    const CtlRun json = ctl.run({u"audit"_s, u"verify"_s, u"--json"_s});
    COMPARE_CODE(json, 3);
    QCOMPARE(json.json()["broken"_L1].toInteger(), second);
    QVERIFY(!json.json()["holds"_L1].toBool());
}

void TestAuditing::anExportIsAFileOfAllEntries()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    COMPARE_CODE(ctl.submit(people(2)), 0);
    const qsizetype before = listed(ctl).size();
    const QString path = ctl.path(u"audit.csv"_s);
    COMPARE_CODE(ctl.run({u"audit"_s, u"export"_s, u"-o"_s, path}), 0);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray csv = file.readAll();
    QCOMPARE(csv.trimmed().split('\n').size(), before + 1);
    QVERIFY(csv.startsWith("id,at,actor,user,host,"));
    const CtlRun json = ctl.run({u"audit"_s, u"export"_s, u"--format"_s, u"json"_s, u"--action"_s, u"exported"_s});
    COMPARE_CODE(json, 0);
    QCOMPARE(json.lines().size(), 1U);
    QCOMPARE(json.lines()[0]["detail"_L1]["what"_L1].toString(), u"audit"_s);
}

void TestAuditing::aMistakeIsExplained_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("verb") << QStringList{u"audit"_s, u"burn"_s} << QByteArray("burn");
    QTest::newRow("action") << QStringList{u"audit"_s, u"--action"_s, u"burnt"_s} << QByteArray("submitted");
    QTest::newRow("time") << QStringList{u"audit"_s, u"--since"_s, u"monday"_s} << QByteArray("2026-11-22");
    QTest::newRow("job") << QStringList{u"audit"_s, u"--job"_s, u"0192"_s} << QByteArray("whole id");
    QTest::newRow("limit") << QStringList{u"audit"_s, u"--limit"_s, u"0"_s} << QByteArray("10000");
    QTest::newRow("format") << QStringList{u"audit"_s, u"export"_s, u"--format"_s, u"xml"_s} << QByteArray("xml");
    QTest::newRow("file") << QStringList{u"audit"_s, u"export"_s, u"-o"_s, u"/nowhere/x.csv"_s}
                          << QByteArray("/nowhere/x.csv");
    QTest::newRow("roles verb") << QStringList{u"roles"_s, u"steal"_s} << QByteArray("steal");
    QTest::newRow("role") << QStringList{u"roles"_s, u"grant"_s, u"king"_s, u"anna"_s} << QByteArray("administrator");
    QTest::newRow("user") << QStringList{u"roles"_s, u"grant"_s, u"viewer"_s} << QByteArray("USER");
}

void TestAuditing::aMistakeIsExplained()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, said);
    const Ctl ctl(Database::SQLite, nullptr);
    const CtlRun run = ctl.run(arguments);
    COMPARE_CODE(run, 1);
    QVERIFY2(run.err.contains(said), run.err.constData());
}

void TestAuditing::aFilesRolesAreSaidInWords()
{
    const Ctl ctl(Database::SQLite, nullptr);
    const CtlRun said = ctl.run({u"roles"_s});
    COMPARE_CODE(said, 0);
    QVERIFY2(said.out.contains("administrator"), said.out.constData());
    const CtlRun refused = ctl.run({u"roles"_s, u"grant"_s, u"viewer"_s, u"anna"_s});
    COMPARE_CODE(refused, 1);
    QVERIFY2(refused.err.contains("file"), refused.err.constData());
}

void TestAuditing::rolesAreListedGivenAndTaken()
{
    const Ctl ctl(Database::PostgreSQL, m_server.get());
    const User boris(ctl, u"viewer"_s);
    const auto roleOf = [&](const QString &user) {
        for (const QJsonValue &holder : ctl.run({u"roles"_s, u"--json"_s}).json()["roles"_L1].toArray()) {
            if (holder["user"_L1].toString() == user)
                return holder["role"_L1].toString();
        }
        return QString();
    };
    QCOMPARE(roleOf(boris.name()), u"viewer"_s);
    COMPARE_CODE(ctl.run({u"roles"_s, u"grant"_s, u"administrator"_s, boris.name()}), 0);
    QCOMPARE(roleOf(boris.name()), u"administrator"_s);
    QCOMPARE(ctl.runAt(boris.url(), {u"roles"_s, u"--json"_s}).json()["own"_L1].toString(), u"administrator"_s);
    COMPARE_CODE(ctl.run({u"roles"_s, u"revoke"_s, u"administrator"_s, boris.name()}), 0);
    QCOMPARE(roleOf(boris.name()), u"viewer"_s);
    QVERIFY2(ctl.run({u"roles"_s}).out.contains(boris.name().toLatin1()), "the table names them");
    COMPARE_CODE(ctl.run({u"roles"_s, u"grant"_s, u"viewer"_s, u"nobody_at_all"_s}), 1);
    const CtlRun refused = ctl.runAt(boris.url(), {u"roles"_s, u"grant"_s, u"administrator"_s, boris.name()});
    COMPARE_CODE(refused, 1);
    QVERIFY2(refused.err.contains("administrator"), refused.err.constData());
    QCOMPARE(actions(listed(ctl)).filter(u"role_"_s).size(), 3);
}

void TestAuditing::aViewerCannotSubmitThroughAnyCommand()
{
    const Ctl ctl(Database::PostgreSQL, m_server.get());
    const CtlRun submitted = ctl.submit(people(3).replace("p2@example.org", "bad"));
    COMPARE_CODE(submitted, 4);
    const QString id = submitted.json()["id"_L1].toString();
    const User viewer(ctl, u"viewer"_s);
    const QString list = ctl.file(u"more.csv"_s, people(3, "more"));
    for (const QStringList &command :
         {QStringList{u"submit"_s, u"users.create"_s, u"--csv"_s, list},
          QStringList{u"submit"_s, u"users.create"_s, u"--csv"_s, list, u"--no-wait"_s}, QStringList{u"retry"_s, id},
          QStringList{u"retry"_s, id, u"--no-wait"_s}, QStringList{u"pause"_s, id}, QStringList{u"cancel"_s, id},
          QStringList{u"delete"_s, id}}) {
        const CtlRun run = ctl.runAt(viewer.url(), command);
        COMPARE_CODE(run, 1);
        QVERIFY2(run.err.contains("This takes the role") && run.err.contains("you have the role viewer"),
                 qPrintable(command.join(u' ') + u": "_s + QString::fromUtf8(run.err)));
    }
    QCOMPARE(ctl.users(), 2);
    for (const QStringList &command :
         {QStringList{u"jobs"_s}, QStringList{u"job"_s, id}, QStringList{u"items"_s, id}, QStringList{u"audit"_s},
          QStringList{u"audit"_s, u"verify"_s}, QStringList{u"export"_s, id}})
        COMPARE_CODE(ctl.runAt(viewer.url(), command), 0);
    QCOMPARE(listed(ctl, {u"--action"_s, u"exported"_s})[0]["user"_L1].toString(), viewer.name());
}

void TestAuditing::anOperatorRunsJobsButCannotDelete()
{
    const Ctl ctl(Database::PostgreSQL, m_server.get());
    const User op(ctl, u"operator"_s);
    const QString list = ctl.file(u"list.csv"_s, people(50));
    const CtlRun run = ctl.runAt(
        op.url(), {u"submit"_s, u"users.create"_s, u"--csv"_s, list, u"--json"_s, u"--chunk-size"_s, u"10"_s});
    COMPARE_CODE(run, 0);
    QCOMPARE(ctl.users(), 50);
    const QString id = run.json()["id"_L1].toString();
    const CtlRun refused = ctl.runAt(op.url(), {u"delete"_s, id});
    COMPARE_CODE(refused, 1);
    QVERIFY2(refused.err.contains("administrator"), refused.err.constData());
    COMPARE_CODE(ctl.runAt(op.url(), {u"job"_s, id}), 0);
    COMPARE_CODE(ctl.run({u"delete"_s, id}), 0);
}

QTEST_GUILESS_MAIN(TestAuditing)
#include "tst_auditing.moc"
