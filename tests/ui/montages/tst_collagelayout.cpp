// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/montages/collagelayout.h"

#include <QRandomGenerator>
#include <QTest>

using namespace bulkhead;
using namespace Qt::Literals::StringLiterals;

/// Where the pictures of a collage stand, for any number of them, any shapes and any width.
class TestCollageLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsCutOrCoveredOrOutside_data();
    void nothingIsCutOrCoveredOrOutside();
    void theFirstOneIsLarger();
    void fullRowsFillTheWidth();
    void nothingAtAllIsNoHeight();
};

void TestCollageLayout::nothingIsCutOrCoveredOrOutside_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<qreal>("width");
    for (const int count : {1, 2, 3, 4, 7, 20, 60}) {
        for (const qreal width : {300, 620, 900, 1800})
            QTest::addRow("%d on %d", count, int(width)) << count << width;
    }
}

void TestCollageLayout::nothingIsCutOrCoveredOrOutside()
{
    QFETCH(int, count);
    QFETCH(qreal, width);
    QRandomGenerator chance(quint32(count) * 1000 + quint32(width));
    for (int round = 0; round < 50; ++round) {
        std::vector<qreal> ratios;
        for (int i = 0; i < count; ++i)
            ratios.push_back(0.6 + 1.6 * chance.generateDouble());
        const CollageShape shape = collageOf(ratios, width, 160, 8);
        QCOMPARE(int(shape.tiles.size()), count);
        for (int i = 0; i < count; ++i) {
            const QRectF &tile = shape.tiles[std::size_t(i)];
            QVERIFY(qAbs(tile.width() / tile.height() - ratios[std::size_t(i)]) < 0.001);
            QVERIFY(tile.left() >= -0.01 && tile.top() >= -0.01);
            QVERIFY2(tile.right() <= width + 0.01, qPrintable(QString::number(tile.right())));
            QVERIFY(tile.bottom() <= shape.height + 0.01);
            for (int j = 0; j < i; ++j)
                QVERIFY(!tile.adjusted(0.01, 0.01, -0.01, -0.01).intersects(shape.tiles[std::size_t(j)]));
        }
    }
}

void TestCollageLayout::theFirstOneIsLarger()
{
    const CollageShape shape = collageOf(std::vector<qreal>(20, 4.0 / 3), 900, 160, 8);
    const qreal first = shape.tiles[0].height();
    for (std::size_t i = 1; i < shape.tiles.size(); ++i)
        QVERIFY(shape.tiles[i].height() < 0.7 * first);
}

void TestCollageLayout::fullRowsFillTheWidth()
{
    const CollageShape shape = collageOf(std::vector<qreal>(21, 1.4), 1000, 160, 8);
    QMap<int, qreal> right;
    for (const QRectF &tile : shape.tiles)
        right[qRound(tile.top())] = std::max(right[qRound(tile.top())], tile.right());
    right.remove(right.lastKey());
    QVERIFY(right.size() >= 3);
    for (const qreal edge : right)
        QVERIFY2(qAbs(edge - 1000) < 0.01, qPrintable(QString::number(edge)));
}

void TestCollageLayout::nothingAtAllIsNoHeight()
{
    const CollageShape shape = collageOf({}, 800, 160, 8);
    QVERIFY(shape.tiles.empty());
    QCOMPARE(shape.height, 0);
}

QTEST_APPLESS_MAIN(TestCollageLayout)
#include "tst_collagelayout.moc"
