// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/operation.h"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_UNRELEASED_FEATURES 0
#include <toml++/toml.h>

#include <array>
#include <initializer_list>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qint64 fileFormat = 1;

struct TypeName
{
    std::string_view name;
    FieldType type;
};
constexpr std::array typeNames{
    TypeName{"text", FieldType::Text},         TypeName{"int", FieldType::Int},
    TypeName{"decimal", FieldType::Decimal},   TypeName{"bool", FieldType::Bool},
    TypeName{"date", FieldType::Date},         TypeName{"datetime", FieldType::DateTime},
    TypeName{"uuid", FieldType::Uuid},         TypeName{"email", FieldType::Email},
    TypeName{"choice", FieldType::Choice},     TypeName{"secret", FieldType::Secret},
};

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// Walks the file once, takes what it knows, and collects every mistake with its place.
class Reader
{
public:
    explicit Reader(const QString &name) : m_name(name) {}

    Operation read(const toml::table &file);
    const QStringList &mistakes() const { return m_mistakes; }

    void mistake(const toml::source_position &at, const Text &what)
    {
        m_mistakes.append(u"%1:%2:%3: %4"_s.arg(m_name).arg(at.line).arg(at.column).arg(what.toString()));
    }

private:
    void allow(const toml::table &table, std::initializer_list<std::string_view> keys);
    const toml::node *need(const toml::table &table, std::string_view key);
    QString string(const toml::table &table, std::string_view key, bool required = false);
    qint64 integer(const toml::table &table, std::string_view key, qint64 fallback, qint64 least, qint64 most);
    bool boolean(const toml::table &table, std::string_view key, bool fallback);
    QStringList strings(const toml::table &table, std::string_view key);
    Words words(const toml::table &table, std::string_view key, bool required = false);
    template<typename Visit> void eachTable(const toml::table &table, std::string_view key, Visit visit);
    Field field(const toml::table &table);
    InsertEffect insert(const toml::table &table, const Operation &operation);
    QStringList knownFields(const toml::table &table, const Operation &operation);

    QString m_name;
    QStringList m_mistakes;
};

void Reader::allow(const toml::table &table, std::initializer_list<std::string_view> keys)
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

const toml::node *Reader::need(const toml::table &table, std::string_view key)
{
    const toml::node *node = table.get(key);
    if (!node)
        mistake(table.source().begin, {QT_TRANSLATE_NOOP("core", "“%1” is missing."), {toQString(key)}});
    return node;
}

QString Reader::string(const toml::table &table, std::string_view key, bool required)
{
    const toml::node *node = required ? need(table, key) : table.get(key);
    if (!node)
        return {};
    if (const auto value = node->value_exact<std::string>(); value && !(required && value->empty()))
        return toQString(*value);
    mistake(node->source().begin,
            {QT_TRANSLATE_NOOP("core", "“%1” must be a text in quotes."), {toQString(key)}});
    return {};
}

qint64 Reader::integer(const toml::table &table, std::string_view key, qint64 fallback, qint64 least, qint64 most)
{
    const toml::node *node = table.get(key);
    if (!node)
        return fallback;
    if (const auto value = node->value_exact<std::int64_t>(); value && *value >= least && *value <= most)
        return *value;
    mistake(node->source().begin,
            {QT_TRANSLATE_NOOP("core", "“%1” must be a whole number from %2 to %3."),
             {toQString(key), QString::number(least), QString::number(most)}});
    return fallback;
}

bool Reader::boolean(const toml::table &table, std::string_view key, bool fallback)
{
    const toml::node *node = table.get(key);
    if (!node)
        return fallback;
    if (const auto value = node->value_exact<bool>())
        return *value;
    mistake(node->source().begin, {QT_TRANSLATE_NOOP("core", "“%1” must be true or false."), {toQString(key)}});
    return fallback;
}

QStringList Reader::strings(const toml::table &table, std::string_view key)
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

Words Reader::words(const toml::table &table, std::string_view key, bool required)
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

template<typename Visit> void Reader::eachTable(const toml::table &table, std::string_view key, Visit visit)
{
    const toml::node *node = table.get(key);
    if (!node)
        return;
    const toml::array *array = node->as_array();
    if (!array || !array->is_homogeneous(toml::node_type::table)) {
        mistake(node->source().begin,
                {QT_TRANSLATE_NOOP("core", "“%1” must be written as [[%1]], once for each."), {toQString(key)}});
        return;
    }
    for (const toml::node &element : *array)
        visit(*element.as_table());
}

Field Reader::field(const toml::table &table)
{
    allow(table, {"name", "title", "help", "type", "required", "trim", "lower", "min_length", "max_length", "choices",
                  "aliases", "column", "masked", "hash"});
    Field field;
    field.name = string(table, "name", true);
    field.title = words(table, "title");
    if (field.title.fallback.isEmpty())
        field.title.fallback = field.name;
    field.help = words(table, "help");
    const QString type = string(table, "type", true);
    const auto known = std::ranges::find_if(typeNames, [&](const TypeName &t) { return toQString(t.name) == type; });
    if (known != typeNames.end()) {
        field.type = known->type;
    } else if (!type.isEmpty()) {
        QStringList all;
        for (const TypeName &t : typeNames)
            all.append(toQString(t.name));
        mistake(table.get("type")->source().begin,
                {QT_TRANSLATE_NOOP("core", "“%1” is not a type; types are: %2."), {type, all.join(u", "_s)}});
    }
    field.required = boolean(table, "required", false);
    field.trim = boolean(table, "trim", true);
    field.lower = boolean(table, "lower", false);
    field.minLength = int(integer(table, "min_length", 0, 0, 1'000'000));
    field.maxLength = int(integer(table, "max_length", 0, 1, 1'000'000));
    field.choices = strings(table, "choices");
    field.aliases = strings(table, "aliases");
    field.column = string(table, "column");
    if (field.column.isEmpty())
        field.column = field.name;
    field.masked = boolean(table, "masked", false) || field.isSecret();
    const QString hash = string(table, "hash");
    field.hashed = hash == "argon2id"_L1;
    if (field.isSecret() && !field.hashed)
        mistake(table.source().begin,
                {QT_TRANSLATE_NOOP("core", "A secret must not be stored in the clear: add hash = \"argon2id\".")});
    else if (!hash.isEmpty() && !(field.isSecret() && field.hashed))
        mistake(table.get("hash")->source().begin,
                {QT_TRANSLATE_NOOP("core", "hash can only be \"argon2id\", on a field of type secret.")});
    if (field.type == FieldType::Choice && field.choices.isEmpty())
        mistake(table.source().begin, {QT_TRANSLATE_NOOP("core", "A choice needs choices = [\"…\", \"…\"].")});
    return field;
}

QStringList Reader::knownFields(const toml::table &table, const Operation &operation)
{
    const QStringList names = strings(table, "fields");
    if (names.isEmpty())
        mistake(table.source().begin, {QT_TRANSLATE_NOOP("core", "“%1” is missing."), {u"fields"_s}});
    for (const QString &name : names) {
        if (!operation.field(name))
            mistake(table.get("fields")->source().begin,
                    {QT_TRANSLATE_NOOP("core", "There is no field “%1” in this file."), {name}});
    }
    return names;
}

InsertEffect Reader::insert(const toml::table &table, const Operation &operation)
{
    allow(table, {"table", "key", "fixed", "unique"});
    InsertEffect effect;
    effect.table = string(table, "table", true);
    effect.key = string(table, "key", true);
    if (const toml::node *node = table.get("fixed"); node && node->as_table()) {
        for (const auto &[column, value] : *node->as_table()) {
            FixedValue fixed{.column = toQString(column.str())};
            if (const auto text = value.value_exact<std::string>())
                fixed.literal = toQString(*text);
            else if (const auto number = value.value_exact<std::int64_t>())
                fixed.literal = QString::number(*number);
            else if (const auto flag = value.value_exact<bool>())
                fixed.literal = *flag ? u"true"_s : u"false"_s;
            else
                mistake(value.source().begin,
                        {QT_TRANSLATE_NOOP("core", "A fixed value must be a text, a whole number, true or false.")});
            if (fixed.literal == "now()"_L1)
                fixed.kind = FixedValue::Kind::Now;
            effect.fixed.push_back(fixed);
        }
    } else if (node) {
        mistake(node->source().begin, {QT_TRANSLATE_NOOP("core", "“%1” must be a table: column = value."), {u"fixed"_s}});
    }
    eachTable(table, "unique", [&](const toml::table &rule) {
        allow(rule, {"fields", "code", "ignore_case"});
        UniqueRule unique;
        unique.fields = knownFields(rule, operation);
        unique.ignoreCase = boolean(rule, "ignore_case", false);
        if (const QString code = string(rule, "code"); !code.isEmpty())
            unique.code = code;
        effect.unique.push_back(unique);
    });
    return effect;
}

Operation Reader::read(const toml::table &file)
{
    allow(file, {"format", "id", "version", "group", "title", "summary", "revertible", "chunk_size", "chunk_size_sqlite", "field", "one_of",
                 "insert"});
    Operation operation;
    if (need(file, "format"))
        integer(file, "format", fileFormat, fileFormat, fileFormat);
    operation.id = string(file, "id", true);
    operation.version = int(integer(file, "version", 1, 1, 1'000'000));
    operation.group = words(file, "group");
    operation.title = words(file, "title", true);
    operation.summary = words(file, "summary", true);
    operation.revertible = boolean(file, "revertible", false);
    operation.chunkSize = int(integer(file, "chunk_size", 5000, 1, 50'000));
    operation.sqliteChunkSize = int(integer(file, "chunk_size_sqlite", operation.chunkSize, 1, 50'000));
    eachTable(file, "field", [&](const toml::table &table) {
        const Field read = field(table);
        if (operation.field(read.name))
            mistake(table.source().begin, {QT_TRANSLATE_NOOP("core", "The field “%1” stands here twice."), {read.name}});
        operation.fields.push_back(read);
    });
    if (operation.fields.empty())
        mistake(file.source().begin, {QT_TRANSLATE_NOOP("core", "An operation needs at least one [[field]].")});
    eachTable(file, "one_of", [&](const toml::table &table) {
        allow(table, {"fields"});
        operation.oneOf.push_back(knownFields(table, operation));
    });
    if (const toml::node *node = need(file, "insert")) {
        if (const toml::table *table = node->as_table())
            operation.effect = insert(*table, operation);
        else
            mistake(node->source().begin, {QT_TRANSLATE_NOOP("core", "“%1” must be a table: column = value."), {u"insert"_s}});
    }
    return operation;
}

} // namespace

Result<Operation> parseOperation(const QString &name, const QByteArray &text)
{
    Reader reader(name);
    const toml::parse_result parsed =
        toml::parse(std::string_view(text.constData(), std::size_t(text.size())), name.toStdString());
    Operation operation;
    if (parsed) {
        operation = reader.read(parsed.table());
        operation.text = QString::fromUtf8(text);
    } else {
        reader.mistake(parsed.error().source().begin, Text::verbatim(toQString(parsed.error().description())));
    }
    if (reader.mistakes().isEmpty())
        return operation;
    return Error{u"OPERATION_FILE"_s, Text::verbatim(reader.mistakes().join(u'\n')), {}};
}

} // namespace bulkhead
