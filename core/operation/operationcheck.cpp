// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/operationcheck.h"

#include "core/operation/listcompletion.h"
#include "core/operation/tableplan.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// Tries the operation on a database, over no rows at all.
class Trial
{
public:
    Trial(SqlConnection &connection, const Operation &operation)
        : m_connection(connection),
          m_operation(operation), m_feeds{.columns = std::vector<int>(operation.fields.size(), 0),
                                          .constants = std::vector<std::string>(operation.fields.size())}
    {}

    std::vector<FileMistake> run()
    {
        const EffectSpec &effect = m_operation.effect;
        tryCompletions();
        trySource();
        if (effect.kind == EffectKind::Montages) {
            for (const char *table : {"users", "montages", "montage_items"}) {
                if (const Result<TableInfo> info = tableInfo(m_connection, QString::fromLatin1(table)); !info)
                    m_mistakes.push_back(FileMistake::at(effect.place, info.error().toText()));
            }
        } else {
            for (const QString &table : effect.tableField.isEmpty() ? QStringList{effect.table} : effect.tables)
                tryTable(table);
        }
        std::ranges::stable_sort(m_mistakes, {}, [](const FileMistake &m) { return std::pair(m.line, m.column); });
        return std::move(m_mistakes);
    }

private:
    /// What the database just said to a piece of SQL, in its own words where it did not understand it.
    Error asTold(const Error &error) const
    {
        const SqlDiagnosis &diagnosis = m_connection.diagnosis();
        const bool isAccess = diagnosis.sqlState == "42501";
        if (isAccess || !diagnosis.sqlState.startsWith("42"))
            return error;
        return {u"OPERATION_SQL"_s,
                Text{QT_TRANSLATE_NOOP("core", "The database does not understand this SQL: %1."), {diagnosis.message}},
                {}};
    }

    void tell(const FilePlace &place, Error error)
    {
        if (error.code == "OPERATION_SQL"_L1)
            error.hint = Text{QT_TRANSLATE_NOOP(
                "core", "In conditions, t is the record, r the row by its field names, c what [compute] "
                        "gave, actor the row of [actor].")};
        m_mistakes.push_back(FileMistake::at(place, error.toText()));
    }

    void tryCompletions()
    {
        for (const ListCompletion &completion : m_operation.completions) {
            const Result<CellTable> none = completionAnswers(m_connection, completion, {});
            if (!none)
                m_mistakes.push_back(
                    FileMistake::at(completion.sql.placeOf(m_connection.kind()), asTold(none.error()).toText()));
        }
    }

    void trySource()
    {
        const std::optional<SourceQuery> &source = m_operation.source;
        if (!source || source->sql.isEmpty())
            return;
        const FilePlace place = source->sql.placeOf(m_connection.kind());
        const auto columns = [&](const QByteArray &order) {
            return m_connection.cells("select * from (" + source->sql.of(m_connection.kind()).toUtf8() +
                                      ") q where 1 = 0" + order);
        };
        const Result<CellTable> none = columns({});
        if (!none) {
            m_mistakes.push_back(FileMistake::at(place, asTold(none.error()).toText()));
            return;
        }
        if (!none->names.contains(source->key))
            m_mistakes.push_back(FileMistake::at(
                source->keyPlace, {QT_TRANSLATE_NOOP("core", "The query gives no column “%1”; it gives: %2."),
                                   {source->key, none->names.join(u", "_s)}}));
        else if (const Result<CellTable> ordered = columns(" order by q." + quotedIdentifier(source->key)); !ordered)
            m_mistakes.push_back(FileMistake::at(source->keyPlace, asTold(ordered.error()).toText()));
        for (const Error &problem : mappingProblems(m_operation, none->names, mappingByName(m_operation, none->names)))
            m_mistakes.push_back(FileMistake::at(place, problem.message));
    }

    void tryTable(const QString &table)
    {
        const std::size_t before = m_mistakes.size();
        const Result<TableChange> change = tableChangeOf(m_connection, m_operation, m_feeds, table, &m_mistakes);
        if (!change || m_mistakes.size() > before)
            return;
        if (const std::optional<Error> error = refusal(m_operation, table)) {
            blame(table);
            if (m_mistakes.size() == before) // no part of it alone
                tell(m_operation.effect.place, *error);
        }
    }

    /// What the database has against it, if anything.
    std::optional<Error> refusal(const Operation &operation, const QString &table)
    {
        Result<TableChange> change = tableChangeOf(m_connection, operation, m_feeds, table);
        if (!change)
            return change.error();
        if (const Status created = change->relation().create(m_connection); !created)
            return created.error();
        if (const Status begun = m_connection.begin(TransactionKind::ReadOnly); !begun)
            return begun.error();
        const Result<TableChange::Verdicts> verdicts = change->classify(m_connection, 0, {}, {QString(), true});
        const std::optional<Error> told = verdicts ? std::nullopt : std::optional(asTold(verdicts.error()));
        m_connection.rollback();
        return told;
    }

    /// Tries each piece of SQL with nothing beside it but what it may stand on, and tells those that fail.
    void blame(const QString &table)
    {
        const Database kind = m_connection.kind();
        const auto isExpression = [](const FixedValue &fixed) { return fixed.kind == FixedValue::Kind::Expression; };
        Operation base = m_operation;
        base.refusals.clear();
        base.effect.guard = {};
        base.actor = {};
        base.compute = {};
        std::erase_if(base.effect.fixed, isExpression);
        for (SqlText Operation::*ground : {&Operation::compute, &Operation::actor}) {
            base.*ground = m_operation.*ground;
            const std::optional<Error> error = refusal(base, table);
            if (!error)
                continue;
            tell((m_operation.*ground).placeOf(kind), *error);
            return; // the rest stands on it
        }
        const auto tryPart = [&](const SqlText &sql, const auto &add) {
            Operation part = base;
            add(part);
            if (const std::optional<Error> error = sql.isEmpty() ? std::nullopt : refusal(part, table))
                tell(sql.placeOf(kind), *error);
        };
        tryPart(m_operation.effect.guard, [&](Operation &part) { part.effect.guard = m_operation.effect.guard; });
        for (const RefusalRule &rule : m_operation.refusals)
            tryPart(rule.when, [&](Operation &part) { part.refusals.push_back(rule); });
        for (const FixedValue &fixed : m_operation.effect.fixed) {
            if (isExpression(fixed))
                tryPart(fixed.expression, [&](Operation &part) { part.effect.fixed.push_back(fixed); });
        }
    }

    SqlConnection &m_connection;
    const Operation &m_operation;
    FieldFeeds m_feeds;
    std::vector<FileMistake> m_mistakes;
};

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

std::vector<FileMistake> misfits(SqlConnection &connection, const Operation &operation)
{
    return Trial(connection, operation).run();
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
                   "# approve_above = 100000   # rows; above, a second person must agree\n\n"_s.arg(
                       table, quotedToml(table + u".update"_s), quotedToml(table), quotedToml(u"Update "_s + table));
    for (const TableColumn &column : info->columns) {
        const bool isStamp = column.name == "updated_at"_L1 || column.name == "created_at"_L1;
        if (!column.isGenerated && !isStamp)
            text += fieldText(column, column.name == key);
    }
    text += u"# One of: insert, update, upsert, soft-delete, delete, read.\n[update]\ntable = %1\nkey = %2\n"_s.arg(
        quotedToml(table), quotedToml(key));
    if (info->column(u"updated_at"))
        text += u"fixed = { updated_at = \"now()\" }   # written with every change\n"_s;
    if (info->column(u"deleted_at"))
        text += u"guard = \"t.deleted_at is null\"     # records for which it does not hold are not there\n"_s;
    for (const UniqueIndex &index : info->uniques) {
        if (!index.isPrimary && index.columns.size() == 1)
            text += u"\n[[update.unique]]\nfields = [%1]\ncode = \"ALREADY_EXISTS\"\n"_s.arg(
                quotedToml(index.columns.front()));
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
