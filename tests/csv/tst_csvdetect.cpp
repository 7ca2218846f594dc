// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/csv/csvdetect.h"

#include <QStringEncoder>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace bulkhead;

namespace {

QByteArray in(const char *encoding, const QString &text)
{
    QStringEncoder encoder(encoding);
    return encoder(text);
}

const QString peopleRu = u"Фамилия;Имя;Город\nИванов;Пётр;Москва\nСидорова;Анна;Нижний Новгород\n"_s;
const QString peopleCaps = u"ФАМИЛИЯ;ИМЯ;ГОРОД\nИВАНОВ;ПЁТР;МОСКВА\nСИДОРОВА;АННА;НИЖНИЙ НОВГОРОД\n"_s;
const QString peopleSmall = u"id;имя\n1;анна\n2;пётр\n"_s;
const QString peopleFr = u"nom,ville\nLefèvre,Besançon\nÉtienne,Orléans\nMüller,Genève\n"_s;
const QString peoplePt = u"nome;cidade\nJoão;São Paulo\nConceição;Brasília\n"_s;
const QString prices = u"article,prix\nCafé,5 €\nThé,“bon” 4 €\n"_s;
const QString mixedRu = u"id,email,ФИО\n1,a@example.org,Ёлкин\n2,b@example.org,Жук\n3,c@example.org,Ким\n"_s;

} // namespace

class TestCsvDetect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theEncodingIsFound_data();
    void theEncodingIsFound();
    void aCutSampleIsJudgedTheSame_data();
    void aCutSampleIsJudgedTheSame();
    void aPartOfLatinTextMayStillBringAEuro();
    void theDelimiterIsFound_data();
    void theDelimiterIsFound();
    void theHeaderIsFound_data();
    void theHeaderIsFound();
    void singleQuotesAreFound();
    void whatTheUserFixedStays();
    void anEmptySampleGivesTheDefaults();
    void dialectsSurviveJson();
    void encodingsAreKnownByTheirOtherNames();
};

void TestCsvDetect::theEncodingIsFound_data()
{
    QTest::addColumn<QByteArray>("sample");
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<bool>("bom");
    const auto row = [](const char *name, const QByteArray &sample, const QByteArray &encoding, bool bom = false) {
        QTest::newRow(name) << sample << encoding << bom;
    };
    row("ASCII", "a,b\n1,2\n", "UTF-8");
    row("UTF-8", in("UTF-8", peopleRu), "UTF-8");
    row("UTF-8, marked", "\xEF\xBB\xBF" + in("UTF-8", peopleRu), "UTF-8", true);
    row("UTF-8, marked, ASCII",
        "\xEF\xBB\xBF"
        "a,b\n",
        "UTF-8", true);
    row("UTF-16LE, marked", "\xFF\xFE" + in("UTF-16LE", peopleRu), "UTF-16LE", true);
    row("UTF-16BE, marked", "\xFE\xFF" + in("UTF-16BE", peopleRu), "UTF-16BE", true);
    row("UTF-16LE, ASCII", in("UTF-16LE", u"a,b\n1,2\n"_s), "UTF-16LE");
    row("UTF-16BE, ASCII", in("UTF-16BE", u"a,b\n1,2\n"_s), "UTF-16BE");
    row("UTF-16LE, Russian", in("UTF-16LE", peopleRu), "UTF-16LE");
    row("UTF-16BE, Russian", in("UTF-16BE", peopleRu), "UTF-16BE");
    row("UTF-8 with some NULs", QByteArray("id,blob\n1,ab\0cd\n2,\0\n", 19), "UTF-8");
    row("windows-1251", in("windows-1251", peopleRu), "windows-1251");
    row("KOI8-R", in("KOI8-R", peopleRu), "KOI8-R");
    row("windows-1251, capitals", in("windows-1251", peopleCaps), "windows-1251");
    row("KOI8-R, capitals", in("KOI8-R", peopleCaps), "KOI8-R");
    row("windows-1251, few words", in("windows-1251", peopleSmall), "windows-1251");
    row("KOI8-R, few words", in("KOI8-R", peopleSmall), "KOI8-R");
    row("windows-1251, mostly ASCII", in("windows-1251", mixedRu), "windows-1251");
    row("KOI8-R, mostly ASCII", in("KOI8-R", mixedRu), "KOI8-R");
    row("ISO-8859-1, French", in("ISO-8859-1", peopleFr), "ISO-8859-1");
    row("ISO-8859-1, Portuguese", in("ISO-8859-1", peoplePt), "ISO-8859-1");
    row("windows-1252", in("windows-1252", prices), "windows-1252");
}

void TestCsvDetect::theEncodingIsFound()
{
    QFETCH(QByteArray, sample);
    const CsvDialect dialect = detectCsvDialect(sample, true);
    QTEST(dialect.encoding, "encoding");
    QTEST(dialect.hasBom, "bom");
}

void TestCsvDetect::aCutSampleIsJudgedTheSame_data()
{
    QTest::addColumn<QByteArray>("sample");
    QTest::newRow("UTF-8") << in("UTF-8", peopleRu.repeated(20));
    QTest::newRow("UTF-16LE") << in("UTF-16LE", peopleRu.repeated(20));
    QTest::newRow("windows-1251") << in("windows-1251", peopleRu.repeated(20));
    QTest::newRow("KOI8-R") << in("KOI8-R", peopleRu.repeated(20));
}

void TestCsvDetect::aCutSampleIsJudgedTheSame()
{
    QFETCH(QByteArray, sample);
    const CsvDialect whole = detectCsvDialect(sample, true);
    QCOMPARE(whole.encoding, QByteArray(QTest::currentDataTag()));
    QCOMPARE(whole.delimiter, ';');
    for (qsizetype size = sample.size() / 2; size < sample.size() / 2 + 60; ++size)
        QVERIFY2(detectCsvDialect(sample.first(size), false) == whole, QByteArray::number(size).constData());
}

void TestCsvDetect::aPartOfLatinTextMayStillBringAEuro()
{
    QCOMPARE(detectCsvDialect(in("ISO-8859-1", peopleFr), false).encoding, QByteArray("windows-1252"));
}

void TestCsvDetect::theDelimiterIsFound_data()
{
    QTest::addColumn<QByteArray>("sample");
    QTest::addColumn<char>("delimiter");
    const auto row = [](const char *name, const QByteArray &sample, char delimiter) {
        QTest::newRow(name) << sample << delimiter;
    };
    row("comma", "a,b\n1,2\n", ',');
    row("semicolon", "a;b\n1;2\n", ';');
    row("tab", "a\tb\n1\t2\n", '\t');
    row("pipe", "a|b\n1|2\n", '|');
    row("none", "name\nAnna\n", ',');
    row("decimal commas", "a;b;c\n1,5;2,5;3\n4,5;5,5;6\n", ';');
    row("decimal commas in each cell", "a;b\n1,5;2,5\n4,5;5,5\n", ';');
    row("no header, decimal commas", "1,5;2,5\n4,5;5,5\n", ';');
    row("names turned round", "name;city\n\"Doe, J\";Rome\nRoe, K;Oslo\n", ';');
    row("delimiters in quotes", "a,b\n\"x;y;z\",1\n\"u;v;w\",2\n", ',');
    row("lists in cells", "id,tags\n1,a;b\n2,a;b;c\n3,\n", ',');
    row("commas in tabs", "name\taddress\nAnna\tA 1, Rome, Italy\nBert\tB 2, Oslo\n", '\t');
    row("ragged", "a,b,c\n1,2,3\n4,5\n6,7,8\n9,1,2\n", ',');
    row("one line", "Anna;Rome;7", ';');
    row("stray quote", "a;b,c\n1;\"x,y\n2;z,z\n", ';');
}

void TestCsvDetect::theDelimiterIsFound()
{
    QFETCH(QByteArray, sample);
    QTEST(detectCsvDialect(sample, true).delimiter, "delimiter");
}

void TestCsvDetect::theHeaderIsFound_data()
{
    QTest::addColumn<QByteArray>("sample");
    QTest::addColumn<bool>("header");
    const auto row = [](const char *name, const QByteArray &sample, bool header) {
        QTest::newRow(name) << sample << header;
    };
    row("names", "email,name\na@b.org,Anna\n", true);
    row("only names", "email,name\n", true);
    row("e-mail", "a@b.org,Anna\nb@b.org,Bert\n", false);
    row("number", "1,Anna\n2,Bert\n", false);
    row("phone", "Anna,+7 (999) 123-45-67\nBert,+79991234568\n", false);
    row("date", "Anna,2026-01-31\nBert,31.01.2026\n", false);
    row("id", "0190b6a2-7d3c-7000-8000-0123456789ab,Anna\n", false);
    row("the same twice", "Anna,Anna\nBert,Carl\n", false);
    row("text over text", "name,city\nAnna,Rome\n", true);
    row("a nameless column over numbers", "name,,age\nAnna,x,7\n", true);
    row("a hole in text", "Anna,,Rome\nBert,x,Oslo\n", false);
    row("names with digits", "address1,address2\nA,B\n", true);
}

void TestCsvDetect::theHeaderIsFound()
{
    QFETCH(QByteArray, sample);
    QTEST(detectCsvDialect(sample, true).header, "header");
}

void TestCsvDetect::singleQuotesAreFound()
{
    QCOMPARE(detectCsvDialect("'a','b'\n'1,5','2'\n", true).quote, '\'');
    QCOMPARE(detectCsvDialect("a,b\nO'Neill,'t Hooft\n", true).quote, '"');
    QCOMPARE(detectCsvDialect("'a',\"b\"\n'c',\"d\"\n", true).quote, '"');
}

void TestCsvDetect::whatTheUserFixedStays()
{
    const QByteArray sample = in("windows-1251", peopleRu);
    const CsvDialect fixed =
        detectCsvDialect(sample, true, {.encoding = "koi8r", .delimiter = ',', .header = false, .quote = '\''});
    QCOMPARE(fixed, (CsvDialect{.encoding = "KOI8-R", .delimiter = ',', .quote = '\'', .header = false}));
    QCOMPARE(detectCsvDialect("a;b\n1;2\n", true, {.header = false}).delimiter, ';');
    QCOMPARE(detectCsvDialect("a;b\n1;2\n", true, {.encoding = "EBCDIC"}).encoding, QByteArray("EBCDIC"));
    const CsvDialect wide =
        detectCsvDialect(QByteArray("\xFE\xFF" + in("UTF-16BE", peopleRu)), true, {.encoding = "UTF-16"});
    QCOMPARE(wide.encoding, QByteArray("UTF-16BE"));
    QVERIFY(wide.hasBom);
}

void TestCsvDetect::anEmptySampleGivesTheDefaults()
{
    QCOMPARE(detectCsvDialect("", true), CsvDialect{});
}

void TestCsvDetect::dialectsSurviveJson()
{
    const CsvDialect dialect{.encoding = "KOI8-R", .delimiter = '\t', .quote = '\0', .header = false, .hasBom = true};
    QCOMPARE(CsvDialect::fromJson(dialect.toJson()), dialect);
    QCOMPARE(CsvDialect::fromJson({}), CsvDialect{});
    QCOMPARE(CsvDialect::fromJson({{u"delimiter"_s, u"ab"_s}, {u"encoding"_s, u"x"_s}}), CsvDialect{});
}

void TestCsvDetect::encodingsAreKnownByTheirOtherNames()
{
    for (const QByteArray &name : csvEncodings())
        QCOMPARE(csvEncodingNamed(name).value(), name);
    QCOMPARE(csvEncodingNamed("CP1251").value(), QByteArray("windows-1251"));
    QCOMPARE(csvEncodingNamed("utf_8").value(), QByteArray("UTF-8"));
    QCOMPARE(csvEncodingNamed("Latin-1").value(), QByteArray("ISO-8859-1"));
    QVERIFY(!csvEncodingNamed("EBCDIC"));
    QVERIFY(!csvEncodingNamed(""));
}

QTEST_APPLESS_MAIN(TestCsvDetect)
#include "tst_csvdetect.moc"
