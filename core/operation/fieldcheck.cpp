// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/fieldcheck.h"

#include "core/remote/phone.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUuid>

#include <array>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

QString shown(std::string_view value)
{
    constexpr qsizetype longest = 80;
    QString text = QString::fromUtf8(value.data(), qsizetype(value.size()));
    text.replace(QChar(0), QChar(0xfffd)); // no database text can hold it
    return text.size() <= longest ? text : text.left(longest - 1) + u'…';
}

void refuse(std::vector<RowError> &errors, const Field &field, const char *code, Text message)
{
    errors.push_back({QString::fromLatin1(code), field.name, std::move(message)});
}

/// Bytes of a Unicode white-space character at the front of `text`, 0 if there is none: the set of
/// ECMAScript's WhiteSpace and LineTerminator.
std::size_t spaceAtFront(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const unsigned first = byte(0);
    if (first == ' ' || (first >= '\t' && first <= '\r'))
        return text.empty() ? 0 : 1;
    if (first == 0xc2 && byte(1) == 0xa0) // no-break space
        return 2;
    if (first < 0xe1 || first > 0xef)
        return 0;
    const unsigned code = ((first & 0xf) << 12) | ((byte(1) & 0x3f) << 6) | (byte(2) & 0x3f);
    const bool space = code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x2028 || code == 0x2029 ||
                       code == 0x202f || code == 0x205f || code == 0x3000 || code == 0xfeff;
    return space ? 3 : 0;
}

std::size_t spaceAtBack(std::string_view text)
{
    for (std::size_t length = 1; length <= 3 && length <= text.size(); ++length) {
        if (spaceAtFront(text.substr(text.size() - length)) == length)
            return length;
    }
    return 0;
}

bool hasSpace(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte > ' ' && byte < 0x80) [[likely]]
            continue;
        if (spaceAtFront(text.substr(i)) > 0)
            return true;
    }
    return false;
}

/// The pattern of the user batches, ^[^\s@]+@[^\s@]+\.[^\s@]+$, with a word for each way to miss it.
const char *whatIsWrongWithEmail(std::string_view email)
{
    const std::size_t at = email.find('@');
    if (at == std::string_view::npos)
        return QT_TRANSLATE_NOOP("core", "“%1” is not an e-mail address: it has no @.");
    if (at == 0)
        return QT_TRANSLATE_NOOP("core", "“%1” is not an e-mail address: nothing stands before the @.");
    const std::string_view domain = email.substr(at + 1);
    if (domain.empty())
        return QT_TRANSLATE_NOOP("core", "“%1” is not an e-mail address: it has no domain after the @.");
    if (domain.find('@') != std::string_view::npos)
        return QT_TRANSLATE_NOOP("core", "“%1” is not an e-mail address: it has more than one @.");
    if (hasSpace(email))
        return QT_TRANSLATE_NOOP("core", "“%1” is not an e-mail address: it has a space in it.");
    const std::size_t dot = domain.find('.', 1);
    if (dot == std::string_view::npos || dot + 1 >= domain.size())
        return QT_TRANSLATE_NOOP("core", "“%1” is not an e-mail address: its domain has no dot inside.");
    return nullptr;
}

void checkRange(const Field &field, std::string_view value, std::vector<RowError> &errors)
{
    const double number = QByteArrayView(value.data(), qsizetype(value.size())).toDouble();
    if ((field.least && number < *field.least) || (field.most && number > *field.most)) {
        const auto bound = [](double limit) { return QString::number(limit, 'g', 15); };
        const QStringList said{field.name, shown(value)};
        refuse(errors, field, "OUT_OF_RANGE",
               !field.most    ? Text{QT_TRANSLATE_NOOP("core", "%1 is %2; it must be at least %3."),
                                  said + QStringList{bound(*field.least)}}
               : !field.least ? Text{QT_TRANSLATE_NOOP("core", "%1 is %2; it must be at most %3."),
                                     said + QStringList{bound(*field.most)}}
                              : Text{QT_TRANSLATE_NOOP("core", "%1 is %2; it must be from %3 to %4."),
                                     said + QStringList{bound(*field.least), bound(*field.most)}});
    }
    const std::size_t point = value.find('.');
    if (field.decimals < 0 || point == std::string_view::npos)
        return;
    const std::size_t last = value.find_last_not_of('0'); // 12.500 has one digit that counts
    if (last > point && last - point > std::size_t(field.decimals))
        refuse(errors, field, "TOO_PRECISE",
               {QT_TRANSLATE_NOOP("core", "“%1” has more than %2 digits behind the point."),
                {shown(value), QString::number(field.decimals)}});
}

/// In the one spelling of its number, so that a key written otherwise is known for the same: 01 and +1 are 1.
std::string_view checkedInt(const Field &field, std::string_view value, std::string &own, std::vector<RowError> &errors)
{
    bool ok = false;
    const qlonglong number = QByteArrayView(value.data(), qsizetype(value.size())).toLongLong(&ok, 10);
    if (!ok) {
        refuse(errors, field, "INVALID_INT",
               {QT_TRANSLATE_NOOP("core", "“%1” is not a whole number."), {shown(value)}});
        return value;
    }
    checkRange(field, value, errors);
    const std::string canonical = std::to_string(number);
    return canonical == value ? value : std::string_view(own = canonical);
}

bool isDecimal(std::string_view value)
{
    std::size_t i = value.front() == '-' || value.front() == '+' ? 1 : 0;
    const std::size_t start = i;
    const auto digits = [&] {
        const std::size_t from = i;
        while (i < value.size() && value[i] >= '0' && value[i] <= '9')
            ++i;
        return i > from;
    };
    if (!digits())
        return false;
    if (i < value.size() && value[i] == '.') {
        ++i;
        if (!digits())
            return false;
    }
    return i == value.size() && i > start;
}

std::string_view checkedBool(const Field &field, std::string_view value, std::string &own,
                             std::vector<RowError> &errors)
{
    std::string buffer;
    const std::string_view word = lowered(value, buffer);
    for (const std::string_view yes : {"true", "1", "yes", "t", "y"}) {
        if (word == yes)
            return own = "true";
    }
    for (const std::string_view no : {"false", "0", "no", "f", "n"}) {
        if (word == no)
            return own = "false";
    }
    refuse(errors, field, "INVALID_BOOL",
           {QT_TRANSLATE_NOOP("core", "“%1” is neither true nor false; write true, false, yes, no, 1 or 0."),
            {shown(value)}});
    return value;
}

std::string_view checkedTime(const Field &field, std::string_view value, std::string &own,
                             std::vector<RowError> &errors)
{
    const QString text = QString::fromUtf8(value.data(), qsizetype(value.size()));
    if (field.type == FieldType::Date) {
        const QDate date = QDate::fromString(text, Qt::ISODate);
        if (date.isValid())
            return own = date.toString(Qt::ISODate).toStdString();
        refuse(errors, field, "INVALID_DATE",
               {QT_TRANSLATE_NOOP("core", "“%1” is not a date; write it as 2026-11-22."), {shown(value)}});
        return value;
    }
    QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (time.isValid())
        return own = time.toUTC().toString(Qt::ISODateWithMs).toStdString();
    refuse(errors, field, "INVALID_DATETIME",
           {QT_TRANSLATE_NOOP("core", "“%1” is not a time; write it as 2026-11-22T14:30:00Z."), {shown(value)}});
    return value;
}

std::string_view checkedUuid(const Field &field, std::string_view value, std::string &own,
                             std::vector<RowError> &errors)
{
    const QUuid id = QUuid::fromString(QLatin1StringView(value.data(), qsizetype(value.size())));
    if (!id.isNull() && value.size() == 36)
        return own = id.toByteArray(QUuid::WithoutBraces).toStdString();
    refuse(errors, field, "INVALID_UUID", {QT_TRANSLATE_NOOP("core", "“%1” is not a UUID."), {shown(value)}});
    return value;
}

void checkChoice(const Field &field, std::string_view value, std::vector<RowError> &errors)
{
    if (field.choices.contains(QString::fromUtf8(value.data(), qsizetype(value.size()))))
        return;
    refuse(errors, field, "INVALID_CHOICE",
           {QT_TRANSLATE_NOOP("core", "“%1” is not one of: %2."), {shown(value), field.choices.join(u", "_s)}});
}

void checkLength(const Field &field, std::string_view value, std::vector<RowError> &errors)
{
    // A character has one to four bytes: most values need no counting.
    if (field.maxLength > 0 && value.size() > std::size_t(field.maxLength)) {
        const qsizetype length = lengthInCharacters(value);
        if (length > field.maxLength)
            refuse(errors, field, "TOO_LONG",
                   {QT_TRANSLATE_NOOP("core", "%1 has %2 characters; at most %3 are allowed."),
                    {field.name, QString::number(length), QString::number(field.maxLength)}});
    }
    if (field.minLength > 0 && value.size() < std::size_t(field.minLength) * 4) {
        const qsizetype length = lengthInCharacters(value);
        if (length < field.minLength)
            refuse(errors, field, "TOO_SHORT",
                   {QT_TRANSLATE_NOOP("core", "%1 has %2 characters; at least %3 are needed."),
                    {field.name, QString::number(length), QString::number(field.minLength)}});
    }
}

void checkJson(const Field &field, std::string_view value, std::vector<RowError> &errors)
{
    QJsonParseError wrong;
    QJsonDocument::fromJson(QByteArray(value.data(), qsizetype(value.size())), &wrong);
    if (wrong.error != QJsonParseError::NoError)
        refuse(errors, field, "INVALID_JSON",
               {QT_TRANSLATE_NOOP("core", "This is not JSON: %1 (at character %2)."),
                {wrong.errorString(), QString::number(wrong.offset + 1)}});
}

std::string_view checkedPhone(const Field &field, std::string_view value, std::string &own,
                              std::vector<RowError> &errors)
{
    const Result<QString> phone =
        normalisedPhone(QString::fromUtf8(value.data(), qsizetype(value.size())), field.region);
    if (!phone) {
        refuse(errors, field, "INVALID_PHONE", phone.error().message);
        return value;
    }
    own = phone->toStdString();
    return own;
}

std::string_view checkedType(const Field &field, std::string_view value, std::string &own,
                             std::vector<RowError> &errors)
{
    switch (field.type) {
    case FieldType::Email:
        if (const char *wrong = whatIsWrongWithEmail(value))
            refuse(errors, field, "INVALID_EMAIL", {wrong, {shown(value)}});
        return value;
    case FieldType::Int:
        return checkedInt(field, value, own, errors);
    case FieldType::Decimal:
        if (!isDecimal(value))
            refuse(errors, field, "INVALID_DECIMAL",
                   {QT_TRANSLATE_NOOP("core", "“%1” is not a number; write it as 1234.50."), {shown(value)}});
        else
            checkRange(field, value, errors);
        return value;
    case FieldType::Bool:
        return checkedBool(field, value, own, errors);
    case FieldType::Date:
    case FieldType::DateTime:
        return checkedTime(field, value, own, errors);
    case FieldType::Uuid:
        return checkedUuid(field, value, own, errors);
    case FieldType::Choice:
        checkChoice(field, value, errors);
        return value;
    case FieldType::Json:
        checkJson(field, value, errors);
        return value;
    case FieldType::Phone:
        return checkedPhone(field, value, own, errors);
    case FieldType::Text:
    case FieldType::Secret:
        return value;
    }
    return value;
}

void checkPattern(const Field &field, std::string_view value, std::vector<RowError> &errors)
{
    const QRegularExpression pattern(QRegularExpression::anchoredPattern(field.pattern));
    if (!pattern.match(QString::fromUtf8(value.data(), qsizetype(value.size()))).hasMatch())
        refuse(errors, field, "INVALID_PATTERN",
               {QT_TRANSLATE_NOOP("core", "“%1” does not have the form %2."), {shown(value), field.pattern}});
}

} // namespace

std::string_view trimmed(std::string_view value)
{
    while (!value.empty()) {
        const auto first = static_cast<unsigned char>(value.front());
        const std::size_t space = first > ' ' && first < 0x80 ? 0 : spaceAtFront(value);
        if (space == 0)
            break;
        value.remove_prefix(space);
    }
    while (!value.empty()) {
        const auto last = static_cast<unsigned char>(value.back());
        const std::size_t space = last > ' ' && last < 0x80 ? 0 : spaceAtBack(value);
        if (space == 0)
            break;
        value.remove_suffix(space);
    }
    return value;
}

qsizetype lengthInCharacters(std::string_view utf8)
{
    return std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

std::string_view comparable(FieldType type, std::string_view value, std::string &own)
{
    if (type != FieldType::Decimal || value.empty())
        return value;
    const bool isNegative = value.front() == '-';
    if (isNegative || value.front() == '+')
        value.remove_prefix(1);
    if (value.find('.') != std::string_view::npos) {
        value = value.substr(0, value.find_last_not_of('0') + 1);
        if (value.ends_with('.'))
            value.remove_suffix(1);
    }
    value.remove_prefix(std::min(value.find_first_not_of('0'), value.size()));
    own = isNegative && !value.empty() ? "-" : "";
    own.append(value);
    return own;
}

std::string_view lowered(std::string_view value, std::string &own)
{
    unsigned char all = 0;
    bool upper = false;
    for (const char c : value) {
        all |= static_cast<unsigned char>(c);
        upper |= c >= 'A' && c <= 'Z';
    }
    if (all < 0x80) {
        if (!upper)
            return value;
        own.assign(value);
        for (char &c : own)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
        return own;
    }
    const std::string lower = QString::fromUtf8(value.data(), qsizetype(value.size())).toLower().toStdString();
    if (lower == value)
        return value;
    own = lower;
    return own;
}

std::string_view checkedValue(const Field &field, std::string_view value, std::string &own,
                              std::vector<RowError> &errors)
{
    if (field.lower)
        value = lowered(value, own);
    if (value.find('\0') != std::string_view::npos) {
        refuse(
            errors, field, "NUL_CHARACTER",
            {QT_TRANSLATE_NOOP("core", "%1 contains a NUL character, which no database text can hold."), {field.name}});
        return value;
    }
    checkLength(field, value, errors);
    if (!field.pattern.isEmpty())
        checkPattern(field, value, errors);
    return checkedType(field, value, own, errors);
}

} // namespace bulkhead
