// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/rowpage.h"
#include "core/operation/rowchecker.h"
#include "core/store/jobstore.h"

#include <QThreadPool>

#include <functional>

namespace bulkhead {

/// Cuts checked rows into chunks. Passwords are hashed here, on all cores, before a row becomes part of
/// a page: what leaves this class may be stored.
class PageAssembler
{
public:
    /// A chunk whose `rows` are not compressed yet.
    using Taker = std::function<void(NewChunk)>;

    PageAssembler(const Operation &operation, std::vector<bool> maskedColumns, int chunkSize, Taker taker);

    /// Ends a chunk behind so many rows, so that a job can wait there.
    void cutBehind(qint64 rows) { m_cutBehind = rows; }
    void add(const SourceRow &row, const CheckedRow &checked);
    /// Hands over the last chunk.
    void finish();

private:
    /// A row that waits for its passwords to be hashed, with memory of its own.
    struct Waiting
    {
        qint64 row = 0;
        qint64 line = 0;
        bool undecoded = false;
        std::vector<QByteArray> cells;
        std::vector<std::pair<FieldValue::Kind, QByteArray>> fields;
        std::vector<std::size_t> unhashed;
        std::vector<RowError> errors;
    };

    void append(qint64 row, qint64 line, std::span<const QByteArrayView> cells, std::span<const FieldValue> fields,
                const std::vector<RowError> &errors, bool undecoded);
    void keepWaiting(const SourceRow &row, const CheckedRow &checked);
    void hashWaiting();
    void cut();

    const Operation &m_operation;
    std::vector<bool> m_masked;
    int m_chunkSize;
    Taker m_taker;
    QThreadPool m_pool; ///< of our own: hashing blocks a core for 20 ms a row
    std::vector<Waiting> m_waiting;
    RowPageBuilder m_builder;
    NewChunk m_chunk;
    qint64 m_cutBehind = 0; ///< 0: nowhere
};

} // namespace bulkhead
