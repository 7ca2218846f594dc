// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/previewer.h"

#include "core/engine/jobcontext.h"
#include "core/job/rowpage.h"
#include "core/operation/rowinput.h"
#include "core/remote/watchedcall.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qint64 stateEveryMs = 500;

Error interrupted()
{
    return {u"INTERRUPTED"_s,
            Text{QT_TRANSLATE_NOOP("core", "Interrupted while the changes were being previewed; nothing was written.")},
            {}};
}

/// One chunk's answer.
Result<ChunkPreview> previewOf(JobStore &store, const JobContext &context, Effect &effect, const Chunk &chunk,
                               const std::function<bool()> &goesOn)
{
    const Result<QByteArray> blob = store.chunkRows(context.id, chunk.no);
    if (!blob)
        return blob.error();
    const Result<RowPage> page = RowPage::read(*blob);
    if (!page)
        return page.error();
    const Result<QByteArray> planned = store.plannedChanges(context.id, chunk.no);
    if (!planned)
        return planned.error();
    const Result<ChangePage> takenBack = ChangePage::read(*planned);
    if (!takenBack)
        return takenBack.error();
    const ChangePage *undo = context.isRevert() ? &*takenBack : nullptr;
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < page->rows().size(); ++i) {
        if (!page->rows()[i].refused)
            chosen.push_back(i);
    }
    SqlConnection &connection = store.connection();
    if (const Status ready = effect.prepare(connection, undo); !ready)
        return ready.error();
    const ChunkRows rows(*page, context.feeds);
    const auto ask = [&](std::stop_token stop) { return effect.gather(rows, chosen, stop); };
    Result<Gathering> gathered = context.asksServices() ? watchedCall(goesOn, ask) : ask({});
    if (!gathered)
        return gathered.error();
    if (gathered->cancelled)
        return interrupted();
    if (gathered->outage && !gathered->isFault)
        return Error{
            u"SERVICE_OUT"_s, gathered->outage->reason,
            Text{QT_TRANSLATE_NOOP("core", "Nothing was written; make the preview again once the service is back.")}};
    for (const Refusal &refusal : gathered->refused)
        std::erase(chosen, refusal.row);
    // Read-only for the database itself: that nothing is written is not left to us.
    if (const Status begun = connection.begin(TransactionKind::ReadOnly); !begun)
        return begun.error();
    Result<EffectOutcome> outcome = effect.preview(
        connection,
        {.rows = rows, .chosen = chosen, .takenBack = undo, .actor = context.actor, .isTrusted = context.isTrusted});
    connection.rollback();
    if (!outcome)
        return outcome.error();
    ChunkPreview preview{.changes = std::move(outcome->changes), .tally = std::move(outcome->tally), .refused = {}};
    preview.tally.services = gathered->tally;
    outcome->refused.insert(outcome->refused.end(), gathered->refused.begin(), gathered->refused.end());
    for (const Refusal &refusal : outcome->refused) {
        const RowPage::Row &row = page->rows()[refusal.row];
        preview.refused.push_back({.row = row.row,
                                   .line = row.line,
                                   .errors = refusal.errors(),
                                   .retryable = refusal.isTransient,
                                   .input = rowInput(page->cells(row), context.masked),
                                   .mended = {},
                                   .retriedIn = {}});
    }
    return preview;
}

} // namespace

Status Previewer::run(const QUuid &jobId, const PlanObserver &observer)
{
    const Result<Job> job = existingJob(m_store, jobId);
    if (!job)
        return job.error();
    const Result<std::shared_ptr<const JobContext>> context = JobContext::of(*job);
    if (!context)
        return context.error();
    const Result<std::vector<Chunk>> chunks = m_store.chunks(jobId);
    if (!chunks)
        return chunks.error();
    const std::unique_ptr<Effect> effect = (*context)->makeEffect(m_store.connection().kind(), m_services);
    PlanProgress progress{.rows = 0, .refused = 0, .share = 0};
    const auto total = double(std::max<qint64>(1, job->counts.total));
    QElapsedTimer sinceState;
    sinceState.start();
    const auto goesOn = [&] {
        if (observer && !observer(progress))
            return false;
        if (sinceState.elapsed() < stateEveryMs)
            return true;
        sinceState.restart();
        const Result<std::optional<Job>> now = m_store.job(jobId);
        return !now || (*now && !isFinal((*now)->state));
    };
    for (const Chunk &chunk : *chunks) {
        const Result<ChunkPreview> preview = previewOf(m_store, **context, *effect, chunk, goesOn);
        if (!preview) {
            m_store.connection().rollback();
            return preview.error();
        }
        if (const Status kept = m_store.recordPreview(jobId, chunk.no, *preview); !kept)
            return kept;
        progress.rows += chunk.itemCount;
        progress.refused += chunk.failed + qint64(preview->refused.size());
        progress.share = double(progress.rows) / total;
        if (observer && !observer(progress))
            return interrupted();
    }
    return Done{};
}

} // namespace bulkhead
