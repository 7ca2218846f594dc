// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/planner.h"

#include "core/engine/pageassembler.h"
#include "core/engine/previewer.h"
#include "core/engine/startrules.h"
#include "core/operation/rowinput.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QMap>
#include <QScopeGuard>
#include <QThreadPool>
#include <QtConcurrent/QtConcurrentRun>

#include <atomic>
#include <condition_variable>
#include <deque>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr std::size_t chunksInFlight = 4;
constexpr qsizetype bytesInFlight = 16 << 20;
constexpr std::chrono::milliseconds progressEvery{100};
/// How often the planner looks whether somebody cancelled the job.
constexpr qint64 stateEveryMs = 500;
/// Before a service that names the rows is asked again; the longer it is gone, the longer.
constexpr std::chrono::milliseconds shortestRestOfPlan{5'000};
constexpr std::chrono::milliseconds longestRestOfPlan{60'000};

/// Chunks on their way from the thread that reads and checks to the one that writes.
class ChunkQueue
{
public:
    void push(NewChunk chunk)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] {
            return m_stopped || m_chunks.empty() || (m_chunks.size() < chunksInFlight && m_bytes < bytesInFlight);
        });
        m_bytes += chunk.rows.size();
        m_chunks.push_back(std::move(chunk));
        m_changed.notify_all();
    }

    /// What is there, waiting a little for it; empty when nothing came, or at the end.
    std::vector<NewChunk> pop()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, progressEvery, [&] { return m_ended || !m_chunks.empty(); });
        std::vector<NewChunk> chunks(std::make_move_iterator(m_chunks.begin()),
                                     std::make_move_iterator(m_chunks.end()));
        m_chunks.clear();
        m_bytes = 0;
        m_changed.notify_all();
        return chunks;
    }

    void end()
    {
        const std::scoped_lock lock(m_mutex);
        m_ended = true;
        m_changed.notify_all();
    }
    bool isDrained()
    {
        const std::scoped_lock lock(m_mutex);
        return m_ended && m_chunks.empty();
    }
    /// The reader may end: nobody takes its chunks any more.
    void stop()
    {
        const std::scoped_lock lock(m_mutex);
        m_stopped = true;
        m_changed.notify_all();
    }
    bool isStopped() const { return m_stopped; }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<NewChunk> m_chunks;
    qsizetype m_bytes = 0;
    bool m_ended = false;
    std::atomic<bool> m_stopped = false;
};

int chunkSizeOf(const JobOptions &options, const Operation &operation, Database kind)
{
    if (options.chunkSize > 0)
        return options.chunkSize;
    return kind == Database::SQLite ? operation.sqliteChunkSize : operation.chunkSize;
}

} // namespace

/// What the reading thread tells.
struct Planner::ReadState
{
    std::atomic<qint64> rows = 0;
    std::atomic<qint64> refused = 0;
    std::atomic<double> share = -1;
    bool isStoreLost = false; ///< the chunks could not be kept: the source is not at fault
};

namespace {

Text tooManyErrors(qint64 failed, qint64 limit)
{
    return {QT_TRANSLATE_NOOP("core", "Stopped before anything was written: %1 rows do not pass their checks, and at "
                                      "most %2 may fail."),
            {QString::number(failed), QString::number(limit)}};
}

} // namespace

Result<CheckReport> checkRows(RowSource &source, const Operation &operation, const Mapping &mapping, int keep,
                              const PlanObserver &observer)
{
    const QStringList columns = source.spec().columns;
    const std::vector<bool> masked = maskedColumns(operation, columns, mapping);
    RowChecker checker(operation, columns, mapping);
    CheckReport report;
    QMap<QString, ErrorCount> errors;
    SourceRow row;
    CheckedRow checked;
    QElapsedTimer sinceTold;
    sinceTold.start();
    source.setWatch([&] {
        report.stopped =
            report.stopped || (observer && !observer({report.rows, report.rows - report.good, source.progress()}));
        return !report.stopped;
    });
    const auto unwatch = qScopeGuard([&] { source.setWatch({}); });
    while (true) {
        const Result<bool> more = source.next(row);
        if (!more && report.stopped)
            break;
        if (!more)
            return more.error();
        if (!*more)
            break;
        checker.check(row, checked);
        ++report.rows;
        if (checked.errors.empty()) {
            ++report.good;
        } else {
            const RowError &first = checked.errors.front();
            ErrorCount &count = errors[first.code];
            if (count.count++ == 0)
                count = {.code = first.code, .count = 1, .firstRow = row.row, .example = first.message};
            if (int(report.badRows.size()) < keep)
                report.badRows.push_back({.row = row.row,
                                          .line = row.line,
                                          .errors = checked.errors,
                                          .retryable = false,
                                          .input = rowInput(checked.cells, masked),
                                          .mended = {},
                                          .retriedIn = {}});
        }
        if ((report.rows & 255) == 0 && sinceTold.elapsed() >= progressEvery.count()) {
            sinceTold.restart();
            if (observer && !observer({report.rows, report.rows - report.good, source.progress()})) {
                report.stopped = true;
                break;
            }
        }
    }
    report.errors.assign(errors.begin(), errors.end());
    std::ranges::stable_sort(report.errors, std::ranges::greater(), &ErrorCount::count);
    return report;
}

Result<qint64> Planner::plan(const QUuid &jobId, const JobSpec &spec, RowSource &source, const PlanObserver &observer)
{
    ReadState state;
    const Status read = source.usesStore() ? readHere(jobId, spec, source, observer, state)
                                           : readBeside(jobId, spec, source, observer, state);
    if (!read && (read.error().code == "INTERRUPTED"_L1 || read.error().code == "CANCELLED"_L1 || state.isStoreLost))
        return read.error();
    if (!read)
        return afterUnreadable(jobId, spec, read.error());
    const qint64 rows = state.rows;
    if (const auto limit = spec.options.errorLimit(rows); limit && state.refused > *limit) {
        const Result<bool> stopped = m_store.stop(jobId, tooManyErrors(state.refused, *limit));
        return stopped ? Result<qint64>(rows) : Result<qint64>(stopped.error());
    }
    const Status ended = endPlan(jobId, spec, rows, observer);
    if (ended)
        return rows;
    // A dry run that cannot be made (no such table, say) would be tried again and again.
    if (ended.error().code != "INTERRUPTED"_L1 && m_store.connection().isOpen())
        static_cast<void>(m_store.stop(jobId, ended.error().toText()));
    return ended.error();
}

Result<qint64> Planner::afterUnreadable(const QUuid &jobId, const JobSpec &spec, const Error &error)
{
    const bool mayPass =
        error.code == "SERVICE_OUT"_L1 || error.code == "SERVICE_UNAVAILABLE"_L1 || error.code == "ANSWER_LOST"_L1;
    if (mayPass && !spec.preview) {
        const Result<std::optional<Job>> job = m_store.job(jobId);
        const qint64 age = job && *job ? QDateTime::currentMSecsSinceEpoch() - (*job)->createdAt : 0;
        const auto rest = std::clamp(std::chrono::milliseconds(age / 4), shortestRestOfPlan, longestRestOfPlan);
        const Status rests = m_store.restPlan(jobId, rest, error.toText());
        return rests ? Result<qint64>(0) : Result<qint64>(rests.error());
    }
    const Result<bool> stopped = m_store.stop(jobId, error.message);
    return stopped ? error : stopped.error();
}

/// Rows that a retry takes up are marked as taken with what the plan waits for, or not at all: nobody may
/// take them up a second time.
Status Planner::endPlan(const QUuid &jobId, const JobSpec &spec, qint64 rows, const PlanObserver &observer)
{
    if (spec.preview) {
        if (const Status previewed = Previewer(m_store, m_services).run(jobId, observer); !previewed)
            return previewed;
    }
    Transaction transaction(m_store.connection());
    if (const Status begun = transaction.begin(); !begun)
        return begun;
    if (m_takenUp) {
        if (const Status marked = m_store.markRetried(*m_takenUp, rows, jobId); !marked)
            return marked;
    }
    if (const Status waits = release(jobId, spec, rows); !waits)
        return waits;
    return transaction.commit();
}

/// What the plan waits for now that it is complete.
Status Planner::release(const QUuid &jobId, const JobSpec &spec, qint64 rows)
{
    if (spec.preview)
        return m_store.awaitPerson(jobId, JobAwaits::Start, {});
    const StartNeeds needs = startNeeds(m_operation, rows, spec.confirmedRows, spec.reason);
    if (!needs.missing.isEmpty())
        return m_store.awaitPerson(jobId, JobAwaits::Start, needs.missing);
    if (needs.isApproval)
        return m_store.awaitPerson(jobId, JobAwaits::Approval, needs.approval);
    return m_store.finishPlan(jobId);
}

Status Planner::keep(const QUuid &jobId, std::vector<NewChunk> chunks)
{
    for (NewChunk &chunk : chunks)
        chunk.rows = RowPageBuilder::compress(chunk.rows);
    return m_store.appendChunks(jobId, chunks);
}

/// Whether to go on: somebody may have told the program to end, or cancelled the job.
Status Planner::goesOn(const QUuid &jobId, const PlanObserver &observer, const PlanProgress &progress,
                       QElapsedTimer &sinceState)
{
    if (observer && !observer(progress))
        return Error{u"INTERRUPTED"_s,
                     Text{QT_TRANSLATE_NOOP("core", "Interrupted while the list was being read; nothing was written.")},
                     {}};
    if (sinceState.elapsed() < stateEveryMs)
        return Done{};
    sinceState.restart();
    const Result<std::optional<Job>> job = m_store.job(jobId);
    if (!job || (*job && !isFinal((*job)->state)))
        return Done{};
    return Error{u"CANCELLED"_s,
                 Text{QT_TRANSLATE_NOOP("core", "Cancelled while the list was being read; nothing was written.")},
                 {}};
}

/// Reads and checks to the end, or until `isStopped` says so; chunks go to `take` as they come.
Status Planner::readRows(RowSource &source, const JobSpec &spec, ReadState &state,
                         const std::function<void(NewChunk)> &take, const std::function<bool()> &isStopped) const
{
    RowChecker checker(m_operation, spec.source.columns, spec.mapping);
    PageAssembler assembler(m_operation, maskedColumns(m_operation, spec.source.columns, spec.mapping),
                            chunkSizeOf(spec.options, m_operation, m_store.connection().kind()), [&](NewChunk chunk) {
                                state.share = source.progress();
                                take(std::move(chunk));
                            });
    assembler.cutBehind(spec.options.firstRows.value_or(0));
    SourceRow row;
    CheckedRow checked;
    qint64 rows = 0;
    qint64 refused = 0;
    while (true) {
        const Result<bool> more = source.next(row);
        if (!more)
            return more.error();
        if (!*more)
            break;
        checker.check(row, checked);
        refused += checked.errors.empty() ? 0 : 1;
        assembler.add(row, checked);
        if ((++rows & 63) == 0) {
            state.rows.store(rows, std::memory_order_relaxed);
            state.refused.store(refused, std::memory_order_relaxed);
        }
        if (isStopped()) // after each row: hashing a password makes one take long
            return Done{};
    }
    assembler.finish();
    state.rows = rows;
    state.refused = refused;
    return Done{};
}

/// A source that needs the store's connection takes turns with the writing.
Status Planner::readHere(const QUuid &jobId, const JobSpec &spec, RowSource &source, const PlanObserver &observer,
                         ReadState &state)
{
    QElapsedTimer sinceState;
    sinceState.start();
    Status kept = Done{};
    const auto take = [&](NewChunk chunk) {
        if (!kept)
            return;
        std::vector<NewChunk> one;
        one.push_back(std::move(chunk));
        kept = keep(jobId, std::move(one));
        state.isStoreLost = !kept.ok();
        if (kept)
            kept = goesOn(jobId, observer, {state.rows, state.refused, state.share}, sinceState);
    };
    source.setWatch([&] {
        if (kept)
            kept = goesOn(jobId, observer, {state.rows, state.refused, state.share}, sinceState);
        return kept.ok();
    });
    const Status read = readRows(source, spec, state, take, [&] { return !kept.ok(); });
    source.setWatch({});
    return kept ? read : kept;
}

/// Reading and checking on a thread of their own, beside the writing.
Status Planner::readBeside(const QUuid &jobId, const JobSpec &spec, RowSource &source, const PlanObserver &observer,
                           ReadState &state)
{
    ChunkQueue queue;
    QThreadPool pool; // one thread of our own: reading must not wait for somebody else's work
    pool.setMaxThreadCount(1);
    QFuture<Status> reading = QtConcurrent::run(&pool, [&] {
        Status status = readRows(
            source, spec, state, [&](NewChunk chunk) { queue.push(std::move(chunk)); },
            [&] { return queue.isStopped(); });
        queue.end();
        return status;
    });
    QElapsedTimer sinceState;
    sinceState.start();
    Status going = Done{};
    while (going && !queue.isDrained()) {
        if (std::vector<NewChunk> chunks = queue.pop(); !chunks.empty()) {
            going = keep(jobId, std::move(chunks));
            state.isStoreLost = !going.ok();
        }
        if (going)
            going = goesOn(jobId, observer, {state.rows, state.refused, state.share}, sinceState);
    }
    if (going)
        return reading.result();
    queue.stop();
    reading.waitForFinished();
    return going;
}

} // namespace bulkhead
