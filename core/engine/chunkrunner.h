// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/jobcontext.h"
#include "core/engine/servicetries.h"
#include "core/operation/effect.h"

#include <QHash>

#include <chrono>
#include <mutex>

namespace bulkhead {

/// Runs one claimed chunk to its end: effect, results, failures and "done" in one transaction, which
/// happens wholly or not at all.
///
///     ask services ─ begin ─ holds claim? ─ apply effect ─ record ─ commit
///          │ gone               │ no          │ refused as a whole     │ answer lost
///     release, rest        give up     release / fail the rows   ask by claim id
///
/// Belongs to one worker thread and its store.
class ChunkRunner
{
public:
    enum class Outcome {
        Done,     ///< recorded
        Lost,     ///< the claim is no longer ours; another worker has it, or the job was cancelled
        Released, ///< given back, to be tried again later
        Broken,   ///< the connection is gone; see resolve()
    };
    struct Options
    {
        /// Until when this worker may trust its lease, by its own steady clock.
        std::function<std::chrono::steady_clock::time_point()> leaseEnds;
        /// For takeTurn().
        std::mutex *writer = nullptr;
        /// Whom operations ask; null: nobody.
        ServiceRegistry *services = nullptr;
        /// Shared by those who may get the same chunk again.
        std::shared_ptr<ServiceTries> tries = std::make_shared<ServiceTries>();
    };

    ChunkRunner(JobStore &store, std::shared_ptr<const JobContext> context, Options options);

    const QUuid &job() const { return m_context->id; }
    /// Calls to services end within a second of `stop`; a statement is stopped by SqlConnection::cancel().
    Outcome run(const ChunkClaim &claim, std::stop_token stop);
    /// Before the job is settled: what its effect has to tidy up at the end. Nothing while a row is still to be done,
    /// or while another job of the operation runs, which does it then. That it fails holds up no job: the next one does
    /// it.
    void tidyUp();
    /// After Broken, on a new connection: finds out by claim id whether the chunk was committed, and gives
    /// it back if it was not.
    static Outcome resolve(JobStore &store, const ChunkClaim &claim);

private:
    struct Attempt;

    Status loadImages(Attempt &attempt);
    std::optional<Outcome> gather(Attempt &attempt, std::stop_token stop);
    bool isWorthARest(const ChunkClaim &claim, Gathering &gathering);
    Result<bool> perform(Attempt &attempt);
    Outcome afterError(Attempt &attempt, const Error &error);
    Outcome recordAllFailed(Attempt &attempt, const Error &error, bool retryable);
    Result<bool> record(Attempt &attempt);
    void stopJobIfTold(const Attempt &attempt);

    JobStore &m_store;
    std::shared_ptr<const JobContext> m_context;
    std::unique_ptr<Effect> m_effect;
    Options m_options;
    bool m_isContended = false;             ///< somebody changed a record while it was being written
    QHash<qint64, int> m_transientFailures; ///< by chunk, as seen by this worker
};

} // namespace bulkhead
