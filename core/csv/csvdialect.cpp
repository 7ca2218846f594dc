// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/csv/csvdialect.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

QString fromCharacter(char c)
{
    return c ? QString(QLatin1Char(c)) : QString();
}

/// The character that a string of one stands for; delimiters and quotes are ASCII in every encoding.
std::optional<char> toCharacter(const QJsonValue &value)
{
    const QString text = value.toString();
    if (text.size() != 1 || text.at(0).unicode() == 0 || text.at(0).unicode() > 0x7F)
        return std::nullopt;
    return text.at(0).toLatin1();
}

} // namespace

QJsonObject CsvDialect::toJson() const
{
    return {{u"encoding"_s, QString::fromLatin1(encoding)},
            {u"delimiter"_s, fromCharacter(delimiter)},
            {u"quote"_s, fromCharacter(quote)},
            {u"header"_s, header},
            {u"bom"_s, hasBom}};
}

CsvDialect CsvDialect::fromJson(const QJsonObject &json)
{
    CsvDialect dialect;
    if (const auto encoding = csvEncodingNamed(json[u"encoding"_s].toString().toUtf8()))
        dialect.encoding = *encoding;
    dialect.delimiter = toCharacter(json[u"delimiter"_s]).value_or(dialect.delimiter);
    const QJsonValue quote = json[u"quote"_s];
    const bool noQuote = quote.isString() && quote.toString().isEmpty();
    dialect.quote = noQuote ? '\0' : toCharacter(quote).value_or(dialect.quote);
    dialect.header = json[u"header"_s].toBool(dialect.header);
    dialect.hasBom = json[u"bom"_s].toBool(dialect.hasBom);
    return dialect;
}

const QList<QByteArray> &csvEncodings()
{
    static const QList<QByteArray> names{"UTF-8",  "UTF-16LE",   "UTF-16BE",    "windows-1251",
                                         "KOI8-R", "ISO-8859-1", "windows-1252"};
    return names;
}

std::optional<QByteArray> csvEncodingNamed(QByteArrayView name)
{
    struct Alias
    {
        const char *name;
        const char *encoding;
    };
    static constexpr Alias aliases[] = {
        {"utf8", "UTF-8"},
        {"utf8sig", "UTF-8"},
        {"utf8bom", "UTF-8"},
        {"ascii", "UTF-8"},
        {"usascii", "UTF-8"},
        {"utf16", "UTF-16LE"},
        {"utf16le", "UTF-16LE"},
        {"ucs2", "UTF-16LE"},
        {"utf16be", "UTF-16BE"},
        {"windows1251", "windows-1251"},
        {"cp1251", "windows-1251"},
        {"win1251", "windows-1251"},
        {"koi8r", "KOI8-R"},
        {"koi8", "KOI8-R"},
        {"cskoi8r", "KOI8-R"},
        {"iso88591", "ISO-8859-1"},
        {"latin1", "ISO-8859-1"},
        {"l1", "ISO-8859-1"},
        {"windows1252", "windows-1252"},
        {"cp1252", "windows-1252"},
        {"win1252", "windows-1252"},
    };
    QByteArray plain;
    for (const char c : name) {
        if (c != '-' && c != '_' && c != ' ' && c != ':')
            plain.append(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
    for (const Alias &alias : aliases) {
        if (plain == alias.name)
            return QByteArray(alias.encoding);
    }
    return std::nullopt;
}

} // namespace bulkhead
