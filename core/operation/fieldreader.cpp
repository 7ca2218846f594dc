// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/fieldreader.h"

#include <QRegularExpression>

#include <array>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

struct TypeName
{
    std::string_view name;
    FieldType type;
};
constexpr std::array typeNames{
    TypeName{"text", FieldType::Text},       TypeName{"int", FieldType::Int},
    TypeName{"decimal", FieldType::Decimal}, TypeName{"bool", FieldType::Bool},
    TypeName{"date", FieldType::Date},       TypeName{"datetime", FieldType::DateTime},
    TypeName{"uuid", FieldType::Uuid},       TypeName{"email", FieldType::Email},
    TypeName{"phone", FieldType::Phone},     TypeName{"choice", FieldType::Choice},
    TypeName{"json", FieldType::Json},       TypeName{"secret", FieldType::Secret},
};

} // namespace

QString fieldTypeName(FieldType type)
{
    return toQString(std::ranges::find(typeNames, type, &TypeName::type)->name);
}

void FieldReader::fieldType(const toml::table &table, Field &field)
{
    const QString type = string(table, "type", true);
    const auto known = std::ranges::find_if(typeNames, [&](const TypeName &t) { return toQString(t.name) == type; });
    if (known != typeNames.end())
        field.type = known->type;
    else if (!type.isEmpty())
        mistake(table.get("type")->source().begin,
                {QT_TRANSLATE_NOOP("core", "“%1” is not a type; types are: %2."), {type, namesOf(typeNames)}});
    field.choices = strings(table, "choices");
    if (field.type == FieldType::Choice && field.choices.isEmpty())
        mistake(table.source().begin, {QT_TRANSLATE_NOOP("core", "A choice needs choices = [\"…\", \"…\"].")});
    field.least = number(table, "min");
    field.most = number(table, "max");
    const bool isNumber = field.type == FieldType::Int || field.type == FieldType::Decimal;
    if ((field.least || field.most) && !isNumber)
        mistake(table.source().begin, {QT_TRANSLATE_NOOP("core", "min and max are for the types int and decimal; the "
                                                                 "length of a text has min_length and max_length.")});
    if (const QString region = string(table, "region"); !region.isEmpty())
        field.region = region;
    static const QRegularExpression twoLetters(u"^[A-Z]{2}$"_s);
    if (!twoLetters.match(field.region).hasMatch() || (table.get("region") && field.type != FieldType::Phone))
        mistake(table.get("region")->source().begin,
                {QT_TRANSLATE_NOOP("core", "region is for the type phone, two capitals: region = \"RU\".")});
    field.decimals = int(integer(table, "decimals", -1, 0, 30));
    field.pattern = string(table, "pattern");
    if (const QRegularExpression pattern(field.pattern); !pattern.isValid())
        mistake(table.get("pattern")->source().begin,
                {QT_TRANSLATE_NOOP("core", "This pattern is no regular expression: %1."), {pattern.errorString()}});
}

void FieldReader::fieldSecret(const toml::table &table, Field &field)
{
    field.masked = boolean(table, "masked", false) || field.isSecret();
    const QString hash = string(table, "hash");
    field.hashed = hash == "argon2id"_L1;
    if (field.isSecret() && !field.hashed)
        mistake(table.source().begin,
                {QT_TRANSLATE_NOOP("core", "A secret must not be stored in the clear: add hash = \"argon2id\".")});
    else if (!hash.isEmpty() && !(field.isSecret() && field.hashed))
        mistake(table.get("hash")->source().begin,
                {QT_TRANSLATE_NOOP("core", "hash can only be \"argon2id\", on a field of type secret.")});
}

Field FieldReader::field(const toml::table &table)
{
    allow(table, {"name",       "title",      "help",   "type",   "required", "trim",    "lower",
                  "min_length", "max_length", "min",    "max",    "decimals", "pattern", "choices",
                  "region",     "aliases",    "column", "masked", "hash",     "empty",   "write"});
    Field field;
    field.name = string(table, "name", true);
    field.title = words(table, "title");
    if (field.title.fallback.isEmpty())
        field.title.fallback = field.name;
    field.help = words(table, "help");
    fieldType(table, field);
    field.required = boolean(table, "required", false);
    field.trim = boolean(table, "trim", true);
    field.lower = boolean(table, "lower", false);
    field.minLength = int(integer(table, "min_length", 0, 0, 1'000'000));
    field.maxLength = int(integer(table, "max_length", 0, 1, 1'000'000));
    field.aliases = strings(table, "aliases");
    field.column = string(table, "column");
    if (field.column.isEmpty())
        field.column = field.name;
    field.place = placeOf(table, table.contains("column") ? "column" : "name");
    field.writes = boolean(table, "write", true);
    const QString empty = string(table, "empty");
    if (empty == "clear"_L1)
        field.empty = EmptyCell::Clear;
    else if (!empty.isEmpty() && empty != "keep"_L1)
        mistake(table.get("empty")->source().begin,
                {QT_TRANSLATE_NOOP("core", "empty must be \"keep\" (an empty cell changes nothing) or \"clear\".")});
    fieldSecret(table, field);
    return field;
}

} // namespace bulkhead
