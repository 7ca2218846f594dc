// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/servicereport.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/theme.h"

#include <QDateTime>
#include <QLocale>
#include <QTest>

using namespace bulkhead;
using namespace Qt::Literals::StringLiterals;

class TestWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void meaningfulColoursCanBeRead_data();
    void meaningfulColoursCanBeRead();
    void statesDifferByShapeAndWord();
    void durationsAreSaidInTwoUnits_data();
    void durationsAreSaidInTwoUnits();
    void timesAreSaidFromNow_data();
    void timesAreSaidFromNow();
    void ratesKeepThreeFigures();
    void whatServicesSaidIsOneLine();
    void aLineWithoutRoomEndsInDots();
};

void TestWords::meaningfulColoursCanBeRead_data()
{
    QTest::addColumn<QColor>("window");
    QTest::addColumn<QColor>("base");
    QTest::addColumn<QColor>("text");
    QTest::addColumn<QColor>("highlight");
    QTest::addColumn<bool>("dark");
    QTest::newRow("fusion") << QColor(0xef, 0xef, 0xef) << QColor(Qt::white) << QColor(Qt::black)
                            << QColor(0x30, 0x8c, 0xc6) << false;
    QTest::newRow("breeze dark") << QColor(0x2a, 0x2e, 0x32) << QColor(0x1b, 0x1e, 0x20) << QColor(0xfc, 0xfc, 0xfc)
                                 << QColor(0x3d, 0xae, 0xe9) << true;
    QTest::newRow("yellow highlight") << QColor(Qt::white) << QColor(Qt::white) << QColor(Qt::black)
                                      << QColor(Qt::yellow) << false;
    QTest::newRow("grey highlight, dark") << QColor(0x30, 0x30, 0x30) << QColor(0x20, 0x20, 0x20) << QColor(Qt::white)
                                          << QColor(0x40, 0x40, 0x40) << true;
}

void TestWords::meaningfulColoursCanBeRead()
{
    QFETCH(QColor, window);
    QFETCH(QColor, base);
    QFETCH(QColor, text);
    QFETCH(QColor, highlight);
    QFETCH(bool, dark);
    QPalette palette;
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::Base, base);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Highlight, highlight);
    const Theme theme = Theme::of(palette);
    QCOMPARE(theme.dark, dark);
    for (const QColor &color : {theme.positive, theme.negative, theme.caution, theme.active, theme.quiet}) {
        for (const QColor &background : {window, base}) {
            const double contrast = Theme::contrast(color, background);
            QVERIFY2(contrast >= 4.5,
                     qPrintable(color.name() + u" on "_s + background.name() + u' ' + QString::number(contrast)));
        }
    }
    QVERIFY(Theme::contrast(Theme::on(theme.active), theme.active) >= 4.5);
}

void TestWords::statesDifferByShapeAndWord()
{
    const Theme theme = Theme::of(QPalette());
    QSet<QString> words;
    for (const JobState state : {JobState::Pending, JobState::Queued, JobState::Processing, JobState::Paused,
                                 JobState::Completed, JobState::Partial, JobState::Failed, JobState::Cancelled})
        words.insert(StatusLook::of(state, theme).word);
    QCOMPARE(words.size(), 8);
    QSet<int> shapes;
    for (const JobState state : {JobState::Queued, JobState::Processing, JobState::Paused, JobState::Completed,
                                 JobState::Partial, JobState::Failed, JobState::Cancelled})
        shapes.insert(int(StatusLook::of(state, theme).shape));
    QCOMPARE(shapes.size(), 7);
}

void TestWords::durationsAreSaidInTwoUnits_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("words");
    QTest::newRow("shorter than a figure") << qint64(49) << u"under 0.1 s"_s;
    QTest::newRow("short") << qint64(420) << u"0.4 s"_s;
    QTest::newRow("seconds") << qint64(12'345) << u"12 s"_s;
    QTest::newRow("minutes") << qint64(125'000) << u"2 min 5 s"_s;
    QTest::newRow("hours") << qint64(12'000'000) << u"3 h 20 min"_s;
}

void TestWords::durationsAreSaidInTwoUnits()
{
    QFETCH(qint64, ms);
    QTEST(Phrases::duration(ms), "words");
}

void TestWords::timesAreSaidFromNow_data()
{
    QTest::addColumn<QDateTime>("at");
    QTest::addColumn<QString>("words");
    const QDate day(2026, 11, 22);
    QTest::newRow("now") << QDateTime(day, {14, 29, 57}) << u"just now"_s;
    QTest::newRow("seconds") << QDateTime(day, {14, 29, 20}) << u"40 s ago"_s;
    QTest::newRow("minutes") << QDateTime(day, {14, 25}) << u"5 min ago"_s;
    QTest::newRow("today") << QDateTime(day, {9, 12}) << u"today 9:12 AM"_s;
    QTest::newRow("yesterday") << QDateTime(day.addDays(-1), {18, 40}) << u"yesterday 6:40 PM"_s;
    QTest::newRow("long ago") << QDateTime(QDate(2026, 3, 1), {18, 40}) << u"3/1/26"_s;
}

void TestWords::timesAreSaidFromNow()
{
    QFETCH(QDateTime, at);
    const QDateTime now(QDate(2026, 11, 22), {14, 30});
    QTEST(Phrases::relativeTime(at.toMSecsSinceEpoch(), now.toMSecsSinceEpoch()), "words");
}

void TestWords::ratesKeepThreeFigures()
{
    QCOMPARE(Phrases::rate(48'217.4), u"48,200 rows/s"_s);
    QCOMPARE(Phrases::rate(123'456), u"123,000 rows/s"_s);
    QCOMPARE(Phrases::rate(7.6), u"8 rows/s"_s);
}

void TestWords::whatServicesSaidIsOneLine()
{
    QCOMPARE(servicesInWords(ServiceTally()), QString());
    ServiceTally tally;
    tally.calls = 12;
    tally.latencyMs = 12 * 44.6;
    QCOMPARE(servicesInWords(tally), u"Asked services: calls 12, 45 ms each"_s);
    tally.answers = {1950, 30, 0, 0, 2, 1};
    tally.retries = 3;
    QCOMPARE(servicesInWords(tally),
             u"Asked services: found 1,950 · not known 30 · without an answer 2 · answer lost 1; "
             "calls 12, of them again 3, 45 ms each"_s);
    tally.answers = {0, 0, 7, 8, 0, 0};
    QCOMPARE(servicesInWords(tally),
             u"Asked services: not accepted 7 · refused 8; calls 12, of them again 3, 45 ms each"_s);
}

void TestWords::aLineWithoutRoomEndsInDots()
{
    const QString words = u"15 moments · made 6 min ago · chosen from 37 check-ins"_s;
    ElidedLabel line(words);
    const QSize narrow(line.sizeHint().width() / 2, line.sizeHint().height());
    const auto shown = [&](QLabel &label) {
        label.resize(narrow);
        return label.grab().toImage();
    };
    QLabel dotted(line.fontMetrics().elidedText(words, Qt::ElideRight, narrow.width()));
    QLabel cut(words);
    QCOMPARE(shown(line), shown(dotted));
    QVERIFY(line.minimumSizeHint().width() < narrow.width());
    QVERIFY(shown(line) != shown(cut));
}

QTEST_MAIN(TestWords)
#include "tst_words.moc"
