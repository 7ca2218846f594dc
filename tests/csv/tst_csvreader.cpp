// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/csv/csvlist.h"

#include "core/csv/csvcount.h"
#include "core/csv/csvreader.h"

#include <QBuffer>
#include <QStringEncoder>
#include <QTest>

#include <ctime>

using namespace Qt::Literals::StringLiterals;
using namespace bulkhead;
using namespace bulkhead::test;

namespace {

CsvDialect headless(char delimiter = ',', char quote = '"')
{
    return {.delimiter = delimiter, .quote = quote, .header = false};
}

CsvDialect encoded(const QByteArray &encoding)
{
    return {.encoding = encoding, .header = false};
}

qint64 count(const QByteArray &bytes, const CsvDialect &dialect, const CsvLimits &limits = {})
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    return countCsvRecords(&buffer, dialect, {}, limits).value();
}

class BrokenDevice : public QIODevice
{
public:
    BrokenDevice() { open(QIODevice::ReadOnly | QIODevice::Unbuffered); }
    bool atEnd() const override { return false; }

protected:
    qint64 readData(char *target, qint64 size) override
    {
        if (m_at++ > 0) {
            setErrorString(u"the disk is gone"_s);
            return -1;
        }
        const qint64 given = std::min<qint64>(size, 8);
        std::memcpy(target, "a,b\n1,2\n", static_cast<size_t>(given));
        return given;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    int m_at = 0;
};

} // namespace

class TestCsvReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordsAreReadAsWritten_data();
    void recordsAreReadAsWritten();
    void aStrayQuoteCostsOneRecord_data();
    void aStrayQuoteCostsOneRecord();
    void badBytesCostOneRecord_data();
    void badBytesCostOneRecord();
    void encodingsGiveUtf8_data();
    void encodingsGiveUtf8();
    void rawIsTheSourceByteForByte();
    void theHeaderIsNotARecord();
    void aByteOrderMarkIsNoText();
    void limitsCostOneRecord();
    void aHugeCellIsReadOrRefused();
    void quotesWithoutEndAreReadInLinearTime_data();
    void quotesWithoutEndAreReadInLinearTime();
    void aFailingDeviceIsAnError();
    void aDialectThatCannotBeIsAnError();
    void countingCanBeStopped();
};

void TestCsvReader::recordsAreReadAsWritten_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("records");
    const auto row = [](const char *name, const QByteArray &source, const QByteArray &records) {
        QTest::newRow(name) << source << records;
    };
    row("nothing", "", "");
    row("only empty lines", "\n\r\n\r\r\n", "");
    row("one cell", "a", "1@1 a\n");
    row("LF", "a,b\nc,d\n", "1@1 a|b\n2@2 c|d\n");
    row("CRLF", "a,b\r\nc,d\r\n", "1@1 a|b\n2@2 c|d\n");
    row("CR", "a,b\rc,d\r", "1@1 a|b\n2@2 c|d\n");
    row("mixed line ends", "a\nb\rc\r\nd", "1@1 a\n2@2 b\n3@3 c\n4@4 d\n");
    row("no last line end", "a,b\nc,d", "1@1 a|b\n2@2 c|d\n");
    row("ends with a delimiter", "a,", "1@1 a|\n");
    row("only delimiters", ",,\n", "1@1 ||\n");
    row("empty lines are skipped and counted", "\n\na\n\r\n\rb\n\n", "1@3 a\n2@6 b\n");
    row("a blank is no empty line", " \na\n", "1@1  \n2@2 a\n");
    row("nothing is trimmed or coerced", "007, 1 ,+5\n", "1@1 007| 1 |+5\n");
    row("quoted", "\"a\",\"b\"\n", "1@1 a|b\n");
    row("empty quoted", "\"\"\n\"\",\"\"", "1@1 \n2@2 |\n");
    row("quote doubled", "\"a \"\"b\"\" c\",\"\"\"\",\"\"\"x\"\n", "1@1 a \"b\" c|\"|\"x\n");
    row("delimiter in quotes", "\"a,b\",c\n", "1@1 a,b|c\n");
    row("line ends in quotes", "\"a\nb\r\nc\rd\",e\nf,g\n", "1@1 a\nb\r\nc\rd|e\n2@5 f|g\n");
    row("quote in an unquoted cell", "5\" disk,a\"b\"\nc,d\n", "1@1 5\" disk|a\"b\"\n2@2 c|d\n");
    row("blank before a quote", " \"a\",b\n", "1@1  \"a\"|b\n");
    row("text after the closing quote", "\"a\"b,c\n\"a\" ,\"c\"\n\"a\"\"b\"c\"d\",e",
        "1@1 ab|c\n2@2 a |c\n3@3 a\"bc\"d\"|e\n");
    row("ragged", "a,b,c\nd\ne,f,g,h\n", "1@1 a|b|c\n2@2 d\n3@3 e|f|g|h\n");
    row("ragged over lines", "a,b\n\"c\nd\",e,f\ng,h\n", "1@1 a|b\n2@2 c\nd|e|f\n3@4 g|h\n");
    row("NUL is a character", QByteArray("a\0b,\0\n\0", 7), QByteArray("1@1 a\0b|\0\n2@2 \0\n", 16));
    row("closed at the end", "a,\"b", "1@1 a|\"b !UNTERMINATED_QUOTE 1:2\n");
    row("closed at the very end", "a,\"b\"", "1@1 a|b\n");
    row("only a quote", "\"", "1@1 \" !UNTERMINATED_QUOTE 1:1\n");
    row("longer than a block", QByteArray(70, 'x') + ",\"" + QByteArray(200, 'y') + "\"\nz,z\n",
        "1@1 " + QByteArray(70, 'x') + '|' + QByteArray(200, 'y') + "\n2@2 z|z\n");
}

void TestCsvReader::recordsAreReadAsWritten()
{
    QFETCH(QByteArray, source);
    QFETCH(QByteArray, records);
    const KeptList list = readList(source, headless());
    QCOMPARE(list.toText(), records);
    QCOMPARE(count(source, headless()), list.records.size());
    for (const qint64 step : {1, 2, 3, 63, 64, 65}) {
        SteppingDevice slow(source, step);
        QVERIFY2(readList(slow, headless()) == list, QByteArray::number(step).constData());
    }
    // The shape is the same in UTF-16, and does not depend on which delimiter and quote it is.
    QByteArray wide;
    for (const char c : source)
        wide.append(c).append('\0');
    QCOMPARE(readList(wide, encoded("UTF-16LE")).toText(), records);
    QByteArray other = source;
    other.replace(',', ';').replace('"', '\'');
    QByteArray otherRecords = records;
    otherRecords.replace(',', ';').replace('"', '\'');
    QCOMPARE(readList(other, headless(';', '\'')).toText(), otherRecords);
}

void TestCsvReader::aStrayQuoteCostsOneRecord_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("records");
    const auto row = [](const char *name, const QByteArray &source, const QByteArray &records) {
        QTest::newRow(name) << source << records;
    };
    row("no other quote", "1,\"Smith,x\n2,Jones,y\n3,Doe,z\n",
        "1@1 1|\"Smith|x !UNTERMINATED_QUOTE 1:2\n2@2 2|Jones|y\n3@3 3|Doe|z\n");
    row("CRLF", "1,\"Smith,x\r\n2,Jones,y\r\n", "1@1 1|\"Smith|x !UNTERMINATED_QUOTE 1:2\n2@2 2|Jones|y\n");
    row("a quoted cell later", "a,b,c\n1,\"Smith,x\n2,Jones,y\n3,\"Doe, J\",z\n",
        "1@1 a|b|c\n2@2 1|\"Smith|x !UNTERMINATED_QUOTE 2:2\n3@3 2|Jones|y\n4@4 3|Doe, J|z\n");
    row("all cells quoted", "\"1\",\"Smith\",\"x\n\"2\",\"Jones\",\"y\"\n",
        "1@1 1|Smith|\"x !UNTERMINATED_QUOTE 1:3\n2@2 2|Jones|y\n");
    row("one on each line", "\"a,b\n\"c,d\n\"e,f\n",
        "1@1 \"a|b !UNTERMINATED_QUOTE 1:1\n2@2 \"c|d !UNTERMINATED_QUOTE 2:1\n3@3 \"e|f !UNTERMINATED_QUOTE "
        "3:1\n");
    row("behind a cell over lines", "\"a\nb\",\"c\nd,e\n", "1@1 a\nb|\"c !UNTERMINATED_QUOTE 2:2\n2@3 d|e\n");
    row("closed by an inch mark: as many cells as ever, so RFC 4180 holds", "a,b,c\n1,\"x,y\n2,12\",z\n",
        "1@1 a|b|c\n2@2 1|x,y\n2,12|z\n");
    row("closed by chance: the first line alone has as many cells as the others",
        "a,b,c\n1,\"Smith,x\n2,\", J\",z\n3,c,d\n",
        "1@1 a|b|c\n2@2 1|\"Smith|x !UNTERMINATED_QUOTE 2:2\n3@3 2|, J|z\n4@4 3|c|d\n");
    row("swallowed an empty cell on the way", "a,b,c\n1,\"Smith,x\n2,\"\",y\n3,\"Doe\",z\n",
        "1@1 a|b|c\n2@2 1|\"Smith|x !UNTERMINATED_QUOTE 2:2\n3@3 2||y\n4@4 3|Doe|z\n");
    row("on the last line", "a,b\nc,\"d\n", "1@1 a|b\n2@2 c|\"d !UNTERMINATED_QUOTE 2:2\n");
    row("quoted cells behind it on its line", "a,b,c\n\"x,\"\",z\n1,2,3\n",
        "1@1 a|b|c\n2@2 \"x||z !UNTERMINATED_QUOTE 2:1\n3@3 1|2|3\n");
}

void TestCsvReader::aStrayQuoteCostsOneRecord()
{
    QFETCH(QByteArray, source);
    QFETCH(QByteArray, records);
    const KeptList list = readList(source, headless());
    QCOMPARE(list.toText(), records);
    QCOMPARE(count(source, headless()), list.records.size());
    for (const qint64 step : {1, 2, 7}) {
        SteppingDevice slow(source, step);
        QCOMPARE(readList(slow, headless()).toText(), records);
    }
}

void TestCsvReader::badBytesCostOneRecord_data()
{
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QByteArray>("bad");
    const QByteArray utf8 = "UTF-8";
    QTest::newRow("lone continuation") << utf8 << QByteArray("\x80");
    QTest::newRow("cut off") << utf8 << QByteArray("\xD0");
    QTest::newRow("overlong slash") << utf8 << QByteArray("\xC0\xAF");
    QTest::newRow("overlong 3") << utf8 << QByteArray("\xE0\x80\xAF");
    QTest::newRow("overlong 4") << utf8 << QByteArray("\xF0\x80\x80\xAF");
    QTest::newRow("surrogate") << utf8 << QByteArray("\xED\xA0\x80");
    QTest::newRow("above U+10FFFF") << utf8 << QByteArray("\xF4\x90\x80\x80");
    QTest::newRow("FF") << utf8 << QByteArray("\xFF");
    QTest::newRow("windows-1251 98") << QByteArray("windows-1251") << QByteArray("\x98");
    for (const char byte : {'\x81', '\x8D', '\x8F', '\x90', '\x9D'})
        QTest::addRow("windows-1252 %02x", static_cast<unsigned char>(byte))
            << QByteArray("windows-1252") << QByteArray(1, byte);
    QTest::newRow("lone high surrogate") << QByteArray("UTF-16LE") << QByteArray("\x00\xD8", 2);
    QTest::newRow("lone low surrogate") << QByteArray("UTF-16LE") << QByteArray("\x00\xDC", 2);
    QTest::newRow("lone surrogate, BE") << QByteArray("UTF-16BE") << QByteArray("\xD8\x00", 2);
}

void TestCsvReader::badBytesCostOneRecord()
{
    QFETCH(QByteArray, encoding);
    QFETCH(QByteArray, bad);
    const auto inEncoding = [&encoding](const char *ascii) {
        QByteArray bytes;
        for (const char *c = ascii; *c; ++c) {
            if (encoding == "UTF-16BE")
                bytes.append('\0');
            bytes.append(*c);
            if (encoding == "UTF-16LE")
                bytes.append('\0');
        }
        return bytes;
    };
    const QByteArray badRecord = inEncoding("\"2\n\",x") + bad + inEncoding(",z");
    const QByteArray source = inEncoding("1,a,b\n") + badRecord + inEncoding("\r\n3,c,d\n");
    const KeptList list = readList(source, encoded(encoding));
    QCOMPARE(list.records.size(), 3);
    QCOMPARE(list.records[0].fault, CsvFault::None);
    QCOMPARE(list.records[1].fault, CsvFault::Encoding);
    QCOMPARE(list.records[1].faultColumn, 2);
    QCOMPARE(list.records[1].faultLine, 3);
    QCOMPARE(list.records[1].raw, badRecord);
    QCOMPARE(list.records[1].cells[0], QByteArray("2\n"));
    QVERIFY(list.records[1].cells[1].startsWith("x\xEF\xBF\xBD"));
    QCOMPARE(list.records[2].fault, CsvFault::None);
    QCOMPARE(list.records[2].line, 4);
    QCOMPARE(list.records[2].cells, (QList<QByteArray>{"3", "c", "d"}));
    SteppingDevice slow(source, 1);
    QVERIFY(readList(slow, encoded(encoding)) == list);
}

void TestCsvReader::encodingsGiveUtf8_data()
{
    QTest::addColumn<QString>("text");
    const auto row = [](const char *encoding, const QString &text) { QTest::newRow(encoding) << text; };
    row("UTF-8", u"naïve Ёжик 漢字 😀 \uFFFD"_s);
    row("UTF-16LE", u"naïve Ёжик 漢字 😀 \u0A0D\u2C22"_s);
    row("UTF-16BE", u"naïve Ёжик 漢字 😀 \u0A0D\u2C22"_s);
    row("windows-1251", u"Ёжик № 5 — «да» Ђ"_s);
    row("KOI8-R", u"Ёжик съел ═ © борщ"_s);
    row("ISO-8859-1", u"façade \u0085 ÿ"_s);
    row("windows-1252", u"façade € “quote” Ÿ"_s);
}

void TestCsvReader::encodingsGiveUtf8()
{
    QFETCH(QString, text);
    const char *const encoding = QTest::currentDataTag();
    QStringEncoder encoder(encoding);
    const QByteArray source = encoder(text + u",\""_s + text + u"\"\""_s + text + u"\"\n1,2"_s);
    const KeptList list = readList(source, encoded(encoding));
    const QByteArray utf8 = text.toUtf8();
    QCOMPARE(list.toText(), "1@1 " + utf8 + '|' + utf8 + '"' + utf8 + "\n2@2 1|2\n");
    for (const qint64 step : {1, 3, 5}) {
        SteppingDevice slow(source, step);
        QVERIFY(readList(slow, encoded(encoding)) == list);
    }
}

void TestCsvReader::rawIsTheSourceByteForByte()
{
    const QByteArray source = "a,\"b\"\"c\" d\r\n\"x\ny\",z\r\"u,v\nw,";
    const KeptList list = readList(source, headless());
    QCOMPARE(list.records.size(), 4);
    QCOMPARE(list.records[0].raw, QByteArray("a,\"b\"\"c\" d"));
    QCOMPARE(list.records[1].raw, QByteArray("\"x\ny\",z"));
    QCOMPARE(list.records[2].raw, QByteArray("\"u,v"));
    QCOMPARE(list.records[3].raw, QByteArray("w,"));
    // An odd byte at the end of UTF-16 is part of the record that it stands in.
    const KeptList odd = readList(QByteArray("a\0,\0b\0\n\0c\0,\0d\0\n", 15), encoded("UTF-16LE"));
    QCOMPARE(odd.records.size(), 2);
    QCOMPARE(odd.records[0].fault, CsvFault::None);
    QCOMPARE(odd.records[1].fault, CsvFault::Encoding);
    QCOMPARE(odd.records[1].faultColumn, 2);
    QCOMPARE(odd.records[1].raw, QByteArray("c\0,\0d\0\n", 7));
}

void TestCsvReader::theHeaderIsNotARecord()
{
    const KeptList list = readList("\n\"e-mail\",name\n\na@b,c\n");
    QCOMPARE(list.header, (QList<QByteArray>{"e-mail", "name"}));
    QCOMPARE(list.toText(), QByteArray("1@4 a@b|c\n"));
    QCOMPARE(count("\n\"e-mail\",name\n\na@b,c\n", {}), 1);
    QCOMPARE(count("", {}), 0);
    QCOMPARE(readList("").header.size(), 0);
    QBuffer bad;
    bad.setData("a\xFF,b\n1,2\n");
    bad.open(QIODevice::ReadOnly);
    QCOMPARE(CsvReader(&bad, {}).headerFault(), CsvFault::Encoding);
}

void TestCsvReader::aByteOrderMarkIsNoText()
{
    const QByteArray expected = "1@1 a|b\n";
    QCOMPARE(readList("\xEF\xBB\xBF"
                      "a,b\n",
                      encoded("UTF-8"))
                 .toText(),
             expected);
    QCOMPARE(readList("\xEF\xBB\xBF\"a\",b\n", encoded("UTF-8")).toText(), expected);
    QCOMPARE(readList(QByteArray("\xFF\xFE"
                                 "a\0,\0b\0",
                                 8),
                      encoded("UTF-16LE"))
                 .toText(),
             expected);
    QCOMPARE(readList(QByteArray("\xFE\xFF\0a\0,\0b", 8), encoded("UTF-16BE")).toText(), expected);
    SteppingDevice slow("\xEF\xBB\xBF"
                        "a,b\n",
                        1);
    QCOMPARE(readList(slow, encoded("UTF-8")).toText(), expected);
    QCOMPARE(readList("a,\xEF\xBB\xBF"
                      "b",
                      encoded("UTF-8"))
                 .records[0]
                 .cells[1],
             QByteArray("\xEF\xBB\xBF"
                        "b"));
}

void TestCsvReader::limitsCostOneRecord()
{
    const CsvLimits limits{
        .maxField = 8, .maxRecord = 32, .maxColumns = 4, .quoteLookahead = 16, .quoteLookaheadLines = 3};
    const auto text = [&limits](const QByteArray &source) {
        const QByteArray whole = readList(source, headless(), limits).toText();
        for (const qint64 step : {1, 5, 31, 32, 33, 34}) {
            SteppingDevice slow(source, step);
            if (readList(slow, headless(), limits).toText() != whole)
                return QByteArray("depends on the blocks");
        }
        if (count(source, headless(), limits) != readList(source, headless(), limits).records.size())
            return QByteArray("counted otherwise");
        return whole;
    };
    QCOMPARE(text("a,12345678\n"), QByteArray("1@1 a|12345678\n"));
    QCOMPARE(text("a,123456789\nb,c\n"), QByteArray("1@1 a|123456789 !FIELD_TOO_LONG 1:2\n2@2 b|c\n"));
    QCOMPARE(text("1,2,3,4\n1,2,3,4,5,6\n7,8\n"),
             QByteArray("1@1 1|2|3|4\n2@2 1|2|3|4 !TOO_MANY_COLUMNS 2:5\n3@3 7|8\n"));
    const QByteArray long33 = "abcdefg,hijklmn,opqrstu,vwxyz1234";
    QCOMPARE(long33.size(), 33);
    QCOMPARE(text(long33 + "\r\nb,c\n"), QByteArray("1@1  !RECORD_TOO_LONG 1:0\n2@2 b|c\n"));
    QCOMPARE(text(long33.first(32) + "\r\nb,c\n"), QByteArray("1@1 abcdefg|hijklmn|opqrstu|vwxyz123\n2@2 b|c\n"));
    QCOMPARE(text(long33 + long33 + long33 + "\rb,c"), QByteArray("1@1  !RECORD_TOO_LONG 1:0\n2@2 b|c\n"));
    QCOMPARE(text('"' + QByteArray(40, 'x') + "\"\nb,c\n"), QByteArray("1@1  !RECORD_TOO_LONG 1:0\n2@2 b|c\n"));
    QCOMPARE(text('"' + QByteArray(40, 'x')), QByteArray("1@1  !RECORD_TOO_LONG 1:0\n"));
    // Behind the look-ahead a closing quote comes too late, in bytes and in lines.
    QCOMPARE(text("\"a\n12345678901234\"\nb\n"), QByteArray("1@1 a\n12345678901234 !FIELD_TOO_LONG 1:1\n2@3 b\n"));
    QCOMPARE(text("\"a\n1234567890123456\"\nb\n"),
             QByteArray("1@1 \"a !UNTERMINATED_QUOTE 1:1\n2@2 1234567890123456\" !FIELD_TOO_LONG 2:1\n3@3 b\n"));
    QCOMPARE(text("\"a\n\n\nb\"\nc\n"), QByteArray("1@1 a\n\n\nb\n2@5 c\n"));
    QCOMPARE(text("\"a\n\n\n\nb\"\nc\n"), QByteArray("1@1 \"a !UNTERMINATED_QUOTE 1:1\n2@5 b\"\n3@6 c\n"));
}

void TestCsvReader::aHugeCellIsReadOrRefused()
{
    const QByteArray huge(5'000'000, 'x');
    const KeptList refused = readList("a,\"" + huge + "\"\nb,c\n", headless());
    QCOMPARE(refused.records.size(), 2);
    QCOMPARE(refused.records[0].fault, CsvFault::FieldTooLong);
    QCOMPARE(refused.records[0].faultColumn, 2);
    QCOMPARE(refused.records[0].cells[1].size(), huge.size());
    QCOMPARE(refused.records[1].cells[1], QByteArray("c"));

    const QByteArray tooHuge(40'000'000, 'x');
    const KeptList skipped = readList("a,\"" + tooHuge + "\",d\nb,c\n", headless());
    QCOMPARE(skipped.toText(), QByteArray("1@1  !RECORD_TOO_LONG 1:0\n2@2 b|c\n"));
    QCOMPARE(readList("a," + tooHuge + ",d\nb,c\n", headless()).toText(), skipped.toText());
}

void TestCsvReader::quotesWithoutEndAreReadInLinearTime_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("stray on each line") << QByteArray("1,\"stray,x\n");
    QTest::newRow("doubled on each line") << QByteArray("1,\"\"\"stray,x\n");
    QTest::newRow("closes and opens") << QByteArray("1,\"\"\",y,\"z\n");
    QTest::newRow("opens, closes, opens") << QByteArray("a,\"b\n\",c,\"d\n,e,f,g,\"\n");
    QTest::newRow("quotes alone") << QByteArray("\"\n");
    QTest::newRow("three quotes") << QByteArray(",\"\"\"\n");
}

void TestCsvReader::quotesWithoutEndAreReadInLinearTime()
{
    QFETCH(QByteArray, line);
    const QByteArray header = "a,b,c\n";
    // The best of three, and only the processor's time: a busy machine stops a test for longer than this takes.
    const auto processorTime = [] {
        timespec used{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
        return qint64(used.tv_sec) * 1'000'000'000 + used.tv_nsec;
    };
    const auto nanoseconds = [&](qsizetype size) {
        const QByteArray source = header + line.repeated(size / line.size());
        qint64 best = std::numeric_limits<qint64>::max();
        for (int round = 0; round < 3; ++round) {
            const qint64 before = processorTime();
            if (count(source, headless()) <= 0)
                return best;
            best = std::min(best, processorTime() - before);
        }
        return best;
    };
    const qint64 one = std::max<qint64>(nanoseconds(500'000), 1'000'000);
    QCOMPARE_LT(nanoseconds(4'000'000), one * 8 * 4);
    QCOMPARE(count(header + line.repeated(2000), headless()),
             readList(header + line.repeated(2000), headless()).records.size());
}

void TestCsvReader::aFailingDeviceIsAnError()
{
    BrokenDevice device;
    CsvReader reader(&device, headless());
    CsvRecord record;
    QVERIFY(reader.next(record) == CsvReader::Read::Record);
    QVERIFY(reader.next(record) == CsvReader::Read::Record);
    QVERIFY(reader.next(record) == CsvReader::Read::Error);
    QCOMPARE(reader.error().code, u"CSV_READ"_s);
    QVERIFY(reader.error().message.toEnglish().contains(u"the disk is gone"_s));
    QVERIFY(reader.next(record) == CsvReader::Read::Error);
}

void TestCsvReader::aDialectThatCannotBeIsAnError()
{
    QCOMPARE(readList("a,b\n", {.encoding = "EBCDIC"}).error, QByteArray("CSV_DIALECT"));
    QCOMPARE(readList("a,b\n", {.delimiter = '"'}).error, QByteArray("CSV_DIALECT"));
    QCOMPARE(readList("a,b\n", {.delimiter = '\n'}).error, QByteArray("CSV_DIALECT"));
    QCOMPARE(readList("a\"b,\"c\n", {.quote = '\0', .header = false}).toText(), QByteArray("1@1 a\"b|\"c\n"));
}

void TestCsvReader::countingCanBeStopped()
{
    QByteArray source = QByteArray("some,cells,in,a,row\n").repeated(500'000);
    QBuffer buffer(&source);
    buffer.open(QIODevice::ReadOnly);
    qint64 last = 0;
    const Result<qint64> counted = countCsvRecords(&buffer, headless(), [&last](qint64 bytes, qint64 records) {
        last = records;
        return bytes < 3'000'000;
    });
    QVERIFY(!counted);
    QCOMPARE(counted.error().code, u"CANCELLED"_s);
    QVERIFY(last > 100'000 && last < 500'000);
}

QTEST_APPLESS_MAIN(TestCsvReader)
#include "tst_csvreader.moc"
