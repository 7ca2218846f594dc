// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/jobtransition.h"

#include "core/store/storesession.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// "'queued', 'paused'": the states from which `event` leads to `to`; empty if there are none.
QByteArray origins(JobState to, const char *event)
{
    QByteArray list;
    for (const JobTransition &transition : jobTransitions()) {
        if (transition.to != to || qstrcmp(transition.event, event) != 0)
            continue;
        list += (list.isEmpty() ? "'" : ", '") + jobStateName(transition.from).toLatin1() + '\'';
    }
    return list;
}

} // namespace

Result<bool> moveJob(StoreSession &session, const QUuid &jobId, JobState to, const char *event,
                     const QJsonObject &detail, const Text &reason)
{
    const QByteArray from = origins(to, event);
    if (from.isEmpty())
        return false;
    StoreTransaction transaction(session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun.error();
    // Without a time of its end a job counts as open; the two change together, here and nowhere else.
    const QByteArray times = isFinal(to)                  ? ", completed_at = {now}"
                             : to == JobState::Processing ? ", started_at = coalesce(started_at, {now})"
                                                          : "";
    // What it waited for is over when it goes on.
    const bool goesOn = to == JobState::Queued || to == JobState::Processing;
    const QByteArray reasonNow = goesOn ? "$3::json" : "coalesce($3::json, reason)";
    const auto moved = session.runComposed("update {job} set state = $2, reason = " + reasonNow + ", resume_at = null" +
                                               times + " where id = $1::uuid and state in (" + from + ")",
                                           {jobId, jobStateName(to), textValue(reason)});
    if (!moved)
        return moved.error();
    if (moved->affected == 0)
        return false;
    if (Status logged = session.addEvent(jobId, QString::fromLatin1(event), detail); !logged)
        return logged.error();
    if (Status committed = transaction.commit(); !committed)
        return committed.error();
    return true;
}

} // namespace bulkhead
