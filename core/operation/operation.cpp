// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/operation.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// "E-Mail", "e_mail" and "email" are one header to people.
QString folded(const QString &header)
{
    QString out;
    for (const QChar c : header.normalized(QString::NormalizationForm_KC).toCaseFolded()) {
        if (c.isLetterOrNumber())
            out += c == u'ё' ? QChar(u'е') : c;
    }
    return out;
}

} // namespace

const Field *Operation::field(QStringView name) const
{
    const int index = fieldIndex(name);
    return index < 0 ? nullptr : &fields[std::size_t(index)];
}

int Operation::fieldIndex(QStringView name) const
{
    const auto found = std::ranges::find_if(fields, [&](const Field &f) { return f.name == name; });
    return found == fields.end() ? -1 : int(found - fields.begin());
}

Mapping mappingByName(const Operation &operation, const QStringList &columns)
{
    Mapping mapping;
    QStringList free = columns;
    for (const Field &field : operation.fields) {
        QStringList names{field.name, field.title.fallback};
        names += field.title.byLanguage.values();
        names += field.aliases;
        // Names in their order of trust: the field's own first, so that "name" never takes "user name".
        for (const QString &name : names) {
            const auto column = std::ranges::find_if(free, [&](const QString &c) { return folded(c) == folded(name); });
            if (column == free.end() || folded(name).isEmpty())
                continue;
            mapping.columns.insert(field.name, *column);
            free.erase(column);
            break;
        }
    }
    return mapping;
}

std::vector<Error> mappingProblems(const Operation &operation, const QStringList &columns, const Mapping &mapping)
{
    std::vector<Error> problems;
    QStringList fieldNames;
    for (const Field &field : operation.fields)
        fieldNames.append(field.name);
    const QString known = fieldNames.join(u", "_s);

    for (const QString &name : mapping.columns.keys() + mapping.constants.keys()) {
        if (!operation.field(name))
            problems.push_back({u"MAPPING_FIELD"_s,
                                Text{QT_TRANSLATE_NOOP("core", "The operation has no field “%1”."), {name}},
                                Text{QT_TRANSLATE_NOOP("core", "Its fields are: %1."), {known}}});
    }
    for (auto it = mapping.columns.cbegin(); it != mapping.columns.cend(); ++it) {
        if (!columns.contains(it.value()))
            problems.push_back({u"MAPPING_COLUMN"_s,
                                Text{QT_TRANSLATE_NOOP("core", "The list has no column “%1”."), {it.value()}},
                                Text{QT_TRANSLATE_NOOP("core", "Its columns are: %1."), {columns.join(u", "_s)}}});
    }
    const auto given = [&](const QString &field) {
        return mapping.columns.contains(field) || mapping.constants.contains(field);
    };
    // What the list lacks is then read from the database.
    const bool isCompleted =
        std::ranges::any_of(operation.completions, [&](const ListCompletion &c) { return given(c.by); });
    for (const Field &field : operation.fields) {
        if (field.required && !given(field.name) && !isCompleted)
            problems.push_back(
                {u"MAPPING_REQUIRED"_s,
                 Text{QT_TRANSLATE_NOOP("core", "No column feeds the required field “%1”."), {field.name}},
                 Text{QT_TRANSLATE_NOOP("core", "Name its column, or give one value for all rows. "
                                                "The list has the columns: %1."),
                      {columns.join(u", "_s)}}});
    }
    for (const QStringList &group : operation.oneOf) {
        if (std::ranges::none_of(group, given))
            problems.push_back(
                {u"MAPPING_REQUIRED"_s,
                 Text{QT_TRANSLATE_NOOP("core", "No column feeds any of the fields %1; one of them is required."),
                      {group.join(u", "_s)}},
                 Text{QT_TRANSLATE_NOOP("core", "Name its column, or give one value for all rows. "
                                                "The list has the columns: %1."),
                      {columns.join(u", "_s)}}});
    }
    return problems;
}

} // namespace bulkhead
