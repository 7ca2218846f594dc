// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/operationcheck.h"

#include "tests/support/bothdatabases.h"

#include <QFile>
#include <QRegularExpression>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// resources/help/operations.md and the file it walks through hold what they say.
class TestLibraryExample : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theExampleIsWithoutMistakes();
    void theExampleFitsItsTable_data() { addBothDatabases(); }
    void theExampleFitsItsTable();
    void aTableWithoutItsColumnIsTold_data() { addBothDatabases(); }
    void aTableWithoutItsColumnIsTold();
    void theSkeletonOfTheTableFitsToo_data() { addBothDatabases(); }
    void theSkeletonOfTheTableFitsToo();
    void theReferenceNamesEveryKey();

private:
    static QByteArray contents(const QString &name);
    /// The first block of this language in the help.
    static QByteArray block(const QString &language);
    static Operation example() { return valueOf(parseOperation(u"library.books.toml"_s, contents(u"samples/library.books.toml"_s))); }

    std::unique_ptr<PostgresServer> m_server;
};

QByteArray TestLibraryExample::contents(const QString &name)
{
    QFile file(QStringLiteral(BULKHEAD_RESOURCES "/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(file.fileName()));
    return file.readAll();
}

QByteArray TestLibraryExample::block(const QString &language)
{
    const QRegularExpression fence(u"```"_s + language + u"\\n(.*?)```"_s, QRegularExpression::DotMatchesEverythingOption);
    return fence.match(QString::fromUtf8(contents(u"help/operations.md"_s))).captured(1).toUtf8();
}

void TestLibraryExample::initTestCase()
{
    QString whyNot;
    m_server = PostgresServer::start(&whyNot);
    QVERIFY2(m_server, qPrintable(whyNot));
}

void TestLibraryExample::theExampleIsWithoutMistakes()
{
    const Operation operation = example();
    QCOMPARE(operation.id, u"library.books"_s);
    QCOMPARE(operation.effect.table, u"books"_s);
    QCOMPARE(operation.refusals.front().code, u"BOOK_ON_LOAN"_s);
    QVERIFY(operation.revertible);
}

void TestLibraryExample::theExampleFitsItsTable()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    VERIFY_OK(connection->script(block(u"sql"_s))); // as the help makes it
    VERIFY_OK(fitsDatabase(*connection, example()));
}

void TestLibraryExample::aTableWithoutItsColumnIsTold()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    const Status without = fitsDatabase(*connection, example());
    QVERIFY(!without.ok());
    QCOMPARE(without.error().code, u"TABLE_MISSING"_s);
    VERIFY_OK(connection->script(block(u"sql"_s).replace("on_loan", "lent")));
    const Status fits = fitsDatabase(*connection, example());
    QVERIFY(!fits.ok());
    QVERIFY2(fits.error().toString().contains(u"on_loan"_s), qPrintable(fits.error().toString()));
}

void TestLibraryExample::theSkeletonOfTheTableFitsToo()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    VERIFY_OK(connection->script(block(u"sql"_s)));
    const Result<QString> skeleton = operationSkeleton(*connection, u"books"_s);
    VERIFY_OK(skeleton);
    const Result<Operation> operation = parseOperation(u"books.toml"_s, skeleton->toUtf8());
    VERIFY_OK(operation);
    VERIFY_OK(fitsDatabase(*connection, *operation));
}

void TestLibraryExample::theReferenceNamesEveryKey()
{
    // Each table is given a key that nobody knows; the answer names those that are known there.
    const ParsedOperation parsed = readOperation(u"all.toml"_s, R"toml(
x = 1
[[field]]
x = 1
[[one_of]]
x = 1
[update]
x = 1
[[update.unique]]
x = 1
[actor]
query = "select 1"
[[refuse]]
x = 1
[transitions]
field = "status"
[source]
x = 1
[limits]
x = 1
[permission]
x = 1
[sum]
x = 1
)toml");
    const QString help = QString::fromUtf8(contents(u"help/operations.md"_s));
    int tables = 0;
    for (const FileMistake &mistake : parsed.mistakes) {
        const QString told = mistake.what.toEnglish();
        const qsizetype list = told.indexOf("known are: "_L1);
        if (list < 0)
            continue;
        ++tables;
        const QStringList keys = told.sliced(list + 11).chopped(1).split(u", "_s);
        for (const QString &key : keys) {
            const QRegularExpression named(u"[`\\[ ]%1[`\\]. ]"_s.arg(QRegularExpression::escape(key)));
            QVERIFY2(help.contains(named), qPrintable(key));
        }
    }
    QCOMPARE(tables, 10);
}

QTEST_GUILESS_MAIN(TestLibraryExample)
#include "tst_libraryexample.moc"
