// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/tomlreader.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

void TomlReader::mistake(const toml::source_position &at, const Text &what)
{
    m_mistakes.push_back({.line = int(at.line), .column = int(at.column), .what = what});
}

void TomlReader::told(const toml::node &node, const char *source, std::string_view key)
{
    mistake(node.source().begin, {source, {toQString(key)}});
}

void TomlReader::allow(const toml::table &table, std::initializer_list<std::string_view> keys)
{
    for (const auto &[key, node] : table) {
        if (std::ranges::find(keys, key.str()) != keys.end())
            continue;
        QStringList known;
        for (const std::string_view name : keys)
            known.append(toQString(name));
        mistake(key.source().begin, {QT_TRANSLATE_NOOP("core", "“%1” is not known here; known are: %2."),
                                     {toQString(key.str()), known.join(u", "_s)}});
    }
}

FilePlace TomlReader::placeOf(const toml::table &table, std::string_view key)
{
    const toml::node *node = table.get(key);
    const toml::source_position at = node ? node->source().begin : table.source().begin;
    return {.line = int(at.line), .column = int(at.column)};
}

const toml::node *TomlReader::need(const toml::table &table, std::string_view key)
{
    const toml::node *node = table.get(key);
    if (!node)
        mistake(table.source().begin, {QT_TRANSLATE_NOOP("core", "“%1” is missing."), {toQString(key)}});
    return node;
}

QString TomlReader::string(const toml::table &table, std::string_view key, bool required)
{
    const toml::node *node = required ? need(table, key) : table.get(key);
    if (!node)
        return {};
    if (const auto value = node->value_exact<std::string>(); value && !(required && value->empty()))
        return toQString(*value);
    mistake(node->source().begin, {QT_TRANSLATE_NOOP("core", "“%1” must be a text in quotes."), {toQString(key)}});
    return {};
}

qint64 TomlReader::integer(const toml::table &table, std::string_view key, qint64 fallback, qint64 least, qint64 most)
{
    const toml::node *node = table.get(key);
    if (!node)
        return fallback;
    if (const auto value = node->value_exact<std::int64_t>(); value && *value >= least && *value <= most)
        return *value;
    mistake(node->source().begin, {QT_TRANSLATE_NOOP("core", "“%1” must be a whole number from %2 to %3."),
                                   {toQString(key), QString::number(least), QString::number(most)}});
    return fallback;
}

bool TomlReader::boolean(const toml::table &table, std::string_view key, bool fallback)
{
    const toml::node *node = table.get(key);
    if (!node)
        return fallback;
    if (const auto value = node->value_exact<bool>())
        return *value;
    mistake(node->source().begin, {QT_TRANSLATE_NOOP("core", "“%1” must be true or false."), {toQString(key)}});
    return fallback;
}

QStringList TomlReader::strings(const toml::table &table, std::string_view key)
{
    QStringList list;
    const toml::node *node = table.get(key);
    if (!node)
        return list;
    const toml::array *array = node->as_array();
    bool good = array != nullptr;
    for (std::size_t i = 0; good && i < array->size(); ++i) {
        const auto value = array->get(i)->value_exact<std::string>();
        good = value.has_value();
        if (good)
            list.append(toQString(*value));
    }
    if (!good)
        mistake(node->source().begin,
                {QT_TRANSLATE_NOOP("core", "“%1” must be a list of texts: [\"one\", \"two\"]."), {toQString(key)}});
    return list;
}

Words TomlReader::words(const toml::table &table, std::string_view key, bool required)
{
    Words words;
    const toml::node *node = required ? need(table, key) : table.get(key);
    if (!node)
        return words;
    if (const auto value = node->value_exact<std::string>()) {
        words.fallback = toQString(*value);
        return words;
    }
    const toml::table *languages = node->as_table();
    if (languages) {
        for (const auto &[language, text] : *languages) {
            if (const auto value = text.value_exact<std::string>())
                words.byLanguage.insert(toQString(language.str()), toQString(*value));
        }
        words.fallback = words.byLanguage.value(u"en"_s);
    }
    if (words.fallback.isEmpty())
        mistake(node->source().begin,
                {QT_TRANSLATE_NOOP("core", "“%1” must be a text, or a text for each language: "
                                           "{ en = \"…\", ru = \"…\" }, with English among them."),
                 {toQString(key)}});
    return words;
}

std::optional<double> TomlReader::number(const toml::table &table, std::string_view key)
{
    const toml::node *node = table.get(key);
    if (!node)
        return {};
    if (const auto value = node->value<double>())
        return value;
    told(*node, QT_TRANSLATE_NOOP("core", "“%1” must be a number."), key);
    return {};
}

SqlText TomlReader::sql(const toml::table &table, std::string_view key, bool required)
{
    SqlText text;
    const toml::node *node = required ? need(table, key) : table.get(key);
    if (!node)
        return text;
    if (const auto value = node->value_exact<std::string>()) {
        text.postgresql = toQString(*value);
        text.place = placeOf(table, key);
    } else if (const toml::table *both = node->as_table()) {
        allow(*both, {"postgresql", "sqlite"});
        text.postgresql = string(*both, "postgresql", true);
        text.sqlite = string(*both, "sqlite", true);
        text.place = placeOf(*both, "postgresql");
        text.sqlitePlace = placeOf(*both, "sqlite");
        return text;
    }
    if (text.isEmpty())
        told(*node, QT_TRANSLATE_NOOP("core", "“%1” must be SQL in quotes, or { postgresql = \"…\", sqlite = \"…\" }."),
             key);
    return text;
}

const toml::table *TomlReader::table(const toml::table &table, std::string_view key)
{
    const toml::node *node = table.get(key);
    if (!node)
        return nullptr;
    if (!node->as_table())
        told(*node, QT_TRANSLATE_NOOP("core", "“%1” must be a table: column = value."), key);
    return node->as_table();
}

} // namespace bulkhead
