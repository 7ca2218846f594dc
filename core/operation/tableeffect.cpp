// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/tableeffect.h"

#include "core/job/uuid7.h"
#include "core/operation/codewords.h"
#include "core/operation/insertplan.h"

#include <cstring>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

/// Says what is wrong by the operation's own words: its fields, its codes, its sentences.
class TableEffect::Wording final : public ChangeWording
{
public:
    Wording(const Operation &operation, const ChunkRows &rows, const TableChange &change)
        : m_operation(operation), m_rows(rows), m_change(change)
    {}

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
                     {QT_TRANSLATE_NOOP("core", "A record with the %1 “%2” already exists."),
                      {error.field, value(row, error.field)}},
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
        return index < 0 || std::size_t(index) >= verdict.before.size() ? QString()
                                                                        : verdict.before[std::size_t(index)].toString();
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

TableEffect::TableEffect(Database kind, const Operation &operation, const FieldFeeds &feeds, ServiceRegistry *services,
                         std::shared_ptr<LookupMemory> memory)
    : m_kind(kind), m_operation(operation), m_feeds(feeds)
{
    if (m_operation.lookup)
        m_lookup = std::make_unique<LookupStep>(*m_operation.lookup, m_operation, services, std::move(memory));
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

bool TableEffect::worksOnSnapshot() const
{
    const EffectKind kind = m_operation.effect.kind;
    return m_kind == Database::PostgreSQL &&
           (kind == EffectKind::Update || kind == EffectKind::SoftDelete || kind == EffectKind::Delete);
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
        const Status done =
            runTable(execution, m_changes.begin()->second, request, {request.chosen.begin(), request.chosen.end()});
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
    if (makesKeys(m_operation, m_feeds) && change.plan().keyDrawn.isEmpty()) {
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
            return ids.empty() ? CellValue() : CellValue{CellValue::Kind::Text, {ids[row].data(), ids[row].size()}};
        const auto value = request.rows.value(row, column);
        if (!value)
            return {};
        if (lite && m_operation.fields[column].type == FieldType::Bool)
            return {CellValue::Kind::Integer, *value == "true" ? "1" : "0"};
        return {CellValue::Kind::Text, *value};
    };
    return execution.run(change, rows, cell, Wording(m_operation, request.rows, change));
}

} // namespace bulkhead
