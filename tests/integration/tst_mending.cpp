// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ctl.h"
#include "tests/support/servertest.h"

#include <QFile>
#include <QJsonArray>

#include <argon2.h>

using namespace Qt::Literals::StringLiterals;
using namespace bulkhead;
using namespace bulkhead::test;

/// What becomes of bad rows: named with all their errors, stopped at when told, exported as they were,
/// mended, retried; and of passwords, which are never seen in the clear.
class TestMending : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void everyFaultOfARowIsNamed_data() { addBothDatabases(); }
    void everyFaultOfARowIsNamed();
    void anUnterminatedQuoteCostsItsRecordOnly_data() { addBothDatabases(); }
    void anUnterminatedQuoteCostsItsRecordOnly();
    void nothingBehindTheFirstErrorIsApplied_data();
    void nothingBehindTheFirstErrorIsApplied();
    void tooManyErrorsStopTheJob_data();
    void tooManyErrorsStopTheJob();

    void anExportHasTheCellsAsTheyWere_data() { addBothDatabases(); }
    void anExportHasTheCellsAsTheyWere();
    void aMendedExportIsRetried_data() { addBothDatabases(); }
    void aMendedExportIsRetried();
    void rowsAndCodesCanBeChosenForARetry_data() { addBothDatabases(); }
    void rowsAndCodesCanBeChosenForARetry();
    void anExportLoadsLikeAnyList_data() { addBothDatabases(); }
    void anExportLoadsLikeAnyList();
    void formulasAreHarmlessUnlessRaw_data() { addBothDatabases(); }
    void formulasAreHarmlessUnlessRaw();
    void allRowsExportWithTheirState_data() { addBothDatabases(); }
    void allRowsExportWithTheirState();

    void aPasswordIsNowhereInTheClear_data() { addBothDatabases(); }
    void aPasswordIsNowhereInTheClear();
    void aRetriedRowKeepsItsPassword_data() { addBothDatabases(); }
    void aRetriedRowKeepsItsPassword();
    void aPasswordForAllIsHashedInTheOrder_data() { addBothDatabases(); }
    void aPasswordForAllIsHashedInTheOrder();
};

namespace {

QStringList codesOf(const QJsonObject &item)
{
    QStringList codes;
    for (const QJsonValue &error : item["errors"_L1].toArray())
        codes.append(error["code"_L1].toString() + u':' + error["field"_L1].toString());
    return codes;
}

QString idOf(const CtlRun &run)
{
    return run.json()["id"_L1].toString();
}

bool isHashOf(const QString &hash, const QByteArray &password)
{
    return argon2id_verify(hash.toLatin1().constData(), password.constData(), std::size_t(password.size())) ==
           ARGON2_OK;
}

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The states of a job's rows add up, and are those that the job tells.
bool addsUp(const Ctl &ctl, const QString &id)
{
    const QJsonObject job = ctl.job(id);
    int sum = 0;
    for (const auto state : {"succeeded"_L1, "failed"_L1, "skipped"_L1, "cancelled"_L1, "unknown"_L1})
        sum += job[state].toInt();
    return sum == job["total"_L1].toInt() && ctl.run({u"verify"_s, id}).code == 0;
}

} // namespace

void TestMending::everyFaultOfARowIsNamed()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    ctl.execute("insert into users (email, name, password_hash) values ('Taken@Example.org', 'Before', 'h')");
    const QByteArray list = "email,name,password_hash\n"
                            "good@example.org,Good,h\n"
                            ",,\n"
                            "nobody@,Broken,h\n" +
                            QByteArray(250, 'a') + "@example.org," + QByteArray(101, 'n') + ",h\n" +
                            "many@example.org,Many,h,too,many\n"
                            "few@example.org\n"
                            "bytes@example.org,\xff\xfe,h\n"
                            " GOOD@example.org ,Again,h\n"
                            "taken@example.org,Taken,h\n"
                            "last@example.org,Last,h\n";
    const CtlRun run = ctl.submit(list, {u"--encoding"_s, u"UTF-8"_s});
    COMPARE_CODE(run, 4);
    const QString id = idOf(run);
    const std::vector<QJsonObject> items = ctl.items(id);
    QCOMPARE(items.size(), 10U);
    const QList<QStringList> expected{
        {},
        {u"REQUIRED:email"_s, u"REQUIRED:name"_s, u"REQUIRED:password"_s},
        {u"INVALID_EMAIL:email"_s},
        {u"TOO_LONG:email"_s, u"TOO_LONG:name"_s},
        {u"COLUMN_COUNT:"_s},
        {u"COLUMN_COUNT:"_s},
        {u"ENCODING:"_s},
        {u"DUPLICATE_IN_SOURCE:email"_s},
        {u"ALREADY_EXISTS:email"_s},
        {},
    };
    for (qsizetype i = 0; i < expected.size(); ++i) {
        QStringList codes = codesOf(items[std::size_t(i)]);
        if (codes.value(0).startsWith("ENCODING"_L1))
            codes = {u"ENCODING:"_s}; // the field is named where it is known
        QCOMPARE(codes, expected.at(i));
        QCOMPARE(items[std::size_t(i)]["row"_L1].toInt(), i + 1);
        QCOMPARE(items[std::size_t(i)]["line"_L1].toInt(), i + 2);
        QCOMPARE(items[std::size_t(i)]["status"_L1].toString(),
                 expected.at(i).isEmpty() ? u"succeeded"_s : u"failed"_s);
    }
    QVERIFY2(items[7]["message"_L1].toString().contains("row 1"_L1), qPrintable(items[7]["message"_L1].toString()));
    QCOMPARE(ctl.users(), 3);
    // The table of errors names each code with its first row, once a row.
    qint64 counted = 0;
    for (const QJsonValue &error : run.json()["errors"_L1].toArray()) {
        counted += error["count"_L1].toInt();
        if (error["code"_L1] == "COLUMN_COUNT"_L1)
            QCOMPARE(error["first_row"_L1].toInt(), 5);
    }
    QCOMPARE(counted, 8);
    QVERIFY(addsUp(ctl, id));
    // TOO_SHORT is for passwords.
    const CtlRun weak = ctl.submit("email,name,password\nw@example.org,W,1234567\nv@example.org,V,12345678\n");
    COMPARE_CODE(weak, 4);
    QCOMPARE(codesOf(ctl.items(idOf(weak)).at(0)), QStringList{u"TOO_SHORT:password"_s});
}

void TestMending::anUnterminatedQuoteCostsItsRecordOnly()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const CtlRun run = ctl.submit("email,name,password_hash\n"
                                  "a@example.org,Anna,h\n"
                                  "b@example.org,\"Bert,h\n"
                                  "c@example.org,Carl,h\n"
                                  "d@example.org,Dora,h\n");
    COMPARE_CODE(run, 4);
    QCOMPARE(run.json()["failed"_L1].toInt(), 1);
    const QJsonObject bad = ctl.items(idOf(run), u"failed"_s).at(0);
    QCOMPARE(bad["line"_L1].toInt(), 3);
    QCOMPARE(ctl.users(), 3);
}

void TestMending::nothingBehindTheFirstErrorIsApplied_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("foundByDatabase");
    QTest::addColumn<int>("chunkSize");
    for (const bool byDatabase : {false, true}) {
        for (const int size : {1, 4, 100}) {
            for (const Database kind : {Database::SQLite, Database::PostgreSQL})
                QTest::addRow("%s, found by the %s, chunks of %d", kind == Database::SQLite ? "sqlite" : "postgresql",
                              byDatabase ? "database" : "checks", size)
                    << int(kind) << byDatabase << size;
        }
    }
}

void TestMending::nothingBehindTheFirstErrorIsApplied()
{
    QFETCH(bool, foundByDatabase);
    QFETCH(int, chunkSize);
    const Ctl ctl(currentDatabase(), m_server.get());
    ctl.execute("insert into users (email, name, password_hash) values ('p5@example.org', 'Before', 'h')");
    QByteArray list = people(12);
    if (!foundByDatabase)
        list.replace("p5@example.org", "p5");
    const CtlRun run = ctl.submit(list, {u"--stop-on-error"_s, u"--chunk-size"_s, QString::number(chunkSize)});
    COMPARE_CODE(run, 3);
    const QJsonObject job = run.json();
    QCOMPARE(job["status"_L1].toString(), u"failed"_s);
    QCOMPARE(job["succeeded"_L1].toInt(), 4);
    QCOMPARE(job["failed"_L1].toInt(), 1);
    QCOMPARE(job["cancelled"_L1].toInt(), 7);
    QVERIFY2(job["reason"_L1].toString().contains("row 5"_L1), run.out.constData());
    QCOMPARE(ctl.number("select count(*) from users where email in"
                        " ('p1@example.org', 'p2@example.org', 'p3@example.org', 'p4@example.org')"),
             4);
    QCOMPARE(ctl.users(), 5);
    QVERIFY(addsUp(ctl, idOf(run)));
    const std::vector<QJsonObject> items = ctl.items(idOf(run));
    for (std::size_t i = 0; i < items.size(); ++i)
        QCOMPARE(items[i]["status"_L1].toString(), i < 4 ? u"succeeded"_s : i == 4 ? u"failed"_s : u"cancelled"_s);
}

void TestMending::tooManyErrorsStopTheJob_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("foundByDatabase");
    QTest::addColumn<QString>("limit");
    QTest::addColumn<int>("code");
    for (const bool byDatabase : {false, true}) {
        for (const Database kind : {Database::SQLite, Database::PostgreSQL}) {
            for (const auto &[limit, code] : {std::pair{"3", 3}, {"4", 4}, {"19%", 3}})
                QTest::addRow("%s, found by the %s, %s", kind == Database::SQLite ? "sqlite" : "postgresql",
                              byDatabase ? "database" : "checks", limit)
                    << int(kind) << byDatabase << QString::fromLatin1(limit) << code;
        }
    }
}

void TestMending::tooManyErrorsStopTheJob()
{
    QFETCH(bool, foundByDatabase);
    QFETCH(QString, limit);
    QFETCH(int, code);
    const Ctl ctl(currentDatabase(), m_server.get());
    QByteArray list = people(20);
    for (const QByteArray bad : {"p2@", "p4@", "p6@", "p8@"}) { // four of twenty
        if (foundByDatabase)
            ctl.execute("insert into users (email, name, password_hash) values ('" + bad +
                        "example.org', 'Before', 'h')");
        else
            list.replace(bad + "example.org", bad);
    }
    const qint64 before = ctl.users();
    const CtlRun run =
        ctl.submit(list, {u"--max-errors"_s, limit, u"--chunk-size"_s, u"1"_s, u"--concurrency"_s, u"1"_s});
    COMPARE_CODE(run, code);
    const QJsonObject job = run.json();
    QCOMPARE(ctl.users() - before, job["succeeded"_L1].toInt());
    if (code == 4)
        QCOMPARE(job["succeeded"_L1].toInt(), 16);
    else if (foundByDatabase)
        QVERIFY2(job["succeeded"_L1].toInt() < 16, run.out.constData()); // those behind it were left alone
    else
        QCOMPARE(job["succeeded"_L1].toInt(), 0); // known before anything was written
    QVERIFY2(code == 4 || job["reason"_L1].toString().contains("Stopped"_L1), run.out.constData());
    QVERIFY(addsUp(ctl, idOf(run)));
}

void TestMending::anExportHasTheCellsAsTheyWere()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const QByteArray first = "  nobody@ ,\"a \"\"quoted\"\", name\",007,\"two\nlines\"";
    const QByteArray second = "\xd0\xb8\xd0\xb2\xd0\xb0\xd0\xbd@,' \xc3\xa9 ,0.10,";
    const QByteArray list = "email,name,password_hash,my notes\nok@example.org,Ok,h,\n" + first + "\n" + second + "\n";
    const CtlRun run = ctl.submit(list);
    COMPARE_CODE(run, 4);
    const CtlRun plain = ctl.run({u"export"_s, idOf(run), u"--raw"_s});
    COMPARE_CODE(plain, 0);
    const QByteArrayList words = plain.out.split('\r'); // records end CRLF; a cell's own line end is LF
    QCOMPARE(words.at(0), QByteArray("email,name,password_hash,my notes,bulkhead_row,bulkhead_code,bulkhead_message"));
    QVERIFY2(words.at(1).startsWith("\n" + first + ",2,INVALID_EMAIL,"), words.at(1).constData());
    QVERIFY2(words.at(2).startsWith("\n" + second + ",3,INVALID_EMAIL,"), words.at(2).constData());
    QCOMPARE(words.size(), 4);
    // To a file, whole.
    const QString path = ctl.path(u"failed.csv"_s);
    COMPARE_CODE(ctl.run({u"export"_s, idOf(run), u"--raw"_s, u"-o"_s, path}), 0);
    QCOMPARE(bytesOf(path), plain.out);
    // In the list's own encoding and delimiter.
    const QByteArray ivan("\xc8\xe2\xe0\xed");
    const CtlRun russian = ctl.submit("email;name;password_hash\n" + ivan + ";" + ivan + ";h\nz@example.org;Z;h\n",
                                      {u"--encoding"_s, u"windows-1251"_s});
    QVERIFY(ctl.run({u"export"_s, idOf(russian)}).out.contains("\n" + ivan + ";" + ivan + ";h;1;INVALID_EMAIL;"));
}

void TestMending::aMendedExportIsRetried()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    QByteArray list = people(30);
    for (const char *bad : {"p3@example.org", "p17@example.org", "p29@example.org"})
        list.replace(bad, QByteArray(bad).chopped(11));
    const CtlRun parent = ctl.submit(list, {u"--chunk-size"_s, u"4"_s});
    COMPARE_CODE(parent, 4);
    QCOMPARE(ctl.users(), 27);
    const QString path = ctl.path(u"failed.csv"_s);
    COMPARE_CODE(ctl.run({u"export"_s, idOf(parent), u"-o"_s, path}), 0);
    QByteArray mended = bytesOf(path);
    mended.replace("p3@", "p3@mended.org").replace("p17@", "p17@mended.org"); // the third stays bad
    ctl.file(u"failed.csv"_s, mended);
    const CtlRun child = ctl.run({u"retry"_s, idOf(parent), u"--csv"_s, path, u"--json"_s});
    COMPARE_CODE(child, 4);
    QCOMPARE(child.json()["parent_id"_L1].toString(), idOf(parent));
    QCOMPARE(child.json()["total"_L1].toInt(), 3);
    QCOMPARE(child.json()["succeeded"_L1].toInt(), 2);
    QCOMPARE(ctl.number("select count(*) from users where email in ('p3@mended.org', 'p17@mended.org')"), 2);
    QList<int> rows;
    for (const QJsonObject &item : ctl.items(idOf(child)))
        rows.append(item["row"_L1].toInt());
    QCOMPARE(rows, (QList<int>{3, 17, 29}));
    QVERIFY(addsUp(ctl, idOf(parent)));
    QVERIFY(addsUp(ctl, idOf(child)));
    // Taken up once: what failed again is the child's to retry.
    COMPARE_CODE(ctl.run({u"retry"_s, idOf(parent)}), 1);
    COMPARE_CODE(ctl.run({u"export"_s, idOf(child), u"-o"_s, path}), 0);
    ctl.file(u"failed.csv"_s, bytesOf(path).replace("p29@", "p29@mended.org"));
    const CtlRun grandchild = ctl.run({u"retry"_s, idOf(child), u"--csv"_s, path, u"--json"_s});
    COMPARE_CODE(grandchild, 0);
    QCOMPARE(ctl.items(idOf(grandchild)).at(0)["row"_L1].toInt(), 29);
    QCOMPARE(ctl.users(), 30);
    // A file of somebody else's job is a mistake, not a retry.
    COMPARE_CODE(ctl.run({u"retry"_s, idOf(grandchild), u"--csv"_s, path}), 1);
}

void TestMending::rowsAndCodesCanBeChosenForARetry()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    ctl.execute("insert into users (email, name, password_hash) values ('p2@example.org', 'Before', 'h'),"
                " ('p4@example.org', 'Before', 'h'), ('p6@example.org', 'Before', 'h')");
    QByteArray list = people(8);
    list.replace("p8@example.org", "p8");
    const CtlRun parent = ctl.submit(list);
    COMPARE_CODE(parent, 4);
    QCOMPARE(parent.json()["failed"_L1].toInt(), 4);
    ctl.execute("delete from users where name = 'Before'");
    const CtlRun rows = ctl.run({u"retry"_s, idOf(parent), u"--row"_s, u"2"_s, u"--row"_s, u"6"_s, u"--json"_s});
    COMPARE_CODE(rows, 0);
    QCOMPARE(rows.json()["total"_L1].toInt(), 2);
    const CtlRun code = ctl.run({u"retry"_s, idOf(parent), u"--code"_s, u"ALREADY_EXISTS"_s, u"--json"_s});
    COMPARE_CODE(code, 0);
    QCOMPARE(code.json()["total"_L1].toInt(), 1);
    QCOMPARE(ctl.users(), 7);
    const CtlRun rest = ctl.run({u"retry"_s, idOf(parent), u"--json"_s});
    COMPARE_CODE(rest, 3);
    QCOMPARE(rest.json()["total"_L1].toInt(), 1);
    QCOMPARE(ctl.items(idOf(rest)).at(0)["row"_L1].toInt(), 8);
}

void TestMending::anExportLoadsLikeAnyList()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const CtlRun run = ctl.submit("email,name,password_hash\nok@example.org,Ok,h\nbad@,=Bad,h\n");
    const CtlRun exported = ctl.run({u"export"_s, idOf(run)});
    COMPARE_CODE(exported, 0);
    QByteArray list = exported.out;
    const CtlRun again = ctl.submit(list.replace("bad@", "good@example.org"));
    COMPARE_CODE(again, 0);
    QCOMPARE(ctl.text("select name from users where email = 'good@example.org'"), u"=Bad"_s);
    QCOMPARE(ctl.items(idOf(again)).at(0)["input"_L1].toObject().keys(),
             (QStringList{u"email"_s, u"name"_s, u"password_hash"_s}));
}

void TestMending::formulasAreHarmlessUnlessRaw()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const QList<QByteArray> names{"=1+1", "@SUM(A1)", "+cmd|x", "-2+3", "'=quoted", "'plain", "+79991234567", "-5"};
    QByteArray list = "email,name,password_hash\nok@example.org,Ok,h\n";
    for (const QByteArray &name : names)
        list += "bad@," + name + ",h\n";
    const CtlRun run = ctl.submit(list);
    COMPARE_CODE(run, 4);
    const QByteArray harmless = ctl.run({u"export"_s, idOf(run)}).out;
    for (const char *cell :
         {",'=1+1,", ",'@SUM(A1),", ",'+cmd|x,", ",'-2+3,", ",''=quoted,", ",'plain,", ",+79991234567,", ",-5,"})
        QVERIFY2(harmless.contains(cell), cell);
    const QByteArray raw = ctl.run({u"export"_s, idOf(run), u"--raw"_s}).out;
    for (const QByteArray &name : names)
        QVERIFY2(raw.contains("," + name + ","), name.constData());
    // Mended and retried, each name is what it was.
    QByteArray mended = harmless;
    for (int i = 0; i < names.size(); ++i) {
        const qsizetype at = mended.indexOf("bad@,");
        mended.replace(at, 4, "n" + QByteArray::number(i) + "@example.org");
    }
    const CtlRun retried = ctl.run({u"retry"_s, idOf(run), u"--csv"_s, ctl.file(u"mended.csv"_s, mended), u"--json"_s});
    COMPARE_CODE(retried, 0);
    for (int i = 0; i < names.size(); ++i)
        QCOMPARE(ctl.text("select name from users where email = 'n" + QByteArray::number(i) + "@example.org'").toUtf8(),
                 names.at(i));
}

void TestMending::allRowsExportWithTheirState()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const CtlRun run = ctl.submit("email,name,password_hash\nok@example.org,Ok,h\nbad@,Bad,h\n");
    const QString user = ctl.text("select cast(id as text) from users");
    const QByteArrayList all = ctl.run({u"export"_s, idOf(run), u"--status"_s, u"all"_s}).out.split('\n');
    QCOMPARE(all.at(0).trimmed(), QByteArray("email,name,password_hash,bulkhead_row,bulkhead_status,bulkhead_code,"
                                             "bulkhead_message,bulkhead_result"));
    QCOMPARE(all.at(1).trimmed(), "ok@example.org,Ok,h,1,succeeded,,," + user.toUtf8());
    QVERIFY(all.at(2).startsWith("bad@,Bad,h,2,failed,INVALID_EMAIL,"));
    const QByteArrayList good = ctl.run({u"export"_s, idOf(run), u"--status"_s, u"succeeded"_s}).out.split('\n');
    QCOMPARE(good.size(), 3);
    QVERIFY(good.at(1).contains(user.toUtf8()));
    const CtlRun json = ctl.run({u"export"_s, idOf(run), u"--status"_s, u"all"_s, u"--format"_s, u"json"_s});
    QCOMPARE(json.lines(), ctl.items(idOf(run)));
}

void TestMending::aPasswordIsNowhereInTheClear()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    // In good rows, in rows that fail by each door, and where the row's shape is broken.
    const QByteArray list = "email,name,password\n"
                            "a@example.org,Anna,Clear-one-1\n"
                            "bad@,Bert,Clear-two-2\n"
                            ",,Clear-three-3\n"
                            "a@example.org,Again,Clear-four-4\n"
                            "taken@example.org,Taken,Clear-five-5\n"
                            "few@example.org,Clear-six-6\n"
                            "many@example.org,Many,extra,Clear-seven-7\n"
                            "many@example.org,Many,Clear-eight-8,extra\n"
                            "bytes@example.org,\xff,Clear-nine-9\n"
                            "short@example.org,Short,Clear-0\n"
                            "long@example.org,Long," +
                            QByteArray("Clear-ten-").repeated(200) +
                            "\n"
                            "open@example.org,\"Open,Clear-eleven\n"
                            "z@example.org,Zoe,Clear-twelve\n";
    ctl.execute("insert into users (email, name, password_hash) values ('taken@example.org', 'Before', 'h')");
    QByteArray seen;
    const CtlRun run = ctl.submit(list, {u"--encoding"_s, u"UTF-8"_s});
    COMPARE_CODE(run, 4);
    const QString id = idOf(run);
    seen += run.all();
    for (const QStringList &command : {QStringList{u"job"_s, id},
                                       {u"items"_s, id},
                                       {u"items"_s, id, u"--json"_s},
                                       {u"items"_s, id, u"--status"_s, u"failed"_s, u"--json"_s},
                                       {u"export"_s, id},
                                       {u"export"_s, id, u"--status"_s, u"all"_s, u"--raw"_s},
                                       {u"export"_s, id, u"--format"_s, u"json"_s},
                                       {u"verify"_s, id}})
        seen += ctl.run(command).all();
    const CtlRun child = ctl.run({u"retry"_s, id, u"--json"_s});
    seen += child.all();
    seen += ctl.run({u"export"_s, idOf(child)}).all();
    const qsizetype at = seen.indexOf("Clear-");
    QVERIFY2(at < 0, seen.mid(std::max<qsizetype>(0, at - 200), 400).constData());
    QVERIFY(isHashOf(ctl.text("select password_hash from users where email = 'a@example.org'"), "Clear-one-1"));
    QVERIFY(isHashOf(ctl.text("select password_hash from users where email = 'z@example.org'"), "Clear-twelve"));
    QVERIFY(!isHashOf(ctl.text("select password_hash from users where email = 'z@example.org'"), "Clear-one-1"));
    const QByteArray stored = ctl.everythingStored();
    QVERIFY(stored.contains("argon2id") && stored.contains("a@example.org")); // the search can find
    const qsizetype kept = stored.indexOf("Clear-");
    QVERIFY2(kept < 0, stored.mid(std::max<qsizetype>(0, kept - 200), 400).constData());
}

void TestMending::aRetriedRowKeepsItsPassword()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const CtlRun run = ctl.submit("email,name,password\n"
                                  "anna@,Anna,Her-own-word\n"
                                  "bert@,Bert,His-own-word\n"
                                  "zoe@example.org,Zoe,Another-word\n");
    COMPARE_CODE(run, 4);
    QByteArray mended = ctl.run({u"export"_s, idOf(run)}).out;
    QVERIFY2(mended.contains("anna@,Anna,,1,"), mended.constData()); // the password's cell is empty
    mended.replace("anna@,Anna,", "anna@example.org,Anna,")
        .replace("bert@,Bert,", "bert@example.org,Bert,A-newer-word");
    const CtlRun child = ctl.run({u"retry"_s, idOf(run), u"--csv"_s, ctl.file(u"mended.csv"_s, mended), u"--json"_s});
    COMPARE_CODE(child, 0);
    QVERIFY(isHashOf(ctl.text("select password_hash from users where email = 'anna@example.org'"), "Her-own-word"));
    QVERIFY(isHashOf(ctl.text("select password_hash from users where email = 'bert@example.org'"), "A-newer-word"));
}

void TestMending::aPasswordForAllIsHashedInTheOrder()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const CtlRun run =
        ctl.submit("email,name\na@example.org,Anna\nb@example.org,Bert\n", {u"--set"_s, u"password=Same-for-all"_s});
    COMPARE_CODE(run, 0);
    QVERIFY(isHashOf(ctl.text("select password_hash from users where email = 'b@example.org'"), "Same-for-all"));
    const QString spec = ctl.text("select cast(spec as text) from " + ctl.table("job"));
    QVERIFY2(spec.contains("argon2id"_L1) && !spec.contains("Same-for-all"_L1), qPrintable(spec));
    QVERIFY(!ctl.everythingStored().contains("Same-for-all"));
    QVERIFY(!run.all().contains("Same-for-all"));
    COMPARE_CODE(ctl.submit("email,name\nc@example.org,C\n", {u"--set"_s, u"password=short"_s}), 1);
}

QTEST_GUILESS_MAIN(TestMending)
#include "tst_mending.moc"
