// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/blob.h"
#include "core/job/jobstate.h"
#include "core/job/result.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace bulkhead {

/// What a field of a row is worth, relative to the row's own cells.
struct FieldValue
{
    enum class Kind : quint8 {
        Absent,   ///< no value: NULL
        Cell,     ///< exactly the mapped cell
        Constant, ///< the mapping's constant, in its checked form
        Own,      ///< `bytes`: normalised, hashed, or kept from an earlier job
    };
    Kind kind = Kind::Absent;
    std::string_view bytes;
};

/// Builds the blob of a chunk's rows: for each row its number and line, the cells as they stood in the
/// source (secrets already emptied), and the checked value of each field of the operation. Compressed
/// with zstd; the format has a version in its first byte.
class RowPageBuilder
{
public:
    RowPageBuilder();

    /// `refused` marks a row that its checks refused; `undecoded` one whose only cell is its raw bytes.
    void add(qint64 row, qint64 line, std::span<const QByteArrayView> cells, std::span<const FieldValue> fields,
             bool refused, bool undecoded);
    qsizetype rowCount() const { return m_count; }
    qsizetype byteCount() const { return qsizetype(m_bytes.size()); }
    /// The plain page, not yet compressed; the builder is empty again.
    QByteArray take();

    static QByteArray compress(const QByteArray &page);

private:
    QByteArray m_bytes;
    qsizetype m_count = 0;
    qint64 m_lastRow = 0;
    qint64 m_lastLine = 0;
};

/// Reads such a blob. Rows and their views live as long as the page.
class RowPage
{
public:
    struct Row
    {
        qint64 row = 0;
        qint64 line = 0;
        bool refused = false;
        bool undecoded = false;
        quint32 firstCell = 0;
        quint32 cellCount = 0;
        quint32 firstField = 0;
        quint32 fieldCount = 0;
    };

    /// Error BLOB_DAMAGED when these are not the bytes of a page.
    static Result<RowPage> read(const QByteArray &compressed);

    const std::vector<Row> &rows() const { return m_rows; }
    std::span<const std::string_view> cells(const Row &row) const
    {
        return std::span(m_cells).subspan(row.firstCell, row.cellCount);
    }
    std::span<const FieldValue> fields(const Row &row) const
    {
        return std::span(m_fields).subspan(row.firstField, row.fieldCount);
    }

private:
    QByteArray m_plain;
    std::vector<Row> m_rows;
    std::vector<std::string_view> m_cells;
    std::vector<FieldValue> m_fields;
};

/// What became of each row of a chunk, in the order of its page, and what the effect gave back for it
/// (the new id). Compressed likewise.
struct ResultPage
{
    std::vector<ItemState> states;
    /// Either empty, or one of 16 bytes for each row: the id; zero where there is none.
    QByteArray ids;

    QByteArray write() const;
    static Result<ResultPage> read(const QByteArray &compressed);
    QString result(qsizetype index) const;
};

} // namespace bulkhead
