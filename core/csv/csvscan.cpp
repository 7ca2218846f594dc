// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/csv/csvscan.h"

#include "core/csv/utf8.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace bulkhead {

void scanCsvPortable(const char *bytes, size_t blocks, char delimiter, char quote, CsvMarks *marks)
{
    for (size_t block = 0; block < blocks; ++block, bytes += 64) {
        CsvMarks found;
        for (int i = 0; i < 64; ++i) {
            const char c = bytes[i];
            const uint64_t bit = uint64_t(1) << i;
            if (c == '\n' || c == '\r')
                found.lineEnds |= bit;
            if (c == delimiter)
                found.breaks |= bit;
            if (c == quote)
                found.quotes |= bit;
        }
        found.breaks |= found.lineEnds;
        marks[block] = found;
    }
}

#if defined(__x86_64__)

void scanCsvSse2(const char *bytes, size_t blocks, char delimiter, char quote, CsvMarks *marks)
{
    const __m128i delimiters = _mm_set1_epi8(delimiter);
    const __m128i quotes = _mm_set1_epi8(quote);
    const __m128i lf = _mm_set1_epi8('\n');
    const __m128i cr = _mm_set1_epi8('\r');
    const auto bits = [](__m128i matches) { return uint64_t(static_cast<unsigned>(_mm_movemask_epi8(matches))); };
    for (size_t block = 0; block < blocks; ++block, bytes += 64) {
        CsvMarks found;
        for (int part = 0; part < 4; ++part) {
            const __m128i input = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes + 16 * part));
            const __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(input, lf), _mm_cmpeq_epi8(input, cr));
            const __m128i breaks = _mm_or_si128(ends, _mm_cmpeq_epi8(input, delimiters));
            found.lineEnds |= bits(ends) << (16 * part);
            found.breaks |= bits(breaks) << (16 * part);
            found.quotes |= bits(_mm_cmpeq_epi8(input, quotes)) << (16 * part);
        }
        marks[block] = found;
    }
}

__attribute__((target("avx2"))) void scanCsvAvx2(const char *bytes, size_t blocks, char delimiter, char quote,
                                                 CsvMarks *marks)
{
    const __m256i delimiters = _mm256_set1_epi8(delimiter);
    const __m256i quotes = _mm256_set1_epi8(quote);
    const __m256i lf = _mm256_set1_epi8('\n');
    const __m256i cr = _mm256_set1_epi8('\r');
    for (size_t block = 0; block < blocks; ++block, bytes += 64) {
        CsvMarks found;
        for (int part = 0; part < 2; ++part) {
            const __m256i input = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(bytes + 32 * part));
            const __m256i ends = _mm256_or_si256(_mm256_cmpeq_epi8(input, lf), _mm256_cmpeq_epi8(input, cr));
            const __m256i breaks = _mm256_or_si256(ends, _mm256_cmpeq_epi8(input, delimiters));
            const __m256i quoted = _mm256_cmpeq_epi8(input, quotes);
            found.lineEnds |= uint64_t(static_cast<unsigned>(_mm256_movemask_epi8(ends))) << (32 * part);
            found.breaks |= uint64_t(static_cast<unsigned>(_mm256_movemask_epi8(breaks))) << (32 * part);
            found.quotes |= uint64_t(static_cast<unsigned>(_mm256_movemask_epi8(quoted))) << (32 * part);
        }
        marks[block] = found;
    }
}

CsvScan fastestCsvScan()
{
    return hasAvx2() ? scanCsvAvx2 : scanCsvSse2;
}

#else

CsvScan fastestCsvScan()
{
    return scanCsvPortable;
}

#endif

} // namespace bulkhead
