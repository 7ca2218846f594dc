// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>

#include <optional>

namespace bulkhead {

/// How a list is written: what is found by detectCsvDialect() and what the user may correct.
struct CsvDialect
{
    /// One of csvEncodings(), spelled as there.
    QByteArray encoding = "UTF-8";
    char delimiter = ',';
    /// 0: no cell is quoted, a quote is a character like any other.
    char quote = '"';
    bool header = true;
    /// The source starts with a byte order mark. CsvReader steps over a mark whatever stands here;
    /// CsvWriter writes one where this is set.
    bool hasBom = false;

    /// {encoding, delimiter, quote, header, bom}; characters as strings of one, no quote as "".
    QJsonObject toJson() const;
    /// What is missing or makes no sense stays as it is by default.
    static CsvDialect fromJson(const QJsonObject &json);

    bool operator==(const CsvDialect &) const = default;
};

/// What the user has fixed; what is empty is detected.
struct CsvDialectOverrides
{
    std::optional<QByteArray> encoding;
    std::optional<char> delimiter;
    std::optional<bool> header;
    std::optional<char> quote;

    bool operator==(const CsvDialectOverrides &) const = default;
};

/// What one record may cost. Sizes are bytes as the parser sees them: of the source, or of its UTF-8
/// form where the source is UTF-16.
struct CsvLimits
{
    qint64 maxField = 1 << 20;
    qint64 maxRecord = 16 << 20;
    int maxColumns = 16384;
    /// How far behind the line of an opening quote its closing quote may stand.
    qint64 quoteLookahead = 4 << 20;
    int quoteLookaheadLines = 5000;
};

/// UTF-8, UTF-16LE, UTF-16BE, windows-1251, KOI8-R, ISO-8859-1, windows-1252.
const QList<QByteArray> &csvEncodings();

/// The spelling of csvEncodings() for what a user types (utf8, CP1251, latin1, "UTF-16" is
/// little-endian); empty when it is none of them.
std::optional<QByteArray> csvEncodingNamed(QByteArrayView name);

} // namespace bulkhead
