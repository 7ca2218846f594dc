// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/crontimes.h"

#include <QStringList>

#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

enum Field { Minute, Hour, Day, Month, Weekday };

struct Range
{
    const char *name;
    int least;
    int most;
    QStringList names; ///< of the values from `least` on
};

const std::array<Range, 5> &ranges()
{
    static const std::array<Range, 5> all{
        Range{QT_TRANSLATE_NOOP("core", "the minute"), 0, 59, {}},
        Range{QT_TRANSLATE_NOOP("core", "the hour"), 0, 23, {}}, Range{QT_TRANSLATE_NOOP("core", "the day"), 1, 31, {}},
        Range{QT_TRANSLATE_NOOP("core", "the month"),
              1,
              12,
              {u"jan"_s, u"feb"_s, u"mar"_s, u"apr"_s, u"may"_s, u"jun"_s, u"jul"_s, u"aug"_s, u"sep"_s, u"oct"_s,
               u"nov"_s, u"dec"_s}},
        Range{QT_TRANSLATE_NOOP("core", "the day of the week"),
              0,
              7,
              {u"sun"_s, u"mon"_s, u"tue"_s, u"wed"_s, u"thu"_s, u"fri"_s, u"sat"_s}}};
    return all;
}

constexpr int daysSearched = 8 * 366; // 29 February may be as far away as that

std::optional<int> valueOf(const QString &text, const Range &range)
{
    bool ok = false;
    int value = text.toInt(&ok);
    if (const qsizetype named = range.names.indexOf(text.toLower()); !ok && named >= 0) {
        value = int(named) + range.least;
        ok = true;
    }
    return ok && value >= range.least && value <= range.most ? std::optional(value) : std::nullopt;
}

/// "*", "5", "1-5", each perhaps with "/2"; sets what it means.
template <typename Set> bool take(const QString &part, const Range &range, Set &set)
{
    const QStringList stepped = part.split(u'/');
    bool ok = true;
    const int step = stepped.size() == 2 ? stepped[1].toInt(&ok) : 1;
    if (stepped.size() > 2 || !ok || step < 1)
        return false;
    const QStringList ends = stepped[0] == u"*" ? QStringList{QString::number(range.least), QString::number(range.most)}
                                                : stepped[0].split(u'-');
    const std::optional<int> first = valueOf(ends.first(), range);
    // "5/15" goes on from there to the end.
    const std::optional<int> last = ends.size() == 1 && stepped.size() == 2 ? range.most : valueOf(ends.last(), range);
    if (ends.size() > 2 || !first || !last || *first > *last)
        return false;
    for (int value = *first; value <= *last; value += step)
        set.set(std::size_t(value));
    return true;
}

/// The first moment from this time of the day on that the clock on the wall shows: some nights skip an hour.
QDateTime moment(const QDate &day, int hour, int minute, const QDateTime &like)
{
    QDateTime at = like;
    for (int minutes = hour * 60 + minute; minutes < 24 * 60; ++minutes) {
        const QTime time(minutes / 60, minutes % 60);
        at.setDate(day);
        at.setTime(time);
        if (at.isValid() && at.date() == day && at.time() == time)
            break;
    }
    return at;
}

} // namespace

Result<CronTimes> CronTimes::parse(const QString &text)
{
    const QStringList fields = text.simplified().split(u' ', Qt::SkipEmptyParts);
    if (fields.size() != qsizetype(ranges().size()))
        return Error{u"CRON"_s, Text{QT_TRANSLATE_NOOP("core", "“%1” has not five fields."), {text}}, {}};
    CronTimes times;
    for (std::size_t i = 0; i < ranges().size(); ++i) {
        for (const QString &part : fields[qsizetype(i)].split(u',')) {
            if (!take(part, ranges()[i], times.m_fields[i]))
                return Error{
                    u"CRON"_s,
                    Text{QT_TRANSLATE_NOOP("core", "“%1” is wrong for %2."), {part, Text{ranges()[i].name}.toString()}},
                    {}};
        }
    }
    if (times.m_fields[Weekday][7])
        times.m_fields[Weekday].set(0);
    times.m_anyDay = fields[Day].startsWith(u'*');
    times.m_anyWeekday = fields[Weekday].startsWith(u'*');
    return times;
}

bool CronTimes::isOn(const QDate &day) const
{
    if (!m_fields[Month][std::size_t(day.month())])
        return false;
    const bool byDay = m_fields[Day][std::size_t(day.day())];
    const bool byWeekday = m_fields[Weekday][std::size_t(day.dayOfWeek() % 7)];
    return m_anyDay || m_anyWeekday ? byDay && byWeekday : byDay || byWeekday;
}

QDateTime CronTimes::firstOf(const QDate &day, const QDateTime &after) const
{
    for (int hour = 0; hour < 24; ++hour) {
        for (int minute = 0; m_fields[Hour][std::size_t(hour)] && minute < 60; ++minute) {
            if (!m_fields[Minute][std::size_t(minute)])
                continue;
            if (const QDateTime at = moment(day, hour, minute, after); at > after)
                return at;
        }
    }
    return {};
}

QDateTime CronTimes::lastOf(const QDate &day, const QDateTime &notAfter) const
{
    for (int hour = 23; hour >= 0; --hour) {
        for (int minute = 59; m_fields[Hour][std::size_t(hour)] && minute >= 0; --minute) {
            if (!m_fields[Minute][std::size_t(minute)])
                continue;
            if (const QDateTime at = moment(day, hour, minute, notAfter); at <= notAfter)
                return at;
        }
    }
    return {};
}

QDateTime CronTimes::next(const QDateTime &after) const
{
    for (int days = 0; days < daysSearched; ++days) {
        const QDate day = after.date().addDays(days);
        if (!isOn(day))
            continue;
        if (const QDateTime at = firstOf(day, after); at.isValid())
            return at;
    }
    return {};
}

QDateTime CronTimes::previous(const QDateTime &notAfter) const
{
    for (int days = 0; days < daysSearched; ++days) {
        const QDate day = notAfter.date().addDays(-days);
        if (!isOn(day))
            continue;
        if (const QDateTime at = lastOf(day, notAfter); at.isValid())
            return at;
    }
    return {};
}

} // namespace bulkhead
