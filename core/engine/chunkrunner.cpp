// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/chunkrunner.h"

#include "core/engine/backoff.h"
#include "core/engine/workforce.h"
#include "core/operation/rowinput.h"

#include <QElapsedTimer>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr auto firstRestAfterFault = std::chrono::seconds(2); ///< doubles with each further one

}

/// What one try of a chunk gathers.
struct ChunkRunner::Attempt
{
    const ChunkClaim &claim;
    RowPage page{};
    std::vector<std::size_t> chosen{};   ///< rows that passed their checks and are to be applied
    std::optional<std::size_t> stopAt{}; ///< the first bad row, where the job stops at it
    ChunkOutcome outcome{};
    ResultPage results{};
    QElapsedTimer clock{};
    std::vector<bool> isRefused{}; ///< by row: by its checks, by the preview, or by a service just now
    std::vector<std::pair<std::size_t, Failure>> refusedByService{}; ///< by row
    std::vector<std::size_t> unchanged{};
    ServiceTally services{};               ///< what was asked, in earlier tries too, and what was said now
    std::optional<ChangePage> expected{};  ///< of a preview
    std::optional<ChangePage> takenBack{}; ///< of a revert

    Failure failureOf(std::size_t row, std::vector<RowError> errors, bool retryable,
                      const std::vector<bool> &masked) const
    {
        const RowPage::Row &stored = page.rows()[row];
        return {.row = stored.row,
                .line = stored.line,
                .errors = std::move(errors),
                .retryable = retryable,
                .input = rowInput(page.cells(stored), masked),
                .mended = {},
                .retriedIn = {}};
    }

    /// What a service said of rows behind this one no longer counts: nothing is done to them.
    void stopBefore(std::size_t first)
    {
        stopAt = first;
        std::erase_if(refusedByService, [&](const auto &refused) {
            if (refused.first > first)
                isRefused[refused.first] = false;
            return refused.first > first;
        });
    }

    /// Chooses the rows to apply; behind `stopAt` none.
    void choose()
    {
        chosen.clear();
        for (std::size_t i = 0; i < page.rows().size(); ++i) {
            if (stopAt && i >= *stopAt)
                break;
            if (!isRefused[i])
                chosen.push_back(i);
        }
    }
};

ChunkRunner::ChunkRunner(JobStore &store, std::shared_ptr<const JobContext> context, Options options)
    : m_store(store), m_context(std::move(context)),
      m_effect(m_context->makeEffect(store.connection().kind(), options.services)), m_options(std::move(options))
{}

ChunkRunner::Outcome ChunkRunner::run(const ChunkClaim &claim, std::stop_token stop)
{
    Attempt attempt{.claim = claim};
    attempt.clock.start();
    Result<RowPage> page = RowPage::read(claim.rows);
    if (!page) { // nothing can be said of rows that cannot be read
        static_cast<void>(m_store.stop(m_context->id, page.error().message));
        return Outcome::Lost;
    }
    attempt.page = page.take();
    if (const Status loaded = loadImages(attempt); !loaded)
        return afterError(attempt, loaded.error());
    if (m_context->spec.options.stopOnError) {
        const auto bad = std::ranges::find(attempt.isRefused, true);
        if (bad != attempt.isRefused.end())
            attempt.stopAt = std::size_t(bad - attempt.isRefused.begin());
    }
    attempt.choose();
    if (const Status ready = m_effect->prepare(m_store.connection(), attempt.takenBack ? &*attempt.takenBack : nullptr);
        !ready)
        return afterError(attempt, ready.error());
    if (const std::optional<Outcome> ended = gather(attempt, stop))
        return *ended;
    const Result<bool> done = perform(attempt);
    if (!done)
        return afterError(attempt, done.error());
    if (!*done)
        return Outcome::Lost;
    stopJobIfTold(attempt);
    return Outcome::Done;
}

/// What the preview said of the chunk, and what a revert is to take back.
Status ChunkRunner::loadImages(Attempt &attempt)
{
    const ChunkClaim &claim = attempt.claim;
    attempt.isRefused.resize(attempt.page.rows().size());
    for (std::size_t i = 0; i < attempt.isRefused.size(); ++i)
        attempt.isRefused[i] = attempt.page.rows()[i].refused;
    if (!claim.changes.isEmpty()) {
        Result<ChangePage> takenBack = ChangePage::read(claim.changes);
        if (!takenBack)
            return takenBack.error();
        attempt.takenBack = takenBack.take();
    }
    if (!claim.isPreviewed)
        return Done{};
    const Result<std::vector<qint64>> refused = m_store.refusedRows(claim.jobId, claim.no);
    if (!refused)
        return refused.error();
    for (const qint64 number : *refused) {
        const auto row = std::ranges::lower_bound(attempt.page.rows(), number, {}, &RowPage::Row::row);
        attempt.isRefused[std::size_t(row - attempt.page.rows().begin())] = true;
    }
    const Result<QByteArray> blob = m_store.chunkPreview(claim.jobId, claim.no);
    if (!blob)
        return blob.error();
    Result<ChangePage> expected = ChangePage::read(*blob);
    if (!expected)
        return expected.error();
    attempt.expected = expected.take();
    return Done{};
}

/// With no transaction open. Rows of which a service says no go no further; when it is gone, nothing was said of any
/// row.
std::optional<ChunkRunner::Outcome> ChunkRunner::gather(Attempt &attempt, std::stop_token stop)
{
    if (attempt.chosen.empty())
        return std::nullopt;
    const ChunkRows rows(attempt.page, m_context->feeds);
    Result<Gathering> gathered = m_effect->gather(rows, attempt.chosen, stop);
    if (!gathered)
        return afterError(attempt, gathered.error());
    const auto giveBack = [&](const Text &why) {
        return m_store.release(attempt.claim, {}, why) ? Outcome::Released : Outcome::Broken;
    };
    const auto answers = std::exchange(gathered->tally.answers, {});
    if (!gathered->tally.isEmpty())
        attempt.services = m_options.tries->spend(m_context->id, attempt.claim.no, gathered->tally);
    attempt.services.answers = answers;
    if (gathered->outage && isWorthARest(attempt.claim, *gathered)) {
        // The job first, or another worker would take the chunk up at once. That it rests already is as well.
        if (const Result<bool> rests = m_store.rest(m_context->id, gathered->outage->left, gathered->outage->reason);
            !rests)
            return Outcome::Broken;
        return giveBack(gathered->outage->reason);
    }
    if (gathered->cancelled)
        return giveBack({QT_TRANSLATE_NOOP("core", "Interrupted while a service was asked.")});
    std::ranges::sort(gathered->refused, {}, &Refusal::row);
    for (Refusal &refusal : gathered->refused) {
        attempt.isRefused[refusal.row] = true;
        attempt.refusedByService.emplace_back(
            refusal.row, attempt.failureOf(refusal.row, refusal.errors(), refusal.isTransient, m_context->masked));
        if (m_context->spec.options.stopOnError) {
            attempt.stopAt = refusal.row;
            break;
        }
    }
    attempt.choose();
    return std::nullopt;
}

/// A service that is gone comes back. One that is there and fails over the same rows again and again may do so for
/// ever: after as many tries as a chunk has, those rows have failed, and a person may retry them.
bool ChunkRunner::isWorthARest(const ChunkClaim &claim, Gathering &gathering)
{
    if (!gathering.isFault)
        return true;
    const int faults = m_options.tries->addFault(claim.jobId, claim.no);
    if (faults > m_context->spec.options.maxRetries)
        return false;
    const std::chrono::milliseconds rest = firstRestAfterFault * (1 << std::min(faults - 1, 5));
    gathering.outage->left = std::max(gathering.outage->left, rest);
    return true;
}

/// `false`: the claim was lost.
Result<bool> ChunkRunner::perform(Attempt &attempt)
{
    const std::unique_lock<std::mutex> turn = takeTurn(m_options.writer);
    SqlConnection &connection = m_store.connection();
    while (true) {
        Transaction transaction(connection);
        const bool isSnapshot = m_effect->worksOnSnapshot() && !m_isContended;
        if (const Status begun = transaction.begin(isSnapshot ? TransactionKind::Snapshot : TransactionKind::Current);
            !begun)
            return begun.error();
        const Result<bool> holds = m_store.holdsClaim(attempt.claim);
        if (!holds || !*holds)
            return holds;
        const ChunkRows rows(attempt.page, m_context->feeds);
        Result<EffectOutcome> effect =
            m_effect->apply(connection, {.rows = rows,
                                         .chosen = attempt.chosen,
                                         .expected = attempt.expected ? &*attempt.expected : nullptr,
                                         .takenBack = attempt.takenBack ? &*attempt.takenBack : nullptr,
                                         .actor = m_context->actor,
                                         .isTrusted = m_context->isTrusted,
                                         .isSnapshot = isSnapshot});
        if (!effect && isSnapshot && connection.diagnosis().isSerializationFailure()) {
            m_isContended = true;
            continue;
        }
        if (!effect)
            return effect.error();
        if (m_context->spec.options.stopOnError && !effect->refused.empty()) {
            const std::size_t first = std::ranges::min(effect->refused, {}, &Refusal::row).row;
            // What was applied behind the first bad row must not stay: once more, up to it. The refusal
            // is kept; the rows before it went through just now.
            if (attempt.chosen.back() > first) {
                const auto it = std::ranges::find(effect->refused, first, &Refusal::row);
                attempt.outcome.failures = {attempt.failureOf(first, it->errors(), false, m_context->masked)};
                attempt.stopBefore(first);
                attempt.choose();
                continue;
            }
            attempt.stopBefore(first);
        }
        for (Refusal &refusal : effect->refused)
            attempt.outcome.failures.push_back(
                attempt.failureOf(refusal.row, refusal.errors(), false, m_context->masked));
        attempt.results.ids = std::move(effect->ids);
        attempt.unchanged = std::move(effect->unchanged);
        attempt.outcome.changes = std::move(effect->changes);
        attempt.outcome.tally = std::move(effect->tally);
        const Result<bool> recorded = record(attempt);
        if (!recorded || !*recorded)
            return recorded;
        for (const auto &[kind, detail] : effect->events) {
            if (const Status told = m_store.addEvent(m_context->id, kind, detail); !told)
                return told.error();
        }
        // A worker that slept through its lease must not commit: the fence would stop it too, but why try.
        if (m_options.leaseEnds && std::chrono::steady_clock::now() > m_options.leaseEnds())
            return false;
        if (const Status committed = transaction.commit(); !committed)
            return committed.error();
        m_options.tries->forget(m_context->id, attempt.claim.no);
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
    for (const std::size_t row : attempt.unchanged)
        states[row] = ItemState::Skipped;
    for (auto &[row, failure] : attempt.refusedByService)
        outcome.failures.push_back(failure);
    for (const Failure &failure : outcome.failures) {
        const auto row = std::ranges::lower_bound(attempt.page.rows(), failure.row, {}, &RowPage::Row::row);
        states[std::size_t(row - attempt.page.rows().begin())] = ItemState::Failed;
    }
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (attempt.isRefused[i])
            states[i] = ItemState::Failed;
    }
    outcome.skipped = std::ranges::count(states, ItemState::Skipped);
    outcome.succeeded = std::ranges::count(states, ItemState::Succeeded);
    outcome.cancelled = std::ranges::count(states, ItemState::Cancelled);
    outcome.results = attempt.results.write();
    outcome.durationMs = attempt.clock.elapsed();
    outcome.tally.services = attempt.services;
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

void ChunkRunner::tidyUp()
{
    if (!m_effect->tidiesUp())
        return;
    const Result<JobCounts> counts = m_store.counts(m_context->id);
    const Result<std::vector<Job>> open =
        m_store.jobs({.states = {JobState::Queued, JobState::Processing, JobState::Paused},
                      .operation = m_context->operation.id,
                      .text = {},
                      .parentId = {},
                      .openOrSince = {},
                      .after = {}});
    // One that a person paused may stay so for ever; one that rests goes on by itself.
    const auto goesOn = [&](const Job &job) {
        return job.id != m_context->id && (job.state != JobState::Paused || job.resumesAt > 0);
    };
    if (!counts || counts->open() > 0 || !open || std::ranges::any_of(*open, goesOn))
        return;
    for (bool isAll = false; !isAll;) {
        const std::unique_lock<std::mutex> turn = takeTurn(m_options.writer);
        Transaction transaction(m_store.connection());
        if (!transaction.begin())
            return;
        const Result<Tidied> tidied = m_effect->tidyUp(m_store.connection());
        if (!tidied)
            return;
        for (const auto &[kind, detail] : tidied->events) {
            if (!m_store.addEvent(m_context->id, kind, detail))
                return;
        }
        if (!transaction.commit())
            return;
        isAll = tidied->isAll;
    }
}

ChunkRunner::Outcome ChunkRunner::resolve(JobStore &store, const ChunkClaim &claim)
{
    const Result<bool> recorded = store.wasRecorded(claim);
    if (!recorded)
        return Outcome::Broken;
    if (*recorded)
        return Outcome::Done;
    // If the old session commits only now, this waits for its lock and then finds nothing to give back.
    const Status released = store.release(claim, backoff(claim.attempt),
                                          {QT_TRANSLATE_NOOP("core", "The connection to the database was lost.")});
    return released ? Outcome::Released : Outcome::Broken;
}

ChunkRunner::Outcome ChunkRunner::recordAllFailed(Attempt &attempt, const Error &error, bool retryable)
{
    const std::unique_lock<std::mutex> turn = takeTurn(m_options.writer);
    attempt.outcome = {};
    attempt.unchanged.clear();
    attempt.results.ids.clear();
    for (const std::size_t row : attempt.chosen)
        attempt.outcome.failures.push_back(
            attempt.failureOf(row, {{error.code, {}, error.message}}, retryable, m_context->masked));
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
    m_options.tries->forget(m_context->id, attempt.claim.no);
    stopJobIfTold(attempt);
    return Outcome::Done;
}

/// The job's own rules: the first error, or more failures than it allows.
void ChunkRunner::stopJobIfTold(const Attempt &attempt)
{
    // A lost connection here: the next chunk asks again.
    if (m_context->spec.options.firstRows || m_context->spec.options.pauseAtPercent)
        static_cast<void>(m_store.holdIfDue(m_context->id));
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
            reason = {QT_TRANSLATE_NOOP("core", "Stopped, since more rows failed (%1) than may (%2)."),
                      {QString::number(counts->failed), QString::number(*m_context->errorLimit)}};
    }
    if (!reason.isEmpty())
        static_cast<void>(m_store.stop(m_context->id, reason)); // a lost connection here: the next chunk stops it
}

} // namespace bulkhead
