// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/csv/csvdialect.h"
#include "core/job/result.h"

#include <QByteArrayView>

#include <memory>
#include <span>

class QIODevice;

namespace bulkhead {

class CsvEncoding;

struct CsvWriteOptions
{
    enum class LineEnd { Crlf, Lf };
    LineEnd lineEnd = LineEnd::Crlf;
    /// Cells that a spreadsheet would run get a leading ' (harmlessCsvCell).
    bool harmlessFormulas = false;
};

/// Writes records in a dialect, quoting only what must be (a delimiter, quote or line end inside; an
/// empty line's only cell), so that CsvReader with the same dialect gives the same cells back. Writes
/// in blocks: nothing is certain until flush() has said ok, and what was not flushed is lost. The device
/// must be open and outlive it. A dialect that cannot be is the error CSV_DIALECT of every call.
class CsvWriter
{
public:
    explicit CsvWriter(QIODevice *device, const CsvDialect &dialect, const CsvWriteOptions &options = {});
    ~CsvWriter();

    /// Cells are UTF-8. The error ENCODING when a character does not exist in the dialect's encoding,
    /// CSV_QUOTE when a cell needs a quote and the dialect has none: the record is then left out.
    /// CSV_WRITE when the device fails.
    Status writeRecord(std::span<const QByteArrayView> cells);
    Status writeRecord(std::initializer_list<QByteArrayView> cells);
    /// CsvRecord::raw of a source in the same dialect, byte for byte, with more cells behind it.
    Status writeRaw(QByteArrayView raw, std::span<const QByteArrayView> more = {});
    Status flush();

private:
    void startRecord();
    bool appendCell(QByteArrayView cell, bool first, bool alone);
    Status finishRecord(qsizetype before);
    Status refused(qsizetype before, const Error &error);
    Error quoteMissing(QByteArrayView cell) const;

    QIODevice *m_device;
    CsvDialect m_dialect;
    CsvWriteOptions m_options;
    std::unique_ptr<CsvEncoding> m_encoding; // none: m_error says why
    Error m_error;
    QByteArray m_pending; // encoded, not yet given to the device
    QByteArray m_record;  // UTF-8 of the record being made
    bool m_started = false;
};

/// The cell with a ' before it if a spreadsheet would take it for a formula (first of = + - @ TAB CR);
/// a plain number (-5, +79991234567, -1.5e3) stays as it is. A cell that already looks like the result gets
/// one more, so that plainCsvCell() always gives the original back.
QByteArray harmlessCsvCell(QByteArrayView cell);

/// Undoes harmlessCsvCell().
QByteArrayView plainCsvCell(QByteArrayView cell);

} // namespace bulkhead
