// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/csv/csvdialect.h"
#include "core/csv/csvrecord.h"
#include "core/job/result.h"

#include <memory>
#include <vector>

class QIODevice;

namespace bulkhead {

/// Reads a list record by record, in blocks, in memory that does not grow with the source (at most a
/// few times CsvLimits::maxRecord, usually 300 KiB). RFC 4180, and beyond it:
/// - a record ends with LF, CRLF or CR, also mixed; the last one may lack it; empty lines are skipped;
/// - a quote in the middle of an unquoted cell is a character; what stands between a closing quote
///   and the next delimiter on the same line is kept as it is (`"a"b` is `ab`);
/// - nothing is trimmed or coerced; NUL is a character;
/// - records may have any number of cells: whether that is right is the caller's to say;
/// - a quoted cell that runs over its line must be closed by a quote that is followed by a delimiter,
///   a line end or the end, within the look-ahead of CsvLimits. If it is not, or if it is but the
///   record then has not as many cells as the first record while its first line alone has, the quote
///   was a stray one: the record ends with the quote's line and has the fault UnterminatedQuote.
///   So what RFC 4180 allows, with as many cells in each record, is never read otherwise;
/// - a record beyond CsvLimits::maxRecord ends at the first line end behind that.
/// Time grows in line with the source, whatever it holds. Not thread-safe; blocks on the device, which
/// must outlive the reader, be open, and be a file, a buffer or a pipe.
class CsvReader
{
public:
    /// Reads the header already, if the dialect has one.
    explicit CsvReader(QIODevice *device, const CsvDialect &dialect, const CsvLimits &limits = {});
    ~CsvReader();
    CsvReader(CsvReader &&) noexcept;
    CsvReader &operator=(CsvReader &&) noexcept;

    enum class Read { Record, End, Error };
    /// Fills record and says Record; after End or Error says the same again. What cannot be used about
    /// a single record is its fault, never an Error.
    Read next(CsvRecord &record);
    /// After Error: the device's fault (CSV_READ) or a dialect that cannot be (CSV_DIALECT).
    const Error &error() const;

    /// UTF-8; empty where the dialect has none or the source is empty.
    const std::vector<QByteArray> &header() const;
    /// As in CsvRecord, of the header itself.
    CsvFault headerFault() const;

    /// Bytes of the source taken in so far, for a progress bar: up to a block ahead of the record.
    qint64 bytesRead() const;

private:
    class Pass;
    std::unique_ptr<Pass> m_pass;
};

} // namespace bulkhead
