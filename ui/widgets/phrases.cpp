// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/phrases.h"

#include <QDateTime>
#include <QLocale>

#include <cmath>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;

} // namespace

QString Phrases::count(qint64 number)
{
    return QLocale().toString(number);
}

int Phrases::plural(qint64 number)
{
    return int(std::min<qint64>(number, std::numeric_limits<int>::max()));
}

std::optional<qint64> Phrases::typedCount(const QString &text)
{
    QString digits;
    for (const QChar c : text) {
        if (c.isDigit())
            digits.append(c);
        else if (!c.isSpace() && !u",.'’"_s.contains(c) && QLocale().groupSeparator() != c)
            return std::nullopt;
    }
    bool isNumber = false;
    const qint64 count = digits.toLongLong(&isNumber);
    return isNumber ? std::optional(count) : std::nullopt;
}

QString Phrases::rate(double rowsPerSecond)
{
    // Three figures are all that a moving average knows.
    const double magnitude = rowsPerSecond < 1000 ? 1 : std::pow(10, std::floor(std::log10(rowsPerSecond)) - 2);
    const double rounded = std::round(rowsPerSecond / magnitude) * magnitude;
    //: speed of a job; %1 is a number
    return tr("%1 rows/s").arg(QLocale().toString(qint64(rounded)));
}

QString Phrases::duration(qint64 ms)
{
    const QLocale locale;
    if (ms < second / 20) {
        //: a duration that is too short for a figure
        return tr("under 0.1 s");
    }
    if (ms < 10 * second) {
        //: a duration in seconds; %1 is a number such as 0.4
        return tr("%1 s").arg(locale.toString(double(ms) / second, 'f', 1));
    }
    if (ms < minute)
        return tr("%1 s").arg(locale.toString(ms / second));
    if (ms < hour) {
        //: a duration; minutes and seconds
        return tr("%1 min %2 s").arg(locale.toString(ms / minute), locale.toString(ms % minute / second));
    }
    //: a duration; hours and minutes
    return tr("%1 h %2 min").arg(locale.toString(ms / hour), locale.toString(ms % hour / minute));
}

QString Phrases::timeLeft(qint64 ms)
{
    if (ms < second) {
        //: time left of a job
        return tr("a moment left");
    }
    // Coarser the further away it is: what is not known is not shown.
    const qint64 step = ms < minute ? second : ms < 10 * minute ? 10 * second : minute;
    const qint64 rounded = (ms + step / 2) / step * step;
    const QString text = rounded < minute ? tr("%1 s").arg(QLocale().toString(rounded / second))
                         : rounded % minute == 0 && rounded < hour
                             //: a duration; whole minutes
                             ? tr("%1 min").arg(QLocale().toString(rounded / minute))
                             : duration(rounded);
    //: time left of a job; %1 is a duration
    return tr("about %1 left").arg(text);
}

QString Phrases::relativeTime(qint64 at, qint64 now)
{
    const qint64 age = now - at;
    if (age < 10 * second && age > -minute)
        return tr("just now");
    if (age > 0 && age < minute) {
        //: %1 is a number of seconds
        return tr("%1 s ago").arg(QLocale().toString(age / second));
    }
    if (age > 0 && age < hour) {
        //: %1 is a number of minutes
        return tr("%1 min ago").arg(QLocale().toString(age / minute));
    }
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(at);
    const QDate today = QDateTime::fromMSecsSinceEpoch(now).date();
    const QString time = QLocale().toString(when.time(), QLocale::ShortFormat);
    if (when.date() == today) {
        //: %1 is a time of day
        return tr("today %1").arg(time);
    }
    if (when.date() == today.addDays(-1)) {
        //: %1 is a time of day
        return tr("yesterday %1").arg(time);
    }
    return QLocale().toString(when.date(), QLocale::ShortFormat);
}

QString Phrases::exactTime(qint64 at)
{
    return at == 0 ? QString() : QLocale().toString(QDateTime::fromMSecsSinceEpoch(at), QLocale::LongFormat);
}

QString Phrases::shortId(const QString &id)
{
    return id.left(8) + u'…';
}

QStringList Phrases::outcome(const JobCounts &counts)
{
    //: rows of a job that succeeded
    QStringList parts{tr("%1 done").arg(count(counts.succeeded))};
    if (counts.failed > 0) {
        //: rows of a job that failed
        parts.append(tr("%1 failed").arg(count(counts.failed)));
    }
    if (counts.skipped > 0) {
        //: rows of a job whose records already were as they should be
        parts.append(tr("%1 so already").arg(count(counts.skipped)));
    }
    if (counts.unknown > 0) {
        //: rows of a job of which nobody knows whether they took effect
        parts.append(tr("%1 unknown").arg(count(counts.unknown)));
    }
    if (counts.cancelled > 0) {
        //: rows of a job that were not worked on because it was stopped
        parts.append(tr("%1 cancelled").arg(count(counts.cancelled)));
    }
    return parts;
}

} // namespace bulkhead
