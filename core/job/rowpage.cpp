// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job/rowpage.h"

#include "core/job/blob.h"

#include <QUuid>

namespace bulkhead {

namespace {

constexpr char pageVersion = 1;
constexpr char resultVersion = 1;

enum RowFlag : unsigned char { Refused = 1, Undecoded = 2 };

} // namespace

RowPageBuilder::RowPageBuilder()
{
    m_bytes.append(pageVersion);
}

void RowPageBuilder::add(qint64 row, qint64 line, std::span<const QByteArrayView> cells,
                         std::span<const FieldValue> fields, bool refused, bool undecoded)
{
    appendVarint(m_bytes, quint64(row - m_lastRow));
    appendVarint(m_bytes, quint64(std::max<qint64>(0, line - m_lastLine)));
    m_lastRow = row;
    m_lastLine = std::max(line, m_lastLine);
    m_bytes.append(static_cast<char>((refused ? Refused : 0) | (undecoded ? Undecoded : 0)));
    appendVarint(m_bytes, cells.size());
    for (const QByteArrayView cell : cells) {
        appendVarint(m_bytes, quint64(cell.size()));
        m_bytes.append(cell.data(), cell.size());
    }
    appendVarint(m_bytes, fields.size());
    for (const FieldValue &field : fields) {
        if (field.kind != FieldValue::Kind::Own) {
            m_bytes.append(static_cast<char>(field.kind));
            continue;
        }
        appendVarint(m_bytes, quint64(FieldValue::Kind::Own) + field.bytes.size());
        m_bytes.append(field.bytes.data(), qsizetype(field.bytes.size()));
    }
    ++m_count;
}

QByteArray RowPageBuilder::take()
{
    QByteArray page = std::move(m_bytes);
    *this = RowPageBuilder();
    m_bytes.reserve(page.size() + page.size() / 8);
    return page;
}

QByteArray RowPageBuilder::compress(const QByteArray &page)
{
    return compressedBlob(page);
}

Result<RowPage> RowPage::read(const QByteArray &blob)
{
    Result<QByteArray> plain = decompressedBlob(blob);
    if (!plain)
        return plain.error();
    RowPage page;
    page.m_plain = plain.take();
    if (page.m_plain.front() != pageVersion)
        return damagedRows();
    BlobCursor in(QByteArrayView(page.m_plain).sliced(1));
    qint64 lastRow = 0;
    qint64 lastLine = 0;
    while (!in.atEnd() && in.ok()) {
        Row row;
        lastRow += qint64(in.varint());
        lastLine += qint64(in.varint());
        row.row = lastRow;
        row.line = lastLine;
        const std::string_view flags = in.bytes(1);
        if (flags.empty())
            return damagedRows();
        row.refused = flags.front() & Refused;
        row.undecoded = flags.front() & Undecoded;
        row.firstCell = quint32(page.m_cells.size());
        const quint64 cells = in.varint();
        for (quint64 i = 0; i < cells && in.ok(); ++i)
            page.m_cells.push_back(in.bytes(in.varint()));
        row.cellCount = quint32(page.m_cells.size()) - row.firstCell;
        row.firstField = quint32(page.m_fields.size());
        const quint64 fields = in.varint();
        for (quint64 i = 0; i < fields && in.ok(); ++i) {
            const quint64 tag = in.varint();
            constexpr auto own = quint64(FieldValue::Kind::Own);
            if (tag < own)
                page.m_fields.push_back({static_cast<FieldValue::Kind>(tag), {}});
            else
                page.m_fields.push_back({FieldValue::Kind::Own, in.bytes(tag - own)});
        }
        row.fieldCount = quint32(page.m_fields.size()) - row.firstField;
        page.m_rows.push_back(row);
    }
    if (!in.ok())
        return damagedRows();
    return page;
}

QByteArray ResultPage::write() const
{
    QByteArray plain;
    plain.reserve(16 + qsizetype(states.size()) + ids.size());
    plain.append(resultVersion);
    appendVarint(plain, states.size());
    for (const ItemState state : states)
        plain.append(static_cast<char>(state));
    plain.append(ids);
    return compressedBlob(plain);
}

Result<ResultPage> ResultPage::read(const QByteArray &blob)
{
    ResultPage page;
    if (blob.isEmpty())
        return page;
    const Result<QByteArray> plain = decompressedBlob(blob);
    if (!plain)
        return plain.error();
    if (plain->front() != resultVersion)
        return damagedRows();
    BlobCursor in(QByteArrayView(*plain).sliced(1));
    const quint64 count = in.varint();
    const std::string_view states = in.bytes(count);
    if (!in.ok())
        return damagedRows();
    page.states.reserve(count);
    for (const char state : states)
        page.states.push_back(static_cast<ItemState>(state));
    const qsizetype rest = plain->size() - (states.data() + states.size() - plain->constData());
    if (rest != 0 && rest != qsizetype(count) * 16)
        return damagedRows();
    page.ids = plain->last(rest);
    return page;
}

QString ResultPage::result(qsizetype index) const
{
    if (ids.size() < (index + 1) * 16)
        return {};
    const QUuid id = QUuid::fromRfc4122(QByteArrayView(ids).sliced(index * 16, 16));
    return id.isNull() ? QString() : id.toString(QUuid::WithoutBraces);
}

} // namespace bulkhead
