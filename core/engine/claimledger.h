// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/jobcontext.h"
#include "core/store/jobstore.h"

#include <atomic>
#include <mutex>
#include <shared_mutex>

namespace bulkhead {

/// The claims that a runner's workers know of, so that none stays behind with the store when its answer was lost or
/// when it was given up: the runner's lease would keep such a chunk from everybody, itself too, for as long as it
/// lives. Safe to use from any thread, each with a store of its own.
class ClaimLedger
{
public:
    /// The job's next ready chunk from `fromNo` on, if there is one. `writer`: for takeTurn().
    Result<std::optional<ChunkClaim>> claim(JobStore &store, const JobContext &job, const QUuid &worker, qint64 fromNo,
                                            std::mutex *writer);
    /// The chunk was recorded or given back.
    void letGo(const QUuid &claimId);
    /// A claim was given up without a word to the store, which may still count it as ours.
    void doubt() { m_isInDoubt = true; }
    /// Where there is a doubt: takes back from `worker` what the store counts as its own and nobody here knows of.
    /// `false`: the store cannot be asked now.
    bool reclaim(JobStore &store, const QUuid &worker);

private:
    std::shared_mutex m_claiming; ///< shared by those who claim
    std::atomic_bool m_isInDoubt = false;
    std::mutex m_mutex; ///< guards the one below
    std::vector<QUuid> m_held;
};

} // namespace bulkhead
