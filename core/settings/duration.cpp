// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/duration.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

struct Unit
{
    QLatin1StringView name;
    qint64 ms;
};
/// The longer names first, or "ms" would be read as minutes.
constexpr Unit units[] = {{"ms"_L1, 1}, {"h"_L1, 3'600'000}, {"m"_L1, 60'000}, {"s"_L1, 1'000}};
constexpr qint64 mostMs = 10LL * 365 * 86'400'000;

} // namespace

std::optional<std::chrono::milliseconds> parsedDuration(const QString &text)
{
    QStringView rest = QStringView(text).trimmed();
    if (rest.isEmpty())
        return std::nullopt;
    double ms = 0;
    while (!rest.isEmpty()) {
        qsizetype digits = 0;
        while (digits < rest.size() && (rest[digits].isDigit() || rest[digits] == u'.'))
            ++digits;
        bool ok = false;
        const double number = rest.first(digits).toDouble(&ok);
        const QStringView behind = rest.sliced(digits);
        if (!ok)
            return std::nullopt;
        if (behind.isEmpty() && rest.size() == QStringView(text).trimmed().size()) {
            ms = number * 1000;
            break;
        }
        const auto unit = std::ranges::find_if(units, [&](const Unit &u) { return behind.startsWith(u.name); });
        if (unit == std::end(units))
            return std::nullopt;
        ms += number * double(unit->ms);
        rest = behind.sliced(unit->name.size());
    }
    if (ms > double(mostMs))
        return std::nullopt;
    return std::chrono::milliseconds(qRound64(ms));
}

QString durationText(std::chrono::milliseconds duration)
{
    if (duration.count() == 0)
        return u"0s"_s;
    QString text;
    qint64 left = duration.count();
    for (const Unit &unit : {units[1], units[2], units[3], units[0]}) {
        if (left >= unit.ms)
            text += QString::number(left / unit.ms) + unit.name;
        left %= unit.ms;
    }
    return text;
}

} // namespace bulkhead
