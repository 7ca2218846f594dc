// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/changes.h"

#include "core/engine/insertedrows.h"
#include "core/job/rowpage.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

struct ChangeReader::State
{
    JobStore &store;
    QUuid job;
    bool ofPreview = false;
    std::optional<ChangeKind> kind{};
    std::shared_ptr<const JobContext> context{}; ///< read with the first chunk
    QStringList masked{};                        ///< columns that the operation hides
    std::optional<InsertedRows> inserted{};
    std::map<qint64, ChangeTally> tallies{};
    ChangeTally total{};
    qint64 decodedNo = -1; ///< the chunk whose records are held
    std::vector<ChangedRecord> decoded{};

    qint64 countOf(const ChangeTally &tally) const
    {
        // What was left as it is has an image in a preview only.
        if (kind == ChangeKind::Unchanged && !ofPreview)
            return 0;
        return kind ? tally.of(*kind) : tally.written() + tally.read + (ofPreview ? tally.unchanged : 0);
    }
    bool isWanted(const ChangedRecord &record) const { return !kind || record.kind == *kind; }
    Status decode(qint64 no);
    Status decodeInserted(qint64 no, const RowPage &page);
    Status readContext();
    void take(const TableChanges &table, const RowPage &page);
};

namespace {

std::optional<QString> shown(const QString &column, const CellValue &value, const QStringList &masked)
{
    if (value.isNull())
        return {};
    return isSecretColumn(column) || masked.contains(column) ? u"••••••"_s : value.toString();
}

/// Columns that hold what the operation masks: of its fields, and what its own SQL makes of them.
QStringList maskedTargets(const Operation &operation)
{
    QStringList columns;
    for (const Field &field : operation.fields) {
        if (!field.masked && !field.isSecret())
            continue;
        columns.append(field.column);
        const QRegularExpression named(u"\\br\\.\"?"_s + QRegularExpression::escape(field.name) + u"\\b"_s);
        for (const FixedValue &fixed : operation.effect.fixed) {
            if (fixed.expression.postgresql.contains(named) || fixed.expression.sqlite.contains(named))
                columns.append(fixed.column);
        }
    }
    return columns;
}

ChangedRecord recordOf(const TableChanges &table, const RowChange &change, qint64 row, const QStringList &masked)
{
    ChangedRecord record{.row = row, .kind = change.kind, .table = table.table, .key = {}, .values = {}};
    for (qsizetype i = 0; i < table.columns.size(); ++i) {
        const auto index = std::size_t(i);
        ChangedRecord::Value value{.column = table.columns[i], .before = {}, .after = {}, .isChanged = false};
        if (!change.before.empty())
            value.before = shown(value.column, change.before[index], masked);
        if (!change.after.empty())
            value.after = shown(value.column, change.after[index], masked);
        value.isChanged = change.kind == ChangeKind::Update && change.before[index] != change.after[index];
        if (value.column == table.key)
            record.key = (change.after.empty() ? value.before : value.after).value_or(QString());
        record.values.push_back(std::move(value));
    }
    return record;
}

} // namespace

bool isSecretColumn(const QString &column)
{
    static constexpr std::array words{"password"_L1, "passwd"_L1, "secret"_L1, "token"_L1, "hash"_L1, "api_key"_L1};
    return std::ranges::any_of(words,
                               [&](QLatin1StringView word) { return column.contains(word, Qt::CaseInsensitive); });
}

Status ChangeReader::State::decode(qint64 no)
{
    if (decodedNo == no)
        return Done{};
    if (const Status read = readContext(); !read)
        return read;
    const Result<QByteArray> rows = store.chunkRows(job, no);
    const Result<QByteArray> blob = ofPreview ? store.chunkPreview(job, no) : store.chunkChanges(job, no);
    if (!rows || !blob)
        return rows ? blob.error() : rows.error();
    const Result<RowPage> page = RowPage::read(*rows);
    const Result<ChangePage> changes = ChangePage::read(*blob);
    if (!page || !changes)
        return damagedRows();
    decoded.clear();
    decodedNo = -1;
    for (const TableChanges &table : changes->tables())
        take(table, *page);
    if (blob->isEmpty() && !ofPreview) {
        if (const Status read = decodeInserted(no, *page); !read)
            return read;
    }
    std::ranges::stable_sort(decoded, {}, &ChangedRecord::row);
    decodedNo = no;
    return Done{};
}

void ChangeReader::State::take(const TableChanges &table, const RowPage &page)
{
    for (const RowChange &change : table.rows) {
        if (change.row < page.rows().size())
            decoded.push_back(recordOf(table, change, page.rows()[change.row].row, masked));
    }
}

Status ChangeReader::State::decodeInserted(qint64 no, const RowPage &page)
{
    const Result<QByteArray> blob = store.chunkResults(job, no);
    if (!blob)
        return blob.error();
    const Result<ResultPage> results = ResultPage::read(*blob);
    if (!results)
        return damagedRows();
    if (results->ids.isEmpty())
        return Done{};
    if (context->isRevert() || context->operation.effect.kind != EffectKind::Insert)
        return Done{};
    if (!inserted)
        inserted.emplace(*context, store.connection().kind());
    take(inserted->read(page, *results), page);
    return Done{};
}

Status ChangeReader::State::readContext()
{
    if (context)
        return Done{};
    const Result<Job> found = existingJob(store, job);
    if (!found)
        return found.error();
    const Result<std::shared_ptr<const JobContext>> read = JobContext::of(*found);
    if (!read)
        return read.error();
    context = *read;
    masked = maskedTargets(context->operation);
    return Done{};
}

ChangeReader::ChangeReader(JobStore &store, const QUuid &job, bool ofPreview)
    : m_state(std::make_unique<State>(State{.store = store, .job = job, .ofPreview = ofPreview}))
{}

ChangeReader::~ChangeReader() = default;

Status ChangeReader::refresh()
{
    Result<std::map<qint64, ChangeTally>> tallies = m_state->store.changeTallies(m_state->job, m_state->ofPreview);
    if (!tallies)
        return tallies.error();
    m_state->tallies = tallies.take();
    m_state->total = {};
    for (const auto &[no, tally] : m_state->tallies)
        m_state->total.add(tally);
    return Done{};
}

const ChangeTally &ChangeReader::total() const
{
    return m_state->total;
}

void ChangeReader::only(std::optional<ChangeKind> kind)
{
    m_state->kind = kind;
}

qint64 ChangeReader::count() const
{
    return m_state->countOf(m_state->total);
}

Result<std::vector<ChangedRecord>> ChangeReader::page(qint64 offset, int limit)
{
    std::vector<ChangedRecord> records;
    qint64 before = 0;
    qint64 left = limit;
    for (const auto &[no, tally] : m_state->tallies) {
        const qint64 here = m_state->countOf(tally);
        qint64 skip = std::max<qint64>(0, offset - before);
        before += here;
        if (skip >= here)
            continue;
        if (const Status decoded = m_state->decode(no); !decoded)
            return decoded.error();
        const qint64 wanted = std::min(left, here - skip);
        const std::size_t end = records.size() + std::size_t(wanted);
        for (const ChangedRecord &record : m_state->decoded) {
            if (records.size() == end)
                break;
            if (m_state->isWanted(record) && skip-- <= 0)
                records.push_back(record);
        }
        // By the figures, not by what came of them: images that were forgotten must not be looked for in every chunk.
        left -= wanted;
        if (left == 0)
            break;
    }
    return records;
}

Status ChangeReader::each(const std::function<bool(const ChangedRecord &)> &visit)
{
    for (const auto &[no, tally] : m_state->tallies) {
        if (m_state->countOf(tally) == 0)
            continue;
        if (const Status decoded = m_state->decode(no); !decoded)
            return decoded;
        for (const ChangedRecord &record : m_state->decoded) {
            if (m_state->isWanted(record) && !visit(record))
                return Done{};
        }
    }
    return Done{};
}

} // namespace bulkhead
