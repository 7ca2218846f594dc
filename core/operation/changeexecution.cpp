// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/changeexecution.h"

#include "core/operation/copyin.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

const QByteArray mark = "savepoint bulkhead_ask";

} // namespace

/// What becomes of the rows of one run.
struct ChangeExecution::Decision
{
    std::vector<std::size_t> inserts;
    std::vector<std::size_t> others; ///< updates or deletes
    std::vector<std::size_t> unchanged;
    std::vector<std::size_t> reads;
};

ChangeExecution::ChangeExecution(SqlConnection &connection, const EffectRequest &request, bool writes,
                                 std::optional<SumOf> sum)
    : m_connection(connection), m_request(request), m_writes(writes), m_chunkRows(request.rows.rows().size()),
      m_sum(std::move(sum))
{
    if (!request.expected)
        return;
    m_expected.resize(m_chunkRows);
    for (const TableChanges &table : request.expected->tables()) {
        for (const RowChange &change : table.rows)
            m_expected[change.row] = &change;
    }
}

Status ChangeExecution::begin(bool hasOwnJoins)
{
    if (m_connection.kind() != Database::PostgreSQL)
        return Done{};
    // Rules that are checked late would be found at commit, when no row can be named any more. And the statistics of a
    // table that fills by the second mislead the planner: only indexes scale here.
    const QByteArray late = m_writes ? "set constraints all immediate;" : "";
    const QByteArray joins = hasOwnJoins ? "" : "set local enable_hashjoin = off; set local enable_mergejoin = off;";
    m_isMarked = true;
    return m_connection.script(late + joins + mark);
}

void ChangeExecution::refuse(std::size_t row, std::vector<RowError> errors)
{
    Refusal refusal{.row = row, .error = std::move(errors.front())};
    errors.erase(errors.begin());
    refusal.others = std::move(errors);
    m_outcome.refused.push_back(std::move(refusal));
}

Status ChangeExecution::run(TableChange &change, std::span<const std::size_t> rows, const RowRelation::Cell &cell,
                            const ChangeWording &wording)
{
    const bool isPostgres = m_connection.kind() == Database::PostgreSQL;
    if (isPostgres && !std::exchange(m_isMarked, false)) {
        if (const Status marked = statusOf(m_connection.query(mark)); !marked)
            return marked;
    }
    std::vector<RowRelation::Unreadable> unreadable;
    if (const Status filled = change.fill(m_connection, rows, cell, unreadable); !filled)
        return filled;
    std::vector<std::size_t> readable(rows.begin(), rows.end());
    for (const RowRelation::Unreadable &row : unreadable) {
        std::erase(readable, row.row);
        refuse(row.row, {wording.refused(row.row, row.diagnosis)});
    }
    Result<TableChange::Verdicts> verdicts = askAbout(change);
    if (!verdicts && isAboutRows(m_connection.diagnosis())) {
        if (const Status back = unask(); !back)
            return back;
        std::vector<std::size_t> sound;
        if (const Status sifted = sift(change, readable, cell, wording, sound); !sifted)
            return sifted;
        readable = std::move(sound);
        if (const Status filled = change.fill(m_connection, readable, cell, unreadable); !filled)
            return filled;
        verdicts = askAbout(change);
    }
    if (!verdicts)
        return verdicts.error();
    Decision decision;
    decide(change, readable, *verdicts, wording, decision);

    TableChange::Outcome written{.tables = {},
                                 .after = std::vector<std::span<const CellValue>>(m_chunkRows),
                                 .isDone = std::vector<bool>(m_chunkRows),
                                 .refused = {}};
    if (m_writes) {
        if (const Status done = change.write(m_connection, decision.inserts, decision.others, cell, written); !done)
            return done;
        for (const auto &[row, diagnosis] : written.refused)
            refuse(row, {wording.refused(row, diagnosis)});
    }
    keep(change, *verdicts, decision, written);
    return Done{};
}

Result<TableChange::Verdicts> ChangeExecution::askAbout(TableChange &change)
{
    const auto next = !m_writes              ? TableChange::Next::Nothing
                      : m_request.isSnapshot ? TableChange::Next::Write
                                             : TableChange::Next::LockWrite;
    // A dry run tells what a row would be; an apply compares that with what its preview told.
    return change.classify(m_connection, m_chunkRows, {.next = next, .asksAfter = !m_writes || !m_expected.empty()},
                           {m_request.actor, m_request.isTrusted});
}

/// Gives back the locks too, so that they are taken in the order of the keys once more.
Status ChangeExecution::unask()
{
    if (m_connection.kind() != Database::PostgreSQL) // a question that failed left no trace there
        return Done{};
    return statusOf(m_connection.query("rollback to " + mark));
}

/// A row over which the question itself breaks (a division by zero) is found by halving, and refused.
Status ChangeExecution::sift(TableChange &change, std::span<const std::size_t> rows, const RowRelation::Cell &cell,
                             const ChangeWording &wording, std::vector<std::size_t> &sound)
{
    std::vector<RowRelation::Unreadable> unreadable; // none: all of them were read before
    if (const Status filled = change.fill(m_connection, rows, cell, unreadable); !filled)
        return filled;
    const Result<TableChange::Verdicts> verdicts = askAbout(change);
    const SqlDiagnosis diagnosis = m_connection.diagnosis();
    if (!verdicts && !isAboutRows(diagnosis))
        return verdicts.error();
    if (const Status back = unask(); !back)
        return back;
    if (verdicts) {
        sound.insert(sound.end(), rows.begin(), rows.end());
        return Done{};
    }
    if (rows.size() == 1) {
        refuse(rows.front(), {wording.refused(rows.front(), diagnosis)});
        return Done{};
    }
    const std::size_t half = rows.size() / 2;
    const Status first = sift(change, rows.first(half), cell, wording, sound);
    return first ? sift(change, rows.subspan(half), cell, wording, sound) : first;
}

/// Not as the preview said: the record itself, or what it would become by what other records and services say now.
std::optional<Text> ChangeExecution::staleness(const TableChange &change, std::size_t row,
                                               const TableChange::Verdict &verdict) const
{
    const RowChange *expected = m_expected.empty() ? nullptr : m_expected[row];
    if (!expected || expected->kind == ChangeKind::Read)
        return std::nullopt;
    const bool isOther = expected->kind == ChangeKind::Insert || expected->before.empty()
                             ? verdict.isFound
                             : !verdict.isFound || !std::ranges::equal(expected->before, verdict.before);
    if (isOther)
        return Text{QT_TRANSLATE_NOOP("core", "The record was changed since the preview, and was left as it is.")};
    const TableChange::Plan &plan = change.plan();
    const bool isForetold = expected->kind == ChangeKind::Unchanged
                                ? !verdict.isChange
                                : std::ranges::all_of(plan.written, [&](const TableChange::Written &written) {
                                      const auto column = std::size_t(plan.imaged.indexOf(written.column));
                                      return !written.isForetold || column >= expected->after.size() ||
                                             column >= verdict.after.size() ||
                                             expected->after[column] == verdict.after[column];
                                  });
    if (isForetold)
        return std::nullopt;
    return Text{QT_TRANSLATE_NOOP(
        "core", "What would be written is not what the preview showed any more; the record was left as it is.")};
}

bool ChangeExecution::isDoneAlready(const TableChange &change, const TableChange::Verdict &verdict)
{
    if (!change.plan().passesOverDone)
        return false;
    if (change.plan().verb == TableChange::Verb::Delete)
        return !verdict.isFound;
    return !verdict.isChange && (verdict.isFound || change.plan().verb == TableChange::Verb::Insert);
}

void ChangeExecution::decide(const TableChange &change, std::span<const std::size_t> rows,
                             const TableChange::Verdicts &verdicts, const ChangeWording &wording, Decision &decision)
{
    using Verb = TableChange::Verb;
    const Verb verb = change.plan().verb;
    for (const std::size_t row : rows) {
        const TableChange::Verdict &verdict = verdicts.rows[row];
        if (const std::optional<Text> stale = staleness(change, row, verdict)) {
            refuse(row, {{u"STALE"_s, {}, *stale}});
            continue;
        }
        if (isDoneAlready(change, verdict)) {
            decision.unchanged.push_back(row);
            continue;
        }
        if (!verdict.isFound && verb != Verb::Insert && verb != Verb::Upsert) {
            refuse(row, {wording.missing(row)});
            continue;
        }
        std::vector<RowError> errors;
        for (std::size_t i = 0; i < change.rules().size(); ++i) {
            if (!(verdict.broken >> i & 1))
                continue;
            const TableChange::Rule &rule = change.rules()[i];
            if (rule.isFinal)
                errors.clear();
            errors.push_back(wording.broken(rule, row, verdict));
            if (rule.isFinal)
                break;
        }
        if (!errors.empty())
            refuse(row, std::move(errors));
        else if (verb == Verb::Read)
            decision.reads.push_back(row);
        else if (verb == Verb::Insert || (verb == Verb::Upsert && !verdict.isFound))
            decision.inserts.push_back(row);
        else
            (verdict.isChange ? decision.others : decision.unchanged).push_back(row);
    }
}

void ChangeExecution::addUp(const TableChanges &table, const RowChange &change)
{
    const qsizetype column = m_sum ? table.columns.indexOf(m_sum->column) : -1;
    if (column < 0 || change.after.empty())
        return;
    const qsizetype by = table.columns.indexOf(m_sum->by);
    const QString group = by < 0 ? QString() : change.after[std::size_t(by)].toString();
    m_outcome.tally.sums[group] += change.after[std::size_t(column)].toString().toDouble();
}

/// Images in the order of the rows. Spans stay good until the page has copied them.
void ChangeExecution::keep(const TableChange &change, const TableChange::Verdicts &verdicts, const Decision &decision,
                           const TableChange::Outcome &written)
{
    const bool deletes = change.plan().verb == TableChange::Verb::Delete;
    std::vector<RowChange> changes;
    const auto add = [&](std::size_t row, ChangeKind kind) {
        if (m_writes && !written.isDone[row])
            return;
        const TableChange::Verdict &verdict = verdicts.rows[row];
        changes.push_back({.row = row,
                           .kind = kind,
                           .before = verdict.before,
                           .after = m_writes ? written.after[row] : verdict.after});
    };
    for (const std::size_t row : decision.inserts)
        add(row, ChangeKind::Insert);
    for (const std::size_t row : decision.others)
        add(row, deletes ? ChangeKind::Delete : ChangeKind::Update);
    for (const std::size_t row : decision.unchanged) {
        m_outcome.unchanged.push_back(row);
        changes.push_back(
            {.row = row, .kind = ChangeKind::Unchanged, .before = verdicts.rows[row].before, .after = {}});
    }
    for (const std::size_t row : decision.reads)
        changes.push_back({.row = row, .kind = ChangeKind::Read, .before = {}, .after = verdicts.rows[row].after});
    if (changes.empty())
        return;
    std::ranges::sort(changes, {}, &RowChange::row);
    const TableChanges head{
        .table = change.info().table, .key = change.plan().key, .columns = change.plan().imaged, .rows = {}};
    m_page.beginTable(head.table, head.key, head.columns);
    for (const RowChange &one : changes) {
        // What was left as it is needs no image once it is done; a preview compares with it later.
        if (!m_writes || one.kind != ChangeKind::Unchanged)
            m_page.add(one);
        m_outcome.tally.count(head, one);
        addUp(head, one);
    }
}

EffectOutcome ChangeExecution::finish()
{
    std::ranges::sort(m_outcome.unchanged);
    m_outcome.changes = m_page.take();
    return std::move(m_outcome);
}

} // namespace bulkhead
