// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/job.h"

#include <QCoreApplication>
#include <QStringList>

#include <optional>

namespace bulkhead {

/// Numbers, times and durations in the words of the program's language; formats by QLocale(). Times are
/// milliseconds since the epoch, durations milliseconds.
class Phrases
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::Phrases)

public:
    static QString count(qint64 number);
    /// For tr("%Ln …", "", plural(n)), which takes no larger number.
    static int plural(qint64 number);
    /// A number as a person types it, its digits grouped or not; nothing where it is none.
    static std::optional<qint64> typedCount(const QString &text);
    /// "48,200 rows/s"
    static QString rate(double rowsPerSecond);
    /// "under 0.1 s", "0.4 s", "12 s", "2 min 5 s", "3 h 20 min"
    static QString duration(qint64 ms);
    /// "about 2 min left"
    static QString timeLeft(qint64 ms);
    /// "just now", "5 min ago", "today 09:12", "yesterday 18:40", "12 Nov 2026"
    static QString relativeTime(qint64 at, qint64 now);
    /// Date and time to the second, with the zone.
    static QString exactTime(qint64 at);
    /// The first eight characters: enough for a person to tell jobs apart.
    static QString shortId(const QString &id);
    /// What became of a job's rows so far: "4,963 done", "37 failed", "12 so already" …, of what there is.
    static QStringList outcome(const JobCounts &counts);
};

} // namespace bulkhead
