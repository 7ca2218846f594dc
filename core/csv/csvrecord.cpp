// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/csv/csvrecord.h"

#include <QtGlobal>

namespace bulkhead {

QByteArray csvFaultCode(CsvFault fault)
{
    switch (fault) {
    case CsvFault::None:
        break;
    case CsvFault::Encoding:
        return "ENCODING";
    case CsvFault::UnterminatedQuote:
        return "UNTERMINATED_QUOTE";
    case CsvFault::FieldTooLong:
        return "FIELD_TOO_LONG";
    case CsvFault::RecordTooLong:
        return "RECORD_TOO_LONG";
    case CsvFault::TooManyColumns:
        return "TOO_MANY_COLUMNS";
    }
    return {};
}

Text csvFaultText(const CsvRecord &record)
{
    const QString line = QString::number(record.faultLine);
    const QString column = QString::number(record.faultColumn);
    switch (record.fault) {
    case CsvFault::None:
        break;
    case CsvFault::Encoding:
        return Text{QT_TRANSLATE_NOOP("core", "Line %1, column %2: bytes that do not exist in the encoding"),
                    {line, column}};
    case CsvFault::UnterminatedQuote:
        return Text{QT_TRANSLATE_NOOP("core", "Line %1, column %2: the quote is never closed"), {line, column}};
    case CsvFault::FieldTooLong:
        return Text{QT_TRANSLATE_NOOP("core", "Line %1, column %2: the cell is too long"), {line, column}};
    case CsvFault::RecordTooLong:
        return Text{QT_TRANSLATE_NOOP("core", "Line %1: the record is too long"), {line}};
    case CsvFault::TooManyColumns:
        return Text{QT_TRANSLATE_NOOP("core", "Line %1: the record has too many columns"), {line}};
    }
    return {};
}

} // namespace bulkhead
