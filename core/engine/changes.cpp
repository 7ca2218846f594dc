// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/changes.h"

#include "core/job/rowpage.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

struct ChangeReader::State
{
    JobStore &store;
    QUuid job;
    bool ofPreview = false;
    std::map<qint64, ChangeTally> tallies;
    ChangeTally total;
    qint64 decodedNo = -1; ///< the chunk whose records are held
    std::vector<ChangedRecord> decoded;

    qint64 countOf(const ChangeTally &tally) const
    {
        return tally.written() + tally.read + (ofPreview ? tally.unchanged : 0);
    }
    Status decode(qint64 no);
};

namespace {

std::optional<QString> shown(const QString &column, const CellValue &value)
{
    if (value.isNull())
        return {};
    return isSecretColumn(column) ? u"••••••"_s : value.toString();
}

ChangedRecord recordOf(const TableChanges &table, const RowChange &change, qint64 row)
{
    ChangedRecord record{.row = row, .kind = change.kind, .table = table.table, .key = {}, .values = {}};
    for (qsizetype i = 0; i < table.columns.size(); ++i) {
        const auto index = std::size_t(i);
        ChangedRecord::Value value{.column = table.columns[i], .before = {}, .after = {}, .isChanged = false};
        if (!change.before.empty())
            value.before = shown(value.column, change.before[index]);
        if (!change.after.empty())
            value.after = shown(value.column, change.after[index]);
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
    return std::ranges::any_of(words, [&](QLatin1StringView word) { return column.contains(word, Qt::CaseInsensitive); });
}

Status ChangeReader::State::decode(qint64 no)
{
    if (decodedNo == no)
        return Done{};
    const Result<QByteArray> rows = store.chunkRows(job, no);
    const Result<QByteArray> blob = ofPreview ? store.chunkPreview(job, no) : store.chunkChanges(job, no);
    if (!rows || !blob)
        return rows ? blob.error() : rows.error();
    const Result<RowPage> page = RowPage::read(*rows);
    const Result<ChangePage> changes = ChangePage::read(*blob);
    if (!page || !changes)
        return damagedRows();
    decoded.clear();
    for (const TableChanges &table : changes->tables()) {
        for (const RowChange &change : table.rows) {
            if (change.row < page->rows().size())
                decoded.push_back(recordOf(table, change, page->rows()[change.row].row));
        }
    }
    std::ranges::stable_sort(decoded, {}, &ChangedRecord::row);
    decodedNo = no;
    return Done{};
}

ChangeReader::ChangeReader(JobStore &store, const QUuid &job, bool ofPreview)
    : m_state(std::make_unique<State>(State{.store = store, .job = job, .ofPreview = ofPreview, .tallies = {}, .total = {}, .decodedNo = -1, .decoded = {}}))
{
}

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

qint64 ChangeReader::count() const
{
    return m_state->countOf(m_state->total);
}

Result<std::vector<ChangedRecord>> ChangeReader::page(qint64 offset, int limit)
{
    std::vector<ChangedRecord> records;
    qint64 before = 0;
    for (const auto &[no, tally] : m_state->tallies) {
        const qint64 here = m_state->countOf(tally);
        const qint64 skip = std::max<qint64>(0, offset - before);
        before += here;
        if (skip >= here)
            continue;
        if (const Status decoded = m_state->decode(no); !decoded)
            return decoded.error();
        const std::vector<ChangedRecord> &all = m_state->decoded;
        for (auto i = std::size_t(skip); i < all.size() && int(records.size()) < limit; ++i)
            records.push_back(all[i]);
        if (int(records.size()) >= limit)
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
            if (!visit(record))
                return Done{};
        }
    }
    return Done{};
}

} // namespace bulkhead
