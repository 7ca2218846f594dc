// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/csv/csvencoding.h"

#include "core/csv/csvdialect.h"
#include "core/csv/utf8.h"

#include <QStringDecoder>

#include <algorithm>

namespace bulkhead {

namespace {

inline unsigned char toByte(char c)
{
    return static_cast<unsigned char>(c);
}

inline bool isHigh(unsigned unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

inline bool isLow(unsigned unit)
{
    return unit >= 0xDC00 && unit < 0xE000;
}

/// Also of surrogates, which become the three bytes of WTF-8.
char *putCodePoint(char32_t c, char *target)
{
    const auto put = [&target](unsigned byte) { *target++ = static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | (c >> 6));
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3F));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    }
    return target;
}

/// The code point at the start of well-formed (W)UTF-8, and its length.
std::pair<char32_t, qsizetype> codePointAt(QByteArrayView bytes)
{
    const unsigned lead = toByte(bytes[0]);
    if (lead < 0x80)
        return {lead, 1};
    const qsizetype size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t c = lead & (0x7Fu >> size);
    for (qsizetype i = 1; i < size; ++i)
        c = (c << 6) | (toByte(bytes[i]) & 0x3Fu);
    return {c, size};
}

void appendUnit(QByteArray &target, unsigned unit, bool bigEndian)
{
    const char high = static_cast<char>(unit >> 8);
    const char low = static_cast<char>(unit & 0xFF);
    target.append(bigEndian ? high : low);
    target.append(bigEndian ? low : high);
}

void appendUtf16(QByteArray &target, char32_t c, bool bigEndian)
{
    if (c < 0x10000) {
        appendUnit(target, c, bigEndian);
    } else {
        appendUnit(target, 0xD800 + ((c - 0x10000) >> 10), bigEndian);
        appendUnit(target, 0xDC00 + ((c - 0x10000) & 0x3FF), bigEndian);
    }
}

} // namespace

std::optional<CsvEncoding> CsvEncoding::named(const QByteArray &name)
{
    if (!csvEncodings().contains(name))
        return std::nullopt;
    if (name == "UTF-8")
        return CsvEncoding(Kind::Utf8);
    if (name == "UTF-16LE")
        return CsvEncoding(Kind::Utf16Le);
    if (name == "UTF-16BE")
        return CsvEncoding(Kind::Utf16Be);
    CsvEncoding encoding(Kind::SingleByte);
    encoding.loadTable(name);
    return encoding;
}

void CsvEncoding::loadTable(const QByteArray &name)
{
    const bool windows = name.startsWith("windows-");
    QByteArray upper(128, '\0');
    for (int i = 0; i < 128; ++i)
        upper[i] = static_cast<char>(0x80 + i);
    QStringDecoder decoder(name.constData());
    const QString text = decoder.decode(upper);
    m_upper.resize(128);
    if (!decoder.isValid() || text.size() != upper.size())
        return; // all unassigned; no Qt that this is built with does so
    for (int i = 0; i < 128; ++i) {
        const char16_t c = text.at(i).unicode();
        if (c == 0xFFFD || (windows && c >= 0x80 && c < 0xA0))
            continue;
        Decoded &decoded = m_upper[static_cast<size_t>(i)];
        decoded.size = static_cast<unsigned char>(putCodePoint(c, decoded.utf8.data()) - decoded.utf8.data());
        m_encoded.emplace_back(c, static_cast<unsigned char>(0x80 + i));
    }
    std::sort(m_encoded.begin(), m_encoded.end());
}

bool CsvEncoding::areAssigned(QByteArrayView bytes) const
{
    return isAscii(bytes) || std::all_of(bytes.begin(), bytes.end(), [this](char c) {
               return toByte(c) < 0x80 || m_upper[toByte(c) - 0x80].size > 0;
           });
}

void CsvEncoding::appendDecoded(QByteArray &target, QByteArrayView bytes) const
{
    const qsizetype before = target.size();
    target.resize(before + bytes.size() * 3);
    char *out = target.data() + before;
    for (const char c : bytes) {
        if (toByte(c) < 0x80) {
            *out++ = c;
            continue;
        }
        const Decoded &decoded = m_upper[toByte(c) - 0x80];
        if (decoded.size)
            out = std::copy_n(decoded.utf8.data(), decoded.size, out);
        else
            out = std::copy_n("\xEF\xBF\xBD", 3, out);
    }
    target.resize(out - target.constData());
}

bool CsvEncoding::appendEncoded(QByteArray &target, QByteArrayView utf8) const
{
    if (m_kind == Kind::Utf8) {
        target.append(utf8);
        return true;
    }
    if (!isUtf8(utf8))
        return false;
    while (!utf8.isEmpty()) {
        const auto [c, size] = codePointAt(utf8);
        utf8 = utf8.sliced(size);
        if (m_kind != Kind::SingleByte) {
            appendUtf16(target, c, m_kind == Kind::Utf16Be);
        } else if (c < 0x80) {
            target.append(static_cast<char>(c));
        } else {
            const auto found =
                std::lower_bound(m_encoded.begin(), m_encoded.end(), std::pair<char32_t, unsigned char>(c, 0));
            if (found == m_encoded.end() || found->first != c)
                return false;
            target.append(static_cast<char>(found->second));
        }
    }
    return true;
}

char *Utf16Stream::put(unsigned unit, char *target)
{
    if (m_high) {
        const unsigned high = std::exchange(m_high, 0);
        if (isLow(unit))
            return putCodePoint(0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00), target);
        target = putCodePoint(high, target);
    }
    if (isHigh(unit)) {
        m_high = unit;
        return target;
    }
    return putCodePoint(unit, target);
}

size_t Utf16Stream::feed(const char *bytes, size_t size, char *target)
{
    char *out = target;
    const auto unitOf = [this](char first, char second) {
        return m_bigEndian ? (toByte(first) << 8 | toByte(second)) : (toByte(second) << 8 | toByte(first));
    };
    size_t i = 0;
    if (m_hasOdd && size > 0) {
        m_hasOdd = false;
        out = put(static_cast<unsigned>(unitOf(static_cast<char>(m_odd), bytes[i++])), out);
    }
    for (; i + 2 <= size; i += 2) {
        const auto unit = static_cast<unsigned>(unitOf(bytes[i], bytes[i + 1]));
        if (unit < 0x80 && !m_high)
            *out++ = static_cast<char>(unit);
        else
            out = put(unit, out);
    }
    if (i < size) {
        m_hasOdd = true;
        m_odd = toByte(bytes[i]);
    }
    return static_cast<size_t>(out - target);
}

size_t Utf16Stream::finish(char *target)
{
    char *out = target;
    if (m_high)
        out = putCodePoint(std::exchange(m_high, 0), out);
    if (std::exchange(m_hasOdd, false)) {
        *out++ = '\xFF';
        *out++ = static_cast<char>(0x80 | (m_odd >> 4));
        *out++ = static_cast<char>(0x80 | (m_odd & 0x0F));
    }
    return static_cast<size_t>(out - target);
}

QByteArray utf16FromWide(QByteArrayView wide, bool bigEndian)
{
    QByteArray source;
    source.reserve(wide.size() * 2);
    while (!wide.isEmpty()) {
        if (toByte(wide[0]) == 0xFF) {
            source.append(static_cast<char>((toByte(wide[1]) & 0x0F) << 4 | (toByte(wide[2]) & 0x0F)));
            wide = wide.sliced(3);
            continue;
        }
        const auto [c, size] = codePointAt(wide);
        appendUtf16(source, c, bigEndian);
        wide = wide.sliced(size);
    }
    return source;
}

} // namespace bulkhead
