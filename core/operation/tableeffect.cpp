// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/tableeffect.h"

#include "core/job/uuid7.h"
#include "core/operation/codewords.h"
#include "core/operation/insertplan.h"
#include "core/operation/sqltext.h"

#include <cstring>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

/// Says what is wrong by the operation's own words: its fields, its codes, its sentences.
class TableEffect::Wording final : public ChangeWording
{
public:
    Wording(const Operation &operation, const ChunkRows &rows, const TableChange &change)
        : m_operation(operation), m_rows(rows), m_change(change)
    {
    }

    RowError missing(std::size_t row) const override
    {
        const QString field = m_operation.effect.keyField;
        return named(u"NOT_FOUND"_s, field,
                     {QT_TRANSLATE_NOOP("core", "There is no record with the %1 “%2”."), {field, value(row, field)}},
                     {value(row, field)});
    }

    RowError broken(const TableChange::Rule &rule, std::size_t row, const TableChange::Verdict &verdict) const override
    {
        RowError error = rule.error;
        if (!rule.text.isEmpty()) {
            QStringList args;
            for (const QString &arg : rule.args)
                args.append(arg.startsWith("t."_L1) ? image(verdict, arg.mid(2)) : value(row, arg));
            error.message = Text::of(rule.text, args);
            return error;
        }
        error.field = fieldOf(error.field);
        if (error.code != "ALREADY_EXISTS"_L1)
            return named(error.code, error.field, error.message, {value(row, error.field)});
        for (const UniqueRule &unique : m_operation.effect.unique) {
            if (unique.fields.contains(error.field))
                error.code = unique.code;
        }
        return named(error.code, error.field,
                     {QT_TRANSLATE_NOOP("core", "A record with the %1 “%2” already exists."), {error.field, value(row, error.field)}},
                     {value(row, error.field)});
    }

    RowError refused(std::size_t, const SqlDiagnosis &diagnosis) const override
    {
        SqlDiagnosis own = diagnosis;
        if (const Field *field = m_operation.field(diagnosis.column))
            own.column = field->column; // the relation names its columns as the fields are named
        RowError error = InsertPlan(m_operation).refusedBy(own);
        if (diagnosis.sqlState == "23505") {
            for (const UniqueRule &unique : m_operation.effect.unique) {
                const Field *field = m_operation.field(unique.fields.value(0));
                if (field && diagnosis.constraint.contains(field->column))
                    error = {unique.code, field->name, error.message};
            }
        }
        return named(error.code, error.field, error.message, {});
    }

private:
    QString value(std::size_t row, const QString &field) const
    {
        const int index = m_operation.fieldIndex(field);
        if (index < 0 || m_operation.fields[std::size_t(index)].masked)
            return {};
        const auto bytes = m_rows.value(row, std::size_t(index)).value_or(std::string_view());
        return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
    }

    QString image(const TableChange::Verdict &verdict, const QString &column) const
    {
        const qsizetype index = m_change.plan().imaged.indexOf(column);
        return index < 0 || std::size_t(index) >= verdict.before.size() ? QString() : verdict.before[std::size_t(index)].toString();
    }

    QString fieldOf(const QString &column) const
    {
        const auto field = std::ranges::find(m_operation.fields, column, &Field::column);
        return field == m_operation.fields.end() ? column : field->name;
    }

    /// In the file's own words for this code, if it has some.
    RowError named(const QString &code, const QString &field, Text otherwise, const QStringList &args) const
    {
        return {code, field, inWordsOf(m_operation, code, std::move(otherwise), args)};
    }

    const Operation &m_operation;
    const ChunkRows &m_rows;
    const TableChange &m_change;
};

TableEffect::TableEffect(Database kind, const Operation &operation, const FieldFeeds &feeds, ServiceRegistry *services)
    : m_kind(kind), m_operation(operation), m_feeds(feeds)
{
    if (m_operation.lookup)
        m_lookup = std::make_unique<LookupStep>(*m_operation.lookup, m_operation, services);
}

TableEffect::~TableEffect() = default;

Status TableEffect::prepare(SqlConnection &connection, const ChangePage *)
{
    const EffectSpec &effect = m_operation.effect;
    const QStringList tables = effect.tableField.isEmpty() ? QStringList{effect.table} : effect.tables;
    for (const QString &table : tables) {
        if (m_changes.contains(table))
            continue;
        Result<TableChange> change = tableChangeOf(connection, m_operation, m_feeds, table);
        if (!change)
            return change.error();
        if (const Status created = change->relation().create(connection); !created)
            return created;
        m_changes.emplace(table, change.take());
    }
    return Done{};
}

Result<Gathering> TableEffect::gather(const ChunkRows &rows, std::span<const std::size_t> chosen, std::stop_token stop)
{
    return m_lookup ? m_lookup->ask(rows, chosen, stop) : Gathering{};
}

Result<EffectOutcome> TableEffect::apply(SqlConnection &connection, const EffectRequest &request)
{
    return perform(connection, request, true);
}

Result<EffectOutcome> TableEffect::preview(SqlConnection &connection, const EffectRequest &request)
{
    return perform(connection, request, false);
}

Result<EffectOutcome> TableEffect::perform(SqlConnection &connection, const EffectRequest &request, bool writes)
{
    ChangeExecution execution(connection, request, writes, m_operation.sum);
    const bool hasOwnJoins = !m_operation.compute.isEmpty();
    if (const Status begun = execution.begin(hasOwnJoins); !begun)
        return begun.error();
    const QString &tableField = m_operation.effect.tableField;
    if (tableField.isEmpty()) {
        const Status done = runTable(execution, m_changes.begin()->second, request, {request.chosen.begin(), request.chosen.end()});
        return done ? Result<EffectOutcome>(execution.finish()) : Result<EffectOutcome>(done.error());
    }
    std::map<QString, std::vector<std::size_t>> byTable;
    const auto field = std::size_t(m_operation.fieldIndex(tableField));
    for (const std::size_t row : request.chosen) {
        const auto name = request.rows.value(row, field).value_or(std::string_view());
        byTable[QString::fromUtf8(name.data(), qsizetype(name.size()))].push_back(row);
    }
    for (auto &[table, rows] : byTable) {
        const auto change = m_changes.find(table);
        if (change == m_changes.end()) // the field's choices are the tables: the checks refused the row before
            continue;
        if (const Status done = runTable(execution, change->second, request, std::move(rows)); !done)
            return done.error();
    }
    return execution.finish();
}

Status TableEffect::runTable(ChangeExecution &execution, TableChange &change, const EffectRequest &request,
                             std::vector<std::size_t> rows)
{
    if (rows.empty())
        return Done{};
    const std::size_t fields = m_operation.fields.size();
    if (const int key = m_operation.fieldIndex(m_operation.effect.keyField); key >= 0) {
        // Neighbours in the index are read and written together.
        std::ranges::stable_sort(rows, {}, [&](std::size_t row) {
            return request.rows.value(row, std::size_t(key)).value_or(std::string_view());
        });
    }
    std::vector<std::array<char, 36>> ids;
    Uuid7Sequence sequence;
    const bool makesIds = m_operation.effect.keyField.isEmpty();
    if (makesIds) {
        ids.resize(request.rows.rows().size());
        for (const std::size_t row : rows)
            Uuid7Sequence::write(sequence.next(), ids[row].data());
    }
    const bool lite = m_kind == Database::SQLite;
    const std::size_t looked = m_operation.lookup ? m_operation.lookup->values.size() : 0;
    const auto cell = [&](std::size_t row, std::size_t column) -> CellValue {
        if (column >= fields && column < fields + looked) {
            const auto value = m_lookup->value(row, column - fields);
            return value ? CellValue{CellValue::Kind::Text, *value} : CellValue{};
        }
        if (column >= fields)
            return {CellValue::Kind::Text, {ids[row].data(), ids[row].size()}};
        const auto value = request.rows.value(row, column);
        if (!value)
            return {};
        if (lite && m_operation.fields[column].type == FieldType::Bool)
            return {CellValue::Kind::Integer, *value == "true" ? "1" : "0"};
        return {CellValue::Kind::Text, *value};
    };
    return execution.run(change, rows, cell, Wording(m_operation, request.rows, change));
}

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

QByteArray literal(const QString &text)
{
    return '\'' + text.toUtf8().replace("'", "''") + '\'';
}

/// Builds the plan from the file, and complains about what the table does not have.
class PlanBuilder
{
public:
    PlanBuilder(Database kind, const Operation &operation, const FieldFeeds &feeds, const TableInfo &info)
        : m_kind(kind), m_operation(operation), m_feeds(feeds), m_info(info)
    {
    }

    Result<TableChange::Plan> build()
    {
        const EffectSpec &effect = m_operation.effect;
        m_plan.verb = verb();
        m_plan.key = effect.key.isEmpty() ? m_info.primaryKey.value(0) : effect.key;
        m_plan.keyValue = effect.keyField.isEmpty() ? QByteArray("r.bulkhead_key") : "r." + quotedIdentifier(effect.keyField);
        if (effect.key.isEmpty() && m_info.primaryKey.size() != 1)
            return Error{u"OPERATION_TABLE"_s,
                         Text{QT_TRANSLATE_NOOP("core", "The table “%1” has no primary key of one column."), {m_info.table}},
                         Text{QT_TRANSLATE_NOOP("core", "Name the column that tells its records apart: key = \"…\".")}};
        need(m_plan.key);
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
            return Error{u"OPERATION_COLUMN"_s,
                         Text{QT_TRANSLATE_NOOP("core", "The table “%1” has no column “%2”, which the operation %3 names."),
                              {m_info.table, m_missing.join(u"”, “"_s), m_operation.id}},
                         Text{QT_TRANSLATE_NOOP("core", "Change the operation file, or the table.")}};
        return std::move(m_plan);
    }

private:
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

    const TableColumn *need(const QString &name)
    {
        const TableColumn *column = m_info.column(name);
        if (!column && !m_missing.contains(name))
            m_missing.append(name);
        return column;
    }

    /// A field that the list has no column for leaves the record's column as it is.
    bool isFed(std::size_t field) const
    {
        return field >= m_feeds.columns.size() || m_feeds.columns[field] >= 0 || !m_feeds.constants[field].empty();
    }

    void addFields()
    {
        QStringList done;
        for (std::size_t i = 0; i < m_operation.fields.size(); ++i) {
            const Field &field = m_operation.fields[i];
            if (!field.writes || field.name == m_operation.effect.keyField || !isFed(i) || done.contains(field.column))
                continue;
            const TableColumn *column = need(field.column);
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

    void addFixed()
    {
        for (const FixedValue &fixed : m_operation.effect.fixed) {
            const TableColumn *column = need(fixed.column);
            if (!column)
                continue;
            TableChange::Written written{.column = fixed.column, .value = {}};
            switch (fixed.kind) {
            case FixedValue::Kind::Now:
                written.value = m_kind == Database::PostgreSQL ? "now()::" + column->type
                                                               : QByteArray("strftime('%Y-%m-%dT%H:%M:%fZ', 'now')");
                written.isCompared = false;
                break;
            case FixedValue::Kind::Literal:
                written.value = literalFor(fixed.literal, *column);
                break;
            case FixedValue::Kind::Expression:
                written.value = '(' + fixed.expression.of(m_kind).toUtf8() + ')';
                break;
            }
            m_plan.written.push_back(std::move(written));
        }
    }

    QByteArray literalFor(const QString &text, const TableColumn &column) const
    {
        if (m_kind == Database::PostgreSQL)
            return literal(text) + "::" + column.type;
        if (text == "true"_L1 || text == "false"_L1)
            return text == "true"_L1 ? "1" : "0";
        return "cast(" + literal(text) + " as " + (column.type.isEmpty() ? QByteArray("text") : column.type) + ')';
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
            if (need(column))
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
            condition = withParameter(condition, "trusted", m_kind == Database::PostgreSQL ? "acting.trusted" : "(acting.trusted <> 0)");
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
        for (const TableChange::Rule &rule : m_plan.rules) {
            for (const QString &arg : rule.args) {
                if (arg.startsWith("t."_L1) && need(arg.mid(2)) && !m_plan.imaged.contains(arg.mid(2)))
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
};

} // namespace

Result<TableChange> tableChangeOf(SqlConnection &connection, const Operation &operation, const FieldFeeds &feeds,
                                  const QString &table)
{
    Result<TableInfo> info = tableInfo(connection, table);
    if (!info)
        return info.error();
    const Database kind = connection.kind();
    Result<TableChange::Plan> plan = PlanBuilder(kind, operation, feeds, *info).build();
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
    if (operation.effect.keyField.isEmpty())
        columns.push_back({u"bulkhead_key"_s, info->column(plan->key)->type});
    return TableChange(kind, info.take(), plan.take(), RowRelation(std::move(columns)));
}

Operation adaptedToTable(SqlConnection &connection, Operation operation)
{
    if (operation.effect.table.isEmpty())
        return operation;
    const Result<TableInfo> info = tableInfo(connection, operation.effect.table);
    if (!info)
        return operation;
    for (Field &field : operation.fields) {
        const TableColumn *column = field.writes ? info->column(field.column) : nullptr;
        if (!column || field.isSecret())
            continue;
        const bool isText = field.type == FieldType::Text || field.type == FieldType::Email || field.type == FieldType::Phone;
        if (isText && column->maxLength > 0 && (field.maxLength == 0 || column->maxLength < field.maxLength))
            field.maxLength = column->maxLength;
        if (field.type == FieldType::Decimal && column->scale >= 0 && (field.decimals < 0 || column->scale < field.decimals))
            field.decimals = column->scale;
    }
    return operation;
}

} // namespace bulkhead
