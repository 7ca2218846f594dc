// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/csv/csvlist.h"

#include "core/csv/csvcount.h"
#include "core/csv/csvdetect.h"
#include "core/csv/csvwriter.h"
#include "core/csv/utf8.h"

#include <rapidcheck.h>

#include <QBuffer>
#include <QTest>

using namespace bulkhead;
using namespace bulkhead::test;

/// How rapidcheck prints a counterexample.
static void showValue(const QByteArray &bytes, std::ostream &stream)
{
    stream << bytes.toPercentEncoding(" ,;|'\"").constData();
}

namespace {

using Cell = QByteArray;
using Row = std::vector<Cell>;

/// Characters that exist in an encoding, those that matter to a list's shape more often than others.
std::vector<QByteArray> alphabetOf(const QByteArray &encoding)
{
    std::vector<QByteArray> alphabet{"a",
                                     "B",
                                     "7",
                                     " ",
                                     ",",
                                     ";",
                                     "\t",
                                     "|",
                                     "\"",
                                     "'",
                                     "\n",
                                     "\r",
                                     "\r\n",
                                     "=",
                                     "+",
                                     "@",
                                     "\"\"",
                                     "\x01",
                                     QByteArray(1, '\0')};
    if (encoding.startsWith("UTF"))
        alphabet.insert(alphabet.end(), {"é", "Ж", "漢", "😀", "\xEF\xBB\xBF", "\xEF\xBF\xBD", "\u0A0D", "\u2C22"});
    else if (encoding == "windows-1251" || encoding == "KOI8-R")
        alphabet.insert(alphabet.end(), {"Ж", "я", "ё", "©"});
    else
        alphabet.insert(alphabet.end(), {"é", "ÿ", "ß", "©"});
    return alphabet;
}

rc::Gen<QByteArray> textOf(std::vector<QByteArray> alphabet)
{
    return rc::gen::map(rc::gen::container<std::vector<QByteArray>>(rc::gen::elementOf(std::move(alphabet))),
                        [](const std::vector<QByteArray> &pieces) {
                            QByteArray text;
                            for (const QByteArray &piece : pieces)
                                text += piece;
                            return text;
                        });
}

CsvDialect anyDialect()
{
    const QList<QByteArray> &names = csvEncodings();
    const auto encoding = *rc::gen::elementOf(std::vector<QByteArray>(names.begin(), names.end()));
    const bool unicode = encoding.startsWith("UTF");
    return {.encoding = encoding,
            .delimiter = *rc::gen::element(',', ';', '\t', '|'),
            .quote = *rc::gen::element('"', '\''),
            .header = *rc::gen::arbitrary<bool>(),
            .hasBom = unicode && *rc::gen::arbitrary<bool>()};
}

QByteArray write(const std::vector<Row> &rows, const CsvDialect &dialect, CsvWriteOptions::LineEnd lineEnd)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    CsvWriter writer(&buffer, dialect, {.lineEnd = lineEnd});
    for (const Row &row : rows) {
        const std::vector<QByteArrayView> cells(row.begin(), row.end());
        if (const Status status = writer.writeRecord(cells); !status)
            RC_FAIL(status.error().message.toEnglish().toStdString());
    }
    RC_ASSERT(writer.flush().ok());
    return buffer.data();
}

/// Bytes that look enough like a list to reach all corners of the reader.
QByteArray anyGarbage()
{
    std::vector<QByteArray> alphabet{"a",
                                     "a,",
                                     ",",
                                     ",,",
                                     "\"",
                                     "\"\"",
                                     ",\"",
                                     "\",",
                                     "\n",
                                     "\n",
                                     "\r",
                                     "\r\n",
                                     "\"\n",
                                     "\n\"",
                                     "x\"y",
                                     "\xFF",
                                     "\xC3",
                                     "é",
                                     "\xED\xA0\x80",
                                     "\x98",
                                     "\x81",
                                     QByteArray(1, '\0'),
                                     QByteArray(70, 'z')};
    return *rc::gen::scale(3.0, textOf(std::move(alphabet)));
}

CsvLimits anyLimits()
{
    if (*rc::gen::arbitrary<bool>())
        return {};
    return {.maxField = *rc::gen::inRange(1, 40),
            .maxRecord = *rc::gen::inRange(4, 100),
            .maxColumns = *rc::gen::inRange(1, 8),
            .quoteLookahead = *rc::gen::inRange(1, 60),
            .quoteLookaheadLines = *rc::gen::inRange(1, 6)};
}

/// The source is the records' own bytes with nothing but line ends between them.
bool tiles(const KeptList &list, const QByteArray &source)
{
    qsizetype at = source.startsWith("\xEF\xBB\xBF") ? 3 : 0;
    const auto skipLineEnds = [&] {
        while (at < source.size() && (source[at] == '\n' || source[at] == '\r'))
            ++at;
    };
    for (const KeptRecord &record : list.records) {
        skipLineEnds();
        if (source.mid(at, record.raw.size()) != record.raw)
            return false;
        at += record.raw.size();
    }
    skipLineEnds();
    return at == source.size();
}

} // namespace

/// What holds for any list. A failure prints the seed; RC_PARAMS="seed=…" runs another one, and
/// RC_PARAMS="max_success=100000" more of them.
class TestCsvProperties : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void whatIsWrittenIsReadBack();
    void blocksMakeNoDifference();
    void anyBytesAreRead();
    void aStrayQuoteLeavesTheNeighboursAlone();
    void harmlessCellsComeBack();
};

void TestCsvProperties::initTestCase()
{
    if (!qEnvironmentVariableIsSet("RC_PARAMS"))
        qputenv("RC_PARAMS", "seed=20260214 max_success=2000");
}

void TestCsvProperties::whatIsWrittenIsReadBack()
{
    QVERIFY(rc::check("write, read: the same cells", [] {
        const CsvDialect dialect = anyDialect();
        const auto columns = static_cast<size_t>(*rc::gen::inRange(1, 6));
        const auto rows = *rc::gen::container<std::vector<Row>>(
            rc::gen::container<Row>(columns, textOf(alphabetOf(dialect.encoding))));
        const auto lineEnd = *rc::gen::element(CsvWriteOptions::LineEnd::Crlf, CsvWriteOptions::LineEnd::Lf);
        const QByteArray source = write(rows, dialect, lineEnd);

        SteppingDevice slow(source, *rc::gen::inRange(1, 200));
        const KeptList list = readList(slow, dialect);
        RC_ASSERT(list.error.isEmpty());
        const size_t headers = dialect.header && !rows.empty() ? 1 : 0;
        RC_ASSERT(static_cast<size_t>(list.records.size()) == rows.size() - headers);
        if (headers)
            RC_ASSERT(std::equal(list.header.begin(), list.header.end(), rows[0].begin(), rows[0].end()));
        for (qsizetype i = 0; i < list.records.size(); ++i) {
            const KeptRecord &record = list.records[i];
            const Row &row = rows[static_cast<size_t>(i) + headers];
            RC_ASSERT(record.fault == CsvFault::None);
            RC_ASSERT(std::equal(record.cells.begin(), record.cells.end(), row.begin(), row.end()));
        }
    }));
}

void TestCsvProperties::blocksMakeNoDifference()
{
    QVERIFY(rc::check("one byte at a time, or all at once", [] {
        const QByteArray source = anyGarbage();
        const CsvDialect dialect = anyDialect();
        const CsvLimits limits = anyLimits();
        const KeptList whole = readList(source, dialect, limits);
        SteppingDevice single(source, 1);
        RC_ASSERT(readList(single, dialect, limits) == whole);
        SteppingDevice steps(source, *rc::gen::inRange(2, 100));
        RC_ASSERT(readList(steps, dialect, limits) == whole);
        QBuffer buffer;
        buffer.setData(source);
        buffer.open(QIODevice::ReadOnly);
        RC_ASSERT(countCsvRecords(&buffer, dialect, {}, limits).value() == whole.records.size());
    }));
}

void TestCsvProperties::anyBytesAreRead()
{
    QVERIFY(rc::check("rows and lines only grow, cells are UTF-8, nothing is lost", [] {
        const QByteArray source = anyGarbage();
        CsvDialect dialect = anyDialect();
        dialect.header = false;
        const CsvLimits limits = anyLimits();
        const KeptList list = readList(source, dialect, limits);
        qint64 row = 0;
        qint64 line = 0;
        bool kept = true;
        for (const KeptRecord &record : list.records) {
            RC_ASSERT(record.row == ++row);
            RC_ASSERT(record.line > line);
            RC_ASSERT(record.fault == CsvFault::None || record.faultLine >= record.line);
            line = record.line;
            kept = kept && record.fault != CsvFault::RecordTooLong;
            for (const QByteArray &cell : record.cells)
                RC_ASSERT(isUtf8(cell));
        }
        if (kept && !dialect.encoding.startsWith("UTF-16"))
            RC_ASSERT(tiles(list, source));
        const CsvDialect found = detectCsvDialect(source, *rc::gen::arbitrary<bool>());
        RC_ASSERT(readList(source, found).error.isEmpty());
    }));
}

void TestCsvProperties::aStrayQuoteLeavesTheNeighboursAlone()
{
    QVERIFY(rc::check("a quote before any cell of a line", [] {
        const std::vector<Cell> words{"a", "bc", "def", "g h", "i,j", "k,l,m", "n\"o", "5\" disk, p", ""};
        const auto columns = static_cast<size_t>(*rc::gen::inRange(1, 6));
        const auto rows = *rc::gen::nonEmpty(
            rc::gen::container<std::vector<Row>>(rc::gen::container<Row>(columns, rc::gen::elementOf(words))));
        const CsvDialect dialect{.header = false};
        const auto hit = *rc::gen::inRange<size_t>(0, rows.size());
        std::vector<Row> before(rows.begin(), rows.begin() + std::ptrdiff_t(hit));
        before.insert(before.begin(), Row(columns, "name"));
        const std::vector<Row> after(rows.begin() + std::ptrdiff_t(hit) + 1, rows.end());

        const QByteArray head = write(before, dialect, CsvWriteOptions::LineEnd::Lf);
        QByteArray line = write({rows[hit]}, dialect, CsvWriteOptions::LineEnd::Lf);
        RC_PRE(!line.contains('"'));
        qsizetype at = 0;
        for (int column = *rc::gen::inRange(0, static_cast<int>(columns)); column > 0; --column)
            at = line.indexOf(',', at) + 1;
        line.insert(at, '"');
        const QByteArray tail = write(after, dialect, CsvWriteOptions::LineEnd::Lf);

        const KeptList damaged = readList(head + line + tail, dialect);
        const KeptList sound = readList(head + "x\n" + tail, dialect);
        RC_ASSERT(damaged.records.size() == sound.records.size());
        for (qsizetype i = 0; i < sound.records.size(); ++i) {
            if (i == static_cast<qsizetype>(hit) + 1)
                RC_ASSERT(damaged.records[i].fault == CsvFault::UnterminatedQuote);
            else
                RC_ASSERT(damaged.records[i] == sound.records[i]);
        }
    }));
}

void TestCsvProperties::harmlessCellsComeBack()
{
    QVERIFY(rc::check("no formula is left, and the original comes back", [] {
        const QByteArray cell = *textOf({"'", "=", "+", "-", "@", "\t", "\r", "1", ".", ",", "e", "A", "\n"});
        const QByteArray harmless = harmlessCsvCell(cell);
        RC_ASSERT(plainCsvCell(harmless) == cell);
        RC_ASSERT(harmlessCsvCell(plainCsvCell(harmless)) == harmless);
        if (!harmless.isEmpty() && QByteArrayView("=@\t\r").contains(harmless[0]))
            RC_FAIL("a formula");
    }));
}

QTEST_APPLESS_MAIN(TestCsvProperties)
#include "tst_csvproperties.moc"
