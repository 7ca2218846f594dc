// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/tableplan.h"

#include "core/operation/fixedvalue.h"
#include "core/operation/sqltext.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

QByteArray fieldColumn(const Field &field)
{
    return "r." + quotedIdentifier(field.name);
}

/// For a field that no column of the table is like.
QByteArray typeOf(FieldType type, Database kind)
{
    const bool postgres = kind == Database::PostgreSQL;
    switch (type) {
    case FieldType::Int:
        return postgres ? "bigint" : "integer";
    case FieldType::Decimal:
        return "numeric";
    case FieldType::Bool:
        return postgres ? "boolean" : "integer";
    case FieldType::Date:
        return postgres ? "date" : "text";
    case FieldType::DateTime:
        return postgres ? "timestamptz" : "text";
    case FieldType::Uuid:
        return postgres ? "uuid" : "text";
    case FieldType::Text:
    case FieldType::Email:
    case FieldType::Phone:
    case FieldType::Choice:
    case FieldType::Json:
    case FieldType::Secret:
        break;
    }
    return "text";
}

/// Builds the plan from the file, and complains about what the table does not have.
class PlanBuilder
{
public:
    PlanBuilder(Database kind, const Operation &operation, const FieldFeeds &feeds, const TableInfo &info)
        : m_kind(kind), m_operation(operation), m_feeds(feeds), m_info(info)
    {}

    const std::vector<FileMistake> &mistakes() const { return m_mistakes; }

    Result<TableChange::Plan> build()
    {
        const EffectSpec &effect = m_operation.effect;
        m_plan.verb = verb();
        m_plan.key = effect.key.isEmpty() ? m_info.primaryKey.value(0) : effect.key;
        const bool isOurs = makesKeys(m_operation, m_feeds);
        m_plan.keyValue = isOurs ? QByteArray("r.bulkhead_key") : "r." + quotedIdentifier(effect.keyField);
        if (effect.key.isEmpty() && m_info.primaryKey.size() != 1)
            return wrongKey(
                {u"OPERATION_TABLE"_s,
                 Text{QT_TRANSLATE_NOOP("core", "The table “%1” has no primary key of one column."), {m_info.table}},
                 Text{QT_TRANSLATE_NOOP("core", "Name the column that tells its records apart: key = \"…\".")}});
        if (const TableColumn *key = need(m_plan.key, effect.keyPlace)) {
            if (const Status sound = checkKey(*key, isOurs); !sound)
                return wrongKey(sound.error());
        }
        m_plan.guard = effect.guard.of(m_kind).toUtf8();
        m_plan.takesDependents = effect.takesDependents;
        m_plan.compute = m_operation.compute.of(m_kind).toUtf8();
        if (effect.kind == EffectKind::SoftDelete)
            m_plan.changed = "1 = 1"; // what it finds is not marked yet
        if (m_plan.verb != TableChange::Verb::Delete && m_plan.verb != TableChange::Verb::Read) {
            addFields();
            addFixed();
        }
        addImages();
        addRules();
        if (!m_missing.isEmpty())
            return Error{
                u"OPERATION_COLUMN"_s,
                Text{QT_TRANSLATE_NOOP("core", "The table “%1” has no column “%2”, which the operation %3 names."),
                     {m_info.table, m_missing.join(u"”, “"_s), m_operation.id}},
                Text{QT_TRANSLATE_NOOP("core", "Change the operation file, or the table.")}};
        return std::move(m_plan);
    }

private:
    /// A key of several records would change them all and keep the image of one.
    Status checkKey(const TableColumn &key, bool isOurs)
    {
        const bool tellsApart =
            std::ranges::any_of(m_info.uniques, [&](const UniqueIndex &i) { return i.tellsApart(key.name); });
        if (!tellsApart && m_plan.verb != TableChange::Verb::Read)
            return Error{
                u"OPERATION_KEY"_s,
                Text{QT_TRANSLATE_NOOP("core", "Several records of “%1” may have the same “%2”: it is no key."),
                     {m_info.table, key.name}},
                Text{QT_TRANSLATE_NOOP("core", "Name its primary key, or give the column a unique index of its own.")}};
        if (!isOurs || key.holdsUuid())
            return Done{};
        m_plan.keyDrawn = key.drawn;
        if (!key.drawn.isEmpty())
            return Done{};
        return Error{
            u"OPERATION_KEY"_s,
            Text{QT_TRANSLATE_NOOP(
                     "core", "New records of “%1” have no key: its column “%2” (%3) has no default and takes no UUID."),
                 {m_info.table, key.name, QString::fromUtf8(key.type)}},
            Text{QT_TRANSLATE_NOOP("core", "Let the list say it: add a [[field]] for this column.")}};
    }

    TableChange::Verb verb() const
    {
        switch (m_operation.effect.kind) {
        case EffectKind::Insert:
            return TableChange::Verb::Insert;
        case EffectKind::Upsert:
            return TableChange::Verb::Upsert;
        case EffectKind::Delete:
            return TableChange::Verb::Delete;
        case EffectKind::Read:
            return TableChange::Verb::Read;
        case EffectKind::Update:
        case EffectKind::SoftDelete:
        case EffectKind::Montages: // has an effect of its own
            break;
        }
        return TableChange::Verb::Update;
    }

    Error wrongKey(const Error &error)
    {
        m_mistakes.push_back(FileMistake::at(m_operation.effect.keyPlace, error.toText()));
        return error;
    }

    const TableColumn *need(const QString &name, const FilePlace &place)
    {
        const TableColumn *column = m_info.column(name);
        if (column)
            return column;
        if (!m_missing.contains(name))
            m_missing.append(name);
        QStringList known;
        for (const TableColumn &one : m_info.columns)
            known.append(one.name);
        m_mistakes.push_back(FileMistake::at(
            place, {QT_TRANSLATE_NOOP("core", "The table “%1” has no column “%2”; its columns are: %3."),
                    {m_info.table, name, known.join(u", "_s)}}));
        return nullptr;
    }

    void addFields()
    {
        QStringList done;
        for (std::size_t i = 0; i < m_operation.fields.size(); ++i) {
            const Field &field = m_operation.fields[i];
            // A field that the list has no column for leaves the record's column as it is.
            if (!field.writes || field.name == m_operation.effect.keyField || !m_feeds.has(i) ||
                done.contains(field.column))
                continue;
            const TableColumn *column = need(field.column, field.place);
            if (!column)
                continue;
            done.append(field.column);
            m_plan.written.push_back({.column = field.column, .value = valueOf(field, *column)});
        }
    }

    QByteArray valueOf(const Field &field, const TableColumn &column) const
    {
        QByteArrayList sources; // the first that has a value: password or password_hash
        for (const Field &other : m_operation.fields) {
            if (other.writes && other.column == field.column)
                sources.append(fieldColumn(other));
        }
        if (m_plan.verb != TableChange::Verb::Insert && field.empty == EmptyCell::Keep)
            sources.append("t." + quotedIdentifier(field.column));
        else if (field.empty == EmptyCell::Clear && column.notNull && typeOf(field.type, m_kind) == "text")
            sources.append("''");
        return sources.size() == 1 ? sources.front() : "coalesce(" + sources.join(", ") + ')';
    }

    bool isForetold(const FixedValue &fixed) const
    {
        if (fixed.kind != FixedValue::Kind::Expression)
            return fixed.kind == FixedValue::Kind::Literal;
        const QByteArray sql = fixed.expression.of(m_kind).toUtf8();
        return !mayVary(sql) && !(mentions(sql, u"c"_s) && mayVary(m_plan.compute));
    }

    void addFixed()
    {
        for (const FixedValue &fixed : m_operation.effect.fixed) {
            const TableColumn *column = need(fixed.column, fixed.place);
            if (!column)
                continue;
            m_plan.written.push_back({.column = fixed.column,
                                      .value = fixedSql(fixed, *column, m_kind),
                                      .isCompared = fixed.kind != FixedValue::Kind::Now,
                                      .isForetold = isForetold(fixed)});
        }
    }

    void addImages()
    {
        const auto add = [this](const QString &column) {
            if (!m_plan.imaged.contains(column))
                m_plan.imaged.append(column);
        };
        add(m_plan.key);
        if (m_plan.verb == TableChange::Verb::Delete) {
            for (const TableColumn &column : m_info.columns)
                add(column.name);
        }
        for (const QString &column : m_operation.effect.columns) {
            if (need(column, m_operation.effect.columnsPlace))
                add(column);
        }
        for (const TableChange::Written &written : m_plan.written)
            add(written.column);
    }

    void addRules()
    {
        for (const RefusalRule &rule : m_operation.refusals) {
            QByteArray condition = rule.when.of(m_kind).toUtf8();
            condition = withParameter(condition, "actor", "acting.name");
            condition = withParameter(condition, "trusted",
                                      m_kind == Database::PostgreSQL ? "acting.trusted" : "(acting.trusted <> 0)");
            m_plan.asksWho = m_plan.asksWho || mentions(condition, u"acting"_s);
            m_plan.rules.push_back({.condition = condition,
                                    .error = {rule.code, rule.field, {}},
                                    .args = rule.args,
                                    .text = rule.text,
                                    .isFinal = rule.isFinal});
        }
        if (!m_operation.actor.isEmpty()) {
            m_plan.asksWho = true;
            m_plan.actor = withParameter(m_operation.actor.of(m_kind).toUtf8(), "actor", "$1::text");
        }
        // What a sentence tells of the record must be in its image.
        for (const RefusalRule &rule : m_operation.refusals) {
            for (const QString &arg : rule.args) {
                if (arg.startsWith("t."_L1) && need(arg.mid(2), rule.when.placeOf(m_kind)) &&
                    !m_plan.imaged.contains(arg.mid(2)))
                    m_plan.imaged.append(arg.mid(2));
            }
        }
    }

    Database m_kind;
    const Operation &m_operation;
    const FieldFeeds &m_feeds;
    const TableInfo &m_info;
    TableChange::Plan m_plan;
    QStringList m_missing;
    std::vector<FileMistake> m_mistakes;
};

} // namespace

bool makesKeys(const Operation &operation, const FieldFeeds &feeds)
{
    const EffectSpec &effect = operation.effect;
    return effect.kind == EffectKind::Insert &&
           (effect.keyField.isEmpty() || !feeds.has(std::size_t(operation.fieldIndex(effect.keyField))));
}

Result<TableChange> tableChangeOf(SqlConnection &connection, const Operation &operation, const FieldFeeds &feeds,
                                  const QString &table, std::vector<FileMistake> *mistakes)
{
    Result<TableInfo> info = tableInfo(connection, table);
    if (!info) {
        if (mistakes)
            mistakes->push_back(FileMistake::at(operation.effect.place, info.error().toText()));
        return info.error();
    }
    const Database kind = connection.kind();
    PlanBuilder builder(kind, operation, feeds, *info);
    Result<TableChange::Plan> plan = builder.build();
    if (mistakes)
        mistakes->insert(mistakes->end(), builder.mistakes().begin(), builder.mistakes().end());
    if (!plan)
        return plan.error();
    std::vector<RowRelation::Column> columns;
    for (const Field &field : operation.fields) {
        const bool isKey = field.name == operation.effect.keyField;
        const TableColumn *column = info->column(isKey ? plan->key : field.column);
        const bool isLike = column && field.name != operation.effect.tableField && (field.writes || isKey);
        columns.push_back({field.name, isLike ? column->type : typeOf(field.type, kind)});
    }
    if (operation.lookup) {
        for (const ServiceLookup::Value &value : operation.lookup->values) {
            const TableColumn *column = info->column(value.name);
            columns.push_back({value.name, column ? column->type : QByteArray("text")});
        }
    }
    if (makesKeys(operation, feeds))
        columns.push_back({u"bulkhead_key"_s, info->column(plan->key)->type});
    return TableChange(kind, info.take(), plan.take(), RowRelation(std::move(columns)));
}

namespace {

/// A text field whose column is not one takes what the column takes, in its one spelling: the same key twice is told
/// before anything is written.
FieldType typeOfKey(const Field &field, const TableColumn *column, Database kind)
{
    if (!column || field.type != FieldType::Text)
        return field.type;
    const QByteArray type = column->type.toLower();
    if (kind == Database::SQLite)
        return type.contains("int") ? FieldType::Int : field.type;
    const bool isInt = type == "bigint" || type == "integer" || type == "smallint";
    return isInt ? FieldType::Int : type == "uuid" ? FieldType::Uuid : field.type;
}

} // namespace

Operation adaptedToTable(SqlConnection &connection, Operation operation)
{
    EffectSpec &effect = operation.effect;
    const int keyIndex = operation.fieldIndex(effect.keyField);
    Field *key = keyIndex < 0 ? nullptr : &operation.fields[std::size_t(keyIndex)];
    for (const QString &table : effect.tables) {
        const Result<TableInfo> info = tableInfo(connection, table);
        if (!info || !key)
            continue;
        const FieldType type = typeOfKey(*key, info->column(info->primaryKey.value(0)), connection.kind());
        if (type != key->type)
            effect.keyTypes.insert(table, type);
    }
    if (effect.table.isEmpty())
        return operation;
    const Result<TableInfo> info = tableInfo(connection, effect.table);
    if (!info)
        return operation;
    if (key)
        key->type = typeOfKey(*key, info->column(effect.key), connection.kind());
    for (Field &field : operation.fields) {
        const TableColumn *column = field.writes ? info->column(field.column) : nullptr;
        if (!column || field.isSecret())
            continue;
        const bool isText =
            field.type == FieldType::Text || field.type == FieldType::Email || field.type == FieldType::Phone;
        if (isText && column->maxLength > 0 && (field.maxLength == 0 || column->maxLength < field.maxLength))
            field.maxLength = column->maxLength;
        if (field.type == FieldType::Decimal && column->scale >= 0 &&
            (field.decimals < 0 || column->scale < field.decimals))
            field.decimals = column->scale;
    }
    return operation;
}

} // namespace bulkhead
