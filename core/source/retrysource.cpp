// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/source/retrysource.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int failuresAtOnce = 1000;

} // namespace

Result<MendedRows> readMendedRows(const QString &path, const QStringList &columns)
{
    Result<std::unique_ptr<RowSource>> source = openCsvFile(path, {.header = true});
    if (!source)
        return source.error();
    const QStringList theirs = source.value()->spec().columns;
    std::vector<qsizetype> from; // for each column of the job, where the file has it
    for (const QString &column : columns)
        from.push_back(theirs.indexOf(column));
    if (std::ranges::all_of(from, [](qsizetype i) { return i < 0; }))
        return Error{u"MENDED_COLUMNS"_s,
                     Text{QT_TRANSLATE_NOOP("core", "%1 has none of the columns of this job."), {path}},
                     Text{QT_TRANSLATE_NOOP("core", "The columns of the job are: %1."), {columns.join(u", "_s)}}};
    MendedRows mended;
    SourceRow row;
    while (true) {
        const Result<bool> more = source.value()->next(row);
        if (!more)
            return more.error();
        if (!*more)
            return mended;
        if (row.exportedRow <= 0)
            return Error{u"MENDED_NO_ROW_COLUMN"_s,
                         Text{QT_TRANSLATE_NOOP("core", "Line %1 of %2 does not say which row it mends."),
                              {QString::number(row.line), path}},
                         Text{QT_TRANSLATE_NOOP("core", "Mend a file that “export” wrote, and leave its columns "
                                                        "bulkhead_row and bulkhead_code as they are.")}};
        // A row that still has too many columns was not mended: it is retried as it was, and says so again.
        const bool untouched = !row.faults.empty() && row.faults.front().code == "COLUMN_COUNT"_L1;
        if (!row.faults.empty() && !untouched)
            return Error{u"MENDED_ROW"_s, row.faults.front().message,
                         Text{QT_TRANSLATE_NOOP("core", "Mend the file and try again.")}};
        std::vector<QByteArray> cells;
        for (const qsizetype i : untouched ? std::vector<qsizetype>() : from)
            cells.push_back(i < 0 ? QByteArray()
                                  : QByteArray(row.cells[std::size_t(i)].data(), row.cells[std::size_t(i)].size()));
        if (mended.contains(row.exportedRow))
            return Error{u"MENDED_ROW_TWICE"_s,
                         Text{QT_TRANSLATE_NOOP("core", "Row %1 stands twice in %2, again on line %3."),
                              {QString::number(row.exportedRow), path, QString::number(row.line)}},
                         Text{QT_TRANSLATE_NOOP("core", "Keep one of them.")}};
        mended.insert(row.exportedRow, std::move(cells));
    }
}

RetrySource::RetrySource(JobStore &store, FailureQuery failures, const Operation &operation, const JobSpec &spec,
                         MendedRows mended, qint64 total)
    : m_store(store), m_query(std::move(failures)), m_operation(operation), m_mapping(spec.mapping),
      m_spec(spec.source), m_mended(std::move(mended)), m_total(total)
{
    m_spec.kind = SourceSpec::Kind::Retry;
    m_query.sort = FailureSort::Row;
    m_query.descending = false;
    m_query.offset = 0;
    m_query.afterRow = 0;
    m_query.limit = failuresAtOnce;
}

Result<bool> RetrySource::next(SourceRow &row)
{
    if (m_next == m_failures.size()) {
        if (const Status read = readMore(); !read)
            return read.error();
        if (m_failures.empty())
            return false;
    }
    const Failure &failure = m_failures[m_next++];
    if (const Status loaded = loadPageOf(failure.row); !loaded)
        return loaded.error();
    const auto stored = std::ranges::lower_bound(m_page->rows(), failure.row, {}, &RowPage::Row::row);
    compose(failure, *stored);
    m_views.assign(m_cells.begin(), m_cells.end());
    row = {.row = failure.row,
           .line = failure.line,
           .cells = m_views,
           .faults = m_faults,
           .raw = m_raw.isNull() ? QByteArrayView() : QByteArrayView(m_raw),
           .keptSecrets = m_secrets};
    ++m_given;
    return true;
}

Status RetrySource::readMore()
{
    Result<std::vector<Failure>> failures = m_store.failures(m_query);
    if (!failures)
        return failures.error();
    m_failures = failures.take();
    m_next = 0;
    if (!m_failures.empty())
        m_query.afterRow = m_failures.back().row;
    return Done{};
}

Status RetrySource::loadPageOf(qint64 row)
{
    const auto holds = [&] {
        return m_page && !m_page->rows().empty() && m_page->rows().front().row <= row &&
               row <= m_page->rows().back().row;
    };
    if (holds())
        return Done{};
    const QUuid &job = m_query.jobId;
    const Result<std::optional<qint64>> chunk = m_store.chunkOfRow(job, row);
    if (!chunk)
        return chunk.error();
    if (*chunk) {
        const Result<QByteArray> blob = m_store.chunkRows(job, **chunk);
        if (!blob)
            return blob.error();
        Result<RowPage> page = RowPage::read(*blob);
        if (!page)
            return page.error();
        m_page = page.take();
    }
    if (holds() && std::ranges::binary_search(m_page->rows(), row, {}, &RowPage::Row::row))
        return Done{};
    return damagedRows();
}

void RetrySource::compose(const Failure &failure, const RowPage::Row &stored)
{
    m_cells.clear();
    m_faults.clear();
    m_secrets.clear();
    m_raw = {};
    for (const std::string_view cell : m_page->cells(stored))
        m_cells.emplace_back(cell.data(), qsizetype(cell.size()));
    const auto outside = m_mended.constFind(failure.row);
    const bool outsideMended = outside != m_mended.constEnd() && !outside->empty();
    const bool mended = outsideMended || !failure.mended.isEmpty();
    const qsizetype width = m_spec.columns.size();
    if (stored.undecoded) {
        m_raw = m_cells.empty() ? QByteArray("") : m_cells.front();
        m_cells.clear();
    }
    if (!mended && (stored.undecoded || qsizetype(m_cells.size()) != width)) {
        m_faults = failure.errors;
        return;
    }
    m_raw = {};
    m_cells.resize(std::size_t(width));
    keepSecrets(stored);
    for (auto it = failure.mended.constBegin(); it != failure.mended.constEnd(); ++it) {
        const QString field = m_mapping.columns.key(it.key());
        const Field *known = m_operation.field(field);
        if (known && known->isSecret())                                                  // hashed when it was mended
            m_secrets.emplace(m_secrets.begin(), field, it.value().toString().toUtf8()); // before the kept one
        else if (const qsizetype column = m_spec.columns.indexOf(it.key()); column >= 0)
            m_cells[std::size_t(column)] = it.value().toString().toUtf8();
    }
    if (!outsideMended)
        return;
    for (std::size_t i = 0; i < outside->size() && i < m_cells.size(); ++i) {
        if (!(*outside)[i].isNull())
            m_cells[i] = (*outside)[i];
    }
}

void RetrySource::keepSecrets(const RowPage::Row &stored)
{
    const auto fields = m_page->fields(stored);
    for (std::size_t i = 0; i < fields.size() && i < m_operation.fields.size(); ++i) {
        if (m_operation.fields[i].isSecret() && fields[i].kind == FieldValue::Kind::Own)
            m_secrets.emplace_back(m_operation.fields[i].name,
                                   QByteArray(fields[i].bytes.data(), qsizetype(fields[i].bytes.size())));
    }
}

} // namespace bulkhead
