// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job/rowpage.h"

#include <QRandomGenerator>

using namespace bulkhead;
using namespace Qt::Literals::StringLiterals;

/// The blob in which a chunk keeps its rows.
class TestRowPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsComeBackAsTheyWent();
    void randomRowsComeBackAsTheyWent();
    void aDamagedBlobIsRefused();
    void resultsComeBackAsTheyWent();
};

void TestRowPage::rowsComeBackAsTheyWent()
{
    RowPageBuilder builder;
    const QByteArrayView cells[] = {"a@b.c", "", QByteArrayView("x\0y", 3)};
    const FieldValue fields[] = {{FieldValue::Kind::Cell, {}},
                                 {FieldValue::Kind::Absent, {}},
                                 {FieldValue::Kind::Own, "own"},
                                 {FieldValue::Kind::Constant, {}}};
    builder.add(17, 20, cells, fields, false, false);
    builder.add(900'000'000'000, 20, std::span(cells).first(1), fields, true, true);
    QCOMPARE(builder.rowCount(), 2);

    const Result<RowPage> page = RowPage::read(RowPageBuilder::compress(builder.take()));
    QVERIFY(page.ok());
    QCOMPARE(page->rows().size(), std::size_t(2));
    const RowPage::Row &first = page->rows()[0];
    QCOMPARE(first.row, 17);
    QCOMPARE(first.line, 20);
    QVERIFY(!first.refused && !first.undecoded);
    QCOMPARE(page->cells(first).size(), std::size_t(3));
    QCOMPARE(page->cells(first)[2], std::string_view("x\0y", 3));
    QCOMPARE(page->fields(first)[2].bytes, std::string_view("own"));
    QVERIFY(page->fields(first)[3].kind == FieldValue::Kind::Constant);
    const RowPage::Row &second = page->rows()[1];
    QCOMPARE(second.row, 900'000'000'000);
    QVERIFY(second.refused && second.undecoded);
}

void TestRowPage::randomRowsComeBackAsTheyWent()
{
    QRandomGenerator random(20261122);
    for (int round = 0; round < 50; ++round) {
        RowPageBuilder builder;
        std::vector<std::vector<QByteArray>> sent;
        qint64 row = 0;
        std::vector<qint64> numbers;
        for (int i = 0; i < 200; ++i) {
            row += 1 + random.bounded(3);
            numbers.push_back(row);
            std::vector<QByteArray> cells(random.bounded(6U));
            std::vector<QByteArrayView> views;
            for (QByteArray &cell : cells) {
                cell.resize(random.bounded(300));
                std::ranges::generate(cell, [&] { return char(random.bounded(256)); });
                views.push_back(cell);
            }
            builder.add(row, row * 2, views, {}, false, false);
            sent.push_back(cells);
        }
        const Result<RowPage> page = RowPage::read(RowPageBuilder::compress(builder.take()));
        QVERIFY(page.ok());
        QCOMPARE(page->rows().size(), sent.size());
        for (std::size_t i = 0; i < sent.size(); ++i) {
            QCOMPARE(page->rows()[i].row, numbers[i]);
            const auto cells = page->cells(page->rows()[i]);
            QCOMPARE(cells.size(), sent[i].size());
            for (std::size_t c = 0; c < cells.size(); ++c)
                QCOMPARE(QByteArray(cells[c].data(), qsizetype(cells[c].size())), sent[i][c]);
        }
    }
}

void TestRowPage::aDamagedBlobIsRefused()
{
    RowPageBuilder builder;
    const QByteArrayView cells[] = {"one", "two"};
    for (int i = 1; i <= 100; ++i)
        builder.add(i, i, cells, {}, false, false);
    const QByteArray plain = builder.take();
    const QByteArray blob = RowPageBuilder::compress(plain);
    QVERIFY(!RowPage::read({}).ok());
    QVERIFY(!RowPage::read("no blob at all").ok());
    QVERIFY(!RowPage::read(blob.first(blob.size() / 2)).ok());
    QVERIFY(!RowPage::read(RowPageBuilder::compress(plain.first(plain.size() - 2))).ok());
    QByteArray newer = plain;
    newer[0] = 9;
    QCOMPARE(RowPage::read(RowPageBuilder::compress(newer)).error().code, u"BLOB_DAMAGED"_s);
}

void TestRowPage::resultsComeBackAsTheyWent()
{
    ResultPage page{.states = {ItemState::Succeeded, ItemState::Failed, ItemState::Cancelled},
                    .ids = QByteArray(48, '\0')};
    page.ids[0] = 0x01;
    page.ids[15] = 0x7f;
    const Result<ResultPage> again = ResultPage::read(page.write());
    QVERIFY(again.ok());
    QVERIFY(again->states == page.states);
    QCOMPARE(again->result(0), u"01000000-0000-0000-0000-00000000007f"_s);
    QVERIFY(again->result(1).isEmpty());
    QVERIFY(ResultPage::read({})->states.empty());
    QVERIFY(!ResultPage::read("rubbish").ok());
}

QTEST_APPLESS_MAIN(TestRowPage)
#include "tst_rowpage.moc"
