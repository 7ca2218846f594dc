// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace bulkhead {

/// Where in 64 bytes the characters stand that give a list its shape; bit n is byte n.
struct CsvMarks
{
    uint64_t breaks = 0; ///< delimiter, CR, LF
    uint64_t quotes = 0;
    uint64_t lineEnds = 0; ///< CR, LF
};

/// Finds the marks of blocks × 64 bytes.
using CsvScan = void (*)(const char *bytes, size_t blocks, char delimiter, char quote, CsvMarks *marks);

void scanCsvPortable(const char *bytes, size_t blocks, char delimiter, char quote, CsvMarks *marks);
#if defined(__x86_64__)
void scanCsvSse2(const char *bytes, size_t blocks, char delimiter, char quote, CsvMarks *marks);
/// Only where hasAvx2() says so.
void scanCsvAvx2(const char *bytes, size_t blocks, char delimiter, char quote, CsvMarks *marks);
#endif

/// The fastest one that this machine can run.
CsvScan fastestCsvScan();

} // namespace bulkhead
