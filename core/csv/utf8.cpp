// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/csv/utf8.h"

#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace bulkhead {

namespace {

inline unsigned char byteAt(const char *bytes, size_t i)
{
    return static_cast<unsigned char>(bytes[i]);
}

/// Length of the well-formed sequence at the start of bytes, 0 if there is none.
size_t sequenceLength(const char *bytes, size_t size)
{
    const unsigned char lead = byteAt(bytes, 0);
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    const size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (size < length)
        return 0;
    const unsigned char second = byteAt(bytes, 1);
    const unsigned char lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned char highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < lowest || second > highest)
        return 0;
    for (size_t i = 2; i < length; ++i) {
        if ((byteAt(bytes, i) & 0xC0) != 0x80)
            return 0;
    }
    return length;
}

size_t asciiPrefix(const char *bytes, size_t size)
{
    size_t i = 0;
    for (; i + 8 <= size; i += 8) {
        uint64_t word;
        std::memcpy(&word, bytes + i, 8);
        if (word & 0x8080808080808080ull)
            break;
    }
    while (i < size && byteAt(bytes, i) < 0x80)
        ++i;
    return i;
}

size_t validPrefix(const char *bytes, size_t size)
{
    size_t i = 0;
    while (i < size) {
        if (byteAt(bytes, i) < 0x80) {
            i += asciiPrefix(bytes + i, size - i);
            continue;
        }
        const size_t length = sequenceLength(bytes + i, size - i);
        if (!length)
            break;
        i += length;
    }
    return i;
}

} // namespace

bool isUtf8Portable(const char *bytes, size_t size)
{
    return validPrefix(bytes, size) == size;
}

#if defined(__x86_64__)

bool hasAvx2()
{
    static const bool has = __builtin_cpu_supports("avx2");
    return has;
}

namespace {

// Three look-ups, by the two halves of the byte before and the upper half of this one, each give the
// faults that are still possible; what all three agree on is one. Keiser and Lemire, "Validating UTF-8
// in less than one instruction per byte", 2021.
enum : uint8_t {
    tooShort = 1 << 0,
    tooLong = 1 << 1,
    overlong3 = 1 << 2,
    tooLarge = 1 << 3,
    surrogate = 1 << 4,
    overlong2 = 1 << 5,
    tooLarge1000 = 1 << 6,
    overlong4 = 1 << 6,
    twoContinuations = 1 << 7,
    anyLow = tooShort | tooLong | twoContinuations,
};

alignas(16) constexpr uint8_t beforeHigh[16] = {tooLong,
                                                tooLong,
                                                tooLong,
                                                tooLong,
                                                tooLong,
                                                tooLong,
                                                tooLong,
                                                tooLong,
                                                twoContinuations,
                                                twoContinuations,
                                                twoContinuations,
                                                twoContinuations,
                                                tooShort | overlong2,
                                                tooShort,
                                                tooShort | overlong3 | surrogate,
                                                tooShort | tooLarge | tooLarge1000 | overlong4};
alignas(16) constexpr uint8_t beforeLow[16] = {anyLow | overlong3 | overlong2 | overlong4,
                                               anyLow | overlong2,
                                               anyLow,
                                               anyLow,
                                               anyLow | tooLarge,
                                               anyLow | tooLarge | tooLarge1000,
                                               anyLow | tooLarge | tooLarge1000,
                                               anyLow | tooLarge | tooLarge1000,
                                               anyLow | tooLarge | tooLarge1000,
                                               anyLow | tooLarge | tooLarge1000,
                                               anyLow | tooLarge | tooLarge1000,
                                               anyLow | tooLarge | tooLarge1000,
                                               anyLow | tooLarge | tooLarge1000,
                                               anyLow | tooLarge | tooLarge1000 | surrogate,
                                               anyLow | tooLarge | tooLarge1000,
                                               anyLow | tooLarge | tooLarge1000};
alignas(16) constexpr uint8_t thisHigh[16] = {tooShort,
                                              tooShort,
                                              tooShort,
                                              tooShort,
                                              tooShort,
                                              tooShort,
                                              tooShort,
                                              tooShort,
                                              tooLong | overlong2 | twoContinuations | overlong3 | tooLarge1000 |
                                                  overlong4,
                                              tooLong | overlong2 | twoContinuations | overlong3 | tooLarge,
                                              tooLong | overlong2 | twoContinuations | surrogate | tooLarge,
                                              tooLong | overlong2 | twoContinuations | surrogate | tooLarge,
                                              tooShort,
                                              tooShort,
                                              tooShort,
                                              tooShort};

__attribute__((target("avx2"))) inline __m256i table(const uint8_t (&values)[16])
{
    return _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i *>(values)));
}

/// The input moved up by n bytes, with the last n of the block before in front.
template <int n> __attribute__((target("avx2"))) inline __m256i behind(__m256i input, __m256i before)
{
    return _mm256_alignr_epi8(input, _mm256_permute2x128_si256(before, input, 0x21), 16 - n);
}

__attribute__((target("avx2"))) inline __m256i faults(__m256i input, __m256i before)
{
    const __m256i nibble = _mm256_set1_epi8(0x0F);
    const __m256i one = behind<1>(input, before);
    const __m256i possible = _mm256_and_si256(
        _mm256_and_si256(_mm256_shuffle_epi8(table(beforeHigh), _mm256_and_si256(_mm256_srli_epi16(one, 4), nibble)),
                         _mm256_shuffle_epi8(table(beforeLow), _mm256_and_si256(one, nibble))),
        _mm256_shuffle_epi8(table(thisHigh), _mm256_and_si256(_mm256_srli_epi16(input, 4), nibble)));
    const __m256i third = _mm256_subs_epu8(behind<2>(input, before), _mm256_set1_epi8(0xE0 - 0x80));
    const __m256i fourth = _mm256_subs_epu8(behind<3>(input, before), _mm256_set1_epi8(0xF0 - 0x80));
    const __m256i continues = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8(char(0x80)));
    return _mm256_xor_si256(continues, possible);
}

} // namespace

__attribute__((target("avx2"))) bool isUtf8Avx2(const char *bytes, size_t size)
{
    __m256i before = _mm256_setzero_si256();
    __m256i fault = _mm256_setzero_si256();
    bool ascii = true;
    size_t i = 0;
    for (; i + 32 <= size; i += 32) {
        const __m256i input = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(bytes + i));
        const bool nowAscii = _mm256_movemask_epi8(input) == 0;
        if (!nowAscii || !ascii)
            fault = _mm256_or_si256(fault, faults(input, before));
        ascii = nowAscii;
        before = input;
    }
    // The last block is filled up with NUL, so that a sequence cut off by the end meets something.
    alignas(32) char rest[32] = {};
    if (i < size)
        std::memcpy(rest, bytes + i, size - i);
    const __m256i input = _mm256_load_si256(reinterpret_cast<const __m256i *>(rest));
    fault = _mm256_or_si256(fault, faults(input, before));
    return _mm256_testz_si256(fault, fault);
}

#else

bool hasAvx2()
{
    return false;
}

bool isUtf8Avx2(const char *bytes, size_t size)
{
    return isUtf8Portable(bytes, size);
}

#endif

bool isUtf8(QByteArrayView bytes)
{
    const size_t size = static_cast<size_t>(bytes.size());
    return size >= 64 && hasAvx2() ? isUtf8Avx2(bytes.data(), size) : isUtf8Portable(bytes.data(), size);
}

bool isAscii(QByteArrayView bytes)
{
    const size_t size = static_cast<size_t>(bytes.size());
    return asciiPrefix(bytes.data(), size) == size;
}

qsizetype validUtf8Prefix(QByteArrayView bytes)
{
    return static_cast<qsizetype>(validPrefix(bytes.data(), static_cast<size_t>(bytes.size())));
}

void appendLossyUtf8(QByteArray &target, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const qsizetype valid = validUtf8Prefix(bytes);
        target.append(bytes.first(valid));
        bytes = bytes.sliced(valid);
        if (bytes.isEmpty())
            return;
        target.append("\xEF\xBF\xBD");
        qsizetype bad = 1;
        while (bad < bytes.size() && (static_cast<unsigned char>(bytes[bad]) & 0xC0) == 0x80)
            ++bad;
        bytes = bytes.sliced(bad);
    }
}

} // namespace bulkhead
