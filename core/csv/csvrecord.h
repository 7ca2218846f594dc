// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/text.h"

#include <QByteArrayView>

#include <vector>

namespace bulkhead {

/// Why a record cannot be used as it stands. Its neighbours are not touched by it.
enum class CsvFault {
    None,
    Encoding,          ///< bytes that do not exist in the encoding
    UnterminatedQuote, ///< a quote that is never closed; the record ends with that quote's line
    FieldTooLong,      ///< CsvLimits::maxField
    RecordTooLong,     ///< CsvLimits::maxRecord; neither cells nor raw are kept
    TooManyColumns,    ///< CsvLimits::maxColumns; the cells up to the limit are kept
};

/// ENCODING, UNTERMINATED_QUOTE, FIELD_TOO_LONG, RECORD_TOO_LONG, TOO_MANY_COLUMNS; "" for None.
QByteArray csvFaultCode(CsvFault fault);

/// One record of a list. All views are valid until the reader's next next() and no longer than it.
struct CsvRecord
{
    /// 1-based; the header and blank lines are not counted, records with a fault are.
    qint64 row = 0;
    /// The physical line on which the record starts, 1-based; blank lines and lines in quotes count.
    qint64 line = 0;
    /// Always valid UTF-8, unquoted, otherwise as in the source. With fault Encoding the bad bytes are
    /// U+FFFD; with UnterminatedQuote the open quote stands in its cell as a character.
    std::vector<QByteArrayView> cells;
    CsvFault fault = CsvFault::None;
    /// Where the fault is: the physical line, and the cell, 1-based (0: the record as a whole).
    qint64 faultLine = 0;
    int faultColumn = 0;
    /// The record's bytes exactly as in the source, without its line end. For a UTF-16 source only
    /// filled where there is a fault; empty with RecordTooLong.
    QByteArrayView raw;
};

/// Where and why, for people; empty without a fault.
Text csvFaultText(const CsvRecord &record);

} // namespace bulkhead
