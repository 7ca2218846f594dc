// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/items.h"

#include "core/engine/jobcontext.h"
#include "core/job/rowpage.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace bulkhead {

namespace {

constexpr std::size_t decodedChunks = 4;
constexpr int failuresAtOnce = 1000;

struct Decoded
{
    qint64 no = 0;
    RowPage page;
    ResultPage results;
    std::vector<qint64> refused; ///< by a preview, while the chunk is not done
    std::vector<QString> read;   ///< what a look-up found, by row
};

/// What was read of each row, as JSON: {"email": "…"}.
Result<std::vector<QString>> readings(JobStore &store, const QUuid &job, const Chunk &chunk)
{
    const Result<QByteArray> blob = store.chunkChanges(job, chunk.no);
    if (!blob)
        return blob.error();
    const Result<ChangePage> page = ChangePage::read(*blob);
    if (!page)
        return page.error();
    std::vector<QString> found(std::size_t(chunk.itemCount));
    for (const TableChanges &table : page->tables()) {
        for (const RowChange &change : table.rows) {
            if (change.kind != ChangeKind::Read || change.row >= found.size())
                continue;
            QJsonObject values;
            for (qsizetype i = 0; i < table.columns.size(); ++i)
                values.insert(table.columns[i], change.after[std::size_t(i)].isNull()
                                                    ? QJsonValue()
                                                    : QJsonValue(change.after[std::size_t(i)].toString()));
            found[change.row] = QString::fromUtf8(QJsonDocument(values).toJson(QJsonDocument::Compact));
        }
    }
    return found;
}

qint64 matching(const Chunk &chunk, ItemFilter filter)
{
    const qint64 others = chunk.itemCount - chunk.succeeded - chunk.failed - chunk.skipped - chunk.unknown;
    const bool ended = chunk.state == ChunkState::Done || chunk.state == ChunkState::Cancelled;
    switch (filter) {
    case ItemFilter::All:
        return chunk.itemCount;
    case ItemFilter::Failed:
        return chunk.failed;
    case ItemFilter::Succeeded:
        return chunk.succeeded;
    case ItemFilter::Skipped:
        return chunk.skipped;
    case ItemFilter::Cancelled:
        return ended ? others : 0;
    case ItemFilter::Pending:
        return ended ? 0 : others;
    }
    return 0;
}

bool matches(ItemState state, ItemFilter filter)
{
    switch (filter) {
    case ItemFilter::All:
        return true;
    case ItemFilter::Failed:
        return state == ItemState::Failed;
    case ItemFilter::Succeeded:
        return state == ItemState::Succeeded;
    case ItemFilter::Skipped:
        return state == ItemState::Skipped;
    case ItemFilter::Cancelled:
        return state == ItemState::Cancelled;
    case ItemFilter::Pending:
        return state == ItemState::Pending;
    }
    return false;
}

ItemState stateOf(const Chunk &chunk, const Decoded &decoded, std::size_t index)
{
    if (index < decoded.results.states.size())
        return decoded.results.states[index];
    const RowPage::Row &row = decoded.page.rows()[index];
    if (row.refused || std::ranges::binary_search(decoded.refused, row.row))
        return ItemState::Failed;
    return chunk.state == ChunkState::Cancelled ? ItemState::Cancelled : ItemState::Pending;
}

} // namespace

struct ItemReader::State
{
    JobStore &store;
    Job job;
    QStringList columns;
    std::vector<bool> masked;
    bool isLookup = false;
    std::vector<Chunk> chunks;
    std::vector<std::shared_ptr<const Decoded>> cache; ///< most recently used last

    Result<std::shared_ptr<const Decoded>> decoded(const Chunk &chunk);
    Result<std::shared_ptr<const Decoded>> decodedOfRow(qint64 row);
    Item item(const Chunk &chunk, const Decoded &decoded, std::size_t index) const;
    Status addErrors(std::vector<Item> &items);
    Result<std::vector<Item>> failedPage(const ItemQuery &query, qint64 offset, int limit);
    Status eachFailed(const ItemQuery &query, const std::function<bool(const Item &)> &visit);
    FailureQuery failureQuery(const ItemQuery &query) const;
};

FailureQuery ItemReader::State::failureQuery(const ItemQuery &query) const
{
    return {.jobId = job.id,
            .code = query.code,
            .field = {},
            .text = query.text,
            .rows = {},
            .notRetried = false,
            .sort = query.sort,
            .descending = query.descending};
}

Result<std::shared_ptr<const Decoded>> ItemReader::State::decoded(const Chunk &chunk)
{
    const auto known = std::ranges::find_if(cache, [&](const auto &d) { return d->no == chunk.no; });
    if (known != cache.end()) {
        std::rotate(known, known + 1, cache.end());
        return cache.back();
    }
    const Result<QByteArray> rows = store.chunkRows(job.id, chunk.no);
    if (!rows)
        return rows.error();
    Result<RowPage> page = RowPage::read(*rows);
    if (!page)
        return page.error();
    ResultPage results;
    if (chunk.state == ChunkState::Done) {
        const Result<QByteArray> blob = store.chunkResults(job.id, chunk.no);
        if (!blob)
            return blob.error();
        Result<ResultPage> read = ResultPage::read(*blob);
        if (!read)
            return read.error();
        results = read.take();
    }
    std::vector<qint64> refused;
    if (chunk.state != ChunkState::Done && chunk.failed > 0) {
        Result<std::vector<qint64>> numbers = store.refusedRows(job.id, chunk.no);
        if (!numbers)
            return numbers.error();
        refused = numbers.take();
    }
    std::vector<QString> found;
    if (isLookup && chunk.state == ChunkState::Done) {
        Result<std::vector<QString>> values = readings(store, job.id, chunk);
        if (!values)
            return values.error();
        found = values.take();
    }
    if (cache.size() >= decodedChunks)
        cache.erase(cache.begin());
    cache.push_back(std::make_shared<const Decoded>(
        Decoded{chunk.no, page.take(), std::move(results), std::move(refused), std::move(found)}));
    return cache.back();
}

Result<std::shared_ptr<const Decoded>> ItemReader::State::decodedOfRow(qint64 row)
{
    for (const auto &decoded : cache) {
        const auto &rows = decoded->page.rows();
        if (!rows.empty() && rows.front().row <= row && row <= rows.back().row)
            return decoded;
    }
    const Result<std::optional<qint64>> no = store.chunkOfRow(job.id, row);
    if (!no)
        return no.error();
    const auto chunk = std::ranges::find(chunks, no->value_or(-1), &Chunk::no);
    if (chunk == chunks.end())
        return damagedRows();
    return decoded(*chunk);
}

Item ItemReader::State::item(const Chunk &chunk, const Decoded &decoded, std::size_t index) const
{
    const RowPage::Row &row = decoded.page.rows()[index];
    Item item{.item = chunk.firstItem + qint64(index),
              .row = row.row,
              .line = row.line,
              .state = stateOf(chunk, decoded, index),
              .cells = {},
              .undecoded = row.undecoded,
              .errors = {},
              .mended = {},
              .retriedIn = {},
              .result = index < decoded.read.size() ? decoded.read[index] : decoded.results.result(qsizetype(index))};
    for (const std::string_view cell : decoded.page.cells(row))
        item.cells.emplace_back(cell.data(), qsizetype(cell.size()));
    return item;
}

/// Failed rows of a page get their errors in one query.
Status ItemReader::State::addErrors(std::vector<Item> &items)
{
    FailureQuery query{.jobId = job.id, .code = {}, .field = {}, .text = {}, .rows = {}};
    for (const Item &item : items) {
        if (item.state == ItemState::Failed)
            query.rows.push_back(item.row);
    }
    if (query.rows.empty())
        return Done{};
    query.limit = int(query.rows.size());
    Result<std::vector<Failure>> failures = store.failures(query);
    if (!failures)
        return failures.error();
    for (Failure &failure : failures.value()) {
        const auto item = std::ranges::find(items, failure.row, &Item::row);
        if (item == items.end())
            continue;
        item->errors = std::move(failure.errors);
        item->retryable = failure.retryable;
        item->mended = failure.mended;
        item->retriedIn = failure.retriedIn;
    }
    return Done{};
}

Result<std::vector<Item>> ItemReader::State::failedPage(const ItemQuery &query, qint64 offset, int limit)
{
    FailureQuery sql = failureQuery(query);
    sql.offset = offset;
    sql.limit = limit;
    Result<std::vector<Failure>> failures = store.failures(sql);
    if (!failures)
        return failures.error();
    std::vector<Item> items;
    for (Failure &failure : failures.value()) {
        Item item{.row = failure.row,
                  .line = failure.line,
                  .state = ItemState::Failed,
                  .cells = {},
                  .errors = std::move(failure.errors),
                  .retryable = failure.retryable,
                  .mended = failure.mended,
                  .retriedIn = failure.retriedIn,
                  .result = {}};
        // For showing, the text that is searched is enough; exports take the bytes from the chunk.
        for (const QJsonValue &cell : QJsonDocument::fromJson(failure.input.toUtf8()).array())
            item.cells.push_back(cell.toString().toUtf8());
        items.push_back(std::move(item));
    }
    return items;
}

Status ItemReader::State::eachFailed(const ItemQuery &query, const std::function<bool(const Item &)> &visit)
{
    FailureQuery sql = failureQuery(query);
    sql.sort = FailureSort::Row;
    sql.descending = false;
    sql.limit = failuresAtOnce;
    sql.afterRow = 0;
    while (true) {
        Result<std::vector<Failure>> failures = store.failures(sql);
        if (!failures)
            return failures.error();
        if (failures->empty())
            return Done{};
        for (Failure &failure : failures.value()) {
            const Result<std::shared_ptr<const Decoded>> decoded = decodedOfRow(failure.row);
            if (!decoded)
                return decoded.error();
            const auto &rows = (*decoded)->page.rows();
            const auto stored = std::ranges::lower_bound(rows, failure.row, {}, &RowPage::Row::row);
            const auto chunk = std::ranges::find(chunks, (*decoded)->no, &Chunk::no);
            if (stored == rows.end() || stored->row != failure.row || chunk == chunks.end())
                continue;
            Item found = item(*chunk, **decoded, std::size_t(stored - rows.begin()));
            found.state = ItemState::Failed;
            found.errors = std::move(failure.errors);
            found.retryable = failure.retryable;
            found.mended = failure.mended;
            found.retriedIn = failure.retriedIn;
            if (!visit(found))
                return Done{};
        }
        sql.afterRow = failures->back().row;
    }
}

ItemReader::ItemReader(JobStore &store, const Job &job)
    : m_state(std::make_unique<State>(
          State{.store = store, .job = job, .columns = {}, .masked = {}, .isLookup = false, .chunks = {}, .cache = {}}))
{
    if (const auto context = JobContext::of(job)) {
        m_state->columns = (*context)->spec.source.columns;
        m_state->masked = (*context)->masked;
        m_state->isLookup = !(*context)->operation.writes();
    }
}

ItemReader::~ItemReader() = default;

Status ItemReader::refresh()
{
    Result<std::vector<Chunk>> chunks = m_state->store.chunks(m_state->job.id);
    if (!chunks)
        return chunks.error();
    m_state->chunks = chunks.take();
    m_state->cache.clear();
    return Done{};
}

Result<qint64> ItemReader::count(const ItemQuery &query)
{
    if (query.filter == ItemFilter::Failed)
        return m_state->store.failureCount(m_state->failureQuery(query));
    qint64 count = 0;
    for (const Chunk &chunk : m_state->chunks)
        count += matching(chunk, query.filter);
    return count;
}

Result<std::vector<Item>> ItemReader::page(const ItemQuery &query, qint64 offset, int limit)
{
    if (query.filter == ItemFilter::Failed)
        return m_state->failedPage(query, offset, limit);
    std::vector<Item> items;
    qint64 before = 0; // matching rows in chunks already passed
    for (const Chunk &chunk : m_state->chunks) {
        const qint64 here = matching(chunk, query.filter);
        const qint64 skip = std::max<qint64>(0, offset - before);
        before += here;
        if (skip >= here)
            continue;
        const Result<std::shared_ptr<const Decoded>> decoded = m_state->decoded(chunk);
        if (!decoded)
            return decoded.error();
        qint64 position = 0;
        // Every row matches where all are asked for: no need to look at those that are skipped.
        std::size_t index = query.filter == ItemFilter::All ? std::size_t(position = skip) : 0;
        for (; index < (*decoded)->page.rows().size() && int(items.size()) < limit; ++index) {
            if (!matches(stateOf(chunk, **decoded, index), query.filter))
                continue;
            if (position++ >= skip)
                items.push_back(m_state->item(chunk, **decoded, index));
        }
        if (int(items.size()) >= limit)
            break;
    }
    if (const Status added = m_state->addErrors(items); !added)
        return added.error();
    return items;
}

Status ItemReader::each(const ItemQuery &query, const std::function<bool(const Item &)> &visit)
{
    if (query.filter == ItemFilter::Failed)
        return m_state->eachFailed(query, visit);
    for (const Chunk &chunk : m_state->chunks) {
        if (matching(chunk, query.filter) == 0)
            continue;
        const Result<std::shared_ptr<const Decoded>> decoded = m_state->decoded(chunk);
        if (!decoded)
            return decoded.error();
        std::vector<Item> items;
        for (std::size_t index = 0; index < (*decoded)->page.rows().size(); ++index) {
            if (matches(stateOf(chunk, **decoded, index), query.filter))
                items.push_back(m_state->item(chunk, **decoded, index));
        }
        if (const Status added = m_state->addErrors(items); !added)
            return added;
        for (const Item &item : items) {
            if (!visit(item))
                return Done{};
        }
    }
    return Done{};
}

const QStringList &ItemReader::columns() const
{
    return m_state->columns;
}

const std::vector<bool> &ItemReader::maskedColumns() const
{
    return m_state->masked;
}

} // namespace bulkhead
