// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/source/completedsource.h"

#include "core/operation/codewords.h"
#include "core/operation/fieldcheck.h"
#include "core/operation/listcompletion.h"

#include <set>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// One answer of the database for so many rows: it may have to look through its whole table.
constexpr std::size_t rowsAtOnce = 10'000;

QString freeName(const QString &wanted, const QStringList &taken)
{
    QString name = wanted;
    for (int i = 2; taken.contains(name); ++i)
        name = u"%1 (%2)"_s.arg(wanted).arg(i);
    return name;
}

} // namespace

const ListCompletion *CompletedSource::neededBy(const Operation &operation, const Mapping &mapping)
{
    const auto isGiven = [&](const QString &field) {
        return mapping.columns.contains(field) || mapping.constants.contains(field);
    };
    const bool lacks =
        std::ranges::any_of(operation.fields, [&](const Field &f) { return f.required && !isGiven(f.name); });
    if (!lacks)
        return nullptr;
    const auto found =
        std::ranges::find_if(operation.completions, [&](const ListCompletion &c) { return isGiven(c.by); });
    return found == operation.completions.end() ? nullptr : &*found;
}

CompletedSource::CompletedSource(RowSource &list, SqlConnection &connection, const Operation &operation,
                                 const ListCompletion &completion, const Mapping &mapping)
    : m_list(list), m_connection(connection), m_operation(operation), m_completion(completion),
      m_field(*operation.field(completion.by)),
      m_keyColumn(m_list.spec().columns.indexOf(mapping.columns.value(completion.by))),
      m_constant(mapping.constants.value(completion.by)), m_spec(m_list.spec())
{}

Result<std::unique_ptr<RowSource>> CompletedSource::open(RowSource &list, SqlConnection &connection,
                                                         const Operation &operation, const ListCompletion &completion,
                                                         Mapping &mapping)
{
    std::unique_ptr<CompletedSource> source(new CompletedSource(list, connection, operation, completion, mapping));
    const Result<CellTable> none = source->answers({});
    if (!none)
        return none.error();
    for (const QString &name : none->names) {
        const bool isMissing =
            operation.field(name) && !mapping.columns.contains(name) && !mapping.constants.contains(name);
        if (!isMissing)
            continue;
        const QString column = freeName(name, source->m_spec.columns);
        source->m_added.append(name);
        source->m_spec.columns.append(column);
        mapping.columns.insert(name, column);
    }
    source->m_spec.completedBy = completion.by;
    source->m_spec.addedColumns = int(source->m_added.size());
    if (!none->names.contains("value"_L1))
        return Error{u"QUERY_KEY"_s,
                     Text{QT_TRANSLATE_NOOP("core", "The query does not give its key “%1”."), {u"value"_s}},
                     Text{QT_TRANSLATE_NOOP("core", "Add the column to the query in the operation file.")}};
    return std::unique_ptr<RowSource>(std::move(source));
}

CompletedSource::Row CompletedSource::copy(const SourceRow &row) const
{
    Row own{.line = row.line, .cells = {}, .faults = row.faults, .raw = row.raw.toByteArray(), .key = {}};
    for (const QByteArrayView cell : row.cells)
        own.cells.push_back(cell.toByteArray());
    if (!own.faults.empty())
        return own;
    const QByteArray constant = m_constant.toUtf8();
    std::string_view cell(constant.data(), std::size_t(constant.size()));
    if (m_keyColumn >= 0 && std::size_t(m_keyColumn) < own.cells.size())
        cell = {own.cells[std::size_t(m_keyColumn)].data(), std::size_t(own.cells[std::size_t(m_keyColumn)].size())};
    std::string checked;
    std::vector<RowError> errors;
    const std::string_view key = checkedValue(m_field, m_field.trim ? trimmed(cell) : cell, checked, errors);
    if (errors.empty())
        own.key = key;
    if (errors.empty() && key.empty())
        errors.push_back({u"REQUIRED"_s, m_field.name, {QT_TRANSLATE_NOOP("core", "%1 is required."), {m_field.name}}});
    own.faults = std::move(errors);
    return own;
}

/// The query over the distinct keys of these rows.
Result<CellTable> CompletedSource::answers(const std::vector<Row> &rows) const
{
    std::set<std::string> keys;
    for (const Row &row : rows) {
        if (!row.key.empty())
            keys.insert(row.key);
    }
    QStringList values;
    for (const std::string &key : keys)
        values.append(QString::fromStdString(key));
    return completionAnswers(m_connection, m_completion, values);
}

Status CompletedSource::readBatch()
{
    std::vector<Row> rows;
    SourceRow read;
    while (rows.size() < rowsAtOnce) {
        const Result<bool> more = m_list.next(read);
        if (!more)
            return more.error();
        if (!*more) {
            m_isLast = true;
            break;
        }
        rows.push_back(copy(read));
    }
    const Result<CellTable> found = answers(rows);
    if (!found)
        return found.error();
    const auto value = std::size_t(found->names.indexOf("value"_L1));
    QHash<QByteArray, std::vector<std::size_t>> byKey;
    for (std::size_t i = 0; i < found->rowCount(); ++i) {
        const std::string_view key = found->at(i, value).bytes;
        byKey[QByteArray(key.data(), qsizetype(key.size()))].push_back(i);
    }
    for (Row &row : rows)
        complete(std::move(row), *found, byKey);
    return Done{};
}

void CompletedSource::complete(Row row, const CellTable &answers,
                               const QHash<QByteArray, std::vector<std::size_t>> &byKey)
{
    if (!row.faults.empty()) {
        row.cells.resize(std::max(row.cells.size(), std::size_t(m_spec.columns.size())));
        m_rows.push_back(std::move(row));
        return;
    }
    row.cells.resize(std::size_t(m_spec.columns.size() - m_added.size()));
    const auto records = byKey.constFind(QByteArray(row.key.data(), qsizetype(row.key.size())));
    if (records == byKey.cend()) {
        row.cells.resize(std::size_t(m_spec.columns.size()));
        const QString key = QString::fromStdString(row.key);
        const Text otherwise{QT_TRANSLATE_NOOP("core", "There is no record with the %1 “%2”."), {m_field.name, key}};
        row.faults.push_back({u"NOT_FOUND"_s, m_field.name, inWordsOf(m_operation, u"NOT_FOUND"_s, otherwise, {key})});
        m_rows.push_back(std::move(row));
        return;
    }
    for (const std::size_t record : *records) {
        Row whole = row;
        for (const QString &field : m_added) {
            const CellValue &cell = answers.at(record, std::size_t(answers.names.indexOf(field)));
            whole.cells.emplace_back(cell.bytes.data(), qsizetype(cell.bytes.size()));
        }
        m_rows.push_back(std::move(whole));
    }
}

Result<bool> CompletedSource::next(SourceRow &row)
{
    while (m_rows.empty()) {
        if (m_isLast)
            return false;
        if (const Status read = readBatch(); !read)
            return read.error();
    }
    m_current = std::move(m_rows.front());
    m_rows.pop_front();
    m_views.assign(m_current->cells.begin(), m_current->cells.end());
    row = {.row = ++m_number,
           .line = m_current->line,
           .cells = m_views,
           .faults = m_current->faults,
           .raw = {},
           .keptSecrets = {}};
    if (!m_current->raw.isEmpty())
        row.raw = m_current->raw;
    return true;
}

} // namespace bulkhead
