// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/csv/csvlist.h"

#include "core/csv/csvwriter.h"

#include <QBuffer>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace bulkhead;
using namespace bulkhead::test;

namespace {

class FullDevice : public QIODevice
{
public:
    explicit FullDevice(qint64 room) : m_room(room) { open(QIODevice::WriteOnly | QIODevice::Unbuffered); }

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *, qint64 size) override
    {
        const qint64 taken = std::min(size, m_room);
        m_room -= taken;
        if (taken == 0)
            setErrorString(u"no space left"_s);
        return taken ? taken : -1;
    }

private:
    qint64 m_room;
};

QByteArray written(std::initializer_list<QByteArrayView> cells, const CsvDialect &dialect = {},
                   const CsvWriteOptions &options = {.lineEnd = CsvWriteOptions::LineEnd::Lf})
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    CsvWriter writer(&buffer, dialect, options);
    const Status status = writer.writeRecord(cells);
    if (!status)
        return '!' + status.error().code.toUtf8();
    return writer.flush() ? buffer.data() : QByteArray("!flush");
}

} // namespace

class TestCsvWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyWhatMustBeIsQuoted();
    void lineEndsAreAsChosen();
    void theDialectIsKept();
    void whatCannotBeWrittenIsRefusedAlone();
    void rawIsWrittenByteForByte();
    void aFullDiskIsAnError();
    void formulasAreMadeHarmless_data();
    void formulasAreMadeHarmless();
};

void TestCsvWriter::onlyWhatMustBeIsQuoted()
{
    QCOMPARE(written({"a", "b c", ""}), QByteArray("a,b c,\n"));
    QCOMPARE(written({"a,b", "c\"d", "e\nf", "g\rh", "i;j"}), QByteArray("\"a,b\",\"c\"\"d\",\"e\nf\",\"g\rh\",i;j\n"));
    QCOMPARE(written({""}), QByteArray("\"\"\n"));
    QCOMPARE(written({"", ""}), QByteArray(",\n"));
    QCOMPARE(written({"a;b", "c,d"}, {.delimiter = ';'}), QByteArray("\"a;b\";c,d\n"));
    QCOMPARE(written({"\xEF\xBB\xBF"
                      "a"}),
             QByteArray("\"\xEF\xBB\xBF"
                        "a\"\n"));
}

void TestCsvWriter::lineEndsAreAsChosen()
{
    QCOMPARE(written({"a", "b\nc"}, {}, {}), QByteArray("a,\"b\nc\"\r\n"));
}

void TestCsvWriter::theDialectIsKept()
{
    QCOMPARE(written({"é", "a"}, {.hasBom = true}), QByteArray("\xEF\xBB\xBF\xC3\xA9,a\n"));
    QCOMPARE(written({"é"}, {.encoding = "ISO-8859-1", .hasBom = true}), QByteArray("\xE9\n"));
    QCOMPARE(written({"Ёж"}, {.encoding = "windows-1251"}), QByteArray("\xA8\xE6\n"));
    QCOMPARE(written({"Ёж"}, {.encoding = "KOI8-R"}), QByteArray("\xB3\xD6\n"));
    QCOMPARE(written({"a", "😀"}, {.encoding = "UTF-16LE", .hasBom = true}), QByteArray("\xFF\xFE"
                                                                                       "a\0,\0\x3D\xD8\x00\xDE\n\0",
                                                                                       12));
    QCOMPARE(written({"a"}, {.encoding = "UTF-16BE"}), QByteArray("\0a\0\n", 4));
}

void TestCsvWriter::whatCannotBeWrittenIsRefusedAlone()
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    CsvWriter writer(&buffer, {.encoding = "windows-1251"}, {.lineEnd = CsvWriteOptions::LineEnd::Lf});
    QVERIFY(writer.writeRecord({"a"}));
    QCOMPARE(writer.writeRecord({"b", "漢"}).error().code, u"ENCODING"_s);
    QCOMPARE(writer.writeRecord({"\xFF"}).error().code, u"ENCODING"_s);
    QVERIFY(writer.writeRecord({"c"}));
    QVERIFY(writer.flush());
    QCOMPARE(buffer.data(), QByteArray("a\nc\n"));
    QCOMPARE(written({"a,b"}, {.quote = '\0'}), QByteArray("!CSV_QUOTE"));
    QCOMPARE(written({"a"}, {.encoding = "EBCDIC"}), QByteArray("!CSV_DIALECT"));
}

void TestCsvWriter::rawIsWrittenByteForByte()
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    CsvWriter writer(&buffer, {.delimiter = ';'}, {});
    const QByteArrayView more[] = {"5", "a;b"};
    QVERIFY(writer.writeRaw("x;\"y\" \xFF", more));
    QVERIFY(writer.writeRaw("\"z\""));
    QVERIFY(writer.flush());
    QCOMPARE(buffer.data(), QByteArray("x;\"y\" \xFF;5;\"a;b\"\r\n\"z\"\r\n"));

    QBuffer wide;
    wide.open(QIODevice::WriteOnly);
    CsvWriter wideWriter(&wide, {.encoding = "UTF-16LE"}, {.lineEnd = CsvWriteOptions::LineEnd::Lf});
    const QByteArrayView one[] = {"1"};
    QVERIFY(wideWriter.writeRaw(QByteArrayView("\0\xD8", 2), one));
    QVERIFY(wideWriter.flush());
    QCOMPARE(wide.data(), QByteArray("\0\xD8,\0"
                                     "1\0\n\0",
                                     8));
}

void TestCsvWriter::aFullDiskIsAnError()
{
    FullDevice device(100'000);
    CsvWriter writer(&device, {}, {});
    const QByteArray cell(1000, 'x');
    Status status = Done{};
    int records = 0;
    while (status && records < 1000) {
        status = writer.writeRecord({cell});
        ++records;
    }
    QVERIFY(!status);
    QCOMPARE(status.error().code, u"CSV_WRITE"_s);
    QVERIFY(status.error().message.toEnglish().contains(u"no space left"_s));
}

void TestCsvWriter::formulasAreMadeHarmless_data()
{
    QTest::addColumn<QByteArray>("cell");
    QTest::addColumn<QByteArray>("harmless");
    const auto same = [](const char *cell) { QTest::newRow(cell) << QByteArray(cell) << QByteArray(cell); };
    const auto row = [](const char *cell) {
        QTest::newRow(cell) << QByteArray(cell) << QByteArray('\'' + QByteArray(cell));
    };
    for (const char *cell :
         {"", "a", "5", "-5", "+79991234567", "-1.5", "-1,5", "+1.5e-3", "'quoted'", "O'Neill", "a=b", " =1"})
        same(cell);
    for (const char *cell : {"=1+1", "+SUM(A1)", "-cmd|' /C calc'!A0", "@x", "\ta", "\ra", "-", "+", "-5-3",
                             "+7 (999) 123", "-1.", "-1e", "'=1", "''+a"})
        row(cell);
}

void TestCsvWriter::formulasAreMadeHarmless()
{
    QFETCH(QByteArray, cell);
    QFETCH(QByteArray, harmless);
    QCOMPARE(harmlessCsvCell(cell), harmless);
    QCOMPARE(plainCsvCell(harmless).toByteArray(), cell);
    QCOMPARE(written({cell, "x"}, {}, {.harmlessFormulas = true}), written({harmless, "x"}, {}, {}));
}

QTEST_APPLESS_MAIN(TestCsvWriter)
#include "tst_csvwriter.moc"
