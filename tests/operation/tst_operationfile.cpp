// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/operationcatalog.h"

#include <QLocale>

using namespace bulkhead;
using namespace Qt::Literals::StringLiterals;

namespace {

const QByteArray good = R"toml(format = 1
id = "things.create"
title = "Create things"
summary = { en = "Adds things.", ru = "Добавляет вещи.", pt_BR = "Adiciona coisas." }

[[field]]
name = "code"
type = "text"
required = true
aliases = ["артикул"]

[[field]]
name = "pin"
type = "secret"
hash = "argon2id"

[insert]
table = "things"
key = "id"
fixed = { source = "import", made_at = "now()" }

[[insert.unique]]
fields = ["code"]
)toml";

} // namespace

/// An operation is a text file: what it may say, and how its mistakes are told.
class TestOperationFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyBuiltInOperationIsWhole();
    void aGoodFileSaysAllOfIt();
    void aMistakeIsToldWithItsPlace_data();
    void aMistakeIsToldWithItsPlace();
    void allMistakesAreToldAtOnce();
    void aDeleteThatTakesDependentsIsNotRevertible();
    void anInsertKnowsTheFieldOfItsKey();
    void wordsComeInTheReadersLanguage();
    void columnsMeetFieldsByNameWhateverTheirSpelling();
    void aFieldTakesItsOwnNameBeforeAnother();
    void anIncompleteMappingIsNamed();
};

void TestOperationFile::everyBuiltInOperationIsWhole()
{
    const OperationCatalog catalog = OperationCatalog::load();
    QStringList problems;
    for (const Error &problem : catalog.problems())
        problems.append(problem.toString());
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
    const Result<Operation> users = catalog.find(u"users.create"_s);
    QVERIFY(users.ok());
    for (const char *language : {"en", "ru", "pt_BR"}) {
        for (const Operation &operation : catalog.operations())
            QVERIFY2(operation.title.byLanguage.contains(QLatin1StringView(language)), language);
    }
    const Result<Operation> none = catalog.find(u"users.creat"_s);
    QCOMPARE(none.error().code, u"UNKNOWN_OPERATION"_s);
    QVERIFY(none.error().toString().contains(u"users.create"_s));
}

void TestOperationFile::aGoodFileSaysAllOfIt()
{
    const Result<Operation> operation = parseOperation(u"things.toml"_s, good);
    QVERIFY2(operation.ok(), operation.ok() ? "" : qPrintable(operation.error().toString()));
    QCOMPARE(operation->id, u"things.create"_s);
    QCOMPARE(operation->chunkSize, 5000);
    QVERIFY(operation->field(u"pin")->hashed && operation->field(u"pin")->masked);
    QCOMPARE(operation->field(u"code")->column, u"code"_s);
    QCOMPARE(operation->effect.fixed.size(), std::size_t(2));
    QCOMPARE(operation->effect.unique.front().code, u"ALREADY_EXISTS"_s);
    QCOMPARE(operation->text.toUtf8(), good);
}

void TestOperationFile::aMistakeIsToldWithItsPlace_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("word");
    QTest::newRow("not TOML") << QByteArray("id = \"things.create\"") << QByteArray("id = things") << u"f.toml:2:"_s
                              << QString();
    QTest::newRow("unknown key") << QByteArray("required") << QByteArray("requird") << u"f.toml:9:1:"_s << u"requird"_s;
    QTest::newRow("unknown type") << QByteArray("\"text\"") << QByteArray("\"string\"") << u"f.toml:8:8:"_s
                                  << u"datetime"_s;
    QTest::newRow("a secret in the clear")
        << QByteArray("hash = \"argon2id\"\n") << QByteArray() << u"f.toml:12:"_s << u"argon2id"_s;
    QTest::newRow("unique of no field") << QByteArray("[\"code\"]\n") << QByteArray("[\"cod\"]\n") << u"f.toml:23:"_s
                                        << u"cod"_s;
    QTest::newRow("no table") << QByteArray("table = \"things\"\n") << QByteArray() << u"f.toml:17:"_s << u"table"_s;
    QTest::newRow("truth as text") << QByteArray("true") << QByteArray("\"true\"") << u"f.toml:9:"_s << u"required"_s;
    QTest::newRow("newer format") << QByteArray("format = 1") << QByteArray("format = 2") << u"f.toml:1:"_s
                                  << u"format"_s;
    QTest::newRow("too many refusals")
        << QByteArray("[insert]")
        << QByteArray("[[refuse]]\ncode = \"A\"\nwhen = \"1 = 1\"\ntext = \"A\"\n").repeated(51) + "[insert]"
        << u"f.toml:217:"_s << u"50"_s;
    QTest::newRow("same field twice") << QByteArray("\"pin\"") << QByteArray("\"code\"") << u"f.toml:12:"_s
                                      << u"code"_s;
}

void TestOperationFile::aMistakeIsToldWithItsPlace()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, place);
    QFETCH(QString, word);
    QByteArray text = good;
    const qsizetype at = text.indexOf(from);
    QVERIFY(at >= 0);
    text.replace(at, from.size(), to);
    const Result<Operation> operation = parseOperation(u"f.toml"_s, text);
    QVERIFY(!operation.ok());
    QCOMPARE(operation.error().code, u"OPERATION_FILE"_s);
    const QString told = operation.error().toString();
    QVERIFY2(told.contains(place) && told.contains(word), qPrintable(told));
}

void TestOperationFile::allMistakesAreToldAtOnce()
{
    QByteArray text = good;
    text.replace("required", "requird").replace("table = ", "tabel = ");
    const QString told = parseOperation(u"f.toml"_s, text).error().toString();
    QVERIFY(told.contains(u"requird"_s) && told.contains(u"tabel"_s) && told.count(u'\n') >= 2);
}

/// What the database deletes along is not kept, so a revert would bring back the half of it.
void TestOperationFile::aDeleteThatTakesDependentsIsNotRevertible()
{
    const QByteArray fields = good.first(good.indexOf("[insert]"));
    const QByteArray text = fields + "[delete]\ntable = \"things\"\nkey = \"code\"\ndependents = \"delete\"\n";
    QVERIFY(parseOperation(u"f.toml"_s, text).ok());
    const QByteArray revertible = QByteArray(text).replace("title = \"C", "revertible = true\ntitle = \"C");
    const Result<Operation> refused = parseOperation(u"f.toml"_s, revertible);
    QVERIFY(!refused.ok());
    QVERIFY2(refused.error().toString().startsWith(u"f.toml:21:14:"_s), qPrintable(refused.error().toString()));
    QVERIFY(parseOperation(u"f.toml"_s, QByteArray(revertible).replace("\"delete\"", "\"keep\"")).ok());
}

void TestOperationFile::anInsertKnowsTheFieldOfItsKey()
{
    QCOMPARE(parseOperation(u"f.toml"_s, good)->effect.keyField, QString());
    QCOMPARE(parseOperation(u"f.toml"_s, QByteArray(good).replace("key = \"id\"", "key = \"code\""))->effect.keyField,
             u"code"_s);
}

void TestOperationFile::wordsComeInTheReadersLanguage()
{
    const Result<Operation> operation = parseOperation(u"things.toml"_s, good);
    const QLocale before;
    const auto summaryIn = [&](const char *locale) {
        QLocale::setDefault(QLocale(QLatin1StringView(locale)));
        return operation->summary.toString();
    };
    QCOMPARE(summaryIn("ru_RU"), u"Добавляет вещи."_s);
    QCOMPARE(summaryIn("pt_BR"), u"Adiciona coisas."_s);
    QCOMPARE(summaryIn("pt_PT"), u"Adiciona coisas."_s);
    QCOMPARE(summaryIn("de_DE"), u"Adds things."_s);
    QLocale::setDefault(before);
}

void TestOperationFile::columnsMeetFieldsByNameWhateverTheirSpelling()
{
    const Result<Operation> users = OperationCatalog::load().find(u"users.create"_s);
    for (const char *header : {"E-Mail", "e_mail", " EMAIL ", "Электронная почта", "почта", "Mail"}) {
        const Mapping mapping = mappingByName(*users, {u"id"_s, QString::fromUtf8(header), u"ФИО"_s});
        QCOMPARE(mapping.columns.value(u"email"_s), QString::fromUtf8(header));
        QCOMPARE(mapping.columns.value(u"name"_s), u"ФИО"_s);
    }
}

void TestOperationFile::aFieldTakesItsOwnNameBeforeAnother()
{
    const Result<Operation> users = OperationCatalog::load().find(u"users.create"_s);
    const Mapping mapping = mappingByName(*users, {u"full name"_s, u"name"_s, u"email"_s});
    QCOMPARE(mapping.columns.value(u"name"_s), u"name"_s);
}

void TestOperationFile::anIncompleteMappingIsNamed()
{
    const Result<Operation> users = OperationCatalog::load().find(u"users.create"_s);
    const QStringList columns{u"email"_s, u"name"_s};
    const auto codes = [&](const Mapping &mapping) {
        QStringList found;
        for (const Error &problem : mappingProblems(*users, columns, mapping))
            found.append(problem.code);
        return found;
    };
    Mapping mapping = mappingByName(*users, columns);
    QCOMPARE(codes(mapping), QStringList{u"MAPPING_REQUIRED"_s}); // neither password nor its hash
    mapping.constants.insert(u"password_hash"_s, u"x"_s);
    QCOMPARE(codes(mapping), QStringList());
    mapping.columns.insert(u"name"_s, u"nome"_s);
    QCOMPARE(codes(mapping), QStringList{u"MAPPING_COLUMN"_s});
    mapping.columns.remove(u"name"_s);
    mapping.columns.insert(u"nickname"_s, u"name"_s);
    QCOMPARE(codes(mapping), (QStringList{u"MAPPING_FIELD"_s, u"MAPPING_REQUIRED"_s}));
}

QTEST_GUILESS_MAIN(TestOperationFile)
#include "tst_operationfile.moc"
