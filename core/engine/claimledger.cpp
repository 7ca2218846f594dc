// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/claimledger.h"

#include "core/engine/workforce.h"

namespace bulkhead {

Result<std::optional<ChunkClaim>> ClaimLedger::claim(JobStore &store, const JobContext &job, const QUuid &worker,
                                                     qint64 fromNo, std::mutex *writer)
{
    const std::shared_lock claiming(m_claiming);
    const std::unique_lock<std::mutex> turn = takeTurn(writer);
    Result<std::optional<ChunkClaim>> claim = store.claim(job.id, worker, fromNo, job.inOrder(), job.concurrency());
    if (!claim)
        m_isInDoubt = true;
    if (claim && *claim) {
        const std::scoped_lock lock(m_mutex);
        m_held.push_back((*claim)->claimId);
    }
    return claim;
}

void ClaimLedger::letGo(const QUuid &claimId)
{
    const std::scoped_lock lock(m_mutex);
    std::erase(m_held, claimId);
}

bool ClaimLedger::reclaim(JobStore &store, const QUuid &worker)
{
    if (!m_isInDoubt.exchange(false))
        return true;
    const std::unique_lock nobodyClaims(m_claiming);
    std::vector<QUuid> held;
    {
        const std::scoped_lock lock(m_mutex);
        held = m_held;
    }
    if (store.reclaim(worker, held))
        return true;
    m_isInDoubt = true;
    return false;
}

} // namespace bulkhead
