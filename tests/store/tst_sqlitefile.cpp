// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/bothdatabases.h"

#include <QFile>

#include <thread>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// The file of an embedded database.
class TestSqliteFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewFileBelongsToItsOwnerOnly();
    void aFileThatIsNoDatabaseIsRefused();
    void aMissingFolderIsNamed();
    void bothProgramsMayMakeTheFileAtOnce();
};

void TestSqliteFile::aNewFileBelongsToItsOwnerOnly()
{
    const ScratchDatabase database(Database::SQLite, nullptr);
    const auto connection = database.connect();
    VERIFY_OK(connection->script("create table t (n integer)"));
    const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s}) {
        QVERIFY(QFile::exists(database.target().file + suffix));
        QVERIFY(!(QFile::permissions(database.target().file + suffix) & others));
    }
}

void TestSqliteFile::aFileThatIsNoDatabaseIsRefused()
{
    const ScratchDatabase database(Database::SQLite, nullptr);
    QFile file(database.target().file);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray("id;name\n").repeated(1000));
    file.close();
    const auto refused = SqlConnection::open(database.target());
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, u"DATABASE_FILE"_s);
    QVERIFY(refused.error().toString().contains(u"not a database"));
}

void TestSqliteFile::aMissingFolderIsNamed()
{
    const auto refused = SqlConnection::open({.kind = Database::SQLite, .file = u"/nowhere/at/all.sqlite"_s});
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, u"DATABASE_FILE"_s);
    QVERIFY(refused.error().hint.toString().contains(u"/nowhere/at"));
}

void TestSqliteFile::bothProgramsMayMakeTheFileAtOnce()
{
    for (int round = 0; round < 10; ++round) {
        const ScratchDatabase database(Database::SQLite, nullptr);
        std::atomic_int opened = 0;
        std::vector<std::thread> programs;
        for (int i = 0; i < 4; ++i)
            programs.emplace_back([&] {
                if (SqlConnection::open(database.target()).ok())
                    ++opened;
            });
        for (std::thread &program : programs)
            program.join();
        QCOMPARE(opened.load(), 4);
    }
}

QTEST_GUILESS_MAIN(TestSqliteFile)
#include "tst_sqlitefile.moc"
