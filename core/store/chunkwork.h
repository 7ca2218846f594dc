// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

namespace bulkhead {

class StoreSession;

/// The part of a job store that hands out chunks and takes them back done; see JobStore, "Working".
/// A chunk belongs to a worker as long as the random claim id and the fence are those it was given;
/// every statement that writes for a worker asks for both.
class ChunkWork
{
public:
    explicit ChunkWork(StoreSession &session) : m_session(session) {}

    Result<std::vector<RunnableJob>> runnable(int limit);
    Result<std::optional<ChunkClaim>> claim(const QUuid &jobId, const QUuid &worker, qint64 fromNo, bool ordered,
                                            int maxRunning);
    Result<bool> holdsClaim(const ChunkClaim &claim);
    Result<bool> record(const ChunkClaim &claim, const ChunkOutcome &outcome);
    Result<bool> wasRecorded(const ChunkClaim &claim);
    Status release(const ChunkClaim &claim, std::chrono::milliseconds wait, const Text &why);

private:
    struct Candidate;
    Status requireLease(const QUuid &worker);
    Result<std::optional<Candidate>> candidate(const QUuid &jobId, qint64 from, qint64 to, bool ordered,
                                               int maxRunning);
    Result<ChunkClaim> take(const QUuid &jobId, const QUuid &worker, const Candidate &chunk);
    Status requireSum(const ChunkClaim &claim, const ChunkOutcome &outcome);

    StoreSession &m_session;
};

} // namespace bulkhead
