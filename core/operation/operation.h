// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/jobspec.h"
#include "core/job/result.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace bulkhead {

/// Words for people from an operation file, in one language or several.
struct Words
{
    QString fallback;               ///< the plain string, or the English one
    QMap<QString, QString> byLanguage; ///< "ru", "pt_BR", "pt" …

    /// In the language of QLocale() (the program's), else the fallback.
    QString toString() const;
};

enum class FieldType { Text, Int, Decimal, Bool, Date, DateTime, Uuid, Email, Choice, Secret };

/// One value of a row, as an operation file describes it.
struct Field
{
    QString name; ///< as in a CSV header, a JSON key and the file
    Words title;
    Words help;
    FieldType type = FieldType::Text;
    bool required = false;
    bool trim = true;
    bool lower = false;
    int minLength = 0; ///< code points
    int maxLength = 0; ///< code points; 0: no limit
    QStringList choices;
    QStringList aliases;    ///< headers under which people keep it: "E-mail", "ФИО"
    QString column;         ///< of the target table
    bool masked = false;    ///< shown as dots; a Secret always is
    bool hashed = false;    ///< hashed with Argon2id before it is first stored
    bool isSecret() const { return type == FieldType::Secret; }
};

/// A value that the effect writes without asking the row.
struct FixedValue
{
    enum class Kind { Literal, Now };
    QString column;
    Kind kind = Kind::Literal;
    QString literal;
};

/// A rule of the target that a row may break, and what to call it.
struct UniqueRule
{
    QStringList fields;
    QString code = QStringLiteral("ALREADY_EXISTS");
    bool ignoreCase = false; ///< the index is on lower(column)
};

struct InsertEffect
{
    QString table;
    QString key;          ///< column; receives a UUID v7 for each row
    std::vector<FixedValue> fixed;
    std::vector<UniqueRule> unique;
};

/// What a file in resources/operations (or an administrator's folder) says, checked and whole.
struct Operation
{
    QString id; ///< "users.create"
    int version = 1;
    Words title;
    Words summary; ///< one sentence: what it changes
    Words group;
    bool revertible = false;
    int chunkSize = 5000;
    int sqliteChunkSize = 5000; ///< each commit there writes all pages it touched: larger ones pay
    std::vector<Field> fields;
    /// Of each list at least one field must have a value: password or password_hash.
    std::vector<QStringList> oneOf;
    InsertEffect effect;
    QString text; ///< the file itself

    const Field *field(QStringView name) const;
    int fieldIndex(QStringView name) const;
};

/// Reads an operation file. Errors carry `name:line:column`, what is wrong and what would be right.
Result<Operation> parseOperation(const QString &name, const QByteArray &toml);

/// Columns to fields by name and alias; case, spaces, dashes, dots and underscores do not matter.
Mapping mappingByName(const Operation &operation, const QStringList &columns);
/// Why this mapping cannot be used: unknown field or column, a required field without either.
std::vector<Error> mappingProblems(const Operation &operation, const QStringList &columns, const Mapping &mapping);

} // namespace bulkhead
