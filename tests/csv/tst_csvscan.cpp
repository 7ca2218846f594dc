// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/csv/csvscan.h"
#include "core/csv/utf8.h"

#include <QRandomGenerator>
#include <QStringDecoder>
#include <QTest>

using namespace bulkhead;

namespace {

constexpr quint32 seed = 20260214;

bool isUtf8ByIcu(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    return !decoder.hasError();
}

} // namespace

/// The vector code gives what the portable code gives, and that is right.
class TestCsvScan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allScansFindTheSame();
    void everyShortSequenceIsJudgedRight();
    void vectorAndPortableJudgeAlikeAtEachPlace();
    void lossyTextIsAlwaysUtf8();
};

void TestCsvScan::allScansFindTheSame()
{
    QRandomGenerator random(seed);
    QByteArray bytes(64 * 50, '\0');
    for (char &c : bytes)
        c = random.bounded(3) ? ",\"\n\r;a"[random.bounded(6)] : static_cast<char>(random.bounded(256));
    std::vector<CsvMarks> expected(50);
    scanCsvPortable(bytes.constData(), 50, ',', '"', expected.data());
    for (int block = 0; block < 50; ++block) {
        for (int i = 0; i < 64; ++i) {
            const char c = bytes[block * 64 + i];
            const CsvMarks &marks = expected[static_cast<size_t>(block)];
            QCOMPARE((marks.lineEnds >> i) & 1, quint64(c == '\n' || c == '\r'));
            QCOMPARE((marks.breaks >> i) & 1, quint64(c == '\n' || c == '\r' || c == ','));
            QCOMPARE((marks.quotes >> i) & 1, quint64(c == '"'));
        }
    }
    std::vector<CsvScan> scans{fastestCsvScan()};
#if defined(__x86_64__)
    scans.push_back(scanCsvSse2);
    if (hasAvx2())
        scans.push_back(scanCsvAvx2);
#endif
    for (const CsvScan scan : scans) {
        std::vector<CsvMarks> found(50);
        scan(bytes.constData(), 50, ',', '"', found.data());
        QVERIFY(std::equal(found.begin(), found.end(), expected.begin(), [](const CsvMarks &a, const CsvMarks &b) {
            return a.breaks == b.breaks && a.quotes == b.quotes && a.lineEnds == b.lineEnds;
        }));
    }
}

void TestCsvScan::everyShortSequenceIsJudgedRight()
{
    // All of two bytes, and all that matters of three and four, against an independent decoder.
    const QByteArray edges =
        "\x00\x7F\x80\x8F\x90\x9F\xA0\xBF\xC0\xC1\xC2\xDF\xE0\xE1\xEC\xED\xEE\xEF\xF0\xF1\xF3\xF4\xF5\xFF";
    const auto check = [](const QByteArray &bytes) {
        const bool valid = isUtf8ByIcu(bytes);
        if (isUtf8Portable(bytes.constData(), static_cast<size_t>(bytes.size())) != valid)
            return false;
        if (!hasAvx2())
            return true;
        return isUtf8Avx2(bytes.constData(), static_cast<size_t>(bytes.size())) == valid;
    };
    for (int a = 0; a < 256; ++a) {
        for (int b = 0; b < 256; ++b) {
            const QByteArray two = QByteArray(1, static_cast<char>(a)) + static_cast<char>(b);
            QVERIFY2(check(two), two.toHex().constData());
        }
    }
    for (const char a : edges) {
        for (const char b : edges) {
            for (const char c : edges) {
                const QByteArray three = QByteArray(1, a) + b + c;
                QVERIFY2(check(three), three.toHex().constData());
                for (const char d : edges)
                    QVERIFY2(check(three + d), QByteArray(three + d).toHex().constData());
            }
        }
    }
}

void TestCsvScan::vectorAndPortableJudgeAlikeAtEachPlace()
{
    if (!hasAvx2())
        QSKIP("this machine has no AVX2");
    // clang-format off
    const QByteArray pieces[] = {
        "a", "é", "漢", "😀", "\x80", "\xC3", "\xE6\xBC", "\xF0\x9F\x98", "\xED\xA0\x80", "\xC0\x80"};
    // clang-format on
    for (const QByteArray &piece : pieces) {
        for (int before = 0; before < 100; ++before) {
            for (const char *filler : {"x", "я"}) {
                const QByteArray bytes = QByteArray(filler).repeated(before) + piece;
                for (const QByteArray &whole :
                     {bytes, QByteArray(bytes + "yyy"), QByteArray(bytes + QByteArray(40, 'y'))}) {
                    const auto size = static_cast<size_t>(whole.size());
                    QCOMPARE(isUtf8Avx2(whole.constData(), size), isUtf8Portable(whole.constData(), size));
                }
            }
        }
    }
}

void TestCsvScan::lossyTextIsAlwaysUtf8()
{
    QRandomGenerator random(seed);
    for (int round = 0; round < 2000; ++round) {
        QByteArray bytes(random.bounded(40), '\0');
        for (char &c : bytes)
            c = static_cast<char>(random.bounded(256));
        QByteArray lossy;
        appendLossyUtf8(lossy, bytes);
        QVERIFY(isUtf8(lossy));
        QVERIFY(lossy.size() <= bytes.size() * 3);
        QVERIFY(!isUtf8(bytes) || lossy == bytes);
    }
}

QTEST_APPLESS_MAIN(TestCsvScan)
#include "tst_csvscan.moc"
