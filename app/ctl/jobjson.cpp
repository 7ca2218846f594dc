// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/jobjson.h"

#include <QDateTime>
#include <QJsonArray>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

QJsonValue timeOrNull(qint64 ms)
{
    return ms == 0 ? QJsonValue() : QJsonValue(QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs));
}

double rounded(double value, double to)
{
    return std::round(value * to) / to;
}

} // namespace

qint64 durationMs(const Job &job, qint64 nowMs)
{
    if (job.startedAt == 0)
        return 0;
    return std::max<qint64>(0, (job.completedAt ? job.completedAt : nowMs) - job.startedAt);
}

QJsonObject jobToJson(const Job &job, const std::vector<ErrorCount> &errors)
{
    const qint64 duration = durationMs(job, QDateTime::currentMSecsSinceEpoch());
    const JobCounts &counts = job.counts;
    QJsonArray errorList;
    for (const ErrorCount &error : errors)
        errorList.append(
            QJsonObject{{u"code"_s, error.code}, {u"count"_s, error.count}, {u"first_row"_s, error.firstRow}});
    const double progress =
        counts.total > 0 ? double(counts.settled()) * 100.0 / double(counts.total) : (isFinal(job.state) ? 100.0 : 0.0);
    return {
        {u"id"_s, job.id.toString(QUuid::WithoutBraces)},
        {u"operation"_s, job.operation},
        {u"status"_s, jobStateName(job.state)},
        {u"kind"_s, job.kind == JobKind::Revert ? u"revert"_s : u"run"_s},
        {u"awaits"_s, job.awaits == JobAwaits::Start      ? QJsonValue(u"start"_s)
                      : job.awaits == JobAwaits::Approval ? QJsonValue(u"approval"_s)
                                                          : QJsonValue()},
        {u"reason"_s, job.reason.isEmpty() ? QJsonValue() : QJsonValue(job.reason.toString())},
        {u"resumes_at"_s, timeOrNull(job.resumesAt)},
        {u"source"_s, job.sourceName},
        {u"total"_s, counts.total},
        {u"succeeded"_s, counts.succeeded},
        {u"failed"_s, counts.failed},
        {u"skipped"_s, counts.skipped},
        {u"cancelled"_s, counts.cancelled},
        {u"unknown"_s, counts.unknown},
        {u"progress"_s, rounded(progress, 100)},
        {u"rows_per_second"_s, duration > 0 ? rounded(double(counts.settled()) * 1000.0 / double(duration), 10) : 0.0},
        {u"created_at"_s, timeOrNull(job.createdAt)},
        {u"started_at"_s, timeOrNull(job.startedAt)},
        {u"completed_at"_s, timeOrNull(job.completedAt)},
        {u"duration_seconds"_s, job.startedAt ? QJsonValue(double(duration) / 1000.0) : QJsonValue()},
        {u"parent_id"_s,
         job.parentId.isNull() ? QJsonValue() : QJsonValue(job.parentId.toString(QUuid::WithoutBraces))},
        {u"errors"_s, errorList}};
}

} // namespace bulkhead
