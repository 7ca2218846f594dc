// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/crontimes.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;
using namespace bulkhead;

namespace {

QDateTime at(const char *time, const QTimeZone &zone = QTimeZone::utc())
{
    const QDateTime read = QDateTime::fromString(QString::fromLatin1(time), u"yyyy-MM-dd HH:mm"_s);
    return QDateTime(read.date(), read.time(), zone);
}

} // namespace

class TestCronTimes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theNextMomentIsTheFirstLaterOne_data()
    {
        QTest::addColumn<QString>("cron");
        QTest::addColumn<QDateTime>("after");
        QTest::addColumn<QDateTime>("next");
        const auto add = [](const char *cron, const char *after, const char *next) {
            QTest::newRow(cron) << QString::fromLatin1(cron) << at(after) << at(next);
        };
        add("0 3 * * *", "2026-11-22 02:59", "2026-11-22 03:00");
        add("0  3 * *  *", "2026-11-22 03:00", "2026-11-23 03:00");
        add("0 */6 * * *", "2026-12-31 18:00", "2027-01-01 00:00");
        add("*/15 9-17 * * mon-fri", "2026-11-20 17:45", "2026-11-23 09:00");
        add("5/20 * * * *", "2026-11-22 10:30", "2026-11-22 10:45");
        add("0,30 1 1 jan,JUL *", "2026-01-01 01:30", "2026-07-01 01:00");
        add("0 0 29 2 *", "2026-11-22 00:00", "2028-02-29 00:00");
        add("0 0 * * 7", "2026-11-22 00:00", "2026-11-29 00:00"); // Sundays
        add("0 0 13 * 5", "2026-11-06 00:00", "2026-11-13 00:00");
        add("0 0 14 * 5", "2026-11-06 00:00", "2026-11-13 00:00"); // either kind of day
    }

    void theNextMomentIsTheFirstLaterOne()
    {
        QFETCH(QString, cron);
        QFETCH(QDateTime, after);
        const Result<CronTimes> times = CronTimes::parse(cron);
        QVERIFY(times.ok());
        QTEST(times->next(after), "next");
        QFETCH(QDateTime, next);
        QCOMPARE(times->previous(next), next);
        QVERIFY(times->previous(next.addSecs(-1)) <= after);
        QCOMPARE(times->next(times->previous(next.addSecs(-1))), next);
    }

    void aNightWithoutThatMomentHasTheFirstAfterIt()
    {
        const QTimeZone berlin("Europe/Berlin");
        const Result<CronTimes> times = CronTimes::parse(u"30 2 * * *"_s);
        const QDateTime spring = times->next(at("2026-03-28 02:30", berlin)); // 02:30 is skipped on the 29th
        QCOMPARE(spring, at("2026-03-29 03:00", berlin));
        QCOMPARE(times->next(spring), at("2026-03-30 02:30", berlin));
        const QDateTime autumn = times->next(at("2026-10-24 02:30", berlin)); // there twice on the 25th
        QCOMPARE(autumn.date(), QDate(2026, 10, 25));
        QCOMPARE(times->next(autumn), at("2026-10-26 02:30", berlin));
    }

    void whatIsNoScheduleIsRefused_data()
    {
        QTest::addColumn<QString>("cron");
        for (const char *cron :
             {"", "0 3 * *", "0 3 * * * *", "60 3 * * *", "0 24 * * *", "0 3 0 * *", "0 3 * 13 *", "0 3 * * 8",
              "x 3 * * *", "*/0 * * * *", "5-1 * * * *", "1-2-3 * * * *", "1,, * * * *", "1/2/3 * * * *", "@daily"})
            QTest::newRow(cron) << QString::fromLatin1(cron);
    }

    void whatIsNoScheduleIsRefused()
    {
        QFETCH(QString, cron);
        QCOMPARE(CronTimes::parse(cron).error().code, u"CRON"_s);
    }

    void aDayThatNeverComesIsNoMoment()
    {
        QVERIFY(!CronTimes::parse(u"0 0 30 2 *"_s)->next(at("2026-11-22 00:00")).isValid());
    }
};

QTEST_APPLESS_MAIN(TestCronTimes)
#include "tst_crontimes.moc"
