// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/csv/csvdialect.h"

#include <QByteArrayView>

namespace bulkhead {

/// How much of a source is worth looking at.
constexpr qint64 csvSampleBytes = 256 * 1024;

/// How the list is written, judged by its first bytes (csvSampleBytes are enough; the sample may end in
/// the middle of a record or character unless it is the whole file). What the overrides fix is taken
/// as it is and helps to find the rest. Always an answer: of an empty sample, the defaults. Encoding: byte
/// order mark, NUL pattern of UTF-16, strict UTF-8, else how the bytes above 127 stand together and
/// uchardet's opinion. Delimiter: , ; tab | by how even the records come out. Header: by its cells
/// being names (not empty, all different, no number, e-mail, date or id among them).
CsvDialect detectCsvDialect(QByteArrayView sample, bool sampleIsWholeFile, const CsvDialectOverrides &overrides = {});

} // namespace bulkhead
