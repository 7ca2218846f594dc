// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/jobspec.h"
#include "core/job/result.h"
#include "core/job/role.h"
#include "core/remote/httplookupspec.h"
#include "core/store/connectiontarget.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace bulkhead {

enum class FieldType { Text, Int, Decimal, Bool, Date, DateTime, Uuid, Email, Phone, Choice, Json, Secret };

/// As operation files name it.
QString fieldTypeName(FieldType type);

/// What an empty cell of a mapped column means to a record that is there already.
enum class EmptyCell {
    Keep,  ///< leave the column as it is
    Clear, ///< NULL, or the empty text where the column must not be NULL
};

/// Where in an operation file something stands; both count from 1, 0 where nobody knows.
struct FilePlace
{
    int line = 0;
    int column = 0;
};

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
    int minLength = 0;           ///< code points
    int maxLength = 0;           ///< code points; 0: no limit
    std::optional<double> least; ///< Int and Decimal
    std::optional<double> most;
    int decimals = -1; ///< Decimal: digits behind the point, -1: any number
    QString pattern;   ///< a regular expression that the whole value must match
    EmptyCell empty = EmptyCell::Keep;
    bool writes = true; ///< false: only for the operation's SQL
    QStringList choices;
    QString region = QStringLiteral("RU"); ///< Phone: whose numbers need no country code
    QStringList aliases;                   ///< headers under which people keep it: "E-mail", "ФИО"
    QString column;                        ///< of the target table
    FilePlace place = {};                  ///< of the column's name
    bool masked = false;                   ///< shown as dots; a Secret always is
    bool hashed = false;                   ///< hashed with Argon2id before it is first stored
    bool isSecret() const { return type == FieldType::Secret; }
};

/// SQL of an operation file: trusted as the file is, never put together from rows.
struct SqlText
{
    QString postgresql;
    QString sqlite; ///< where it differs; else the same
    FilePlace place = {};
    FilePlace sqlitePlace = {};

    bool isEmpty() const { return postgresql.isEmpty(); }
    QString of(Database kind) const { return isOwn(kind) ? sqlite : postgresql; }
    FilePlace placeOf(Database kind) const { return isOwn(kind) ? sqlitePlace : place; }

private:
    bool isOwn(Database kind) const { return kind == Database::SQLite && !sqlite.isEmpty(); }
};

/// A value that the effect writes without asking the row.
struct FixedValue
{
    enum class Kind {
        Literal,
        Now,
        Expression, ///< over t (the record), r (the row), c (what [compute] gave)
    };
    QString column;
    Kind kind = Kind::Literal;
    QString literal;
    SqlText expression = {};
    FilePlace place = {};
};

/// A rule of the target that a row may break, and what to call it.
struct UniqueRule
{
    QStringList fields;
    QString code = QStringLiteral("ALREADY_EXISTS");
    bool ignoreCase = false; ///< the index is on lower(column)
};

/// A reason of the operation's own to refuse a row.
struct RefusalRule
{
    QString code;
    QString field;        ///< to which it is told; empty: the whole row
    SqlText when;         ///< a condition over t, r, c, actor; NULL counts as false
    Words text;           ///< %1… stand for `args`
    QStringList args;     ///< "status" for the row's value, "t.status" for the record's
    bool isFinal = false; ///< a row that it refuses is told nothing else: no permission
};

enum class EffectKind {
    Insert,
    Update,
    Upsert,
    SoftDelete,
    Delete,
    Read,
    Montages, ///< makes the montages of users: what no file can say
};
QString effectKindName(EffectKind kind);

/// What the operation does to its table.
struct EffectSpec
{
    EffectKind kind = EffectKind::Insert;
    QString table;
    QString tableField; ///< records.bulk-delete: the field that names the table, one of `tables`
    QStringList tables;
    QString key;                       ///< column; empty: the table's primary key
    QMap<QString, FieldType> keyTypes; ///< of `tables` whose keys are stricter than the field; see adaptedToTable()
    QString keyField;                  ///< the field that names the record; empty (Insert): a new UUID v7 for each row
    std::vector<FixedValue> fixed;
    std::vector<UniqueRule> unique;
    SqlText guard;        ///< records for which it does not hold are not there
    QStringList columns;  ///< Read: what is read
    FilePlace place = {}; ///< of the table, the key and the columns
    FilePlace keyPlace = {};
    FilePlace columnsPlace = {};
    bool takesDependents = false; ///< Delete: what the database deletes along may go
};

/// What a service is asked about each row, before the transaction that writes it.
struct ServiceLookup
{
    struct Value
    {
        QString name;  ///< as SQL sees it: r.name
        QString where; ///< in the service's answer: MaxBot's own name for it, else a JSON pointer
    };
    QString service; ///< by its name among the services
    QString key;     ///< the field whose value is asked for; rows without one are not asked for
    std::vector<Value> values;
    HttpLookupSpec http; ///< unless the service is a MaxBot
    /// What a row is refused with when the service does not know its key, or does not take it.
    QString notFoundCode = QStringLiteral("LOOKUP_NOT_FOUND");
    QString invalidCode = QStringLiteral("LOOKUP_INVALID");
    /// Those of `values` that only one key may have, and what a row is refused with whose key is the second one.
    QStringList unique;
    QString takenCode = QStringLiteral("LOOKUP_TAKEN");

    bool isHttp() const { return !http.path.isEmpty(); }
};

/// How a list that names records by one field is completed: what else the operation needs of them is read from
/// the database, for many rows at once.
struct ListCompletion
{
    QString by; ///< the field that the list has
    /// Over keys (value), the distinct values of that field in checked form: their `value`, and a column for each
    /// field that the list lacks. A value may have several records: a row becomes as many.
    SqlText sql;
};

/// Where the rows come from when nobody gives a list.
struct SourceQuery
{
    Words title;
    SqlText sql; ///< empty for Montages, whose users the check-in service names
    QString key; ///< a column of the query that grows without a repeat; pages begin behind the last one
    FilePlace keyPlace = {};
};

/// What a job may do without asking again. 0: no limit.
struct OperationLimits
{
    qint64 confirmAbove = 0; ///< rows; above, their number must be typed and a reason given
    qint64 approveAbove = 0; ///< rows; above, a second person must agree
};

/// A figure that the job sums up over what it wrote.
struct SumOf
{
    QString column;
    QString by;         ///< column whose values make the groups
    QString unit;       ///< "kg CO2e"
    Words title = {};   ///< what is summed up
    Words byTitle = {}; ///< what a group is, before its value: "scope"

    QString what() const { return title.isEmpty() ? column : title.toString(); }
    QString group(const QString &value) const { return (byTitle.isEmpty() ? by : byTitle.toString()) + u' ' + value; }
};

/// What is told of the records that a job deleted, once for each value of one of their columns.
struct RecordEvent
{
    QString type;   ///< "montage.cache.invalidated"
    QString column; ///< "user_id"; its value goes with the event
    QString reason; ///< goes with it too; may be empty
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
    EffectSpec effect;
    SqlText actor;   ///< [actor]: one row about the acting person, by :actor (their name)
    SqlText compute; ///< [compute]: rows → n and what is to be known of it; relation c
    std::vector<RefusalRule> refusals;
    QMap<QString, Words> codes; ///< the file's own words for a code: NOT_FOUND, EMAIL_TAKEN …
    std::optional<ServiceLookup> lookup;
    std::vector<ListCompletion> completions;
    std::optional<SourceQuery> source;
    OperationLimits limits;
    Role runRole = Role::Operator;
    Role revertRole = Role::Operator;
    std::optional<SumOf> sum;
    QMap<QString, QString>
        events; ///< what a job's events are called to others: "completed" → "montage.batch_job.completed"
    std::optional<RecordEvent> recordEvent;
    QString text; ///< the file itself
    bool isBuiltIn = false;
    QString path; ///< of an administrator's file

    bool writes() const { return effect.kind != EffectKind::Read; }
    bool asksServices() const { return lookup || effect.kind == EffectKind::Montages; }

    const Field *field(QStringView name) const;
    int fieldIndex(QStringView name) const;
};

/// A place in an operation file where something is wrong; lines and columns count from 1.
struct FileMistake
{
    int line = 0;
    int column = 0;
    Text what; ///< and what would be right

    static FileMistake at(const FilePlace &place, Text what) { return {place.line, place.column, std::move(what)}; }
};

struct ParsedOperation
{
    Operation operation;               ///< as far as it could be read
    std::vector<FileMistake> mistakes; ///< by place; empty: it can be used
};

/// Reads an operation file and tells all that is wrong in it.
ParsedOperation readOperation(const QString &name, const QByteArray &toml);

/// The same for who only wants a good one. Errors carry `name:line:column`, what is wrong and what would be right.
Result<Operation> parseOperation(const QString &name, const QByteArray &toml);

/// Columns to fields by name and alias; case, spaces, dashes, dots and underscores do not matter.
Mapping mappingByName(const Operation &operation, const QStringList &columns);
/// Why this mapping cannot be used: unknown field or column, a required field without either.
std::vector<Error> mappingProblems(const Operation &operation, const QStringList &columns, const Mapping &mapping);

} // namespace bulkhead
