// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/insertplan.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

InsertPlan::InsertPlan(const Operation &operation, const FieldFeeds &feeds) : m_operation(operation)
{
    for (std::size_t i = 0; i < m_operation.fields.size(); ++i) {
        if (!m_operation.fields[i].writes || !feeds.has(i))
            continue;
        const QString &name = m_operation.fields[i].column;
        const auto known = std::ranges::find(m_columns, name, &Column::name);
        if (known != m_columns.end())
            known->fields.push_back(i);
        else
            m_columns.push_back({name, {i}});
    }
}

std::optional<std::string_view> InsertPlan::value(const ChunkRows &rows, std::size_t row, const Column &column) const
{
    for (const std::size_t field : column.fields) {
        if (const auto value = rows.value(row, field))
            return value;
    }
    return std::nullopt;
}

std::vector<std::size_t> InsertPlan::inKeyOrder(const ChunkRows &rows, std::span<const std::size_t> chosen) const
{
    std::vector<std::size_t> order(chosen.begin(), chosen.end());
    if (m_operation.effect.unique.empty())
        return order;
    const auto field = std::size_t(m_operation.fieldIndex(m_operation.effect.unique.front().fields.front()));
    std::vector<std::pair<std::string_view, std::size_t>> keyed;
    keyed.reserve(order.size());
    for (const std::size_t row : order)
        keyed.emplace_back(rows.value(row, field).value_or(std::string_view()), row);
    std::ranges::sort(keyed);
    std::ranges::transform(keyed, order.begin(), &std::pair<std::string_view, std::size_t>::second);
    return order;
}

RowError InsertPlan::alreadyExists(const ChunkRows &rows, std::size_t row, const UniqueRule &rule) const
{
    QStringList values;
    for (const QString &name : rule.fields) {
        const auto value = rows.value(row, std::size_t(m_operation.fieldIndex(name))).value_or(std::string_view());
        values.append(QString::fromUtf8(value.data(), qsizetype(value.size())));
    }
    return {rule.code,
            rule.fields.first(),
            {QT_TRANSLATE_NOOP("core", "A record with the %1 “%2” already exists."),
             {rule.fields.join(u", "_s), values.join(u", "_s)}}};
}

QString InsertPlan::fieldOfColumn(const QString &column) const
{
    const auto field = std::ranges::find(m_operation.fields, column, &Field::column);
    return field == m_operation.fields.end() ? QString() : field->name;
}

RowError InsertPlan::refusedBy(const SqlDiagnosis &diagnosis) const
{
    struct Kind
    {
        QByteArrayView state;
        const char *code;
        const char *text;
    };
    static constexpr Kind kinds[] = {
        {"23502", "REQUIRED", QT_TRANSLATE_NOOP("core", "The database requires a value in %1.")},
        {"23503", "REFERENCE_MISSING", QT_TRANSLATE_NOOP("core", "The record that %1 refers to does not exist (%2).")},
        {"23505", "ALREADY_EXISTS", QT_TRANSLATE_NOOP("core", "Such a record already exists (%2).")},
        {"23514", "CHECK_FAILED", QT_TRANSLATE_NOOP("core", "The database refuses the row by its rule %2.")},
        {"22P02", "INVALID_VALUE", QT_TRANSLATE_NOOP("core", "%1 does not have the form that its column needs: %3.")},
        {"22003", "OUT_OF_RANGE", QT_TRANSLATE_NOOP("core", "%1 does not fit its column: %3.")},
        {"22001", "TOO_LONG", QT_TRANSLATE_NOOP("core", "A value is too long for its column: %3.")},
    };
    const QString field = fieldOfColumn(diagnosis.column);
    for (const Kind &kind : kinds) {
        if (diagnosis.sqlState == kind.state)
            return {QString::fromLatin1(kind.code),
                    field,
                    {kind.text, {field.isEmpty() ? diagnosis.column : field, diagnosis.constraint, diagnosis.message}}};
    }
    return {u"DATABASE_REFUSED"_s,
            field,
            {QT_TRANSLATE_NOOP("core", "The database refuses the row: %1."), {diagnosis.message}}};
}

RowError InsertPlan::keptBack()
{
    return {u"DATABASE_REFUSED"_s,
            {},
            {QT_TRANSLATE_NOOP("core", "The table did not keep the row: one of its triggers leaves it out.")}};
}

const UniqueRule *InsertPlan::ruleOf(const SqlDiagnosis &diagnosis) const
{
    const std::vector<UniqueRule> &rules = m_operation.effect.unique;
    for (const UniqueRule &rule : rules) {
        const bool named = std::ranges::all_of(rule.fields, [&](const QString &name) {
            const QString &column = m_operation.field(name)->column;
            return diagnosis.constraint.contains(column) || diagnosis.column.contains(column);
        });
        if (named)
            return &rule;
    }
    return nullptr;
}

} // namespace bulkhead
