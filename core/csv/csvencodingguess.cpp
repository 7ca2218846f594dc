// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/csv/csvencodingguess.h"

#include "core/csv/csvdialect.h"
#include "core/csv/csvencoding.h"
#include "core/csv/utf8.h"

#include <QString>

#include <uchardet.h>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

bool isUpper(char c)
{
    return static_cast<unsigned char>(c) >= 0x80;
}

bool isAsciiLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::optional<QByteArray> markedEncoding(QByteArrayView sample)
{
    if (sample.startsWith("\xEF\xBB\xBF"))
        return "UTF-8";
    if (sample.startsWith("\xFF\xFE"))
        return "UTF-16LE";
    if (sample.startsWith("\xFE\xFF"))
        return "UTF-16BE";
    return std::nullopt;
}

/// Text of any language has ASCII digits, delimiters and line ends in it, whose other byte is NUL.
std::optional<QByteArray> unmarkedUtf16(QByteArrayView sample)
{
    qsizetype even = 0;
    qsizetype odd = 0;
    qsizetype lineEndsLe = 0;
    qsizetype lineEndsBe = 0;
    const qsizetype units = sample.size() / 2;
    for (qsizetype i = 0; i < units; ++i) {
        const char first = sample[2 * i];
        const char second = sample[2 * i + 1];
        even += first == 0 && second != 0;
        odd += second == 0 && first != 0;
        lineEndsLe += first == '\n' && second == 0;
        lineEndsBe += second == '\n' && first == 0;
    }
    if (units == 0)
        return std::nullopt;
    const auto enough = [units](qsizetype nuls, qsizetype lineEnds) {
        return nuls * 10 > units * 3 || (nuls * 25 > units && lineEnds > 0);
    };
    if (enough(odd, lineEndsLe) && even * 10 < odd)
        return "UTF-16LE";
    if (enough(even, lineEndsBe) && odd * 10 < even)
        return "UTF-16BE";
    return std::nullopt;
}

bool isUtf8Sample(QByteArrayView sample, bool whole)
{
    const qsizetype valid = validUtf8Prefix(sample);
    return valid == sample.size() || (!whole && sample.size() - valid < 4 && valid > 0);
}

/// How Russian the text is: how usual its letters are, less what no word has, a capital after a small
/// letter. Windows-1251 and KOI8-R swap small letters and capitals, so that the wrong one shows.
double russianness(const QString &text)
{
    // Per mille of Russian text, а to я; after S. A. Sharoff's frequency list of the language.
    static constexpr int frequency[32] = {80, 16, 45, 17, 30, 85, 9, 17, 74, 12, 35, 44, 32, 67, 110, 28,
                                          47, 55, 63, 26, 3,  10, 5, 14, 7,  4,  1,  19, 17, 3,  6,   20};
    double score = 0;
    int letters = 0;
    bool afterSmall = false;
    for (const QChar c : text) {
        const char16_t small = c.toLower().unicode();
        if (small < u'а' || small > u'я') {
            score -= c.unicode() >= 0x80 && small != u'ё' ? 2 : 0; // a box, a sign
            letters += c.unicode() >= 0x80;
            afterSmall = false;
            continue;
        }
        score += std::log(frequency[small - u'а'] / 31.0);
        score -= afterSmall && c.isUpper() ? 4 : 0;
        ++letters;
        afterSmall = c.isLower();
    }
    return letters ? score / letters : 0;
}

QString decoded(QByteArrayView sample, const QByteArray &encoding)
{
    QByteArray text;
    CsvEncoding::named(encoding)->appendDecoded(text, sample);
    return QString::fromUtf8(text);
}

QByteArray opinionOfUchardet(QByteArrayView sample)
{
    const std::unique_ptr<uchardet, decltype(&uchardet_delete)> detector(uchardet_new(), uchardet_delete);
    if (uchardet_handle_data(detector.get(), sample.data(), static_cast<size_t>(sample.size())) != 0)
        return {};
    uchardet_data_end(detector.get());
    const QByteArray name(uchardet_get_charset(detector.get()));
    return csvEncodingNamed(name).value_or(name);
}

/// Letters above 127 stand alone among ASCII letters in Latin text, and side by side in Cyrillic.
bool isCyrillic(QByteArrayView sample)
{
    qsizetype besideEachOther = 0;
    qsizetype besideAscii = 0;
    for (qsizetype i = 1; i < sample.size(); ++i) {
        besideEachOther += isUpper(sample[i]) && isUpper(sample[i - 1]);
        besideAscii += (isUpper(sample[i]) && isAsciiLetter(sample[i - 1])) ||
                       (isUpper(sample[i - 1]) && isAsciiLetter(sample[i]));
    }
    if (besideEachOther == besideAscii || besideEachOther + besideAscii < 4) {
        const QByteArray opinion = opinionOfUchardet(sample);
        return opinion == "windows-1251" || opinion == "KOI8-R" || opinion == "ISO-8859-5" ||
               opinion.startsWith("MAC-CYR") || opinion.startsWith("IBM8") || besideEachOther > besideAscii;
    }
    return besideEachOther > besideAscii;
}

QByteArray singleByteEncoding(QByteArrayView sample, bool whole)
{
    if (isCyrillic(sample)) {
        const double windows = russianness(decoded(sample, "windows-1251"));
        const double koi8 = russianness(decoded(sample, "KOI8-R"));
        if (std::abs(windows - koi8) < 0.05 && opinionOfUchardet(sample) == "KOI8-R")
            return "KOI8-R";
        return koi8 > windows ? "KOI8-R" : "windows-1251";
    }
    // Where ISO-8859-1 has only control characters, windows-1252 has quotation marks and the euro. As
    // long as not all has been seen, the one that reads both is the safer one.
    const bool hasControls = std::any_of(sample.begin(), sample.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x80 && static_cast<unsigned char>(c) < 0xA0;
    });
    if (!hasControls)
        return whole ? "ISO-8859-1" : "windows-1252";
    return CsvEncoding::named("windows-1252")->areAssigned(sample) ? "windows-1252" : "ISO-8859-1";
}

} // namespace

CsvEncodingGuess guessCsvEncoding(QByteArrayView sample, bool sampleIsWholeFile, const std::optional<QByteArray> &fixed)
{
    const std::optional<QByteArray> marked = markedEncoding(sample);
    if (fixed) {
        const QByteArray encoding = csvEncodingNamed(*fixed).value_or(*fixed);
        const bool otherOrder = marked && encoding.startsWith("UTF-16") && marked->startsWith("UTF-16");
        return {otherOrder ? *marked : encoding, marked && (otherOrder || *marked == encoding)};
    }
    if (marked)
        return {*marked, true};
    if (const std::optional<QByteArray> utf16 = unmarkedUtf16(sample))
        return {*utf16, false};
    if (isUtf8Sample(sample, sampleIsWholeFile))
        return {"UTF-8", false};
    return {singleByteEncoding(sample, sampleIsWholeFile), false};
}

} // namespace bulkhead
