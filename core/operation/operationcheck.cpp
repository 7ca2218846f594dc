// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/operationcheck.h"

#include "core/operation/listcompletion.h"
#include "core/operation/tableeffect.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

Error notUnderstood(const Error &error)
{
    return {u"OPERATION_SQL"_s,
            Text{QT_TRANSLATE_NOOP("core", "The database does not understand the SQL of this operation: %1"), {error.message.toString()}},
            Text{QT_TRANSLATE_NOOP("core", "In conditions, t is the record, r the row by its field names, c what [compute] "
                                           "gave, actor the row of [actor].")}};
}

/// Runs the operation's question over no rows at all.
Status asks(SqlConnection &connection, const Operation &operation, const QString &table)
{
    FieldFeeds feeds{.columns = std::vector<int>(operation.fields.size(), 0), .constants = std::vector<std::string>(operation.fields.size())};
    Result<TableChange> change = tableChangeOf(connection, operation, feeds, table);
    if (!change)
        return change.error();
    if (const Status created = change->relation().create(connection); !created)
        return created;
    if (const Status begun = connection.begin(true); !begun)
        return begun;
    const Result<TableChange::Verdicts> verdicts = change->classify(connection, 0, false, {QString(), true});
    connection.rollback();
    if (verdicts)
        return Done{};
    return notUnderstood(verdicts.error());
}

QString quotedToml(const QString &text)
{
    return u'"' + QString(text).replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s) + u'"';
}

QString typeFor(const TableColumn &column)
{
    const QByteArray type = column.type.toLower();
    const auto is = [&](std::initializer_list<const char *> names) {
        return std::ranges::any_of(names, [&](const char *name) { return type.startsWith(name); });
    };
    if (is({"bool"}))
        return u"bool"_s;
    if (is({"int", "bigint", "smallint", "serial", "bigserial"}))
        return u"int"_s;
    if (is({"numeric", "decimal", "real", "double", "float"}))
        return u"decimal"_s;
    if (is({"timestamp", "datetime"}))
        return u"datetime"_s;
    if (is({"date"}))
        return u"date"_s;
    if (is({"uuid"}))
        return u"uuid"_s;
    if (is({"json"}))
        return u"json"_s;
    return column.name.contains(u"email"_s, Qt::CaseInsensitive) ? u"email"_s : u"text"_s;
}

QString fieldText(const TableColumn &column, bool isKey)
{
    QString text = u"[[field]]\nname = %1\ntype = %2\n"_s.arg(quotedToml(column.name), quotedToml(typeFor(column)));
    if (isKey)
        text += u"required = true          # tells which record is meant\n"_s;
    if (column.maxLength > 0)
        text += u"max_length = %1\n"_s.arg(column.maxLength);
    if (column.scale >= 0)
        text += u"decimals = %1\n"_s.arg(column.scale);
    if (!isKey && !column.notNull)
        text += u"# empty = \"clear\"        # an empty cell empties the column; else it changes nothing\n"_s;
    return text + u"# aliases = [\"…\"]        # other headers under which people keep it\n\n"_s;
}

} // namespace

Status fitsDatabase(SqlConnection &connection, const Operation &operation)
{
    const EffectSpec &effect = operation.effect;
    for (const ListCompletion &completion : operation.completions) {
        const Result<CellTable> none = completionAnswers(connection, completion, {});
        if (!none)
            return notUnderstood(none.error());
    }
    if (effect.kind == EffectKind::Montages) {
        for (const char *table : {"users", "montages", "montage_items"}) {
            if (const Result<TableInfo> info = tableInfo(connection, QString::fromLatin1(table)); !info)
                return info.error();
        }
        return Done{};
    }
    for (const QString &table : effect.tableField.isEmpty() ? QStringList{effect.table} : effect.tables) {
        if (const Status asked = asks(connection, operation, table); !asked)
            return asked;
    }
    return Done{};
}

Result<QString> operationSkeleton(SqlConnection &connection, const QString &table)
{
    const Result<TableInfo> info = tableInfo(connection, table);
    if (!info)
        return info.error();
    const QString key = info->primaryKey.value(0, info->columns.front().name);
    QString text = u"# What people can do to the table %1, as a job. Check it with:\n"
                   "#   bulkheadctl operations check THIS-FILE\n"
                   "# and put it into ~/.config/bulkhead/operations or /etc/bulkhead/operations.\n"
                   "format = 1\n"
                   "id = %2                   # how programs name it\n"
                   "version = 1               # raise it when you change what the file means\n"
                   "group = %3\n"
                   "title = %4                # { en = \"…\", ru = \"…\" } for several languages\n"
                   "summary = \"Changes the records of a list, row by row.\"\n"
                   "revertible = true\n"
                   "# permission = { run = \"operator\", revert = \"operator\" }   # or administrator\n\n"
                   "# [limits]\n"
                   "# confirm_above = 10000    # rows; above, people type the number and say why\n"
                   "# approve_above = 100000   # rows; above, a second person must agree\n\n"_s
                       .arg(table, quotedToml(table + u".update"_s), quotedToml(table), quotedToml(u"Update "_s + table));
    for (const TableColumn &column : info->columns) {
        const bool isStamp = column.name == "updated_at"_L1 || column.name == "created_at"_L1;
        if (!column.isGenerated && !isStamp)
            text += fieldText(column, column.name == key);
    }
    text += u"# One of: insert, update, upsert, soft-delete, delete, read.\n[update]\ntable = %1\nkey = %2\n"_s
                .arg(quotedToml(table), quotedToml(key));
    if (info->column(u"updated_at"))
        text += u"fixed = { updated_at = \"now()\" }   # written with every change\n"_s;
    if (info->column(u"deleted_at"))
        text += u"guard = \"t.deleted_at is null\"     # records for which it does not hold are not there\n"_s;
    for (const UniqueIndex &index : info->uniques) {
        if (!index.isPrimary && index.columns.size() == 1)
            text += u"\n[[update.unique]]\nfields = [%1]\ncode = \"ALREADY_EXISTS\"\n"_s.arg(quotedToml(index.columns.front()));
    }
    text += u"\n# A reason of your own to refuse a row; t is the record, r the row.\n"
            "# [[refuse]]\n"
            "# code = \"NOT_ALLOWED\"\n"
            "# when = \"t.id = r.id and 1 = 0\"\n"
            "# text = \"What people read.\"\n\n"
            "# [codes]                 # your own words for a code\n"
            "# NOT_FOUND = \"There is no such record.\"\n"_s;
    return text;
}

} // namespace bulkhead
