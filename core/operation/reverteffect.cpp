// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/reverteffect.h"

#include "core/operation/sqltext.h"

#include <array>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// Columns of the relation: what the record must still hold, and what it is to hold again.
QByteArray expectedColumn(qsizetype i)
{
    return "r.expected_" + QByteArray::number(i);
}

QByteArray restoredColumn(qsizetype i)
{
    return "r.restored_" + QByteArray::number(i);
}

constexpr std::array undoneKinds{ChangeKind::Insert, ChangeKind::Update, ChangeKind::Delete};

class RevertWording final : public ChangeWording
{
public:
    RowError missing(std::size_t) const override
    {
        return {u"CHANGED_SINCE"_s,
                {},
                {QT_TRANSLATE_NOOP("core", "The record is not there any more; somebody deleted it since.")}};
    }
    RowError broken(const TableChange::Rule &rule, std::size_t, const TableChange::Verdict &) const override
    {
        return rule.error;
    }
    RowError refused(std::size_t, const SqlDiagnosis &diagnosis) const override
    {
        return {u"DATABASE_REFUSED"_s,
                {},
                {QT_TRANSLATE_NOOP("core", "The database refuses to put the record back: %1."), {diagnosis.message}}};
    }
};

} // namespace

Status RevertEffect::prepare(SqlConnection &connection, const ChangePage *takenBack)
{
    if (!takenBack)
        return Error{u"IMAGES_GONE"_s,
                     Text{QT_TRANSLATE_NOOP("core", "What this chunk is to take back is not kept any more.")},
                     {}};
    for (const TableChanges &table : takenBack->tables()) {
        for (const ChangeKind kind : undoneKinds) {
            if (std::ranges::find(table.rows, kind, &RowChange::kind) == table.rows.end())
                continue;
            if (const Result<TableChange *> change = changeFor(connection, table, kind); !change)
                return change.error();
        }
    }
    return Done{};
}

Result<EffectOutcome> RevertEffect::apply(SqlConnection &connection, const EffectRequest &request)
{
    return perform(connection, request, true);
}

Result<EffectOutcome> RevertEffect::preview(SqlConnection &connection, const EffectRequest &request)
{
    return perform(connection, request, false);
}

Result<TableChange *> RevertEffect::changeFor(SqlConnection &connection, const TableChanges &table, ChangeKind kind)
{
    const std::pair shape(table.table, changeKindName(kind) + u' ' + table.key + u'\n' + table.columns.join(u'\n'));
    if (const auto known = m_changes.find(shape); known != m_changes.end())
        return &known->second;
    Result<TableChange> change = build(connection, table, kind);
    if (!change)
        return change.error();
    if (const Status created = change->relation().create(connection); !created)
        return created.error();
    return &m_changes.emplace(shape, change.take()).first->second;
}

Result<TableChange> RevertEffect::build(SqlConnection &connection, const TableChanges &table, ChangeKind kind) const
{
    Result<TableInfo> info = tableInfo(connection, table.table);
    if (!info)
        return info.error();
    const bool postgres = m_kind == Database::PostgreSQL;
    const auto different = [&](const QByteArray &a, const QByteArray &b, const QByteArray &type) {
        const QByteArray cast = postgres && type == "json" ? "::text" : ""; // json has no equality
        return a + cast + (postgres ? " is distinct from " : " is not ") + b + cast;
    };
    TableChange::Plan plan;
    plan.key = table.key;
    plan.passesOverDone = true;
    std::vector<RowRelation::Column> relation;
    QByteArray since; ///< the record is not as the job left it
    QByteArray away;  ///< … nor as it was before
    const auto add = [](QByteArray &any, const QByteArray &condition) {
        any += (any.isEmpty() ? "(" : " or (") + condition + ")";
    };
    const qsizetype key = table.columns.indexOf(table.key);
    plan.keyValue = kind == ChangeKind::Delete ? restoredColumn(key) : expectedColumn(key);
    for (qsizetype i = 0; i < table.columns.size(); ++i) {
        const TableColumn *column = info->column(table.columns[i]);
        if (!column)
            return Error{
                u"OPERATION_COLUMN"_s,
                Text{QT_TRANSLATE_NOOP("core", "The table “%1” has no column “%2” any more, which the job wrote."),
                     {table.table, table.columns[i]}},
                Text{QT_TRANSLATE_NOOP("core", "Nothing can be put back into it; the table was changed since.")}};
        // Without a type, SQLite keeps a value's own storage class.
        const QByteArray type = postgres ? column->type : QByteArray();
        relation.push_back({u"expected_%1"_s.arg(i), type});
        relation.push_back({u"restored_%1"_s.arg(i), type});
        const QByteArray target = "t." + quotedIdentifier(column->name);
        const QByteArray moved = different(expectedColumn(i), restoredColumn(i), column->type);
        const QByteArray changed = different(target, expectedColumn(i), column->type);
        if (kind == ChangeKind::Update) {
            add(since, moved + " and " + changed);
            add(away, moved + " and " + different(target, restoredColumn(i), column->type));
            if (!column->isGenerated && column->name != table.key)
                plan.written.push_back(
                    {.column = column->name,
                     .value = "case when " + moved + " then " + restoredColumn(i) + " else " + target + " end"});
        } else if (kind == ChangeKind::Insert) {
            add(since, changed);
        } else {
            if (!column->isGenerated && column->name != table.key)
                plan.written.push_back({.column = column->name, .value = restoredColumn(i)});
            add(away, different("bulkhead_other." + quotedIdentifier(column->name), restoredColumn(i), column->type));
        }
        plan.imaged.append(column->name);
    }
    if (kind == ChangeKind::Insert) { // its whole record goes, and the whole of it must be there to come back
        for (const TableColumn &column : info->columns) {
            if (plan.imaged.contains(column.name))
                continue;
            plan.imaged.append(column.name);
            // What the job did not write still is as the database made it, or somebody has used the record since.
            const QByteArray made = column.drawn.isEmpty() ? QByteArray("null") : column.drawn;
            if (!column.isGenerated && !info->hasInsertTrigger && isConstant(made))
                add(since, different("t." + quotedIdentifier(column.name), "(" + made + ")", column.type));
        }
    }
    plan.verb = kind == ChangeKind::Insert   ? TableChange::Verb::Delete
                : kind == ChangeKind::Delete ? TableChange::Verb::Insert
                                             : TableChange::Verb::Update;
    const Text somebody{QT_TRANSLATE_NOOP("core", "Somebody changed the record since; it was left as it is.")};
    const Text again{QT_TRANSLATE_NOOP("core", "A record with this key is there again; it was left as it is.")};
    if (kind == ChangeKind::Update)
        plan.changed = away;
    if (kind == ChangeKind::Delete) {
        const QByteArray there = "select 1 from " + quotedIdentifier(table.table) +
                                 " bulkhead_other where bulkhead_other." + quotedIdentifier(table.key) + " = " +
                                 plan.keyValue;
        since = "exists (" + there + ")";
        plan.changed = "not exists (" + there + " and not (" + away + "))";
    }
    plan.rules.push_back({.condition = since,
                          .error = {u"CHANGED_SINCE"_s, {}, kind == ChangeKind::Delete ? again : somebody},
                          .args = {},
                          .isFinal = true});
    return TableChange(m_kind, info.take(), std::move(plan), RowRelation(std::move(relation)));
}

Result<EffectOutcome> RevertEffect::perform(SqlConnection &connection, const EffectRequest &request, bool writes)
{
    ChangeExecution execution(connection, request, writes);
    if (const Status begun = execution.begin(false); !begun)
        return begun.error();
    std::vector<bool> isChosen(request.rows.rows().size());
    for (const std::size_t row : request.chosen)
        isChosen[row] = true;
    for (const TableChanges &table : request.takenBack->tables()) {
        for (const ChangeKind kind : undoneKinds) {
            std::vector<const RowChange *> byRow(isChosen.size());
            std::vector<std::size_t> rows;
            for (const RowChange &change : table.rows) {
                if (change.kind != kind || !isChosen[change.row])
                    continue;
                byRow[change.row] = &change;
                rows.push_back(change.row);
            }
            if (rows.empty())
                continue;
            const Result<TableChange *> change = changeFor(connection, table, kind);
            if (!change)
                return change.error();
            const auto keyOf = [&](std::size_t row) {
                const std::span<const CellValue> image =
                    byRow[row]->after.empty() ? byRow[row]->before : byRow[row]->after;
                return image[std::size_t(table.columns.indexOf(table.key))].bytes;
            };
            std::ranges::stable_sort(rows, {}, keyOf); // the order in which every job locks records
            const auto cell = [&](std::size_t row, std::size_t column) -> CellValue {
                const std::span<const CellValue> image = column % 2 == 0 ? byRow[row]->after : byRow[row]->before;
                return image.empty() ? CellValue() : image[column / 2];
            };
            if (const Status done = execution.run(**change, rows, cell, RevertWording()); !done)
                return done.error();
        }
    }
    return execution.finish();
}

} // namespace bulkhead
