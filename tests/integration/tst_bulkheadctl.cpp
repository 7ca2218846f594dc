// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ctl.h"
#include "tests/support/servertest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

using namespace Qt::Literals::StringLiterals;
using namespace bulkhead;
using namespace bulkhead::test;

/// Every command and option of bulkheadctl, as an operator and as a script use them.
class TestBulkheadctl : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void aCleanListIsDoneWithZero_data() { addBothDatabases(); }
    void aCleanListIsDoneWithZero();
    void peopleReadWhatCameOfIt_data() { addBothDatabases(); }
    void peopleReadWhatCameOfIt();
    void aJobHasExactlyTheseKeys_data() { addBothDatabases(); }
    void aJobHasExactlyTheseKeys();
    void anItemHasExactlyTheseKeys_data() { addBothDatabases(); }
    void anItemHasExactlyTheseKeys();
    void itemsAndJobsCanBeFiltered_data() { addBothDatabases(); }
    void itemsAndJobsCanBeFiltered();
    void everyExitCodeIsWhatScriptsRelyOn_data() { addBothDatabases(); }
    void everyExitCodeIsWhatScriptsRelyOn();
    void wrongUsageNamesTheOption_data();
    void wrongUsageNamesTheOption();
    void anUnreachableDatabaseIsTwo_data();
    void anUnreachableDatabaseIsTwo();

    void standardInputIsAList_data() { addBothDatabases(); }
    void standardInputIsAList();
    void windows1251WithSemicolonsIsRead_data() { addBothDatabases(); }
    void windows1251WithSemicolonsIsRead();
    void aListWithoutHeaderIsMappedByPlace_data() { addBothDatabases(); }
    void aListWithoutHeaderIsMappedByPlace();
    void columnsAndConstantsFeedFields_data() { addBothDatabases(); }
    void columnsAndConstantsFeedFields();
    void nothingIsCoerced_data() { addBothDatabases(); }
    void nothingIsCoerced();
    void anOrderedJobGoesRowByRow_data() { addBothDatabases(); }
    void anOrderedJobGoesRowByRow();
    void noWaitLeavesTheJobToResume_data() { addBothDatabases(); }
    void noWaitLeavesTheJobToResume();
    void operationsTellTheirFields();
};

namespace {

QSet<QString> keysOf(const QJsonObject &object)
{
    const QStringList keys = object.keys();
    return {keys.begin(), keys.end()};
}

QSet<QString> words(const char *text)
{
    const QStringList list = QString::fromLatin1(text).split(u' ');
    return {list.begin(), list.end()};
}

} // namespace

void TestBulkheadctl::aCleanListIsDoneWithZero()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const CtlRun run = ctl.submit(people(250));
    COMPARE_CODE(run, 0);
    const QJsonObject job = run.json();
    QCOMPARE(job["status"_L1].toString(), u"completed"_s);
    QCOMPARE(job["operation"_L1].toString(), u"users.create"_s);
    QCOMPARE(job["total"_L1].toInt(), 250);
    QCOMPARE(job["succeeded"_L1].toInt(), 250);
    QCOMPARE(job["progress"_L1].toDouble(), 100.0);
    QVERIFY(job["parent_id"_L1].isNull());
    QVERIFY(job["errors"_L1].toArray().isEmpty());
    QCOMPARE(ctl.users(), 250);
    COMPARE_CODE(ctl.run({u"verify"_s, job["id"_L1].toString()}), 0);
}

void TestBulkheadctl::peopleReadWhatCameOfIt()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const CtlRun run = ctl.run({u"submit"_s, u"users.create"_s, u"--csv"_s, ctl.file(u"list.csv"_s, twoGoodOneBad())});
    COMPARE_CODE(run, 4);
    const QString id = ctl.newestJob();
    QVERIFY2(run.out.contains("2 of 3"), run.out.constData());
    QVERIFY2(run.out.contains("INVALID_EMAIL"), run.out.constData());
    QVERIFY2(run.out.contains(id.toUtf8()), run.out.constData());
    // Short ids do, where they are unique.
    for (const QStringList &question :
         {QStringList{u"job"_s, id.left(13)}, {u"items"_s, id}, {u"jobs"_s}, {u"verify"_s, id}})
        COMPARE_CODE(ctl.run(question), 0);
    QVERIFY(ctl.run({u"job"_s, id}).out.contains("INVALID_EMAIL"));
    QVERIFY(ctl.run({u"jobs"_s}).out.contains("list.csv"));
    QVERIFY(ctl.run({u"items"_s, id}).out.contains("nobody"));
}

void TestBulkheadctl::aJobHasExactlyTheseKeys()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    // What the contract names, and five more: why it stopped, what the list was called, whether it takes another job
    // back, for whom it waits, and when it goes on by itself.
    const QSet<QString> expected = words(
        "id operation status total succeeded failed skipped cancelled unknown progress rows_per_second created_at "
        "started_at completed_at duration_seconds parent_id errors reason source kind awaits resumes_at");
    const QJsonObject submitted = ctl.submit(twoGoodOneBad()).json();
    QCOMPARE(keysOf(submitted), expected);
    const QJsonObject shown = ctl.job(submitted["id"_L1].toString());
    QCOMPARE(keysOf(shown), expected);
    QCOMPARE(shown["errors"_L1], submitted["errors"_L1]);
    const QJsonObject error = shown["errors"_L1].toArray().at(0).toObject();
    QCOMPARE(keysOf(error), words("code count first_row"));
    QCOMPARE(error["code"_L1].toString(), u"INVALID_EMAIL"_s);
    QCOMPARE(error["count"_L1].toInt(), 1);
    QCOMPARE(error["first_row"_L1].toInt(), 2);
    for (const char *time : {"created_at", "started_at", "completed_at"})
        QVERIFY2(QDateTime::fromString(shown[QLatin1StringView(time)].toString(), Qt::ISODateWithMs).isValid(), time);
    const QJsonArray jobs = ctl.run({u"jobs"_s, u"--json"_s}).json()["jobs"_L1].toArray();
    QCOMPARE(jobs.size(), 1);
    QCOMPARE(keysOf(jobs.at(0).toObject()), expected);
}

void TestBulkheadctl::anItemHasExactlyTheseKeys()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const QString id = ctl.submit(twoGoodOneBad()).json()["id"_L1].toString();
    const std::vector<QJsonObject> items = ctl.items(id);
    QCOMPARE(items.size(), 3U);
    for (const QJsonObject &item : items)
        QCOMPARE(keysOf(item), words("row line status code field message errors input result"));
    QCOMPARE(items[0]["row"_L1].toInt(), 1);
    QCOMPARE(items[0]["line"_L1].toInt(), 2);
    QCOMPARE(items[0]["status"_L1].toString(), u"succeeded"_s);
    QVERIFY(items[0]["code"_L1].isNull());
    QCOMPARE(items[0]["input"_L1].toObject()["email"_L1].toString(), u"anna@example.org"_s);
    QCOMPARE(items[0]["result"_L1].toString(),
             ctl.text("select cast(id as text) from users where email = 'anna@example.org'"));
    QCOMPARE(items[0]["result"_L1].toString().at(14), u'7'); // a UUID of version 7
    const QJsonObject bad = items[1];
    QCOMPARE(bad["status"_L1].toString(), u"failed"_s);
    const QJsonObject first = bad["errors"_L1].toArray().at(0).toObject();
    QCOMPARE(keysOf(first), words("code field message"));
    for (const auto key : {"code"_L1, "field"_L1, "message"_L1})
        QCOMPARE(bad[key], first[key]);
    QCOMPARE(bad["code"_L1].toString(), u"INVALID_EMAIL"_s);
    QCOMPARE(bad["field"_L1].toString(), u"email"_s);
    QVERIFY(bad["result"_L1].isNull());
    // The same whichever way they are asked for.
    QCOMPARE(ctl.items(id, u"failed"_s).at(0), bad);
}

void TestBulkheadctl::itemsAndJobsCanBeFiltered()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const QString partial = ctl.submit(twoGoodOneBad()).json()["id"_L1].toString();
    const QString complete = ctl.submit(people(3)).json()["id"_L1].toString();
    QCOMPARE(ctl.items(partial, u"failed"_s).size(), 1U);
    QCOMPARE(ctl.items(partial, u"succeeded"_s).size(), 2U);
    QCOMPARE(ctl.items(partial, u"all"_s).size(), 3U);
    const auto ids = [&](const QStringList &options) {
        QStringList found;
        for (const QJsonValue &job : ctl.run(QStringList{u"jobs"_s, u"--json"_s} + options).json()["jobs"_L1].toArray())
            found.append(job.toObject()["id"_L1].toString());
        return found;
    };
    QCOMPARE(ids({}), (QStringList{complete, partial})); // newest first
    QCOMPARE(ids({u"--status"_s, u"partial"_s}), QStringList{partial});
    QCOMPARE(ids({u"--status"_s, u"cancelled"_s}), QStringList());
    QCOMPARE(ids({u"--operation"_s, u"users.create"_s}).size(), 2);
    QCOMPARE(ids({u"--operation"_s, u"users.update"_s}).size(), 0);
    QCOMPARE(ids({u"--limit"_s, u"1"_s}), QStringList{complete});
}

void TestBulkheadctl::everyExitCodeIsWhatScriptsRelyOn()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    COMPARE_CODE(ctl.run({u"--help"_s}), 0);
    COMPARE_CODE(ctl.run({u"--version"_s}), 0);
    COMPARE_CODE(ctl.submit(people(2)), 0);
    COMPARE_CODE(ctl.submit(twoGoodOneBad()), 4);
    const CtlRun failed = ctl.submit("email,name,password_hash\nnobody,X,h\n");
    COMPARE_CODE(failed, 3);
    QCOMPARE(failed.json()["status"_L1].toString(), u"failed"_s);
    const QString id = failed.json()["id"_L1].toString();
    COMPARE_CODE(ctl.run({u"job"_s, id}), 0); // a question that was answered
    COMPARE_CODE(ctl.run({u"resume"_s, id}), 1);
    COMPARE_CODE(ctl.run({u"pause"_s, id}), 1);
    COMPARE_CODE(ctl.run({u"cancel"_s, id}), 1);
    COMPARE_CODE(ctl.run({u"delete"_s, id}), 0);
    COMPARE_CODE(ctl.run({u"job"_s, id}), 1);
    COMPARE_CODE(ctl.submit(""), 1);
    COMPARE_CODE(ctl.submit("email,name,password_hash\n"), 0); // nobody in it, nothing wrong with it
}

void TestBulkheadctl::wrongUsageNamesTheOption_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("named");
    const auto submit = [](const QStringList &more) { return QStringList{u"submit"_s, u"users.create"_s} + more; };
    const auto add = [](const char *name, const QStringList &arguments, const QByteArray &named) {
        QTest::newRow(name) << arguments << named;
    };
    add("command", {u"frobnicate"_s}, "frobnicate");
    add("option", submit({u"--csv"_s, u"LIST"_s, u"--frobnicate"_s}), "frobnicate");
    add("missing value", {u"submit"_s, u"users.create"_s, u"--csv"_s}, "csv");
    add("no list", submit({}), "--csv");
    add("no such list", submit({u"--csv"_s, u"/nowhere/list.csv"_s}), "/nowhere/list.csv");
    add("no operation", {u"submit"_s, u"--csv"_s, u"LIST"_s}, "operation");
    add("unknown operation", {u"submit"_s, u"users.fly"_s, u"--csv"_s, u"LIST"_s}, "users.fly");
    add("one too many", submit({u"extra"_s, u"--csv"_s, u"LIST"_s}), "extra");
    struct Wrong
    {
        const char *option;
        const char *value;
    };
    for (const Wrong &wrong :
         {Wrong{"chunk-size", "0"}, Wrong{"chunk-size", "50001"}, Wrong{"chunk-size", "many"},
          Wrong{"concurrency", "0"}, Wrong{"concurrency", "65"}, Wrong{"max-retries", "21"}, Wrong{"max-retries", "-1"},
          Wrong{"priority", "11"}, Wrong{"priority", "-1"}, Wrong{"max-errors", "-1"}, Wrong{"max-errors", "101%"},
          Wrong{"max-errors", "few"}, Wrong{"encoding", "klingon"}, Wrong{"delimiter", "x"}, Wrong{"map", "email"},
          Wrong{"map", "email=nowhere"}, Wrong{"set", "name"}, Wrong{"set", "wings=2"}}) {
        const QString given = u"--%1=%2"_s.arg(QString::fromLatin1(wrong.option), QString::fromLatin1(wrong.value));
        QByteArray named = wrong.option;
        if (given == "--map=email=nowhere"_L1)
            named = "nowhere";
        else if (given == "--set=wings=2"_L1)
            named = "wings";
        add(qPrintable(given), submit({u"--csv"_s, u"LIST"_s, given}), named);
    }
    add("jobs --status", {u"jobs"_s, u"--status"_s, u"happy"_s}, "happy");
    add("jobs --limit", {u"jobs"_s, u"--limit"_s, u"0"_s}, "limit");
    add("no job", {u"job"_s}, "id");
    add("unknown job", {u"job"_s, u"01900000-0000-7000-8000-000000000000"_s}, "01900000");
    add("not an id", {u"verify"_s, u"xyz"_s}, "xyz");
    add("items --status", {u"items"_s, u"JOB"_s, u"--status"_s, u"happy"_s}, "--status");
    add("export --format", {u"export"_s, u"JOB"_s, u"--format"_s, u"xml"_s}, "--format");
    add("export -o", {u"export"_s, u"JOB"_s, u"-o"_s, u"/nowhere/out.csv"_s}, "/nowhere/out.csv");
    add("retry --row", {u"retry"_s, u"JOB"_s, u"--row"_s, u"first"_s}, "--row");
    add("retry of nothing", {u"retry"_s, u"JOB"_s, u"--code"_s, u"NO_SUCH"_s}, "failed row");
    add("migrate", {u"migrate"_s, u"sideways"_s}, "sideways");
    add("database", {u"--database"_s, u"mysql://x/y"_s, u"jobs"_s}, "mysql");
}

void TestBulkheadctl::wrongUsageNamesTheOption()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, named);
    static const Ctl ctl(Database::SQLite, nullptr);
    static const QString job = ctl.submit(twoGoodOneBad()).json()["id"_L1].toString();
    const qint64 before = ctl.users();
    arguments.replaceInStrings(u"LIST"_s, ctl.file(u"good.csv"_s, people(3, "never")));
    arguments.replaceInStrings(u"JOB"_s, job);
    const CtlRun run = ctl.run(arguments);
    COMPARE_CODE(run, 1);
    QVERIFY2(run.err.contains(named), run.err.constData());
    QVERIFY2(run.out.isEmpty(), run.out.constData());
    QCOMPARE(ctl.users(), before);
    QCOMPARE(ctl.newestJob(), job); // nothing was begun
}

void TestBulkheadctl::anUnreachableDatabaseIsTwo_data()
{
    QTest::addColumn<QString>("url");
    QTest::newRow("nobody listens") << u"postgresql://anna:S3cret-word@127.0.0.1:1/hr"_s;
    ConnectionTarget target = m_server->admin();
    target.database = u"nothere"_s;
    QTest::newRow("no such database") << target.toUrl();
    if (m_server->isOurs()) {
        target = m_server->adminByTcp();
        target.password = u"S3cret-word"_s;
        QTest::newRow("wrong password") << target.toUrl();
    }
    QTest::newRow("no such folder") << u"sqlite:///nowhere/at/all/jobs.sqlite"_s;
    QTest::newRow("not a database") << u"garbage"_s;
}

void TestBulkheadctl::anUnreachableDatabaseIsTwo()
{
    QFETCH(QString, url);
    const Ctl ctl(Database::SQLite, nullptr);
    if (url == "garbage"_L1)
        url = u"sqlite://"_s + ctl.file(u"garbage.sqlite"_s, QByteArray(8192, 'x'));
    const QString list = ctl.file(u"list.csv"_s, people(2));
    for (const QStringList &command :
         {QStringList{u"jobs"_s}, {u"submit"_s, u"users.create"_s, u"--csv"_s, list}, {u"migrate"_s}}) {
        const CtlRun run = ctl.runAt(url, command);
        COMPARE_CODE(run, 2);
        QVERIFY(!run.err.isEmpty());
        QVERIFY2(!run.all().contains("S3cret-word"), run.all().constData());
    }
}

void TestBulkheadctl::standardInputIsAList()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const CtlRun run = ctl.run({u"submit"_s, u"users.create"_s, u"--csv"_s, u"-"_s, u"--json"_s}, people(1500));
    COMPARE_CODE(run, 0);
    QCOMPARE(run.json()["total"_L1].toInt(), 1500);
    QCOMPARE(ctl.users(), 1500);
}

void TestBulkheadctl::windows1251WithSemicolonsIsRead()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const QByteArray ivan("\xc8\xe2\xe0\xed \xcf\xe5\xf2\xf0\xee\xe2"); // Иван Петров
    const QByteArray list = "email;name;password_hash\r\nivan@example.org;" + ivan + ";h\r\n";
    COMPARE_CODE(ctl.submit(list, {u"--encoding"_s, u"windows-1251"_s, u"--delimiter"_s, u";"_s}), 0);
    QCOMPARE(ctl.text("select name from users where email = 'ivan@example.org'"), u"Иван Петров"_s);
    // Found out alone, given enough to go by.
    QByteArray longer = "email;name;password_hash\r\n";
    for (int i = 0; i < 40; ++i)
        longer += "i" + QByteArray::number(i) + "@example.org;" + ivan + ";h\r\n";
    COMPARE_CODE(ctl.submit(longer), 0);
    QCOMPARE(ctl.number("select count(*) from users where name = 'Иван Петров'"), 41);
}

void TestBulkheadctl::aListWithoutHeaderIsMappedByPlace()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const QByteArray list = "anna@example.org,Anna,h\notto@example.org,Otto,h\n";
    const CtlRun run = ctl.submit(
        list, {u"--no-header"_s, u"--map"_s, u"email=1"_s, u"--map"_s, u"name=2"_s, u"--map"_s, u"password_hash=3"_s});
    COMPARE_CODE(run, 0);
    QCOMPARE(ctl.users(), 2);
    QCOMPARE(ctl.text("select name from users where email = 'anna@example.org'"), u"Anna"_s);
    QCOMPARE(ctl.items(run.json()["id"_L1].toString()).at(0)["line"_L1].toInt(), 1);
}

void TestBulkheadctl::columnsAndConstantsFeedFields()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    // "name" is found by its name, and corrected by hand; the constant goes for all rows.
    const QByteArray list = "name,Shown as,Post\nlogin1,Anna,anna@example.org\nlogin2,Otto,otto@example.org\n";
    COMPARE_CODE(ctl.submit(list, {u"--map"_s, u"email=Post"_s, u"--map"_s, u"name=Shown as"_s, u"--set"_s,
                                   u"password_hash=same=for all"_s}),
                 0);
    QCOMPARE(ctl.text("select name from users where email = 'anna@example.org'"), u"Anna"_s);
    QCOMPARE(ctl.number("select count(*) from users where password_hash = 'same=for all'"), 2);
    // A field that nothing feeds is said before anything is begun.
    const CtlRun run = ctl.submit("email,password_hash\nx@example.org,h\n");
    COMPARE_CODE(run, 1);
    QVERIFY2(run.err.contains("name"), run.err.constData());
}

void TestBulkheadctl::nothingIsCoerced()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    QByteArray list = "email,name,password_hash\n";
    const QByteArrayList values{"007", "1e5", "true", "2026-01-02", "+79991234567", "0x1F", "1.10"};
    for (int i = 0; i < values.size(); ++i)
        list += QByteArray::number(i) + "@example.org," + values.at(i) + ",007\n";
    const CtlRun run = ctl.submit(list);
    COMPARE_CODE(run, 0);
    const std::vector<QJsonObject> items = ctl.items(run.json()["id"_L1].toString());
    for (int i = 0; i < values.size(); ++i) {
        const QByteArray mail = QByteArray::number(i) + "@example.org";
        QCOMPARE(ctl.text("select name from users where email = '" + mail + "'").toUtf8(), values.at(i));
        QCOMPARE(ctl.text("select password_hash from users where email = '" + mail + "'"), u"007"_s);
        QCOMPARE(items[std::size_t(i)]["input"_L1].toObject()["name"_L1].toString().toUtf8(), values.at(i));
    }
}

void TestBulkheadctl::anOrderedJobGoesRowByRow()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const CtlRun run = ctl.submit(people(40), {u"--ordered"_s, u"--chunk-size"_s, u"1"_s, u"--concurrency"_s, u"8"_s,
                                               u"--priority"_s, u"10"_s, u"--max-retries"_s, u"0"_s});
    COMPARE_CODE(run, 0);
    const QString id = run.json()["id"_L1].toString();
    QCOMPARE(ctl.number("select count(*) from " + ctl.table("chunk")), 40);
    QCOMPARE(ctl.number("select priority from " + ctl.table("job")), 10);
    // Ids grow with time, so that their order is that of the inserts.
    const SqlRows rows = valueOf(ctl.sql().query("select email from users order by id"));
    for (int i = 0; i < 40; ++i)
        QCOMPARE(toText(rows.rows[std::size_t(i)][0]), u"p%1@example.org"_s.arg(i + 1));
    COMPARE_CODE(ctl.run({u"verify"_s, id}), 0);
}

void TestBulkheadctl::noWaitLeavesTheJobToResume()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const CtlRun run = ctl.submit(people(30), {u"--no-wait"_s});
    COMPARE_CODE(run, 0);
    const QString id = run.json()["id"_L1].toString();
    QCOMPARE(run.json()["status"_L1].toString(), u"queued"_s);
    QCOMPARE(ctl.users(), 0);
    COMPARE_CODE(ctl.run({u"resume"_s, id}), 0);
    QCOMPARE(ctl.users(), 30);
}

void TestBulkheadctl::operationsTellTheirFields()
{
    const Ctl ctl(Database::SQLite, nullptr);
    QVERIFY(ctl.run({u"operations"_s}).out.contains("users.create"));
    const CtlRun people = ctl.run({u"operations"_s, u"users.create"_s});
    COMPARE_CODE(people, 0);
    for (const char *field : {"email", "name", "password", "password_hash"})
        QVERIFY2(people.out.contains(field), people.out.constData());
    const QJsonObject json = ctl.run({u"operations"_s, u"users.create"_s, u"--json"_s}).json();
    QCOMPARE(json["id"_L1].toString(), u"users.create"_s);
    QStringList fields;
    for (const QJsonValue &field : json["fields"_L1].toArray())
        fields.append(field.toObject()["name"_L1].toString());
    QCOMPARE(fields, (QStringList{u"email"_s, u"name"_s, u"password"_s, u"password_hash"_s}));
    COMPARE_CODE(ctl.run({u"operations"_s, u"users.fly"_s}), 1);
}

QTEST_GUILESS_MAIN(TestBulkheadctl)
#include "tst_bulkheadctl.moc"
