// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/tablechange.h"

#include "core/operation/copyin.h"
#include "core/operation/sqltext.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// Bits of a signed number of 64, with room left by the most that a file may have. What does not fit is left to the
/// database, which knows these rules itself.
constexpr std::size_t mostRules = 60;
/// Columns of classify() before the images.
constexpr std::size_t verdictColumns = 4;

QByteArray quoted(const QString &name)
{
    return quotedIdentifier(name);
}

} // namespace

TableChange::TableChange(Database kind, TableInfo info, Plan plan, RowRelation relation)
    : m_kind(kind), m_info(std::move(info)), m_plan(std::move(plan)), m_relation(std::move(relation)),
      m_table(quoted(m_info.table)), m_key(quoted(m_plan.key))
{
    if (m_plan.foretells)
        addCatalogRules();
    if (m_plan.rules.size() > mostRules)
        m_plan.rules.resize(mostRules);
}

void TableChange::addCatalogRules()
{
    if (m_plan.verb == Verb::Read)
        return;
    if (m_plan.verb == Verb::Delete) {
        if (!m_plan.takesDependents)
            addDependents();
        return;
    }
    addNotNull();
    addChecks();
    addUniques();
    addReferences();
}

bool TableChange::isWritten(const QString &column) const
{
    return std::ranges::any_of(m_plan.written, [&](const Written &w) { return w.column == column; }) ||
           (column == m_plan.key && m_plan.verb != Verb::Update);
}

/// What the column would hold.
QByteArray TableChange::valueOf(const QString &column) const
{
    const auto written = std::ranges::find(m_plan.written, column, &Written::column);
    if (written != m_plan.written.end())
        return written->value;
    if (column == m_plan.key)
        return m_plan.keyValue;
    return m_plan.verb == Verb::Insert ? "null" : "t." + quoted(column);
}

QByteArray TableChange::different(const QByteArray &a, const QByteArray &b) const
{
    return m_kind == Database::PostgreSQL ? "(" + a + ") is distinct from (" + b + ")"
                                          : "(" + a + ") is not (" + b + ")";
}

QByteArray TableChange::anyColumnDiffers() const
{
    QByteArray any;
    for (const Written &written : m_plan.written) {
        if (!written.isCompared)
            continue;
        const TableColumn *column = m_info.column(written.column);
        const bool isJson = m_kind == Database::PostgreSQL && column && column->type == "json"; // has no equality
        const QByteArray cast = isJson ? "::text" : "";
        any += (any.isEmpty() ? "" : " or ") +
               different("t." + quoted(written.column) + cast, "(" + written.value + ")" + cast);
    }
    if (m_plan.written.empty())
        return "1 = 0"; // a list of nothing but keys
    return any.isEmpty() ? "1 = 1" : any;
}

/// An expression over bare column names, with the values that the record would have.
QByteArray TableChange::candidate(const QByteArray &expression) const
{
    QByteArray values;
    for (const TableColumn &column : m_info.columns) {
        if (mentions(expression, column.name))
            values += (values.isEmpty() ? "" : ", ") + valueOf(column.name) + " as " + quoted(column.name);
    }
    if (values.isEmpty())
        return "(" + expression + ")";
    return "(select " + expression + " from (select " + values + ") bulkhead_new)";
}

void TableChange::addNotNull()
{
    for (const Written &written : m_plan.written) {
        const TableColumn *column = m_info.column(written.column);
        if (column && column->notNull)
            m_plan.rules.push_back(
                {.condition = "(" + written.value + ") is null",
                 .error = {u"REQUIRED"_s,
                           written.column,
                           {QT_TRANSLATE_NOOP("core", "The database requires a value in %1."), {written.column}}},
                 .args = {}});
    }
}

void TableChange::addChecks()
{
    for (const CheckRule &check : m_info.checks) {
        QStringList columns;
        bool isKnown = true;
        bool isTouched = false;
        for (const TableColumn &column : m_info.columns) {
            if (!mentions(check.expression, column.name))
                continue;
            columns.append(column.name);
            isTouched = isTouched || isWritten(column.name);
            // A default is the database's affair, and so is a rule over it.
            isKnown = isKnown && (m_plan.verb == Verb::Update || isWritten(column.name) || m_plan.verb == Verb::Upsert);
        }
        if (!isTouched || !isKnown)
            continue;
        m_plan.rules.push_back(
            {.condition = "not " + candidate(check.expression),
             .error = {u"CHECK_FAILED"_s,
                       columns.value(0),
                       {QT_TRANSLATE_NOOP("core", "The database refuses the row by its rule %1."), {check.name}}},
             .args = {}});
    }
}

void TableChange::addUniques()
{
    for (const UniqueIndex &index : m_info.uniques) {
        const bool isTouched = std::ranges::any_of(index.columns, [&](const QString &c) { return isWritten(c); });
        if (!isTouched)
            continue;
        const bool isOwnKey = m_plan.verb == Verb::Upsert && index.columns == QStringList{m_plan.key};
        if (isOwnKey)
            continue; // that is how an upsert finds its record
        QByteArray news;
        QByteArray olds;
        QByteArray same;
        for (qsizetype i = 0; i < index.expressions.size(); ++i) {
            const QByteArray name = "e" + QByteArray::number(i);
            news += (i ? ", " : "") + index.expressions[i] + " as " + name;
            olds += (i ? ", " : "") + index.expressions[i] + " as " + name;
            same += (i ? " and " : "") + index.expressions[i] + " = bulkhead_key." + name;
        }
        QByteArray values;
        QByteArray current;
        for (const QString &column : index.columns) {
            values += (values.isEmpty() ? "" : ", ") + valueOf(column) + " as " + quoted(column);
            current += (current.isEmpty() ? "" : ", ") + ("t." + quoted(column)) + " as " + quoted(column);
        }
        const QByteArray partial = index.predicate.isEmpty() ? QByteArray() : " where " + index.predicate;
        const QByteArray key =
            "(select " + news + " from (select " + values + ") bulkhead_new" + partial + ") bulkhead_key";
        QByteArray other = "select 1 from " + key + ", " + m_table + " bulkhead_other where " + same +
                           (index.predicate.isEmpty() ? QByteArray() : " and (" + index.predicate + ")");
        QByteArray condition = "exists (" + other + ")";
        if (m_plan.verb != Verb::Insert) {
            other += " and bulkhead_other." + m_key + " <> t." + m_key;
            // Most updates leave a key as it is, and then there is nothing to look up.
            QByteArray moved;
            for (const QString &column : index.columns) {
                if (isWritten(column) && column != m_plan.key)
                    moved += (moved.isEmpty() ? "" : " or ") + different(valueOf(column), "t." + quoted(column));
            }
            condition =
                moved.isEmpty() ? "exists (" + other + ")" : "case when " + moved + " then exists (" + other + ") end";
            if (m_plan.verb == Verb::Upsert)
                condition = "case when t." + m_key + " is null then exists (select 1 from " + key + ", " + m_table +
                            " bulkhead_other where " + same + ") else (" + condition + ") end";
        }
        m_plan.rules.push_back(
            {.condition = condition,
             .error = {u"ALREADY_EXISTS"_s,
                       index.columns.value(0),
                       {QT_TRANSLATE_NOOP("core", "Another record has the same %1."), {index.columns.join(u", "_s)}}},
             .args = {}});
    }
}

void TableChange::addReferences()
{
    for (const Reference &reference : m_info.references) {
        if (std::ranges::none_of(reference.columns, [&](const QString &c) { return isWritten(c); }))
            continue;
        QByteArray given;
        QByteArray same;
        for (qsizetype i = 0; i < reference.columns.size(); ++i) {
            const QByteArray value = "(" + valueOf(reference.columns[i]) + ")";
            given += (i ? " and " : "") + value + " is not null";
            same += (i ? " and " : "") + ("bulkhead_other." + quoted(reference.otherColumns[i])) + " = " + value;
        }
        m_plan.rules.push_back(
            {.condition = given + " and not exists (select 1 from " + quoted(reference.table) +
                          " bulkhead_other where " + same + ")",
             .error = {u"REFERENCE_MISSING"_s,
                       reference.columns.value(0),
                       {QT_TRANSLATE_NOOP("core", "The record of %1 that %2 refers to does not exist."),
                        {reference.table, reference.columns.join(u", "_s)}}},
             .args = {}});
    }
}

/// Also where the database would delete them along: nobody could put those back. So none of these is ever left to the
/// database, however many there are.
void TableChange::addDependents()
{
    std::vector<Rule> rules;
    QByteArray any;
    QStringList tables;
    for (const Reference &reference : m_info.referencedBy) {
        QByteArray same;
        for (qsizetype i = 0; i < reference.columns.size(); ++i)
            same += (i ? " and " : "") + ("bulkhead_other." + quoted(reference.otherColumns[i])) + " = t." +
                    quoted(reference.columns[i]);
        const QByteArray exists =
            "exists (select 1 from " + quoted(reference.table) + " bulkhead_other where " + same + ")";
        any += (any.isEmpty() ? "" : " or ") + exists;
        tables.append(reference.table);
        rules.push_back({.condition = exists,
                         .error = {u"HAS_DEPENDENTS"_s,
                                   m_plan.key,
                                   {QT_TRANSLATE_NOOP("core", "Records of %1 still refer to it."), {reference.table}}},
                         .args = {}});
    }
    if (m_plan.rules.size() + rules.size() > mostRules)
        rules = {{.condition = any,
                  .error = {u"HAS_DEPENDENTS"_s,
                            m_plan.key,
                            {QT_TRANSLATE_NOOP("core", "Records of one of these still refer to it: %1."),
                             {tables.join(u", "_s)}}},
                  .args = {}}};
    m_plan.rules.insert(m_plan.rules.end(), rules.begin(), rules.end());
}

QByteArray TableChange::prelude() const
{
    if (m_plan.compute.isEmpty())
        return {};
    return "with rows as (select bulkhead_n as n, x.* from " + m_relation.name() + " x), computed as " +
           (m_kind == Database::PostgreSQL ? "materialized " : "") + "(" + m_plan.compute + ") ";
}

QByteArray TableChange::joins(bool withRecord) const
{
    QByteArray sql = m_relation.name() + " r";
    if (withRecord) {
        const bool isOptional = m_plan.verb == Verb::Upsert;
        sql += (isOptional ? " left join " : " join ") + m_table + " t on t." + m_key + " = " + m_plan.keyValue;
        if (!m_plan.guard.isEmpty())
            sql += " and (" + m_plan.guard + ")";
    }
    if (!m_plan.compute.isEmpty())
        sql += " left join computed c on c.n = r.bulkhead_n";
    if (m_plan.asksWho)
        sql += " cross join (select $1::text as name, $2::boolean as trusted) acting";
    if (!m_plan.actor.isEmpty())
        sql += " left join (" + m_plan.actor + ") actor on 1 = 1";
    return sql;
}

QByteArray TableChange::imageList(const QByteArray &alias) const
{
    QByteArray list;
    for (const QString &column : m_plan.imaged)
        list += ", " + alias + '.' + quoted(column);
    return list;
}

Result<TableChange::Verdicts> TableChange::classify(SqlConnection &connection, std::size_t chunkRows, Question question,
                                                    const SqlValues &who)
{
    const bool hasRecord = m_plan.verb != Verb::Insert;
    const bool hasBefore = hasRecord && m_plan.verb != Verb::Read;
    const bool hasAfter = m_plan.verb == Verb::Read || (m_plan.verb != Verb::Delete && question.asksAfter);
    QByteArray mask;
    for (std::size_t i = 0; i < m_plan.rules.size(); ++i)
        mask += (i ? " + " : "") + ("case when (" + m_plan.rules[i].condition) + ") then " +
                QByteArray::number(qint64(1) << i) + " else 0 end";
    QByteArray sql = prelude() + "select r.bulkhead_n, " + (mask.isEmpty() ? "0" : "cast(" + mask + " as bigint)");
    const bool compares = m_plan.verb == Verb::Update || m_plan.verb == Verb::Upsert;
    const QByteArray changed = !m_plan.changed.isEmpty() ? m_plan.changed : compares ? anyColumnDiffers() : "1 = 1";
    sql += ", case when " + changed + " then 1 else 0 end, ";
    sql += hasRecord ? "case when t." + m_key + " is null then 0 else 1 end" : QByteArray("0");
    if (hasBefore)
        sql += imageList("t");
    if (hasAfter && m_plan.verb == Verb::Read)
        sql += imageList("t");
    else if (hasAfter) {
        for (const QString &column : m_plan.imaged)
            sql += ", " + valueOf(column);
    }
    sql += " from " + joins(hasRecord);
    const bool takesLocks = question.next == Next::LockWrite && hasBefore && m_kind == Database::PostgreSQL;
    if (takesLocks && m_plan.verb == Verb::Upsert) {
        // A record that is only perhaps there cannot be locked where it is joined.
        const Result<SqlRows> locked =
            connection.query("select 1 from " + m_table + " t where t." + m_key + " in (select " + m_plan.keyValue +
                             " from " + m_relation.name() + " r) order by t." + m_key + " for update");
        if (!locked)
            return locked.error();
    } else if (takesLocks) {
        // In the order of the relation, which is that of the keys: asked for a sort, the planner walks the whole table.
        sql += " for update of t";
    }
    Result<CellTable> cells = connection.cells(sql, m_plan.asksWho ? who : SqlValues());
    if (!cells)
        return cells.error();
    Verdicts verdicts{.cells = cells.take(), .rows = std::vector<Verdict>(chunkRows)};
    const auto width = std::size_t(m_plan.imaged.size());
    for (std::size_t i = 0; i < verdicts.cells.rowCount(); ++i) {
        Verdict &row = verdicts.rows[std::size_t(verdicts.cells.number(i, 0))];
        row.broken = quint64(verdicts.cells.number(i, 1));
        row.isChange = verdicts.cells.number(i, 2) != 0;
        row.isFound = verdicts.cells.number(i, 3) != 0;
        if (hasBefore && row.isFound)
            row.before = verdicts.cells.span(i, verdictColumns, width);
        if (hasAfter)
            row.after = verdicts.cells.span(i, verdictColumns + (hasBefore ? width : 0), width);
    }
    return verdicts;
}

Status TableChange::write(SqlConnection &connection, std::span<const std::size_t> inserts,
                          std::span<const std::size_t> others, const RowRelation::Cell &cell, Outcome &outcome)
{
    const Writing writing{connection, cell, outcome};
    if (!others.empty()) {
        if (const Status written = writeBatch(writing, others, false); !written)
            return written;
    }
    return inserts.empty() ? Status(Done{}) : writeBatch(writing, inserts, true);
}

Status TableChange::writeBatch(const Writing &writing, std::span<const std::size_t> rows, bool inserts)
{
    SqlConnection &connection = writing.connection;
    Outcome &outcome = writing.outcome;
    // The relation holds just what is to be written: a list of the chosen among many would be searched row by row.
    if (!std::ranges::equal(m_held, rows)) {
        std::vector<RowRelation::Unreadable> unreadable; // none: all of them were read before
        if (const Status held = fill(connection, rows, writing.cell, unreadable); !held)
            return held;
    }
    if (const Status marked = statusOf(connection.query("savepoint bulkhead_write")); !marked)
        return marked;
    Result<CellTable> written = writeOnce(connection, inserts);
    if (written) {
        if (const Status released = statusOf(connection.query("release savepoint bulkhead_write")); !released)
            return released;
        for (std::size_t i = 0; i < written->rowCount(); ++i) {
            const auto row = std::size_t(written->number(i, 0));
            outcome.isDone[row] = true;
            outcome.after[row] = written->span(i, 1, written->columnCount() - 1);
        }
        outcome.tables.push_back(written.take());
        // A trigger may keep a row back without a word.
        for (const std::size_t row : rows) {
            if (!outcome.isDone[row])
                outcome.refused.emplace_back(row,
                                             SqlDiagnosis{.sqlState = {}, .message = u"the table keeps it as it is"_s});
        }
        return Done{};
    }
    const SqlDiagnosis diagnosis = connection.diagnosis();
    if (!isAboutRows(diagnosis))
        return written.error();
    if (const Status back = statusOf(connection.query("rollback to savepoint bulkhead_write")); !back)
        return back;
    if (rows.size() == 1) {
        outcome.refused.emplace_back(rows.front(), diagnosis);
        return Done{};
    }
    const std::size_t half = rows.size() / 2;
    const Status first = writeBatch(writing, rows.first(half), inserts);
    return first ? writeBatch(writing, rows.subspan(half), inserts) : first;
}

/// The rows that were written: their index, then the image of what stands there now.
Result<CellTable> TableChange::writeOnce(SqlConnection &connection, bool inserts)
{
    if (inserts)
        return insertOnce(connection);
    return m_plan.verb == Verb::Delete ? deleteOnce(connection) : updateOnce(connection);
}

Status TableChange::fill(SqlConnection &connection, std::span<const std::size_t> rows, const RowRelation::Cell &cell,
                         std::vector<RowRelation::Unreadable> &unreadable)
{
    m_held.clear();
    if (const Status filled = m_relation.fill(connection, rows, cell, unreadable); !filled)
        return filled;
    m_held.assign(rows.begin(), rows.end());
    for (const RowRelation::Unreadable &row : unreadable)
        std::erase(m_held, row.row);
    return Done{};
}

Result<CellTable> TableChange::images(SqlConnection &connection)
{
    return connection.cells("select r.bulkhead_n" + imageList("t") + " from " + m_relation.name() + " r join " +
                            m_table + " t on t." + m_key + " = " + m_plan.keyValue + "");
}

Result<CellTable> TableChange::insertOnce(SqlConnection &connection)
{
    QByteArray columns = m_key;
    QByteArray values = m_plan.keyValue;
    for (const Written &written : m_plan.written) {
        if (written.column == m_plan.key)
            continue;
        columns += ", " + quoted(written.column);
        values += ", " + written.value;
    }
    QByteArray from = m_relation.name() + " r";
    // An upsert's values may look at the record, which is not there: all of its columns are NULL.
    if (m_plan.verb == Verb::Upsert)
        from += " left join " + m_table + " t on t." + m_key + " = " + m_plan.keyValue;
    if (!m_plan.compute.isEmpty())
        from += " left join computed c on c.n = r.bulkhead_n";
    if (!m_plan.keyDrawn.isEmpty()) {
        const Result<SqlRows> drawn =
            connection.query("update " + m_relation.name() + " set bulkhead_key = " + m_plan.keyDrawn);
        if (!drawn)
            return drawn.error();
    }
    const QByteArray overriding = m_kind == Database::PostgreSQL ? " overriding system value" : "";
    const Result<SqlRows> inserted =
        connection.query(prelude() + "insert into " + m_table + " (" + columns + ")" + overriding + " select " +
                         values + " from " + from + " order by r.bulkhead_n");
    return inserted ? images(connection) : Result<CellTable>(inserted.error());
}

Result<CellTable> TableChange::updateOnce(SqlConnection &connection)
{
    QByteArray set;
    for (const Written &written : m_plan.written) {
        if (written.column != m_plan.key)
            set += (set.isEmpty() ? "" : ", ") + quoted(written.column) + " = " + written.value;
    }
    const bool postgres = m_kind == Database::PostgreSQL;
    const QByteArray computed = m_plan.compute.isEmpty() ? "" : " left join computed c on c.n = r.bulkhead_n";
    const QByteArray update = prelude() + "update " + m_table + (postgres ? " t" : " as t") + " set " + set + " from " +
                              m_relation.name() + " r" + computed + " where t." + m_key + " = " + m_plan.keyValue;
    if (postgres)
        return connection.cells(update + " returning r.bulkhead_n" + imageList("t"));
    const Result<SqlRows> updated = connection.query(update);
    return updated ? images(connection) : Result<CellTable>(updated.error());
}

Result<CellTable> TableChange::deleteOnce(SqlConnection &connection)
{
    const QByteArray match = "t." + m_key + " = " + m_plan.keyValue;
    if (m_kind == Database::PostgreSQL)
        return connection.cells("delete from " + m_table + " t using " + m_relation.name() + " r where " + match +
                                " returning r.bulkhead_n");
    const Result<SqlRows> deleted =
        connection.query("delete from " + m_table + " as t where t." + m_key + " in (select " + m_plan.keyValue +
                         " from " + m_relation.name() + " r)");
    if (!deleted)
        return deleted.error();
    return connection.cells("select r.bulkhead_n from " + m_relation.name() + " r where not exists (select 1 from " +
                            m_table + " t where " + match + ")");
}

} // namespace bulkhead
