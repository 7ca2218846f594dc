// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/operationcheck.h"

#include "tests/support/servertest.h"

#include <QFile>
#include <QRegularExpression>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// resources/help/operations.md and the file it walks through hold what they say.
class TestLibraryExample : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void theExampleIsWithoutMistakes();
    void theExampleFitsItsTable_data() { addBothDatabases(); }
    void theExampleFitsItsTable();
    void aTableWithoutItsColumnIsTold_data() { addBothDatabases(); }
    void aTableWithoutItsColumnIsTold();
    void sqlThatIsNotUnderstoodIsToldWhereItStands_data() { addBothDatabases(); }
    void sqlThatIsNotUnderstoodIsToldWhereItStands();
    void theSkeletonOfTheTableFitsToo_data() { addBothDatabases(); }
    void theSkeletonOfTheTableFitsToo();
    void theReferenceNamesEveryKey();

private:
    static QByteArray contents(const QString &name);
    /// The first block of this language in the help.
    static QByteArray block(const QString &language);
    /// "line:column: what", as it is printed.
    static QStringList told(SqlConnection &connection, const Operation &operation);
    /// Of this line of the example, at this column.
    static QString place(const QByteArray &line, int column);
    static Operation example()
    {
        return valueOf(parseOperation(u"library.books.toml"_s, contents(u"samples/library.books.toml"_s)));
    }
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
    const QRegularExpression fence(u"```"_s + language + u"\\n(.*?)```"_s,
                                   QRegularExpression::DotMatchesEverythingOption);
    return fence.match(QString::fromUtf8(contents(u"help/operations.md"_s))).captured(1).toUtf8();
}

QStringList TestLibraryExample::told(SqlConnection &connection, const Operation &operation)
{
    QStringList lines;
    for (const FileMistake &mistake : misfits(connection, operation))
        lines.append(u"%1:%2: %3"_s.arg(mistake.line).arg(mistake.column).arg(mistake.what.toEnglish()));
    return lines;
}

QString TestLibraryExample::place(const QByteArray &line, int column)
{
    const QByteArrayList lines = contents(u"samples/library.books.toml"_s).split('\n');
    return u"%1:%2:"_s.arg(lines.indexOf(line) + 1).arg(column);
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
    QCOMPARE(told(*connection, example()), QStringList());
}

void TestLibraryExample::aTableWithoutItsColumnIsTold()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    const QStringList without = told(*connection, example());
    QCOMPARE(without.size(), 1);
    QVERIFY2(without.front().startsWith(place("table = \"books\"", 9)) &&
                 without.front().contains(u"no table “books”"_s),
             qPrintable(without.front()));
    VERIFY_OK(connection->script(block(u"sql"_s).replace("on_loan", "lent")));
    const QStringList lacking = told(*connection, example());
    QCOMPARE(lacking.size(), 1);
    QVERIFY2(lacking.front().startsWith(place("name = \"on_loan\"", 8)) &&
                 lacking.front().contains(u"its columns are: isbn"_s),
             qPrintable(lacking.front()));
}

/// Each piece of SQL by itself: all that is wrong is told at once, where it stands.
void TestLibraryExample::sqlThatIsNotUnderstoodIsToldWhereItStands()
{
    const ScratchDatabase database(currentDatabase(), m_server.get());
    const auto connection = database.connect();
    VERIFY_OK(connection->script(block(u"sql"_s)));
    const auto tell = [&](const QByteArray &file) {
        return told(*connection, valueOf(parseOperation(u"f.toml"_s, file)));
    };
    const auto starts = [](const QStringList &found, const QStringList &places) {
        bool same = found.size() == places.size();
        for (qsizetype i = 0; same && i < places.size(); ++i)
            same = found[i].startsWith(places[i] + u": "_s);
        return same;
    };
    const QByteArray head = "format = 1\nid = \"f\"\ntitle = \"F\"\nsummary = \"F\"\n"
                            "[[field]]\nname = \"isbn\"\ntype = \"text\"\nrequired = true\n"; // 8 lines
    const QByteArray effect = "[update]\ntable = \"books\"\nkey = \"isbn\"\n";                // 9 to 11
    QStringList found = tell(head + effect +
                             "guard = \"t.gone is null\"\n[update.set]\nprice = \"t.prise\"\ntitle = \"t.title\"\n"
                             "[[refuse]]\ncode = \"A\"\nwhen = \"t.shelf = 'x'\"\ntext = \"A\"\n"
                             "[[refuse]]\ncode = \"B\"\nwhen = \"r.nothing = 1\"\ntext = \"B\"\n");
    QVERIFY2(starts(found, {u"12:9"_s, u"14:9"_s, u"22:8"_s}), qPrintable(found.join(u'\n')));
    QVERIFY(found[1].contains(u"prise"_s));
    found = tell(head + effect +
                 "[compute]\nquery = \"select n, nothing from rows\"\n"
                 "[[refuse]]\ncode = \"A\"\nwhen = \"c.nothing = 1\"\ntext = \"A\"\n");
    QVERIFY2(starts(found, {u"13:9"_s}), qPrintable(found.join(u'\n')));
    found = tell(head + "[source]\ntitle = \"All\"\nquery = \"select isbn from bocks\"\nkey = \"isbn\"\n" + effect);
    QVERIFY2(starts(found, {u"11:9"_s}) && found[0].contains(u"bocks"_s), qPrintable(found.join(u'\n')));
    found = tell(head + "[source]\ntitle = \"All\"\nquery = \"select title from books\"\nkey = \"isbn\"\n" + effect);
    QVERIFY2(starts(found, {u"11:9"_s, u"12:7"_s}) && found[0].contains(u"“isbn”"_s), qPrintable(found.join(u'\n')));
    found = tell(head + "[source]\ntitle = \"All\"\nquery = \"select isbn from books\"\nkey = \"isbn\"\n" + effect);
    QCOMPARE(found, QStringList());
    found = tell(head + "[[field]]\nname = \"shelf\"\ntype = \"text\"\n[update]\ntable = \"books\"\nkey = \"shelf\"\n");
    QVERIFY2(starts(found, {u"14:7"_s}) && found[0].contains(u"it is no key"_s), qPrintable(found.join(u'\n')));
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
    QCOMPARE(told(*connection, *operation), QStringList());
    // Also as an insert: its list says the keys.
    const QByteArray insert = skeleton->toUtf8().replace("[update]", "[insert]").replace("[[update.", "[[insert.");
    QCOMPARE(told(*connection, valueOf(parseOperation(u"books.toml"_s, insert))), QStringList());
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
