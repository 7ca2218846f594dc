// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/blob.h"

#include <QStringList>

#include <span>
#include <vector>

namespace bulkhead {

/// A value of a table's column, in the words of its database: the text output of PostgreSQL; on SQLite, where
/// each value has a storage class of its own, that class too. What was read so is written back the same.
struct CellValue
{
    enum class Kind : quint8 { Null, Text, Integer, Real, Blob };
    Kind kind = Kind::Null;
    std::string_view bytes;

    bool isNull() const { return kind == Kind::Null; }
    /// For people: empty for NULL.
    QString toString() const;
    bool operator==(const CellValue &) const = default;
};

/// What an effect does, or did, to one record of a table.
enum class ChangeKind : quint8 {
    Insert,    ///< has only an after-image
    Update,    ///< both
    Delete,    ///< only a before-image
    Unchanged, ///< the record already was as it should be: only a before-image
    Read,      ///< looked up: only an after-image
};

QString changeKindName(ChangeKind kind);

struct RowChange
{
    std::size_t row = 0; ///< index within its chunk
    ChangeKind kind = ChangeKind::Update;
    std::span<const CellValue> before; ///< by the table's columns; empty where there is no such image
    std::span<const CellValue> after;
};

/// The changes of a chunk to one table. The key is among the columns.
struct TableChanges
{
    QString table;
    QString key;
    QStringList columns;
    std::vector<RowChange> rows;
};

/// Builds the blob of a chunk's before- and after-images, compressed with zstd.
class ChangePageBuilder
{
public:
    ChangePageBuilder();

    void beginTable(const QString &table, const QString &key, const QStringList &columns);
    /// Images have one value for each column, or none at all.
    void add(const RowChange &change);
    bool isEmpty() const { return m_tables == 0; }
    /// The compressed page, or nothing when there was no change; the builder is spent.
    QByteArray take();

private:
    void endTable();
    void append(std::span<const CellValue> values, std::span<const CellValue> same);

    QByteArray m_bytes;
    QByteArray m_rows;
    quint64 m_tables = 0;
    quint64 m_rowCount = 0;
};

/// Reads such a blob. Views live as long as the page; it moves, but is not copied.
class ChangePage
{
public:
    ChangePage() = default;
    ChangePage(ChangePage &&) = default;
    ChangePage &operator=(ChangePage &&) = default;

    /// Error BLOB_DAMAGED when these are not the bytes of a page. Nothing gives a page without tables.
    static Result<ChangePage> read(const QByteArray &compressed);

    const std::vector<TableChanges> &tables() const { return m_tables; }
    struct Place
    {
        const TableChanges *table = nullptr;
        const RowChange *change = nullptr;
    };
    /// The change of the row with this index in its chunk; both null if there was none.
    Place find(std::size_t row) const;

private:
    QByteArray m_plain;
    std::vector<TableChanges> m_tables;
    std::vector<std::vector<CellValue>> m_values; ///< by table; never grows once rows point into it
};

} // namespace bulkhead
