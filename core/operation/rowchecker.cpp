// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/rowchecker.h"

#include "core/operation/fieldcheck.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

std::string_view view(QByteArrayView bytes)
{
    return {bytes.data(), std::size_t(bytes.size())};
}

} // namespace

std::vector<bool> secretColumns(const Operation &operation, const QStringList &columns, const Mapping &mapping)
{
    std::vector<bool> secret(std::size_t(columns.size()));
    for (const Field &field : operation.fields) {
        if (!field.isSecret())
            continue;
        if (const qsizetype mapped = columns.indexOf(mapping.columns.value(field.name)); mapped >= 0)
            secret[std::size_t(mapped)] = true;
    }
    // A column called "password" is a password also when nobody mapped it.
    const Mapping byName = mappingByName(operation, columns);
    for (const Field &field : operation.fields) {
        if (!field.isSecret() || !byName.columns.contains(field.name))
            continue;
        const qsizetype named = columns.indexOf(byName.columns.value(field.name));
        const bool feedsAnother = !mapping.columns.key(columns.at(named)).isEmpty();
        if (!feedsAnother)
            secret[std::size_t(named)] = true;
    }
    return secret;
}

RowChecker::RowChecker(const Operation &operation, const QStringList &columns, const Mapping &mapping)
    : m_operation(operation), m_feeds(operation.fields.size()), m_constants(operation.fields.size()),
      m_secretColumns(secretColumns(operation, columns, mapping)), m_own(operation.fields.size())
{
    m_hasSecrets = std::ranges::count(m_secretColumns, true) > 0;
    for (std::size_t i = 0; i < operation.fields.size(); ++i) {
        const Field &field = operation.fields[i];
        m_feeds[i].column = int(columns.indexOf(mapping.columns.value(field.name)));
        if (!mapping.columns.contains(field.name))
            m_feeds[i].column = -1;
        m_feeds[i].constant = mapping.constants.contains(field.name);
        if (!m_feeds[i].constant)
            continue;
        const std::string value = mapping.constants.value(field.name).toStdString();
        if (field.isSecret()) {
            m_constants[i] = value; // hashed when the job was submitted
            continue;
        }
        std::string own;
        m_constants[i] =
            checkedValue(field, field.trim ? trimmed(value) : std::string_view(value), own, m_constantErrors);
    }
    // A record that two rows mean would be changed by both, in whatever order their chunks come.
    std::vector<UniqueRule> rules = operation.effect.unique;
    const EffectSpec &effect = operation.effect;
    if (!effect.keyField.isEmpty() && effect.kind != EffectKind::Read) {
        QStringList key{effect.keyField};
        if (!effect.tableField.isEmpty())
            key.prepend(effect.tableField);
        rules.push_back({.fields = key, .code = {}, .ignoreCase = false});
    }
    for (auto type = effect.keyTypes.cbegin(); type != effect.keyTypes.cend(); ++type) {
        Field key = *operation.field(effect.keyField);
        key.type = *type;
        m_keysOfTables.emplace(type.key().toStdString(), std::move(key));
    }
    for (const UniqueRule &rule : rules) {
        Duplicates duplicates{.rule = rule, .fields = {}, .seen = {}};
        for (const QString &name : rule.fields)
            duplicates.fields.push_back(std::size_t(operation.fieldIndex(name)));
        m_duplicates.push_back(std::move(duplicates));
    }
}

void RowChecker::check(const SourceRow &row, CheckedRow &out)
{
    out.fields.assign(m_operation.fields.size(), {});
    out.errors.assign(row.faults.begin(), row.faults.end());
    out.unhashed.clear();
    out.raw = m_hasSecrets ? QByteArrayView() : row.raw;
    out.cells.assign(row.cells.begin(), row.cells.end());
    if (m_hasSecrets)
        hideSecrets(row, out);
    if (!row.faults.empty())
        return;
    for (std::size_t i = 0; i < m_feeds.size(); ++i)
        checkField(i, row, out);
    checkKeyOfTable(out);
    checkOneOf(out);
    checkDuplicates(row, out);
}

/// A row with too many or too few cells may have its secret shifted by as many: all places where it can
/// stand are emptied. Of a row that could not be taken apart at all nothing is kept.
void RowChecker::hideSecrets(const SourceRow &row, CheckedRow &out) const
{
    const bool broken = !row.raw.isNull() || std::ranges::any_of(row.faults, [](const RowError &fault) {
        return fault.code != "COLUMN_COUNT"_L1;
    });
    if (broken) {
        std::ranges::fill(out.cells, QByteArrayView());
        return;
    }
    const auto shift = qsizetype(out.cells.size()) - qsizetype(m_secretColumns.size());
    for (qsizetype column = 0; column < qsizetype(m_secretColumns.size()); ++column) {
        if (!m_secretColumns[std::size_t(column)])
            continue;
        const qsizetype first = std::max<qsizetype>(0, column + std::min<qsizetype>(0, shift));
        const qsizetype last = std::min(qsizetype(out.cells.size()) - 1, column + std::max<qsizetype>(0, shift));
        for (qsizetype i = first; i <= last; ++i)
            out.cells[std::size_t(i)] = {};
    }
}

void RowChecker::checkField(std::size_t index, const SourceRow &row, CheckedRow &out)
{
    const Field &field = m_operation.fields[index];
    const Feed &feed = m_feeds[index];
    FieldValue &value = out.fields[index];
    if (feed.constant && !m_constants[index].empty()) {
        value = {FieldValue::Kind::Constant, {}};
        return;
    }
    std::string_view cell;
    if (feed.column >= 0 && std::size_t(feed.column) < row.cells.size())
        cell = view(row.cells[std::size_t(feed.column)]);
    const std::string_view bare = field.trim ? trimmed(cell) : cell;
    if (bare.empty()) {
        const auto kept =
            std::ranges::find(row.keptSecrets, field.name, [](const auto &secret) { return secret.first; });
        if (kept != row.keptSecrets.end())
            value = {FieldValue::Kind::Own, view(kept->second)};
        else if (field.required)
            out.errors.push_back(
                {u"REQUIRED"_s, field.name, {QT_TRANSLATE_NOOP("core", "%1 is required."), {field.name}}});
        return;
    }
    const std::size_t before = out.errors.size();
    const std::string_view checked = checkedValue(field, bare, m_own[index], out.errors);
    if (field.isSecret()) {
        if (out.errors.size() == before) {
            value = {FieldValue::Kind::Own, checked};
            out.unhashed.push_back(index);
        }
        return;
    }
    const bool asItStands = checked.data() == cell.data() && checked.size() == cell.size();
    value = {asItStands ? FieldValue::Kind::Cell : FieldValue::Kind::Own, checked};
}

/// One field names the keys of several tables, and each of them says what its own are like.
void RowChecker::checkKeyOfTable(CheckedRow &out)
{
    if (m_keysOfTables.empty())
        return;
    const auto index = std::size_t(m_operation.fieldIndex(m_operation.effect.keyField));
    const auto tableIndex = std::size_t(m_operation.fieldIndex(m_operation.effect.tableField));
    const FieldValue &table = out.fields[tableIndex];
    FieldValue &key = out.fields[index];
    const bool isTold = key.kind == FieldValue::Kind::Cell || key.kind == FieldValue::Kind::Own;
    if (!isTold || hasError(out, m_operation.effect.keyField))
        return;
    const auto known =
        m_keysOfTables.find(table.kind == FieldValue::Kind::Constant ? m_constants[tableIndex] : table.bytes);
    if (known == m_keysOfTables.end())
        return;
    const std::string_view checked = checkedValue(known->second, key.bytes, m_own[index], out.errors);
    if (checked.data() != key.bytes.data())
        key = {FieldValue::Kind::Own, checked};
}

void RowChecker::checkOneOf(CheckedRow &out)
{
    for (const QStringList &group : m_operation.oneOf) {
        const bool any = std::ranges::any_of(group, [&](const QString &name) {
            const auto index = std::size_t(m_operation.fieldIndex(name));
            return out.fields[index].kind != FieldValue::Kind::Absent || hasError(out, name);
        });
        if (!any)
            out.errors.push_back({u"REQUIRED"_s,
                                  group.first(),
                                  {QT_TRANSLATE_NOOP("core", "One of these is required: %1."), {group.join(u", "_s)}}});
    }
}

bool RowChecker::hasError(const CheckedRow &row, const QString &field) const
{
    return std::ranges::any_of(row.errors, [&](const RowError &error) { return error.field == field; });
}

/// A row that fails for another reason may repeat a key but does not own it: the next row with that key
/// is then the first that can succeed.
void RowChecker::checkDuplicates(const SourceRow &row, CheckedRow &out)
{
    const bool good = out.errors.empty();
    for (Duplicates &duplicates : m_duplicates) {
        m_key.clear();
        bool whole = true;
        for (const std::size_t index : duplicates.fields) {
            const FieldValue &value = out.fields[index];
            std::string own;
            std::string_view part = value.kind == FieldValue::Kind::Constant ? m_constants[index] : value.bytes;
            part = comparable(m_operation.fields[index].type, part, own);
            if (duplicates.rule.ignoreCase && !m_operation.fields[index].lower)
                part = lowered(part, own);
            // A missing value is no key: SQL's unique rules let NULL repeat.
            whole = whole && value.kind != FieldValue::Kind::Absent;
            m_key.append(part).push_back('\x1f');
        }
        if (!whole)
            continue;
        const qint64 first = good ? duplicates.seen.insert(m_key, row.row) : duplicates.seen.find(m_key);
        if (first == 0 || first == row.row)
            continue;
        out.errors.push_back({u"DUPLICATE_IN_SOURCE"_s,
                              duplicates.rule.fields.last(),
                              {QT_TRANSLATE_NOOP("core", "The same %1 already stands in row %2."),
                               {duplicates.rule.fields.join(u", "_s), QString::number(first)}}});
    }
}

} // namespace bulkhead
