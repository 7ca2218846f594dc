// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/chunkrunner.h"

#include "core/engine/backoff.h"
#include "core/operation/rowinput.h"

#include <QElapsedTimer>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

/// What one try of a chunk gathers.
struct ChunkRunner::Attempt
{
    const ChunkClaim &claim;
    RowPage page;
    std::vector<std::size_t> chosen; ///< rows that passed their checks and are to be applied
    std::optional<std::size_t> stopAt; ///< the first bad row, where the job stops at it
    ChunkOutcome outcome;
    ResultPage results;
    QElapsedTimer clock;

    Failure failureOf(std::size_t row, RowError error, bool retryable, const std::vector<bool> &masked) const
    {
        const RowPage::Row &stored = page.rows()[row];
        return {.row = stored.row, .line = stored.line, .errors = {std::move(error)}, .retryable = retryable,
                .input = rowInput(page.cells(stored), masked), .mended = {}, .retriedIn = {}};
    }

    /// Chooses the rows to apply; behind `stopAt` none.
    void choose()
    {
        chosen.clear();
        for (std::size_t i = 0; i < page.rows().size(); ++i) {
            if (stopAt && i >= *stopAt)
                break;
            if (!page.rows()[i].refused)
                chosen.push_back(i);
        }
    }
};

ChunkRunner::ChunkRunner(JobStore &store, std::shared_ptr<const JobContext> context, Options options)
    : m_store(store), m_context(std::move(context)),
      m_effect(makeEffect(store.connection().kind(), m_context->operation)), m_options(std::move(options))
{}

ChunkRunner::Outcome ChunkRunner::run(const ChunkClaim &claim)
{
    Attempt attempt{.claim = claim, .page = {}, .chosen = {}, .stopAt = {}, .outcome = {}, .results = {}, .clock = {}};
    attempt.clock.start();
    Result<RowPage> page = RowPage::read(claim.rows);
    if (!page) { // nothing can be said of rows that cannot be read
        static_cast<void>(m_store.stop(m_context->id, page.error().message));
        return Outcome::Lost;
    }
    attempt.page = page.take();
    if (m_context->spec.options.stopOnError) {
        const auto bad = std::ranges::find_if(attempt.page.rows(), &RowPage::Row::refused);
        if (bad != attempt.page.rows().end())
            attempt.stopAt = std::size_t(bad - attempt.page.rows().begin());
    }
    attempt.choose();
    const Result<bool> done = perform(attempt);
    if (!done)
        return afterError(attempt, done.error());
    if (!*done)
        return Outcome::Lost;
    stopJobIfTold(attempt);
    return Outcome::Done;
}

/// `false`: the claim was lost.
Result<bool> ChunkRunner::perform(Attempt &attempt)
{
    std::unique_lock<std::mutex> writer;
    if (m_options.writer)
        writer = std::unique_lock(*m_options.writer);
    SqlConnection &connection = m_store.connection();
    while (true) {
        Transaction transaction(connection);
        if (const Status begun = transaction.begin(); !begun)
            return begun.error();
        const Result<bool> holds = m_store.holdsClaim(attempt.claim);
        if (!holds || !*holds)
            return holds;
        Result<EffectOutcome> effect =
            m_effect->apply(connection, ChunkRows(attempt.page, m_context->feeds), attempt.chosen);
        if (!effect)
            return effect.error();
        if (m_context->spec.options.stopOnError && !effect->refused.empty()) {
            const std::size_t first = std::ranges::min(effect->refused, {}, &Refusal::row).row;
            // What was applied behind the first bad row must not stay: once more, up to it. The refusal
            // is kept; the rows before it went through just now.
            if (attempt.chosen.back() > first) {
                const auto it = std::ranges::find(effect->refused, first, &Refusal::row);
                attempt.outcome.failures = {attempt.failureOf(first, it->error, false, m_context->masked)};
                attempt.stopAt = first;
                attempt.choose();
                continue;
            }
            attempt.stopAt = first;
        }
        for (Refusal &refusal : effect->refused)
            attempt.outcome.failures.push_back(
                attempt.failureOf(refusal.row, std::move(refusal.error), false, m_context->masked));
        attempt.results.ids = std::move(effect->ids);
        const Result<bool> recorded = record(attempt);
        if (!recorded || !*recorded)
            return recorded;
        // A worker that slept through its lease must not commit: the fence would stop it too, but why try.
        if (m_options.leaseEnds && std::chrono::steady_clock::now() > m_options.leaseEnds())
            return false;
        if (const Status committed = transaction.commit(); !committed)
            return committed.error();
        return true;
    }
}

Result<bool> ChunkRunner::record(Attempt &attempt)
{
    ChunkOutcome &outcome = attempt.outcome;
    std::vector<ItemState> &states = attempt.results.states;
    states.assign(attempt.page.rows().size(), ItemState::Cancelled);
    for (const std::size_t row : attempt.chosen)
        states[row] = ItemState::Succeeded;
    for (const Failure &failure : outcome.failures) {
        const auto row = std::ranges::lower_bound(attempt.page.rows(), failure.row, {}, &RowPage::Row::row);
        states[std::size_t(row - attempt.page.rows().begin())] = ItemState::Failed;
    }
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (attempt.page.rows()[i].refused)
            states[i] = ItemState::Failed;
    }
    outcome.succeeded = std::ranges::count(states, ItemState::Succeeded);
    outcome.cancelled = std::ranges::count(states, ItemState::Cancelled);
    outcome.results = attempt.results.write();
    outcome.durationMs = attempt.clock.elapsed();
    return m_store.record(attempt.claim, outcome);
}

ChunkRunner::Outcome ChunkRunner::afterError(Attempt &attempt, const Error &error)
{
    SqlConnection &connection = m_store.connection();
    const SqlDiagnosis diagnosis = connection.diagnosis();
    // The server may have committed before the connection broke: nobody guesses, resolve() asks it.
    if (!connection.isOpen() || diagnosis.isConnectionLost())
        return Outcome::Broken;
    connection.rollback();
    const bool interrupted = error.code == "CANCELLED"_L1;
    if (!interrupted && !diagnosis.isTransient())
        return recordAllFailed(attempt, error, false);
    // Not the claim's own count, which grows with every kill and pause: those are not the rows' fault.
    const int failures = interrupted ? 0 : ++m_transientFailures[attempt.claim.no];
    if (failures > m_context->spec.options.maxRetries)
        return recordAllFailed(attempt, error, true);
    // Interrupted by us: the job was cancelled (then the release finds nothing), or the program ends.
    const std::chrono::milliseconds wait = interrupted ? std::chrono::milliseconds(0) : backoff(failures);
    return m_store.release(attempt.claim, wait, error.message) ? Outcome::Released : Outcome::Broken;
}

ChunkRunner::Outcome ChunkRunner::resolve(JobStore &store, const ChunkClaim &claim)
{
    const Result<bool> recorded = store.wasRecorded(claim);
    if (!recorded)
        return Outcome::Broken;
    if (*recorded)
        return Outcome::Done;
    // If the old session commits only now, this waits for its lock and then finds nothing to give back.
    const Status released =
        store.release(claim, backoff(claim.attempt), {QT_TRANSLATE_NOOP("core", "The connection to the database was lost.")});
    return released ? Outcome::Released : Outcome::Broken;
}

ChunkRunner::Outcome ChunkRunner::recordAllFailed(Attempt &attempt, const Error &error, bool retryable)
{
    std::unique_lock<std::mutex> writer;
    if (m_options.writer)
        writer = std::unique_lock(*m_options.writer);
    attempt.outcome = {};
    attempt.results.ids.clear();
    for (const std::size_t row : attempt.chosen)
        attempt.outcome.failures.push_back(
            attempt.failureOf(row, {error.code, {}, error.message}, retryable, m_context->masked));
    Transaction transaction(m_store.connection());
    if (!transaction.begin())
        return Outcome::Broken;
    const Result<bool> holds = m_store.holdsClaim(attempt.claim);
    if (!holds || !*holds)
        return holds ? Outcome::Lost : Outcome::Broken;
    const Result<bool> recorded = record(attempt);
    if (!recorded || !*recorded)
        return recorded ? Outcome::Lost : Outcome::Broken;
    if (!transaction.commit())
        return Outcome::Broken;
    stopJobIfTold(attempt);
    return Outcome::Done;
}

/// The job's own rules: the first error, or more failures than it allows.
void ChunkRunner::stopJobIfTold(const Attempt &attempt)
{
    const bool anyFailed = attempt.claim.refused > 0 || !attempt.outcome.failures.empty();
    if (!anyFailed)
        return;
    Text reason;
    if (m_context->spec.options.stopOnError) {
        const std::size_t at = attempt.stopAt.value_or(0);
        const qint64 row = at < attempt.page.rows().size() ? attempt.page.rows()[at].row : 0;
        reason = {QT_TRANSLATE_NOOP("core", "Stopped at the first error, in row %1."), {QString::number(row)}};
    } else if (m_context->errorLimit) {
        const Result<JobCounts> counts = m_store.counts(m_context->id);
        if (counts && counts->failed > *m_context->errorLimit)
            reason = {QT_TRANSLATE_NOOP("core", "Stopped: %1 rows have failed, and at most %2 may fail."),
                      {QString::number(counts->failed), QString::number(*m_context->errorLimit)}};
    }
    if (!reason.isEmpty())
        static_cast<void>(m_store.stop(m_context->id, reason)); // a lost connection here: the next chunk stops it
}

} // namespace bulkhead
