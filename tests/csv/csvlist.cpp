// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/csv/csvlist.h"

#include "core/csv/csvreader.h"

#include <QBuffer>

#include <cstring>

namespace bulkhead::test {

QByteArray KeptList::toText() const
{
    QByteArray text;
    for (const KeptRecord &record : records) {
        text += QByteArray::number(record.row) + '@' + QByteArray::number(record.line) + ' ';
        text += record.cells.join('|');
        if (record.fault != CsvFault::None) {
            text += " !" + csvFaultCode(record.fault) + ' ' + QByteArray::number(record.faultLine) + ':' +
                    QByteArray::number(record.faultColumn);
        }
        text += '\n';
    }
    return text + error;
}

KeptList readList(QIODevice &device, const CsvDialect &dialect, const CsvLimits &limits)
{
    CsvReader reader(&device, dialect, limits);
    KeptList list;
    for (const QByteArray &name : reader.header())
        list.header.append(name);
    CsvRecord record;
    for (;;) {
        const CsvReader::Read read = reader.next(record);
        if (read == CsvReader::Read::Error)
            list.error = reader.error().code.toUtf8();
        if (read != CsvReader::Read::Record)
            return list;
        KeptRecord kept{.row = record.row,
                        .line = record.line,
                        .cells = {},
                        .fault = record.fault,
                        .faultLine = record.faultLine,
                        .faultColumn = record.faultColumn,
                        .raw = record.raw.toByteArray()};
        for (const QByteArrayView cell : record.cells)
            kept.cells.append(cell.toByteArray());
        list.records.append(kept);
    }
}

KeptList readList(const QByteArray &bytes, const CsvDialect &dialect, const CsvLimits &limits)
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    return readList(buffer, dialect, limits);
}

SteppingDevice::SteppingDevice(const QByteArray &bytes, qint64 step) : m_bytes(bytes), m_step(step)
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 SteppingDevice::readData(char *target, qint64 size)
{
    const qint64 given = std::min({size, m_step, m_bytes.size() - m_at});
    if (given == 0)
        return -1;
    std::memcpy(target, m_bytes.constData() + m_at, static_cast<size_t>(given));
    m_at += given;
    return given;
}

} // namespace bulkhead::test
