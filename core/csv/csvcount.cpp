// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/csv/csvcount.h"

#include "core/csv/csvsource.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

Result<qint64> countCsvRecords(QIODevice *device, const CsvDialect &dialect,
                               const std::function<bool(qint64, qint64)> &keepGoing, const CsvLimits &limits)
{
    constexpr qint64 bytesBetweenCalls = 2 << 20;
    Result<CsvEncoding> encoding = csvEncodingOf(dialect);
    if (!encoding)
        return encoding.error();
    CsvSource source(device, dialect, limits, encoding.take());
    qint64 records = dialect.header ? -1 : 0;
    qint64 asked = 0;
    CsvSpan span;
    while (source.splitter.next(span)) {
        records += 1 + source.splitter.skipUnquoted();
        if (keepGoing && source.window.bytesRead() - asked >= bytesBetweenCalls) {
            asked = source.window.bytesRead();
            if (!keepGoing(asked, std::max<qint64>(records, 0)))
                return Error{u"CANCELLED"_s, Text{QT_TRANSLATE_NOOP("core", "Counting was stopped."), {}}, {}};
        }
    }
    if (const Error error = source.deviceError(); !error.code.isEmpty())
        return error;
    return std::max<qint64>(records, 0);
}

} // namespace bulkhead
