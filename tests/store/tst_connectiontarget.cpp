// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/connectiontarget.h"

#include <QTest>

using namespace bulkhead;
using namespace Qt::Literals::StringLiterals;

class TestConnectionTarget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPartOfAUrlIsRead_data();
    void everyPartOfAUrlIsRead();
    void aBadPartIsNamed_data();
    void aBadPartIsNamed();
    void aMalformedPasswordIsNotRepeated();
    void aUrlIsReadBackAsItWasWritten_data();
    void aUrlIsReadBackAsItWasWritten();
    void displayNeverShowsThePassword();
};

void TestConnectionTarget::everyPartOfAUrlIsRead_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<ConnectionTarget>("expected");
    const auto pg = Database::PostgreSQL;
    QTest::newRow("all") << u"postgresql://anna:secret@db-1:5433/hr?sslmode=require"_s
                         << ConnectionTarget{.kind = pg,
                                             .host = u"db-1"_s,
                                             .port = 5433,
                                             .database = u"hr"_s,
                                             .user = u"anna"_s,
                                             .password = u"secret"_s,
                                             .sslMode = u"require"_s};
    QTest::newRow("short scheme") << u"postgres://db-1/hr"_s
                                  << ConnectionTarget{.kind = pg, .host = u"db-1"_s, .database = u"hr"_s};
    QTest::newRow("percent-encoded") << u"postgresql://an%40na:p%2Fw%3A%25@db/h%20r"_s
                                     << ConnectionTarget{.kind = pg,
                                                         .host = u"db"_s,
                                                         .database = u"h r"_s,
                                                         .user = u"an@na"_s,
                                                         .password = u"p/w:%"_s};
    QTest::newRow("at sign and hash in password")
        << u"postgresql://a:p@ss#1@db/hr"_s
        << ConnectionTarget{.kind = pg, .host = u"db"_s, .database = u"hr"_s, .user = u"a"_s, .password = u"p@ss#1"_s};
    QTest::newRow("socket folder") << u"postgresql://anna@/hr?host=/run/postgresql&port=6000"_s
                                   << ConnectionTarget{.kind = pg,
                                                       .host = u"/run/postgresql"_s,
                                                       .port = 6000,
                                                       .database = u"hr"_s,
                                                       .user = u"anna"_s};
    QTest::newRow("encoded socket folder")
        << u"postgresql://%2Frun%2Fpostgresql/hr"_s
        << ConnectionTarget{.kind = pg, .host = u"/run/postgresql"_s, .database = u"hr"_s};
    QTest::newRow("IPv6") << u"postgresql://[::1]:5433/hr"_s
                          << ConnectionTarget{.kind = pg, .host = u"::1"_s, .port = 5433, .database = u"hr"_s};
    QTest::newRow("file") << u"sqlite:///var/lib/jobs.sqlite"_s
                          << ConnectionTarget{.kind = Database::SQLite, .file = u"/var/lib/jobs.sqlite"_s};
    QTest::newRow("file with blanks and Cyrillic")
        << u" sqlite:///home/%D0%B0%D0%BD%D0%BD%D0%B0/my jobs.sqlite"_s
        << ConnectionTarget{.kind = Database::SQLite, .file = u"/home/анна/my jobs.sqlite"_s};
}

void TestConnectionTarget::everyPartOfAUrlIsRead()
{
    QFETCH(QString, url);
    QFETCH(ConnectionTarget, expected);
    const Result<ConnectionTarget> target = ConnectionTarget::parse(url);
    QVERIFY2(target.ok(), target.ok() ? "" : qPrintable(target.error().toString()));
    QCOMPARE(target->toUrl(), expected.toUrl());
    QVERIFY(*target == expected);
}

void TestConnectionTarget::aBadPartIsNamed_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("named");
    QTest::newRow("no scheme") << u"/tmp/a.sqlite"_s << u"what kind of database"_s;
    QTest::newRow("empty") << QString() << u"what kind of database"_s;
    QTest::newRow("unknown scheme") << u"mysql://db/hr"_s << u"“mysql”"_s;
    QTest::newRow("relative file") << u"sqlite://jobs.sqlite"_s << u"Write sqlite:///"_s;
    QTest::newRow("folder") << u"sqlite:///tmp/"_s << u"names a folder"_s;
    QTest::newRow("port") << u"postgresql://db:70000/hr"_s << u"port “70000”"_s;
    QTest::newRow("port is a word") << u"postgresql://db:five/hr"_s << u"port “five”"_s;
    QTest::newRow("no database") << u"postgresql://db"_s << u"names no database"_s;
    QTest::newRow("parameter") << u"postgresql://db/hr?ssl=1"_s << u"“ssl”"_s;
    QTest::newRow("sslmode") << u"postgresql://db/hr?sslmode=yes"_s << u"“yes”"_s;
    QTest::newRow("IPv6 without end") << u"postgresql://[::1/hr"_s << u"host"_s;
    QTest::newRow("percent in host") << u"postgresql://d%b/hr"_s << u"The host"_s;
    QTest::newRow("percent in user") << u"postgresql://a%z1@db/hr"_s << u"The user"_s;
    QTest::newRow("not UTF-8") << u"postgresql://db/%ff"_s << u"The database name"_s;
    QTest::newRow("NUL") << u"sqlite:///tmp/a%00b"_s << u"The file"_s;
}

void TestConnectionTarget::aBadPartIsNamed()
{
    QFETCH(QString, url);
    QFETCH(QString, named);
    const Result<ConnectionTarget> target = ConnectionTarget::parse(url);
    QVERIFY(!target.ok());
    QCOMPARE(target.error().code, u"DATABASE_URL"_s);
    QVERIFY2(target.error().toString().contains(named), qPrintable(target.error().toString()));
    QVERIFY(!target.error().hint.isEmpty());
}

void TestConnectionTarget::aMalformedPasswordIsNotRepeated()
{
    const Result<ConnectionTarget> target = ConnectionTarget::parse(u"postgresql://anna:hush%zz@db/hr"_s);
    QVERIFY(!target.ok());
    QVERIFY(target.error().toString().contains(u"password"));
    QVERIFY(!target.error().toString().contains(u"hush"));
}

void TestConnectionTarget::aUrlIsReadBackAsItWasWritten_data()
{
    QTest::addColumn<ConnectionTarget>("target");
    const auto pg = Database::PostgreSQL;
    QTest::newRow("hard characters") << ConnectionTarget{.kind = pg,
                                                         .host = u"db"_s,
                                                         .port = 1,
                                                         .database = u"д?b/1"_s,
                                                         .user = u"a:b@c"_s,
                                                         .password = u"п@ss:/?#%& '\\"_s,
                                                         .sslMode = u"verify-full"_s};
    QTest::newRow("socket") << ConnectionTarget{.kind = pg, .host = u"/tmp/a b"_s, .database = u"x"_s};
    QTest::newRow("IPv6") << ConnectionTarget{.kind = pg, .host = u"fe80::1"_s, .database = u"x"_s};
    QTest::newRow("password without user")
        << ConnectionTarget{.kind = pg, .host = u"h"_s, .database = u"x"_s, .password = u"p"_s};
    QTest::newRow("file") << ConnectionTarget{.kind = Database::SQLite, .file = u"/tmp/ы ?#%.sqlite"_s};
}

void TestConnectionTarget::aUrlIsReadBackAsItWasWritten()
{
    QFETCH(ConnectionTarget, target);
    const Result<ConnectionTarget> again = ConnectionTarget::parse(target.toUrl());
    QVERIFY2(again.ok(), again.ok() ? "" : qPrintable(again.error().toString()));
    QCOMPARE(again->toUrl(), target.toUrl());
    QVERIFY(*again == target);
}

void TestConnectionTarget::displayNeverShowsThePassword()
{
    const auto shown = [](const QString &url) { return ConnectionTarget::parse(url)->display(); };
    QCOMPARE(shown(u"postgresql://anna:secret@db-1/hr"_s), u"anna@db-1/hr"_s);
    QCOMPARE(shown(u"postgresql://anna:secret@db-1:5433/hr"_s), u"anna@db-1:5433/hr"_s);
    QCOMPARE(shown(u"postgresql:///hr?host=/run/postgresql&password=secret"_s), u"[/run/postgresql]/hr"_s);
    QCOMPARE(shown(u"sqlite:///home/anna/bulkhead.sqlite"_s), u"bulkhead.sqlite"_s);
}

QTEST_APPLESS_MAIN(TestConnectionTarget)
#include "tst_connectiontarget.moc"
