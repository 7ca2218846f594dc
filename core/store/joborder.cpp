// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/joborder.h"

namespace bulkhead {

namespace {

/// States in the order in which a person looks for them: what still moves first.
QByteArray stateRank(const QByteArray &alias)
{
    QByteArray sql = "cast(case " + alias + ".state";
    for (int state = 0; state <= int(JobState::Cancelled); ++state)
        sql += " when '" + jobStateName(JobState(state)).toLatin1() + "' then " + QByteArray::number(state);
    return sql + " end as bigint)";
}

} // namespace

QByteArray JobOrder::value(const QByteArray &alias) const
{
    switch (m_sort) {
    case JobSort::Submitted:
        break;
    case JobSort::State:
        return stateRank(alias);
    case JobSort::Operation:
        return alias + ".operation";
    case JobSort::Source:
        return "lower(" + alias + ".source_name)";
    case JobSort::Actor:
        return "lower(" + alias + ".actor)";
    case JobSort::Duration:
        return "coalesce({ms " + alias + ".completed_at} - {ms " + alias + ".started_at}, -1)";
    }
    return {};
}

SqlValue JobOrder::valueOf(const Job &job) const
{
    switch (m_sort) {
    case JobSort::Submitted:
        break;
    case JobSort::State:
        return qint64(job.state);
    case JobSort::Operation:
        return job.operation;
    case JobSort::Source:
        return job.sourceName;
    case JobSort::Actor:
        return job.actor;
    case JobSort::Duration:
        return job.startedAt > 0 && job.completedAt > 0 ? job.completedAt - job.startedAt : qint64(-1);
    }
    return {};
}

QByteArray JobOrder::orderBy(const QByteArray &alias) const
{
    const QByteArray value = this->value(alias);
    const QByteArray direction = m_descending ? " desc" : "";
    const QByteArray age = value.isEmpty() ? direction : " desc";
    return " order by " + (value.isEmpty() ? QByteArray() : value + direction + ", ") + alias + ".created_at" + age +
           ", " + alias + ".id" + age;
}

QByteArray JobOrder::after(const Job &job, SqlConditions &where) const
{
    const QByteArray value = this->value("j");
    const bool newestFirst = !value.isEmpty() || m_descending;
    const QByteArray at = where.parameter(job.createdAt);
    const QByteArray id = where.parameter(job.id);
    const QByteArray age =
        "(j.created_at, j.id) " + QByteArray(newestFirst ? "<" : ">") + " ({at " + at + "}, " + id + "::uuid)";
    if (value.isEmpty())
        return age;
    const bool isText = m_sort == JobSort::Operation || m_sort == JobSort::Source || m_sort == JobSort::Actor;
    QByteArray known = where.parameter(valueOf(job)) + (isText ? "::text" : "::bigint");
    if (isText && m_sort != JobSort::Operation)
        known = "lower(" + known + ")";
    return "(" + value + (m_descending ? " < " : " > ") + known + " or " + value + " = " + known + " and " + age + ")";
}

} // namespace bulkhead
