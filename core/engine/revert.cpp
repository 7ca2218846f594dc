// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/revert.h"

#include "core/engine/insertedrows.h"
#include "core/engine/jobmaking.h"
#include "core/engine/jobvetting.h"
#include "core/engine/previewer.h"
#include "core/engine/startrules.h"
#include "core/job/rowpage.h"
#include "core/store/access.h"

#include <QDateTime>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// A change with the page that holds it.
struct Undone
{
    const TableChanges *table = nullptr;
    RowChange change;
};

bool isUndone(ChangeKind kind)
{
    return kind == ChangeKind::Insert || kind == ChangeKind::Update || kind == ChangeKind::Delete;
}

/// Whether the operation works on that table: a job's record may be another person's word.
bool isOf(const Operation &operation, const QString &table)
{
    const EffectSpec &effect = operation.effect;
    if (effect.kind == EffectKind::Montages)
        return table == "montages"_L1 || table == "montage_items"_L1;
    return table == effect.table || effect.tables.contains(table);
}

/// Plans the child: a chunk for each chunk of the parent that changed something, the last one first.
class RevertPlan
{
public:
    RevertPlan(JobStore &store, const JobContext &parent)
        : m_store(store), m_parent(parent), m_inserted(parent, store.connection().kind())
    {}

    /// The chunk as the child's, or nothing where there is nothing to take back.
    Result<std::optional<NewChunk>> chunk(const Chunk &chunk)
    {
        const Result<QByteArray> rows = m_store.chunkRows(m_parent.id, chunk.no);
        const Result<QByteArray> changed = m_store.chunkChanges(m_parent.id, chunk.no);
        if (!rows || !changed)
            return !rows ? rows.error() : changed.error();
        const Result<RowPage> page = RowPage::read(*rows);
        const Result<ChangePage> changes = ChangePage::read(*changed);
        if (!page || !changes)
            return damagedRows();
        std::vector<Undone> undone;
        for (const TableChanges &table : changes->tables()) {
            if (!isOf(m_parent.operation, table.table))
                return Error{
                    u"FOREIGN_TABLE"_s,
                    Text{QT_TRANSLATE_NOOP(
                             "core",
                             "What the job says it changed is in the table “%1”, which its operation does not name."),
                         {table.table}},
                    Text{
                        QT_TRANSLATE_NOOP("core", "Nothing is put back: somebody may have changed the job's record.")}};
            for (const RowChange &change : table.rows) {
                if (isUndone(change.kind))
                    undone.push_back({&table, change});
            }
        }
        if (changed->isEmpty()) {
            const Result<QByteArray> settled = m_store.chunkResults(m_parent.id, chunk.no);
            if (!settled)
                return settled.error();
            const Result<ResultPage> results = ResultPage::read(*settled);
            if (!results)
                return damagedRows();
            if (!results->ids.isEmpty()) {
                const TableChanges &inserted = m_inserted.read(*page, *results);
                for (const RowChange &change : inserted.rows)
                    undone.push_back({&inserted, change});
            }
        }
        if (undone.empty())
            return std::optional<NewChunk>();
        std::ranges::sort(undone, {}, [](const Undone &u) { return u.change.row; });
        NewChunk child = build(*page, undone);
        child.changes = isAllOf(*changes, undone) ? *changed : images(undone);
        return std::optional(std::move(child));
    }

private:
    /// The parent's page can stand as it is: all of it is undone, and its rows are numbered like the child's.
    static bool isAllOf(const ChangePage &page, const std::vector<Undone> &undone)
    {
        if (page.tables().size() != 1 || page.tables().front().rows.size() != undone.size())
            return false;
        const std::vector<RowChange> &rows = page.tables().front().rows;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i].row != i)
                return false;
        }
        return true;
    }

    /// Numbers the changes as its rows.
    NewChunk build(const RowPage &page, std::vector<Undone> &undone)
    {
        RowPageBuilder rows;
        NewChunk chunk{.no = m_no++, .firstItem = m_nextItem, .itemCount = qint64(undone.size())};
        m_nextItem += chunk.itemCount;
        for (std::size_t i = 0; i < undone.size(); ++i) {
            const RowPage::Row &row = page.rows()[undone[i].change.row];
            const auto key = std::size_t(undone[i].table->columns.indexOf(undone[i].table->key));
            const auto image = undone[i].change.after.empty() ? undone[i].change.before : undone[i].change.after;
            const QByteArray table = undone[i].table->table.toUtf8();
            const std::array<QByteArrayView, 2> cells{
                table, QByteArrayView(image[key].bytes.data(), qsizetype(image[key].bytes.size()))};
            rows.add(row.row, row.line, cells, {}, false, false);
            chunk.firstRow = i == 0 ? row.row : chunk.firstRow;
            chunk.lastRow = row.row;
            undone[i].change.row = i;
        }
        chunk.rows = RowPageBuilder::compress(rows.take());
        return chunk;
    }

    static QByteArray images(std::vector<Undone> &undone)
    {
        std::ranges::stable_sort(undone, {}, [](const Undone &u) { return u.table; });
        ChangePageBuilder changes;
        const TableChanges *table = nullptr;
        for (const Undone &one : undone) {
            if (one.table != table)
                changes.beginTable(one.table->table, one.table->key, one.table->columns);
            table = one.table;
            changes.add(one.change);
        }
        return changes.take();
    }

    JobStore &m_store;
    const JobContext &m_parent;
    InsertedRows m_inserted;
    qint64 m_no = 0;
    qint64 m_nextItem = 1;
};

Status planChunks(JobStore &store, const JobContext &parent, const QUuid &child, const PlanObserver &observer)
{
    Result<std::vector<Chunk>> chunks = store.chunks(parent.id);
    if (!chunks)
        return chunks.error();
    RevertPlan plan(store, parent);
    PlanProgress progress{.rows = 0, .refused = 0, .share = 0};
    std::ranges::reverse(chunks.value());
    for (std::size_t i = 0; i < chunks->size(); ++i) {
        const Chunk &chunk = chunks.value()[i];
        if (chunk.state != ChunkState::Done)
            continue;
        Result<std::optional<NewChunk>> undone = plan.chunk(chunk);
        if (!undone)
            return undone.error();
        if (!*undone)
            continue;
        progress.rows += undone.value()->itemCount;
        progress.share = double(i + 1) / double(chunks->size());
        if (const Status kept = store.appendChunks(child, std::span(&*undone.value(), 1)); !kept)
            return kept;
        if (observer && !observer(progress))
            return Error{u"INTERRUPTED"_s,
                         Text{QT_TRANSLATE_NOOP(
                             "core", "Interrupted while the changes were being collected; nothing was written.")},
                         {}};
    }
    return Done{};
}

/// A revert is asked what any job is asked: no more may be put back unasked than may be written.
Status release(JobStore &store, const QUuid &child, const JobSpec &spec, const Operation &operation)
{
    if (spec.preview)
        return store.awaitPerson(child, JobAwaits::Start, {});
    const Result<JobCounts> counts = store.counts(child);
    if (!counts)
        return counts.error();
    const StartNeeds needs = startNeeds(operation, counts->total, spec.confirmedRows, spec.reason);
    if (!needs.missing.isEmpty())
        return store.awaitPerson(child, JobAwaits::Start, needs.missing);
    if (needs.isApproval)
        return store.awaitPerson(child, JobAwaits::Approval, needs.approval);
    return store.finishPlan(child);
}

Error notRevertible(Text why)
{
    return {u"NOT_REVERTIBLE"_s, std::move(why), {}};
}

} // namespace

Status canRevert(JobStore &store, const Job &job)
{
    if (!isFinal(job.state))
        return Error{u"JOB_NOT_FINISHED"_s, Text{QT_TRANSLATE_NOOP("core", "This job is not finished yet.")},
                     Text{QT_TRANSLATE_NOOP("core", "Wait for its end, or cancel it, and take it back then.")}};
    const Result<std::shared_ptr<const JobContext>> context = JobContext::of(job);
    if (!context)
        return context.error();
    if (!(*context)->operation.writes())
        return notRevertible({QT_TRANSLATE_NOOP("core", "This job only read; there is nothing to take back.")});
    if (!(*context)->operation.revertible)
        return notRevertible({QT_TRANSLATE_NOOP("core", "The operation %1 cannot be taken back."), {job.operation}});
    if (job.counts.succeeded == 0)
        return Error{u"NOTHING_TO_REVERT"_s, Text{QT_TRANSLATE_NOOP("core", "This job changed nothing.")}, {}};
    const bool isForgotten = job.revertibleUntil > 0 && job.revertibleUntil < QDateTime::currentMSecsSinceEpoch();
    if (isForgotten)
        return Error{
            u"IMAGES_GONE"_s,
            Text{QT_TRANSLATE_NOOP("core", "What the job changed was kept for a limited time, which is over.")},
            Text{QT_TRANSLATE_NOOP("core", "Settings say how long the changes of new jobs are kept.")}};
    const Result<std::vector<Job>> children = store.jobs(
        {.states = {}, .operation = {}, .text = {}, .parentId = job.id, .openOrSince = {}, .limit = 1000, .after = {}});
    if (!children)
        return children.error();
    for (const Job &child : *children) {
        if (child.kind != JobKind::Revert)
            continue;
        if (!isFinal(child.state))
            return Error{
                u"REVERT_RUNNING"_s, Text{QT_TRANSLATE_NOOP("core", "This job is being taken back already.")}, {}};
        if (child.state == JobState::Completed)
            return Error{u"ALREADY_REVERTED"_s, Text{QT_TRANSLATE_NOOP("core", "This job was taken back already.")},
                         Text{QT_TRANSLATE_NOOP("core", "To apply it once more, revert the job that took it back.")}};
    }
    return Done{};
}

Result<QUuid> revertJob(JobStore &store, const RevertRequest &request, const PlanObserver &observer,
                        const std::function<void(const QUuid &)> &onCreated)
{
    const Result<Job> parent = existingJob(store, request.parent);
    if (!parent)
        return parent.error();
    if (const Status can = canRevert(store, *parent); !can)
        return can.error();
    const Result<std::shared_ptr<const JobContext>> context = JobContext::of(*parent);
    if (!context)
        return context.error();
    if (const Status allowed = requireRole(store.connection(), (*context)->operation.revertRole); !allowed)
        return allowed.error();
    if (const Status vouched = requireVouched(store.connection(), *parent, **context); !vouched)
        return vouched.error();
    const Result<QString> actor = vouchedActor(store.connection(), request.actor);
    if (!actor)
        return actor.error();
    const qint64 limit = (*context)->operation.limits.confirmAbove;
    if (limit > 0 && parent->counts.succeeded > limit && request.reason.trimmed().isEmpty())
        return Error{
            u"REASON_NEEDED"_s,
            Text{QT_TRANSLATE_NOOP("core", "This job has %1 rows, more than the %2 that may run unasked: say why."),
                 {QString::number(parent->counts.succeeded), QString::number(limit)}},
            {}};
    JobSpec spec = (*context)->spec;
    spec.source = {.kind = SourceSpec::Kind::Revert,
                   .path = {},
                   .name = spec.source.name,
                   .dialect = {},
                   .columns = {u"table"_s, u"key"_s}};
    spec.mapping = {};
    spec.options.firstRows.reset();
    spec.options.maxErrors.reset();
    spec.options.maxErrorsPercent.reset();
    spec.options.pauseAtPercent.reset();
    spec.options.stopOnError = false;
    spec.preview = request.preview;
    spec.reason = request.reason;
    spec.confirmedRows = request.confirmedRows;
    spec.isTrusted = false; // it takes back what is there, whoever asks
    spec.reverts = request.parent;
    spec.actAs.clear();
    const NewJob job = newJob(store.connection().kind(), request.id, spec, *actor, request.parent);
    if (const Status created = createOwned(store, job, request.worker, onCreated); !created)
        return created.error();
    Status planned = planChunks(store, **context, job.id, observer);
    if (planned && request.preview)
        planned = Previewer(store).run(job.id, observer);
    if (planned)
        planned = release(store, job.id, spec, (*context)->operation);
    if (planned)
        return job.id;
    if (store.connection().isOpen())
        static_cast<void>(store.cancel(job.id, *actor, planned.error().message));
    return planned.error();
}

} // namespace bulkhead
