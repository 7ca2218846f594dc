// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace bulkhead {

/// One of csvEncodings(), in both directions. The tables of the single-byte ones are asked of Qt's own
/// decoders once, when the object is made; a byte is unassigned where the decoder says so and, in the
/// windows code pages, where it answers with a C1 control (0x98 in windows-1251, 0x81 in windows-1252).
class CsvEncoding
{
public:
    enum class Kind { Utf8, Utf16Le, Utf16Be, SingleByte };

    /// Empty for a name that is not in csvEncodings().
    static std::optional<CsvEncoding> named(const QByteArray &name);

    Kind kind() const { return m_kind; }

    /// SingleByte only: whether every byte is assigned.
    bool areAssigned(QByteArrayView bytes) const;
    /// SingleByte only: appends the bytes to target as UTF-8, an unassigned one as U+FFFD.
    void appendDecoded(QByteArray &target, QByteArrayView bytes) const;
    /// Appends the UTF-8 to target in this encoding. False if a character does not exist in it (or, but
    /// for UTF-8 which is taken as it is, if that was no UTF-8); target then ends somewhere inside.
    bool appendEncoded(QByteArray &target, QByteArrayView utf8) const;

private:
    explicit CsvEncoding(Kind kind) : m_kind(kind) {}
    void loadTable(const QByteArray &name);

    struct Decoded
    {
        std::array<char, 3> utf8{};
        unsigned char size = 0; // 0: unassigned
    };

    Kind m_kind;
    std::vector<Decoded> m_upper;                              // 0x80…0xFF
    std::vector<std::pair<char32_t, unsigned char>> m_encoded; // sorted
};

/// UTF-16 to UTF-8 in pieces of any size, so that nothing is lost: a lone surrogate becomes its three
/// bytes (WTF-8) and an odd last byte becomes FF 8x 8x, both no UTF-8 and never part of the list's
/// shape; utf16FromWide() makes the source's bytes of them again.
class Utf16Stream
{
public:
    explicit Utf16Stream(bool bigEndian) : m_bigEndian(bigEndian) {}

    /// Writes at most size * 3 / 2 + 6 bytes and says how many.
    size_t feed(const char *bytes, size_t size, char *target);
    /// What is left at the end of the source; at most 6 bytes.
    size_t finish(char *target);

private:
    char *put(unsigned unit, char *target);

    bool m_bigEndian;
    bool m_hasOdd = false;
    unsigned char m_odd = 0;
    unsigned m_high = 0;
};

QByteArray utf16FromWide(QByteArrayView wide, bool bigEndian);

} // namespace bulkhead
