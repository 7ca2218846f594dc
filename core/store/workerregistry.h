// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

namespace bulkhead {

class StoreSession;

/// The part of a job store that knows who is alive: by a lease on the database's clock, and on this
/// machine also by asking the kernel, so that a killed program's chunks need not wait for its lease.
class WorkerRegistry
{
public:
    explicit WorkerRegistry(StoreSession &session) : m_session(session) {}

    Status enlist(const WorkerIdentity &worker, std::chrono::milliseconds lease);
    Result<Beat> beat(const QUuid &worker, std::chrono::milliseconds lease);
    Status dismiss(const QUuid &worker);
    Status reclaim(const QUuid &worker, const std::vector<QUuid> &held);

private:
    /// Within a transaction: what the worker still holds, but for these claims, becomes ready again.
    Status giveBack(const QUuid &worker, const std::vector<QUuid> &held);
    /// Ends the lease of workers of this machine whose process is gone.
    Status expireDeadNeighbours(const QUuid &worker);

    StoreSession &m_session;
};

} // namespace bulkhead
