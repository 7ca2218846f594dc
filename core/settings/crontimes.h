// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/result.h"

#include <QDateTime>

#include <array>
#include <bitset>

namespace bulkhead {

/// When something happens again and again, as cron writes it: minute, hour, day of the month, month, day of the week
/// (0 or 7 is Sunday), each *, a number, a range, a list of these, or with a step: "*/15", "1-5", "0,30". Names of
/// months and days (jan, mon) too. Where both kinds of day are given, either is enough, as with cron.
///
/// By the clock on the wall: a moment that a night skips is the first one after it, and one that a night has twice is
/// once.
class CronTimes
{
public:
    /// Error CRON says which field is wrong.
    static Result<CronTimes> parse(const QString &text);

    /// The first moment later than this one, in its time zone; invalid where there is none within eight years.
    QDateTime next(const QDateTime &after) const;
    /// The last moment not later than this one, likewise.
    QDateTime previous(const QDateTime &notAfter) const;

private:
    CronTimes() = default;

    bool isOn(const QDate &day) const;
    QDateTime firstOf(const QDate &day, const QDateTime &after) const;
    QDateTime lastOf(const QDate &day, const QDateTime &notAfter) const;

    static constexpr int mostValues = 60;
    std::array<std::bitset<mostValues>, 5> m_fields;
    bool m_anyDay = true; ///< of the month
    bool m_anyWeekday = true;
};

} // namespace bulkhead
