// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

namespace bulkhead {

class StoreSession;
struct AuditRecord;

/// The part of a job store that obeys people and rules; see JobStore, "Verbs", and settle().
/// Locks are taken in one order, the job before its chunks. A worker's transaction locks chunks only,
/// so nobody waits in a circle; the audit's end comes last of all.
class JobControl
{
public:
    explicit JobControl(StoreSession &session) : m_session(session) {}

    Result<bool> pause(const QUuid &jobId, const QString &actor);
    Result<bool> resume(const QUuid &jobId, const QString &actor);
    Result<bool> cancel(const QUuid &jobId, const QString &actor, const Text &reason);
    Result<bool> stop(const QUuid &jobId, const Text &reason);
    Result<bool> remove(const QUuid &jobId);
    Result<bool> settle(const QUuid &jobId);

private:
    Result<bool> steer(const QUuid &jobId, const QString &actor, JobState state, const char *event);
    Result<bool> keepPaused(const QUuid &jobId, const QString &actor);
    Status addPausedTime(const QUuid &jobId);
    Result<bool> end(const QUuid &jobId, JobState state, const char *event, const QJsonObject &detail,
                     const Text &reason, const AuditRecord &record);
    Result<bool> settleAs(const QUuid &jobId, JobState state, const char *event, const QJsonObject &detail,
                          const Text &reason = {});

    StoreSession &m_session;
};

} // namespace bulkhead
