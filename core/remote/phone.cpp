// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/phone.h"

#include <phonenumbers/phonenumberutil.h>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr qsizetype nationalDigits = 10;

Error invalidPhone(const char *why, QStringList args)
{
    return {u"INVALID_PHONE"_s, Text{why, std::move(args)},
            Text{QT_TRANSLATE_NOOP("core", "Write it like +7 999 123-45-67.")}};
}

bool beginsWithPlus(const QString &text)
{
    for (const QChar c : text) {
        if (c == u'+' || c == u'＋')
            return true;
        if (c.isDigit())
            return false;
    }
    return false;
}

/// Nothing but ASCII digits and what people put between them. Most are: their digits need no library, which
/// is what makes a hundred thousand of them take no time.
bool isPlain(const QString &text)
{
    constexpr QStringView between(u" +-().");
    return std::ranges::all_of(text, [&](QChar c) { return (c >= u'0' && c <= u'9') || between.contains(c); });
}

QString digitsOf(const QString &text)
{
    if (isPlain(text)) {
        QString digits = text;
        return digits.removeIf([](QChar c) { return !c.isDigit(); });
    }
    std::string digits = text.toStdString();
    PhoneNumberUtil::GetInstance()->NormalizeDigitsOnly(&digits);
    return QString::fromStdString(digits);
}

bool hasExtension(const QString &text, const QString &region)
{
    if (isPlain(text))
        return false;
    PhoneNumber number;
    return PhoneNumberUtil::GetInstance()->Parse(text.toStdString(), region.toStdString(), &number) ==
               PhoneNumberUtil::NO_PARSING_ERROR &&
           number.has_extension() && !number.extension().empty();
}

/// The ten digits behind +7; the reason why there are none.
Result<QString> russianDigits(const QString &text, const QString &digits)
{
    const bool plus = beginsWithPlus(text);
    const bool isSeven = digits.startsWith(u'7');
    if (digits.size() == nationalDigits + 1 && (isSeven || digits.startsWith(u'8')))
        return digits.mid(1);
    if (digits.size() == nationalDigits && digits.startsWith(u'9'))
        return digits;
    if (digits.size() > nationalDigits + 1)
        return invalidPhone(QT_TRANSLATE_NOOP("core", "“%1” has too many digits for a Russian phone number."), {text});
    if (plus && !isSeven && digits.size() >= nationalDigits)
        return invalidPhone(QT_TRANSLATE_NOOP("core", "“%1” is not a Russian phone number."), {text});
    if (digits.size() == nationalDigits && !isSeven)
        return invalidPhone(QT_TRANSLATE_NOOP("core", "“%1” lacks +7 or 8 in front."), {text});
    return invalidPhone(QT_TRANSLATE_NOOP("core", "“%1” has too few digits for a Russian phone number."), {text});
}

Result<QString> formatted(const QString &text, const QString &region)
{
    const PhoneNumberUtil &phones = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (phones.Parse(text.toStdString(), region.toStdString(), &number) != PhoneNumberUtil::NO_PARSING_ERROR ||
        !phones.IsPossibleNumber(number)) {
        return invalidPhone(QT_TRANSLATE_NOOP("core", "“%1” is not a phone number."), {text});
    }
    std::string e164;
    phones.Format(number, PhoneNumberUtil::E164, &e164);
    return QString::fromStdString(e164);
}

} // namespace

Result<QString> normalisedPhone(const QString &text, const QString &region)
{
    if (text.trimmed().isEmpty())
        return invalidPhone(QT_TRANSLATE_NOOP("core", "There is no phone number."), {});
    const QString digits = digitsOf(text);
    if (digits.isEmpty())
        return invalidPhone(QT_TRANSLATE_NOOP("core", "“%1” is not a phone number."), {text});
    if (hasExtension(text, region))
        return invalidPhone(QT_TRANSLATE_NOOP("core", "“%1” has an extension, which a personal phone has not."),
                            {text});
    if (region != "RU"_L1)
        return formatted(text, region);
    const Result<QString> national = russianDigits(text, digits);
    if (!national)
        return national.error();
    return u"+7"_s + *national; // ten digits behind it are all that E.164 asks of a Russian number
}

} // namespace bulkhead
