// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/csv/csvsource.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

Result<CsvEncoding> csvEncodingOf(const CsvDialect &dialect)
{
    const auto isUsable = [](char c) { return c > 0 && c != '\n' && c != '\r'; };
    std::optional<CsvEncoding> encoding = CsvEncoding::named(dialect.encoding);
    if (!encoding) {
        return Error{
            u"CSV_DIALECT"_s,
            Text{QT_TRANSLATE_NOOP("core", "The encoding %1 is not known."), {QString::fromUtf8(dialect.encoding)}},
            Text{QT_TRANSLATE_NOOP("core", "Choose one of %1."), {QString::fromLatin1(csvEncodings().join(", "))}}};
    }
    if (!isUsable(dialect.delimiter) || dialect.delimiter == dialect.quote ||
        (dialect.quote && !isUsable(dialect.quote))) {
        return Error{
            u"CSV_DIALECT"_s,
            Text{QT_TRANSLATE_NOOP("core", "Cells cannot be told apart with this delimiter and quote."), {}},
            Text{QT_TRANSLATE_NOOP("core", "Choose two different ASCII characters, neither of them a line end."), {}}};
    }
    return std::move(*encoding);
}

CsvSource::CsvSource(QIODevice *device, const CsvDialect &dialect, const CsvLimits &limits, CsvEncoding &&of)
    : encoding(std::move(of)), window(device, encoding.kind(), dialect.delimiter, dialect.quote),
      splitter(window, dialect, limits)
{}

bool CsvSource::isUtf16() const
{
    return encoding.kind() == CsvEncoding::Kind::Utf16Le || encoding.kind() == CsvEncoding::Kind::Utf16Be;
}

QByteArray CsvSource::utf16Of(QByteArrayView wide) const
{
    return utf16FromWide(wide, encoding.kind() == CsvEncoding::Kind::Utf16Be);
}

Error CsvSource::deviceError() const
{
    if (window.deviceError().isEmpty())
        return {};
    return Error{u"CSV_READ"_s,
                 Text{QT_TRANSLATE_NOOP("core", "The list could not be read on: %1"), {window.deviceError()}},
                 Text{QT_TRANSLATE_NOOP("core", "Check the file and load it again."), {}}};
}

} // namespace bulkhead
