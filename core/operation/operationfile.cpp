// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/operationreader.h"

#include <array>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qint64 fileFormat = 1;
constexpr std::size_t mostRefusals = 50;

struct EffectName
{
    std::string_view name;
    EffectKind kind;
};
constexpr std::array effectNames{
    EffectName{"insert", EffectKind::Insert},     EffectName{"update", EffectKind::Update},
    EffectName{"upsert", EffectKind::Upsert},     EffectName{"soft-delete", EffectKind::SoftDelete},
    EffectName{"delete", EffectKind::Delete},     EffectName{"read", EffectKind::Read},
    EffectName{"montages", EffectKind::Montages},
};

} // namespace

void OperationReader::knownField(const toml::node &node, const QString &name, const Operation &operation)
{
    if (operation.field(name))
        return;
    QStringList names;
    for (const Field &field : operation.fields)
        names.append(field.name);
    mistake(node.source().begin, {QT_TRANSLATE_NOOP("core", "There is no field “%1” in this file; its fields are: %2."),
                                  {name, names.join(u", "_s)}});
}

QStringList OperationReader::knownFields(const toml::table &table, const Operation &operation)
{
    const QStringList names = strings(table, "fields");
    if (names.isEmpty())
        mistake(table.source().begin, {QT_TRANSLATE_NOOP("core", "“%1” is missing."), {u"fields"_s}});
    for (const QString &name : names)
        knownField(*table.get("fields"), name, operation);
    return names;
}

void OperationReader::fixedValues(const toml::table &spec, EffectSpec &effect)
{
    const toml::table *values = table(spec, "fixed");
    if (!values)
        return;
    for (const auto &[column, value] : *values) {
        FixedValue fixed{.column = toQString(column.str()), .kind = FixedValue::Kind::Literal, .literal = {}};
        fixed.place = placeOf(*values, column.str());
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
}

void OperationReader::expressions(const toml::table &spec, EffectSpec &effect)
{
    const toml::table *values = table(spec, "set");
    if (!values)
        return;
    for (const auto &[column, value] : *values)
        effect.fixed.push_back({.column = toQString(column.str()),
                                .kind = FixedValue::Kind::Expression,
                                .literal = {},
                                .expression = sql(*values, column.str(), true),
                                .place = placeOf(*values, column.str())});
}

/// What a kind of effect cannot do without.
void OperationReader::requireSense(const toml::table &table, const EffectSpec &effect)
{
    if (effect.table.isEmpty() == effect.tableField.isEmpty())
        mistake(
            table.source().begin,
            {QT_TRANSLATE_NOOP("core", "Name the table: table = \"…\"; or the field that names it, and the tables it "
                                       "may name: table_field = \"…\", tables = [\"…\"].")});
    if (!effect.tableField.isEmpty() && effect.tables.isEmpty())
        mistake(table.source().begin, {QT_TRANSLATE_NOOP("core", "“%1” is missing."), {u"tables"_s}});
    if (!effect.tableField.isEmpty() && effect.kind != EffectKind::Delete)
        mistake(table.source().begin, {QT_TRANSLATE_NOOP("core", "Only a delete may let its rows name the table.")});
    if (effect.kind == EffectKind::Read && effect.columns.isEmpty())
        mistake(table.source().begin, {QT_TRANSLATE_NOOP("core", "“%1” is missing."), {u"columns"_s}});
    if (effect.kind == EffectKind::SoftDelete && effect.fixed.empty())
        mistake(table.source().begin,
                {QT_TRANSLATE_NOOP("core",
                                   "A soft delete says how a record is marked: fixed = { deleted_at = \"now()\" }.")});
}

EffectSpec OperationReader::effect(EffectKind kind, const toml::table &spec, const Operation &operation)
{
    EffectSpec effect{.kind = kind,
                      .table = {},
                      .tableField = {},
                      .tables = {},
                      .key = {},
                      .keyField = {},
                      .fixed = {},
                      .unique = {},
                      .guard = {},
                      .columns = {}};
    if (kind == EffectKind::Montages) {
        allow(spec, {"user_field"});
        effect.keyField = string(spec, "user_field", true);
        if (!effect.keyField.isEmpty())
            knownField(*spec.get("user_field"), effect.keyField, operation);
        return effect;
    }
    allow(spec, {"table", "table_field", "tables", "key", "key_field", "fixed", "set", "unique", "guard", "columns",
                 "dependents"});
    effect.table = string(spec, "table");
    effect.tableField = string(spec, "table_field");
    effect.tables = strings(spec, "tables");
    if (!effect.tableField.isEmpty())
        knownField(*spec.get("table_field"), effect.tableField, operation);
    effect.key = string(spec, "key", effect.tableField.isEmpty());
    effect.place = placeOf(spec, effect.tableField.isEmpty() ? "table" : "tables");
    effect.keyPlace = placeOf(spec, effect.key.isEmpty() ? "key_field" : "key");
    effect.columnsPlace = placeOf(spec, "columns");
    effect.keyField = string(spec, "key_field");
    if (!effect.keyField.isEmpty())
        knownField(*spec.get("key_field"), effect.keyField, operation);
    else {
        const auto named = std::ranges::find(operation.fields, effect.key, &Field::column);
        if (named != operation.fields.end())
            effect.keyField = named->name;
        else if (kind != EffectKind::Insert)
            mistake(spec.source().begin,
                    {QT_TRANSLATE_NOOP("core", "No field has the column “%1” of the key: add key_field = \"…\"."),
                     {effect.key}});
    }
    effect.columns = strings(spec, "columns");
    const QString dependents = string(spec, "dependents");
    effect.takesDependents = dependents == "delete"_L1;
    if (!dependents.isEmpty() && dependents != "delete"_L1 && dependents != "keep"_L1)
        mistake(spec.get("dependents")->source().begin,
                {QT_TRANSLATE_NOOP(
                    "core", "dependents must be \"keep\" (a record that others refer to is refused) or \"delete\".")});
    if (effect.takesDependents && operation.revertible)
        mistake(spec.get("dependents")->source().begin,
                {QT_TRANSLATE_NOOP("core", "What goes along is not kept, so such a delete cannot be taken back: take "
                                           "revertible = true out of the file, or write dependents = \"keep\".")});
    effect.guard = sql(spec, "guard");
    fixedValues(spec, effect);
    expressions(spec, effect);
    eachTable(spec, "unique", [&](const toml::table &rule) {
        allow(rule, {"fields", "code", "ignore_case"});
        UniqueRule unique;
        unique.fields = knownFields(rule, operation);
        unique.ignoreCase = boolean(rule, "ignore_case", false);
        if (const QString code = string(rule, "code"); !code.isEmpty())
            unique.code = code;
        effect.unique.push_back(unique);
    });
    requireSense(spec, effect);
    return effect;
}

void OperationReader::effect(const toml::table &file, Operation &operation)
{
    const toml::node *first = nullptr;
    for (const EffectName &name : effectNames) {
        const toml::table *spec = table(file, name.name);
        if (!spec && name.kind == EffectKind::Read)
            spec = looksUpTable(file) ? table(file, "lookup") : nullptr;
        if (!spec)
            continue;
        if (first)
            mistake(spec->source().begin,
                    {QT_TRANSLATE_NOOP("core", "An operation has one effect, and this is the second.")});
        else
            operation.effect = effect(name.kind, *spec, operation);
        first = spec;
    }
    if (!first)
        mistake(file.source().begin,
                {QT_TRANSLATE_NOOP("core", "The file does not say what is done: add one of these tables: %1."),
                 {namesOf(effectNames)}});
}

void OperationReader::refusals(const toml::table &file, Operation &operation)
{
    eachTable(file, "refuse", [&](const toml::table &spec) {
        allow(spec, {"code", "field", "when", "text", "args", "final"});
        RefusalRule rule;
        rule.code = string(spec, "code", true);
        rule.field = string(spec, "field");
        if (!rule.field.isEmpty())
            knownField(*spec.get("field"), rule.field, operation);
        rule.when = sql(spec, "when", true);
        rule.text = words(spec, "text", true);
        rule.args = strings(spec, "args");
        for (const QString &arg : rule.args) {
            if (!arg.startsWith("t."_L1))
                knownField(*spec.get("args"), arg, operation);
        }
        rule.isFinal = boolean(spec, "final", false);
        operation.refusals.push_back(rule);
        if (operation.refusals.size() == mostRefusals + 1)
            mistake(spec.source().begin,
                    {QT_TRANSLATE_NOOP("core", "There may be %1 reasons to refuse a row; put some together."),
                     {QString::number(mostRefusals)}});
    });
    const toml::table *codes = table(file, "codes");
    if (!codes)
        return;
    for (const auto &[code, text] : *codes)
        operation.codes.insert(toQString(code.str()), words(*codes, code.str(), true));
}

/// [transitions] is a refusal put shortly: from each state the states that may follow; to stay is no change.
void OperationReader::transitions(const toml::table &file, Operation &operation)
{
    const toml::table *spec = table(file, "transitions");
    if (!spec)
        return;
    const QString name = string(*spec, "field", true);
    const Field *field = operation.field(name);
    if (!field) {
        knownField(*spec, name, operation);
        return;
    }
    const toml::table *edges = table(*spec, "from");
    if (!edges) {
        need(*spec, "from");
        return;
    }
    allow(*spec, {"field", "from"});
    const auto quoted = [](const QString &text) { return u'\'' + QString(text).replace(u"'"_s, u"''"_s) + u'\''; };
    const QString to = u"r.\"%1\""_s.arg(field->name);
    const QString from = u"t.\"%1\""_s.arg(field->column);
    QStringList allowed{u"%1 = %2"_s.arg(to, from)};
    for (const auto &[state, next] : *edges) {
        QStringList states;
        for (const QString &one : strings(*edges, state.str()))
            states.append(quoted(one));
        if (!states.isEmpty())
            allowed.append(
                u"(%1 = %2 and %3 in (%4))"_s.arg(from, quoted(toQString(state.str())), to, states.join(u", "_s)));
    }
    Words text{.fallback = u"The state cannot go from “%1” to “%2”."_s, .byLanguage = {}};
    text.byLanguage.insert(u"ru"_s, u"Состояние не может перейти из «%1» в «%2»."_s);
    text.byLanguage.insert(u"pt_BR"_s, u"O estado não pode passar de “%1” para “%2”."_s);
    operation.refusals.push_back(
        {.code = u"INVALID_TRANSITION"_s,
         .field = name,
         .when = {.postgresql = u"%1 is not null and not (%2)"_s.arg(to, allowed.join(u" or "_s)),
                  .sqlite = {},
                  .place = placeOf(*spec, "field")},
         .text = text,
         .args = {u"t."_s + field->column, name}});
}

void OperationReader::limits(const toml::table &file, Operation &operation)
{
    constexpr qint64 most = 1'000'000'000'000;
    if (const toml::table *spec = table(file, "limits")) {
        allow(*spec, {"confirm_above", "approve_above"});
        operation.limits = {.confirmAbove = integer(*spec, "confirm_above", 0, 1, most),
                            .approveAbove = integer(*spec, "approve_above", 0, 1, most)};
    }
    if (const toml::table *spec = table(file, "permission")) {
        allow(*spec, {"run", "revert"});
        for (auto [key, role] : {std::pair{"run", &operation.runRole}, std::pair{"revert", &operation.revertRole}}) {
            const QString name = string(*spec, key);
            if (name.isEmpty())
                continue;
            const std::optional<Role> known = roleFromName(name);
            if (known == Role::Operator || known == Role::Administrator) // viewers run nothing
                *role = *known;
            else
                mistake(
                    spec->get(key)->source().begin,
                    {QT_TRANSLATE_NOOP("core", "“%1” cannot run jobs; roles that can are: operator, administrator."),
                     {name}});
        }
    }
    if (const toml::table *spec = table(file, "events")) {
        allow(*spec, {"started", "completed", "failed", "record"});
        for (const auto &[kind, name] : *spec) {
            if (!name.is_table())
                operation.events.insert(toQString(kind.str()), string(*spec, kind.str()));
        }
        if (const toml::table *record = table(*spec, "record")) {
            allow(*record, {"type", "column", "reason"});
            operation.recordEvent = RecordEvent{.type = string(*record, "type", true),
                                                .column = string(*record, "column", true),
                                                .reason = string(*record, "reason")};
            if (operation.effect.kind != EffectKind::Delete)
                mistake(record->source().begin,
                        {QT_TRANSLATE_NOOP("core",
                                           "[events.record] tells of deleted records, and goes with [delete] only.")});
        }
    }
    if (const toml::table *spec = table(file, "sum")) {
        allow(*spec, {"column", "by", "unit", "title", "by_title"});
        operation.sum = SumOf{.column = string(*spec, "column", true),
                              .by = string(*spec, "by"),
                              .unit = string(*spec, "unit"),
                              .title = words(*spec, "title"),
                              .byTitle = words(*spec, "by_title")};
    }
}

Operation OperationReader::read(const toml::table &file)
{
    allow(file, {"format",      "id",         "version",
                 "group",       "title",      "summary",
                 "revertible",  "chunk_size", "chunk_size_sqlite",
                 "field",       "one_of",     "insert",
                 "update",      "upsert",     "soft-delete",
                 "delete",      "read",       "montages",
                 "lookup",      "complete",   "actor",
                 "compute",     "refuse",     "codes",
                 "transitions", "source",     "limits",
                 "permission",  "sum",        "events"});
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
    eachTable(file, "field", [&](const toml::table &spec) {
        const Field read = field(spec);
        if (operation.field(read.name))
            mistake(spec.source().begin, {QT_TRANSLATE_NOOP("core", "The field “%1” stands here twice."), {read.name}});
        operation.fields.push_back(read);
    });
    if (operation.fields.empty())
        mistake(file.source().begin, {QT_TRANSLATE_NOOP("core", "An operation needs at least one [[field]].")});
    eachTable(file, "one_of", [&](const toml::table &spec) {
        allow(spec, {"fields"});
        operation.oneOf.push_back(knownFields(spec, operation));
    });
    effect(file, operation);
    if (const toml::table *spec = table(file, "actor")) {
        allow(*spec, {"query"});
        operation.actor = sql(*spec, "query", true);
    }
    if (const toml::table *spec = table(file, "compute")) {
        allow(*spec, {"query"});
        operation.compute = sql(*spec, "query", true);
    }
    refusals(file, operation);
    transitions(file, operation);
    lookup(file, operation);
    completions(file, operation);
    source(file, operation);
    limits(file, operation);
    return operation;
}

QString effectKindName(EffectKind kind)
{
    return toQString(std::ranges::find(effectNames, kind, &EffectName::kind)->name);
}

ParsedOperation readOperation(const QString &name, const QByteArray &text)
{
    OperationReader reader;
    const toml::parse_result parsed =
        toml::parse(std::string_view(text.constData(), std::size_t(text.size())), name.toStdString());
    ParsedOperation result;
    if (parsed) {
        result.operation = reader.read(parsed.table());
        result.operation.text = QString::fromUtf8(text);
        result.operation.path = name;
    } else {
        reader.mistake(parsed.error().source().begin, Text::verbatim(toQString(parsed.error().description())));
    }
    result.mistakes = reader.mistakes();
    std::ranges::stable_sort(result.mistakes, {}, [](const FileMistake &m) { return std::pair(m.line, m.column); });
    return result;
}

Result<Operation> parseOperation(const QString &name, const QByteArray &text)
{
    ParsedOperation parsed = readOperation(name, text);
    if (parsed.mistakes.empty())
        return std::move(parsed.operation);
    QStringList lines;
    for (const FileMistake &mistake : parsed.mistakes)
        lines.append(u"%1:%2:%3: %4"_s.arg(name).arg(mistake.line).arg(mistake.column).arg(mistake.what.toString()));
    return Error{u"OPERATION_FILE"_s, Text::verbatim(lines.join(u'\n')), {}};
}

} // namespace bulkhead
