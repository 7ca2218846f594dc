// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_UNRELEASED_FEATURES 0
#include <toml++/toml.h>

#include <initializer_list>

namespace bulkhead {

QString toQString(std::string_view text);

/// The names of a table of { name, … }, for a person who chose none of them.
template <typename Table> QString namesOf(const Table &table)
{
    QStringList names;
    for (const auto &row : table)
        names.append(toQString(row.name));
    return names.join(QStringLiteral(", "));
}

/// Takes values out of a TOML file and collects every mistake with its place, so that a person mends them
/// all at once. A value that is wrong is told and read as absent.
class TomlReader
{
public:
    const std::vector<FileMistake> &mistakes() const { return m_mistakes; }
    void mistake(const toml::source_position &at, const Text &what);

protected:
    /// Tells every key that is not among these.
    void allow(const toml::table &table, std::initializer_list<std::string_view> keys);
    /// Of the value under this key, or else of the table.
    static FilePlace placeOf(const toml::table &table, std::string_view key);
    const toml::node *need(const toml::table &table, std::string_view key);
    QString string(const toml::table &table, std::string_view key, bool required = false);
    qint64 integer(const toml::table &table, std::string_view key, qint64 fallback, qint64 least, qint64 most);
    std::optional<double> number(const toml::table &table, std::string_view key);
    bool boolean(const toml::table &table, std::string_view key, bool fallback);
    QStringList strings(const toml::table &table, std::string_view key);
    Words words(const toml::table &table, std::string_view key, bool required = false);
    /// A text for both databases, or { postgresql = "…", sqlite = "…" }.
    SqlText sql(const toml::table &table, std::string_view key, bool required = false);
    /// The table under this key, or null; a value of another kind is told.
    const toml::table *table(const toml::table &table, std::string_view key);
    template <typename Visit> void eachTable(const toml::table &table, std::string_view key, Visit visit);

private:
    void told(const toml::node &node, const char *source, std::string_view key);

    std::vector<FileMistake> m_mistakes;
};

template <typename Visit> void TomlReader::eachTable(const toml::table &table, std::string_view key, Visit visit)
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

} // namespace bulkhead
