// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/csv/csvencoding.h"
#include "core/csv/csvsplitter.h"
#include "core/csv/csvwindow.h"
#include "core/job/result.h"

namespace bulkhead {

/// The encoding of a dialect that can be read and written, or why it can't be (CSV_DIALECT).
Result<CsvEncoding> csvEncodingOf(const CsvDialect &dialect);

/// A device on its way to records: what reading and counting have in common.
struct CsvSource
{
    CsvSource(QIODevice *device, const CsvDialect &dialect, const CsvLimits &limits, CsvEncoding &&of);
    CsvSource(const CsvSource &) = delete;
    CsvSource &operator=(const CsvSource &) = delete;

    bool isUtf16() const;
    /// The source's own bytes of what stands in the window.
    QByteArray utf16Of(QByteArrayView wide) const;
    /// CSV_READ if the device has failed; without a code if not.
    Error deviceError() const;

    CsvEncoding encoding;
    CsvWindow window;
    CsvSplitter splitter;
};

} // namespace bulkhead
