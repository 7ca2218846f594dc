// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job/changepage.h"

#include <algorithm>
#include <array>
#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr char pageVersion = 1;
/// Beside the kinds of CellValue: the after-image has what the before-image has.
constexpr quint64 sameTag = 5;
constexpr quint64 tagCount = 6;

constexpr bool hasBefore(ChangeKind kind)
{
    return kind == ChangeKind::Update || kind == ChangeKind::Delete || kind == ChangeKind::Unchanged;
}

constexpr bool hasAfter(ChangeKind kind)
{
    return kind == ChangeKind::Update || kind == ChangeKind::Insert || kind == ChangeKind::Read;
}

void appendText(QByteArray &out, const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    appendVarint(out, quint64(bytes.size()));
    out.append(bytes);
}

QString readText(BlobCursor &in)
{
    const std::string_view bytes = in.bytes(in.varint());
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

/// A change of one row, with indexes in place of the spans that are known only at the end.
struct Unbound
{
    RowChange change;
    std::size_t before = 0;
    std::size_t after = 0;
};

/// `before`: where the values stand that a "same" refers to, if it may refer to any.
bool readImage(BlobCursor &in, std::size_t columns, std::vector<CellValue> &values, std::optional<std::size_t> before)
{
    for (std::size_t i = 0; i < columns && in.ok(); ++i) {
        const quint64 tag = in.varint();
        const quint64 kind = tag % tagCount;
        if (kind == sameTag && !before)
            return false;
        if (kind == sameTag)
            values.push_back(CellValue(values[*before + i]));
        else
            values.push_back({static_cast<CellValue::Kind>(kind), in.bytes(tag / tagCount)});
    }
    return in.ok();
}

} // namespace

QString CellValue::toString() const
{
    return kind == Kind::Blob ? QString::fromLatin1(QByteArray(bytes.data(), qsizetype(bytes.size())).toHex())
                              : QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

QString changeKindName(ChangeKind kind)
{
    static constexpr std::array names{u"insert", u"update", u"delete", u"unchanged", u"read"};
    return QString::fromUtf16(names[std::size_t(kind)]);
}

ChangePageBuilder::ChangePageBuilder()
{
    m_bytes.append(pageVersion);
}

void ChangePageBuilder::beginTable(const QString &table, const QString &key, const QStringList &columns)
{
    endTable();
    ++m_tables;
    appendText(m_bytes, table);
    appendText(m_bytes, key);
    appendVarint(m_bytes, quint64(columns.size()));
    for (const QString &column : columns)
        appendText(m_bytes, column);
}

void ChangePageBuilder::add(const RowChange &change)
{
    appendVarint(m_rows, change.row);
    m_rows.append(static_cast<char>(change.kind));
    if (hasBefore(change.kind))
        append(change.before, {});
    if (hasAfter(change.kind))
        append(change.after, hasBefore(change.kind) ? change.before : std::span<const CellValue>());
    ++m_rowCount;
}

void ChangePageBuilder::append(std::span<const CellValue> values, std::span<const CellValue> same)
{
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i < same.size() && same[i] == values[i]) {
            appendVarint(m_rows, sameTag);
            continue;
        }
        appendVarint(m_rows, values[i].bytes.size() * tagCount + quint64(values[i].kind));
        m_rows.append(values[i].bytes.data(), qsizetype(values[i].bytes.size()));
    }
}

void ChangePageBuilder::endTable()
{
    if (m_tables == 0)
        return;
    appendVarint(m_bytes, m_rowCount);
    m_bytes.append(m_rows);
    m_rows.clear();
    m_rowCount = 0;
}

QByteArray ChangePageBuilder::take()
{
    if (m_tables == 0)
        return {};
    endTable();
    return compressedBlob(m_bytes);
}

Result<ChangePage> ChangePage::read(const QByteArray &blob)
{
    ChangePage page;
    if (blob.isEmpty())
        return page;
    Result<QByteArray> plain = decompressedBlob(blob);
    if (!plain)
        return plain.error();
    page.m_plain = plain.take();
    if (page.m_plain.front() != pageVersion)
        return damagedRows();
    BlobCursor in(QByteArrayView(page.m_plain).sliced(1));
    while (!in.atEnd() && in.ok()) {
        TableChanges &table = page.m_tables.emplace_back();
        std::vector<CellValue> &values = page.m_values.emplace_back();
        table.table = readText(in);
        table.key = readText(in);
        const quint64 columns = in.varint();
        for (quint64 i = 0; i < columns && in.ok(); ++i)
            table.columns.append(readText(in));
        const quint64 rows = in.varint();
        if (rows > quint64(page.m_plain.size())) // each takes a byte at least
            return damagedRows();
        std::vector<Unbound> unbound;
        unbound.reserve(rows);
        table.rows.reserve(rows);
        for (quint64 i = 0; i < rows && in.ok(); ++i) {
            if (i == 1) // the others are like the first
                values.reserve(std::min<quint64>(values.size() * rows, quint64(page.m_plain.size())));
            Unbound next;
            next.change.row = std::size_t(in.varint());
            const std::string_view kind = in.bytes(1);
            if (kind.empty() || kind.front() > char(ChangeKind::Read))
                return damagedRows();
            next.change.kind = static_cast<ChangeKind>(kind.front());
            next.before = next.after = values.size();
            if (hasBefore(next.change.kind)) {
                if (!readImage(in, columns, values, {}))
                    return damagedRows();
                next.after = values.size();
            }
            if (hasAfter(next.change.kind)) {
                const bool mayRefer = hasBefore(next.change.kind);
                if (!readImage(in, columns, values, mayRefer ? std::optional(next.before) : std::nullopt))
                    return damagedRows();
            }
            unbound.push_back(next);
        }
        for (Unbound &row : unbound) {
            const std::span<const CellValue> all(values);
            if (hasBefore(row.change.kind))
                row.change.before = all.subspan(row.before, columns);
            if (hasAfter(row.change.kind))
                row.change.after = all.subspan(row.after, columns);
            table.rows.push_back(row.change);
        }
    }
    if (!in.ok())
        return damagedRows();
    return page;
}

ChangePage::Place ChangePage::find(std::size_t row) const
{
    for (const TableChanges &table : m_tables) {
        const auto found = std::ranges::find(table.rows, row, &RowChange::row);
        if (found != table.rows.end())
            return {&table, &*found};
    }
    return {};
}

} // namespace bulkhead
