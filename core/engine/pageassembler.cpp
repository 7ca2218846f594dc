// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/pageassembler.h"

#include "core/job/passwordhash.h"
#include "core/operation/rowinput.h"

#include <QThread>
#include <QtConcurrent/QtConcurrentMap>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// Enough to keep all cores busy, few enough to stop soon when told to: a hash takes some twenty milliseconds.
std::size_t hashedAtOnce()
{
    return 4 * std::size_t(QThread::idealThreadCount());
}

} // namespace

PageAssembler::PageAssembler(const Operation &operation, std::vector<bool> maskedColumns, int chunkSize, Taker taker)
    : m_operation(operation), m_masked(std::move(maskedColumns)), m_chunkSize(chunkSize), m_taker(std::move(taker))
{}

void PageAssembler::add(const SourceRow &row, const CheckedRow &checked)
{
    if (checked.unhashed.empty() && m_waiting.empty()) {
        const bool undecoded = !checked.raw.isNull();
        append(row.row, row.line, undecoded ? std::span(&checked.raw, 1) : std::span(checked.cells), checked.fields,
               checked.errors, undecoded);
        return;
    }
    keepWaiting(row, checked);
    if (m_waiting.size() >= hashedAtOnce())
        hashWaiting();
}

void PageAssembler::keepWaiting(const SourceRow &row, const CheckedRow &checked)
{
    Waiting waiting{.row = row.row,
                    .line = row.line,
                    .undecoded = !checked.raw.isNull(),
                    .cells = {},
                    .fields = {},
                    .unhashed = checked.unhashed,
                    .errors = checked.errors};
    for (const QByteArrayView cell : waiting.undecoded ? std::span(&checked.raw, 1) : std::span(checked.cells))
        waiting.cells.push_back(cell.toByteArray());
    for (const FieldValue &field : checked.fields)
        waiting.fields.emplace_back(field.kind, QByteArray(field.bytes.data(), qsizetype(field.bytes.size())));
    m_waiting.push_back(std::move(waiting));
}

void PageAssembler::hashWaiting()
{
    QtConcurrent::blockingMap(&m_pool, m_waiting, [](Waiting &waiting) {
        for (const std::size_t index : waiting.unhashed) {
            QByteArray &value = waiting.fields[index].second;
            value = hashPassword({value.constData(), std::size_t(value.size())});
        }
    });
    std::vector<QByteArrayView> cells;
    std::vector<FieldValue> fields;
    for (Waiting &waiting : m_waiting) {
        for (const std::size_t index : waiting.unhashed) {
            if (waiting.fields[index].second.isEmpty())
                waiting.errors.push_back(
                    {u"HASH_FAILED"_s,
                     m_operation.fields[index].name,
                     {QT_TRANSLATE_NOOP("core", "There was not enough memory to hash the password.")}});
        }
        cells.assign(waiting.cells.begin(), waiting.cells.end());
        fields.clear();
        for (const auto &[kind, bytes] : waiting.fields)
            fields.push_back({kind, {bytes.constData(), std::size_t(bytes.size())}});
        append(waiting.row, waiting.line, cells, fields, waiting.errors, waiting.undecoded);
    }
    m_waiting.clear();
}

void PageAssembler::append(qint64 row, qint64 line, std::span<const QByteArrayView> cells,
                           std::span<const FieldValue> fields, const std::vector<RowError> &errors, bool undecoded)
{
    if (m_chunk.itemCount == 0)
        m_chunk.firstRow = row;
    m_builder.add(row, line, cells, fields, !errors.empty(), undecoded);
    m_chunk.lastRow = row;
    ++m_chunk.itemCount;
    if (!errors.empty())
        m_chunk.refused.push_back({.row = row,
                                   .line = line,
                                   .errors = errors,
                                   .retryable = false,
                                   .input = rowInput(cells, m_masked),
                                   .mended = {},
                                   .retriedIn = {}});
    const bool isWaitingPlace = m_chunk.firstItem + m_chunk.itemCount - 1 == m_cutBehind;
    if (m_chunk.itemCount == m_chunkSize || isWaitingPlace)
        cut();
}

void PageAssembler::cut()
{
    const qint64 no = m_chunk.no;
    const qint64 nextItem = m_chunk.firstItem + m_chunk.itemCount;
    m_chunk.rows = m_builder.take();
    m_taker(std::move(m_chunk));
    m_chunk = NewChunk();
    m_chunk.no = no + 1;
    m_chunk.firstItem = nextItem;
}

void PageAssembler::finish()
{
    hashWaiting();
    if (m_chunk.itemCount > 0)
        cut();
}

} // namespace bulkhead
