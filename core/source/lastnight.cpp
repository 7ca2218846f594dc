// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/source/lastnight.h"

#include "core/job/jobspec.h"
#include "core/store/sqldialect.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace bulkhead {

namespace {

constexpr qint64 nightsLookedAt = 10;
constexpr qint64 mostFailed = 20'000; ///< more, and it was no night to build on
constexpr int daysBetween = 7;
/// The job may have read its first users a moment before it was made, and clocks differ.
constexpr std::chrono::milliseconds margin = 1h;

bool isWholeNight(const JobSpec &spec, const MontageSettings &settings)
{
    const MontageSettingsRead read = readMontageSettings({spec.settings});
    return spec.source.kind == SourceSpec::Kind::Query && read.problems.empty() &&
           read.settings.userIdFilter.isEmpty() && read.settings.interestLookbackDays >= settings.interestLookbackDays;
}

/// Nothing where there are too many, or where some were never got to.
Result<std::optional<QSet<QString>>> failedUsers(SqlConnection &connection, const QUuid &job)
{
    const SqlDialect dialect(connection.kind());
    const Result<SqlRows> open = connection.query(
        dialect.text(
            "select 1 from {chunk} where job_id = $1::uuid and (state <> 'done' or cancelled + unknown > 0) limit 1"),
        {job});
    if (!open)
        return open.error();
    const Result<SqlRows> rows = connection.query(
        dialect.text("select input from {failure} where job_id = $1::uuid limit $2"), {job, mostFailed + 1});
    if (!rows)
        return rows.error();
    if (!open->isEmpty() || rows->size() > mostFailed)
        return std::optional<QSet<QString>>();
    QSet<QString> users;
    for (const SqlRows::Row &row : rows->rows)
        users.insert(QJsonDocument::fromJson(toText(row[0]).toUtf8()).array().at(0).toString());
    return std::optional(std::move(users));
}

} // namespace

bool LastNight::sawNothingNewOf(const QString &user, const QDateTime &lastActive) const
{
    return at.isValid() && lastActive < at && !failed.contains(user);
}

Result<LastNight> lastNight(SqlConnection &connection, const MontageSettings &settings)
{
    const SqlDialect dialect(connection.kind());
    const Result<SqlRows> jobs = connection.query(
        dialect.text(
            "select id, {ms created_at}, spec from {job} where operation = 'montages.generate' and kind = 'run'"
            " and state in ('completed', 'partial') order by created_at desc, id desc limit $1"),
        {nightsLookedAt});
    if (!jobs)
        return jobs.error();
    for (const SqlRows::Row &row : jobs->rows) {
        const Result<JobSpec> spec = JobSpec::fromJson(QJsonDocument::fromJson(toText(row[2]).toUtf8()).object());
        if (!spec || !isWholeNight(*spec, settings))
            continue;
        Result<std::optional<QSet<QString>>> failed = failedUsers(connection, toUuid(row[0]));
        if (!failed)
            return failed.error();
        if (*failed)
            return LastNight{.at = QDateTime::fromMSecsSinceEpoch(toInt(row[1]) - margin.count(), Qt::UTC),
                             .failed = std::move(**failed)};
    }
    return LastNight{};
}

bool isTheirDay(const QString &user, const QDate &day)
{
    return (qHash(user, 0) + std::size_t(day.toJulianDay())) % daysBetween == 0;
}

} // namespace bulkhead
