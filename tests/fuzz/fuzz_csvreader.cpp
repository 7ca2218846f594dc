// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The first byte chooses encoding, delimiter and quote, the second limits and block size; the rest is
// the list. Read whole and in steps it must come out the same, be counted the same, and be UTF-8.

#include "core/csv/csvcount.h"
#include "core/csv/csvdetect.h"
#include "core/csv/utf8.h"
#include "tests/csv/csvlist.h"

#include <QBuffer>

#include <cstdlib>

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

CsvDialect dialectOf(uint8_t choice)
{
    const QList<QByteArray> &names = csvEncodings();
    return {.encoding = names.at(choice % names.size()),
            .delimiter = ",;\t|"[(choice >> 3) % 4],
            .quote = choice & 0x20 ? '\'' : '"',
            .header = (choice & 0x40) != 0};
}

CsvLimits limitsOf(uint8_t choice)
{
    if (choice & 0x80)
        return {};
    return {.maxField = 20, .maxRecord = 60, .maxColumns = 5, .quoteLookahead = choice, .quoteLookaheadLines = 3};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const CsvDialect dialect = dialectOf(data[0]);
    const CsvLimits limits = limitsOf(data[1]);
    const auto source =
        QByteArray::fromRawData(reinterpret_cast<const char *>(data + 2), static_cast<qsizetype>(size - 2));
    const KeptList whole = readList(source, dialect, limits);
    SteppingDevice slow(source, 1 + data[1] % 70);
    require(readList(slow, dialect, limits) == whole);

    QByteArray bytes = source;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    require(countCsvRecords(&buffer, dialect, {}, limits).value() == whole.records.size());

    qint64 line = 0;
    for (const KeptRecord &record : whole.records) {
        require(record.line > line);
        line = record.line;
        for (const QByteArray &cell : record.cells)
            require(isUtf8(cell));
    }
    if (data[1] % 8 == 0)
        require(readList(source, detectCsvDialect(source, (data[1] & 8) != 0)).error.isEmpty());
    return 0;
}
