// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/planner.h"

#include "core/engine/pageassembler.h"
#include "core/operation/rowinput.h"

#include <QElapsedTimer>
#include <QMap>
#include <QThreadPool>
#include <QtConcurrent/QtConcurrentRun>

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
        std::vector<NewChunk> chunks(std::make_move_iterator(m_chunks.begin()), std::make_move_iterator(m_chunks.end()));
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
    bool isStopped()
    {
        const std::scoped_lock lock(m_mutex);
        return m_stopped;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<NewChunk> m_chunks;
    qsizetype m_bytes = 0;
    bool m_ended = false;
    bool m_stopped = false;
};

/// What the reading thread tells.
struct ReadState
{
    std::atomic<qint64> rows = 0;
    std::atomic<qint64> refused = 0;
    std::atomic<double> share = -1;
};

int chunkSizeOf(const JobOptions &options, const Operation &operation, Database kind)
{
    if (options.chunkSize > 0)
        return options.chunkSize;
    return kind == Database::SQLite ? operation.sqliteChunkSize : operation.chunkSize;
}

Status readRows(RowSource &source, const Operation &operation, const JobSpec &spec, int chunkSize, ReadState &state,
                ChunkQueue &queue)
{
    RowChecker checker(operation, spec.source.columns, spec.mapping);
    PageAssembler assembler(operation, maskedColumns(operation, spec.source.columns, spec.mapping),
                            chunkSize, [&](NewChunk chunk) {
                                state.share = source.progress();
                                queue.push(std::move(chunk));
                            });
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
            if (queue.isStopped())
                return Done{};
        }
    }
    assembler.finish();
    state.rows = rows;
    state.refused = refused;
    return Done{};
}

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
    while (true) {
        const Result<bool> more = source.next(row);
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
                report.badRows.push_back({.row = row.row, .line = row.line, .errors = checked.errors, .retryable = false,
                                          .input = rowInput(checked.cells, masked), .mended = {}, .retriedIn = {}});
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
    ChunkQueue queue;
    QThreadPool pool; // one thread of our own: reading must not wait for somebody else's work
    pool.setMaxThreadCount(1);
    const int chunkSize = chunkSizeOf(spec.options, m_operation, m_store.connection().kind());
    QFuture<Status> reading = QtConcurrent::run(&pool, [&] {
        Status status = readRows(source, m_operation, spec, chunkSize, state, queue);
        queue.end();
        return status;
    });
    const auto abandon = [&] {
        queue.stop();
        reading.waitForFinished();
    };

    QElapsedTimer sinceState;
    sinceState.start();
    while (!queue.isDrained()) {
        std::vector<NewChunk> chunks = queue.pop();
        for (NewChunk &chunk : chunks)
            chunk.rows = RowPageBuilder::compress(chunk.rows);
        if (!chunks.empty()) {
            if (const Status kept = m_store.appendChunks(jobId, chunks); !kept) {
                abandon();
                return kept.error();
            }
        }
        if (observer && !observer({state.rows, state.refused, state.share})) {
            abandon();
            return Error{u"INTERRUPTED"_s,
                         Text{QT_TRANSLATE_NOOP("core", "Interrupted while the list was being read; nothing was written.")},
                         {}};
        }
        if (sinceState.elapsed() < stateEveryMs)
            continue;
        sinceState.restart();
        const Result<std::optional<Job>> job = m_store.job(jobId);
        if (!job || (*job && !isFinal((*job)->state)))
            continue;
        abandon();
        return Error{u"CANCELLED"_s, Text{QT_TRANSLATE_NOOP("core", "Cancelled while the list was being read; nothing was written.")}, {}};
    }
    if (const Status read = reading.result(); !read) {
        const Result<bool> stopped = m_store.stop(jobId, read.error().message);
        return stopped ? read.error() : stopped.error();
    }
    const qint64 rows = state.rows;
    if (const auto limit = spec.options.errorLimit(rows); limit && state.refused > *limit) {
        const Result<bool> stopped = m_store.stop(jobId, tooManyErrors(state.refused, *limit));
        return stopped ? Result<qint64>(rows) : Result<qint64>(stopped.error());
    }
    if (const Status finished = m_store.finishPlan(jobId); !finished)
        return finished.error();
    return rows;
}

} // namespace bulkhead
