// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/postgresinsert.h"

#include "core/operation/copyin.h"

#include <QCryptographicHash>
#include <QRegularExpression>

#include <cstring>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int askFirstFor = 32;

/// One element of an array in text form, and the comma behind it.
void appendArrayElement(QByteArray &array, std::optional<std::string_view> value)
{
    if (!value) {
        array += "NULL,";
        return;
    }
    array += '"';
    for (const char c : *value) {
        if (c == '"' || c == '\\')
            array += '\\';
        array += c;
    }
    array += "\",";
}

} // namespace

/// One chunk on its way in: rows in the order of writing, with their ids.
struct PostgresInsert::Batch
{
    SqlConnection &connection;
    const ChunkRows &rows;
    std::vector<std::size_t> order;
    std::vector<Uuid7Sequence::Bytes> ids; ///< by position in `order`
    EffectOutcome outcome;

    void leaveOut(const std::vector<bool> &out)
    {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < order.size(); ++i) {
            if (out[i])
                continue;
            order[kept] = order[i];
            ids[kept++] = ids[i];
        }
        order.resize(kept);
        ids.resize(kept);
    }
};

PostgresInsert::PostgresInsert(const Operation &operation, const FieldFeeds &feeds) : m_plan(operation, feeds)
{
    // By its shape: the session may have that of another job.
    const QByteArray shape = m_plan.effect().table.toUtf8() + '\0' + columnList(true);
    m_stage = "bulkhead_stage_" + QCryptographicHash::hash(shape, QCryptographicHash::Sha1).toHex().first(16);
}

Result<EffectOutcome> PostgresInsert::apply(SqlConnection &connection, const ChunkRows &rows,
                                            std::span<const std::size_t> chosen)
{
    Batch batch{
        .connection = connection, .rows = rows, .order = m_plan.inKeyOrder(rows, chosen), .ids = {}, .outcome = {}};
    for (std::size_t i = 0; i < batch.order.size(); ++i)
        batch.ids.push_back(m_plan.ids().next());
    Status status = Done{};
    if (!batch.order.empty()) {
        // Rules that are checked late would be found at commit, when no row can be named any more. And the
        // statistics of a table that fills by the second mislead the planner: only indexes scale here.
        status = connection.script("set constraints all immediate; set local enable_seqscan = off; "
                                   "set local enable_hashjoin = off; set local enable_mergejoin = off; "
                                   "savepoint bulkhead_straight");
        bool isWhole = false;
        if (status) {
            const Result<bool> straight = goStraight(batch);
            isWhole = straight && *straight;
            if (!straight && !isAboutRows(connection.diagnosis()))
                return straight.error();
        }
        if (status && !isWhole) {
            m_askFirst = askFirstFor;
            if (m_keys == Keys::Known) // they were not all
                m_keys = Keys::Untold;
            status = statusOf(connection.query("rollback to savepoint bulkhead_straight"));
            if (status && !batch.order.empty())
                status = stage(batch);
        }
    }
    if (!status)
        return status.error();
    batch.outcome.ids = QByteArray(qsizetype(rows.rows().size()) * 16, '\0');
    for (std::size_t i = 0; i < batch.order.size(); ++i)
        std::memcpy(batch.outcome.ids.data() + batch.order[i] * 16, batch.ids[i].data(), 16);
    for (const Refusal &refusal : batch.outcome.refused)
        std::memset(batch.outcome.ids.data() + refusal.row * 16, 0, 16);
    return std::move(batch.outcome);
}

QByteArray PostgresInsert::columnList(bool withKey) const
{
    QByteArray list = withKey ? quotedIdentifier(m_plan.effect().key) : QByteArray();
    for (const InsertPlan::Column &column : m_plan.columns()) {
        if (!list.isEmpty())
            list += ", ";
        list += quotedIdentifier(column.name);
    }
    return list;
}

/// `numbered`: with the position in the batch as a first column, for the staging table.
QByteArray PostgresInsert::copyText(const Batch &batch, bool numbered) const
{
    CopyText text(qsizetype(batch.order.size()) * 160);
    const auto cell = [&](std::string_view value) { text.cell({CellValue::Kind::Text, value}); };
    for (std::size_t i = 0; i < batch.order.size(); ++i) {
        if (numbered)
            text.number(qint64(i));
        char id[36];
        Uuid7Sequence::write(batch.ids[i], id);
        cell({id, sizeof id});
        for (const InsertPlan::Column &column : m_plan.columns()) {
            if (const auto value = m_plan.value(batch.rows, batch.order[i], column))
                cell(*value);
            else
                text.cell({});
        }
        text.endRow();
    }
    return text.bytes();
}

/// Whether the table has all of it now.
Result<bool> PostgresInsert::goStraight(Batch &batch)
{
    if (m_askFirst > 0 || m_keys == Keys::Known) {
        m_askFirst = std::max(0, m_askFirst - 1);
        if (const Status left = leaveOutExisting(batch); !left)
            return left.error();
    }
    if (batch.order.empty())
        return true;
    const QByteArray command =
        "copy " + quotedIdentifier(m_plan.effect().table) + " (" + columnList(true) + ") from stdin";
    const Result<qint64> taken = copyIn(batch.connection, command, copyText(batch, false));
    return taken ? Result<bool>(*taken == qint64(batch.order.size())) : Result<bool>(taken.error());
}

Status PostgresInsert::leaveOutExisting(Batch &batch)
{
    if (const Status learned = learnTypes(batch.connection); !learned)
        return learned;
    if (m_keys == Keys::NotAsked) {
        if (const Status known = learnKeys(batch.connection); !known)
            return known;
    }
    const std::size_t before = batch.order.size();
    const std::vector<UniqueRule> &rules = m_plan.effect().unique;
    for (std::size_t rule = 0; rule < rules.size(); ++rule) {
        std::vector<std::size_t> asked;
        for (std::size_t i = 0; i < batch.order.size(); ++i) {
            if (m_keys != Keys::Known || m_known[rule].mayHold(batch.rows, batch.order[i]))
                asked.push_back(i);
        }
        if (asked.empty())
            continue;
        if (const Status left = leaveOutExisting(batch, rules[rule], asked); !left)
            return left;
    }
    if (batch.order.size() < before)
        m_askFirst = askFirstFor;
    return Done{};
}

Status PostgresInsert::learnKeys(SqlConnection &connection)
{
    std::vector<KnownKeys> known;
    for (const UniqueRule &rule : m_plan.effect().unique) {
        Result<std::optional<KnownKeys>> keys = KnownKeys::read(connection, m_plan.operation(), rule);
        if (!keys)
            return keys.error();
        if (!*keys) {
            m_keys = Keys::Untold;
            return Done{};
        }
        known.push_back(std::move(**keys));
    }
    m_known = std::move(known);
    m_keys = Keys::Known;
    return Done{};
}

/// `asked`: positions in the batch.
Status PostgresInsert::leaveOutExisting(Batch &batch, const UniqueRule &rule, const std::vector<std::size_t> &asked)
{
    QByteArray arrays;
    QByteArray names;
    QByteArray same;
    SqlValues values;
    for (const QString &name : rule.fields) {
        const QString column = m_plan.operation().field(name)->column;
        const auto field = std::size_t(m_plan.operation().fieldIndex(name));
        const QByteArray number = QByteArray::number(qsizetype(values.size()) + 1);
        QByteArray array = "{";
        for (const std::size_t position : asked)
            appendArrayElement(array, batch.rows.value(batch.order[position], field));
        array.back() = '}';
        values.push_back(QString::fromUtf8(array));
        const QByteArray side = "k.v" + number + "::" + m_types.value(column, "text");
        const QByteArray target = "t." + quotedIdentifier(column);
        arrays += (arrays.isEmpty() ? "$" : ", $") + number + "::text[]";
        names += "v" + number + ", ";
        same += (same.isEmpty() ? "" : " and ") +
                (rule.ignoreCase ? "lower(" + target + ") = lower(" + side + ")" : target + " = " + side);
    }
    // The limit keeps the sub-select a loop over the index.
    const Result<SqlRows> existing =
        batch.connection.query("select k.i - 1 from unnest(" + arrays + ") with ordinality k(" + names +
                                   "i) cross join lateral (select from " + quotedIdentifier(m_plan.effect().table) +
                                   " t where " + same + " limit 1) found order by 1",
                               values);
    if (!existing)
        return existing.error();
    std::vector<bool> out(batch.order.size());
    for (const SqlRows::Row &found : existing->rows) {
        const std::size_t position = asked[std::size_t(toInt(found.front()))];
        out[position] = true;
        batch.outcome.refused.push_back(
            {batch.order[position], m_plan.alreadyExists(batch.rows, batch.order[position], rule)});
    }
    if (!existing->rows.empty())
        batch.leaveOut(out);
    return Done{};
}

Status PostgresInsert::learnTypes(SqlConnection &connection)
{
    if (!m_types.isEmpty())
        return Done{};
    const Result<SqlRows> columns =
        connection.query("select attname, atttypid::regtype::text from pg_attribute "
                         "where attrelid = $1::text::regclass and attnum > 0 and not attisdropped",
                         {QString::fromUtf8(quotedIdentifier(m_plan.effect().table))});
    if (!columns)
        return columns.error();
    for (const SqlRows::Row &column : columns->rows)
        m_types.insert(toText(column[0]), toText(column[1]).toUtf8());
    return Done{};
}

Status PostgresInsert::createStage(SqlConnection &connection)
{
    const QByteArray sql = "create temporary table if not exists " + m_stage +
                           " on commit delete rows as select 0::bigint as bulkhead_item, " + columnList(true) +
                           " from " + quotedIdentifier(m_plan.effect().table) + " with no data";
    return statusOf(connection.query(sql));
}

Status PostgresInsert::stage(Batch &batch)
{
    SqlConnection &connection = batch.connection;
    if (const Status created = createStage(connection); !created)
        return created;
    bool dropped = true;
    while (dropped) {
        if (const Status marked = statusOf(connection.query("savepoint bulkhead_stage")); !marked)
            return marked;
        const QByteArray command = "copy " + m_stage + " (bulkhead_item, " + columnList(true) + ") from stdin";
        const Result<qint64> copied = copyIn(connection, command, copyText(batch, true));
        dropped = false;
        if (copied)
            break;
        if (!isAboutRows(connection.diagnosis()))
            return copied.error();
        if (const Status left = dropUnreadable(batch, dropped); !left)
            return left;
        if (!dropped)
            return copied.error();
    }
    if (batch.order.empty())
        return Done{};
    return insertStaged(batch, 0, batch.order.size() - 1);
}

/// A value that its column's type cannot take stops COPY and is named in its context: "COPY
/// bulkhead_stage, line 17, column age: …". That row is out; the others are copied again.
Status PostgresInsert::dropUnreadable(Batch &batch, bool &dropped)
{
    const SqlDiagnosis diagnosis = batch.connection.diagnosis();
    if (const Status back = statusOf(batch.connection.query("rollback to savepoint bulkhead_stage")); !back)
        return back;
    static const QRegularExpression place(u"line (\\d+)(?:, column ([^:]+))?"_s);
    const QRegularExpressionMatch match = place.match(diagnosis.context);
    const qsizetype line = match.captured(1).toLongLong();
    if (line < 1 || line > qsizetype(batch.order.size()))
        return Done{};
    SqlDiagnosis named = diagnosis;
    named.column = match.captured(2);
    const auto position = line - 1;
    batch.outcome.refused.push_back({batch.order[std::size_t(position)], m_plan.refusedBy(named)});
    batch.order.erase(batch.order.begin() + position);
    batch.ids.erase(batch.ids.begin() + position);
    dropped = true;
    return Done{};
}

/// Positions first…last of the batch. Halved where the server refuses, until the row is alone.
Status PostgresInsert::insertStaged(Batch &batch, std::size_t first, std::size_t last)
{
    SqlConnection &connection = batch.connection;
    const QByteArray columns = columnList(true);
    const bool whole = first == 0 && last + 1 == batch.order.size();
    const QByteArray range = whole ? QByteArray()
                                   : " where bulkhead_item between " + QByteArray::number(qulonglong(first)) + " and " +
                                         QByteArray::number(qulonglong(last));
    if (const Status marked = statusOf(connection.query("savepoint bulkhead_rows")); !marked)
        return marked;
    const Result<SqlRows> inserted =
        connection.query("insert into " + quotedIdentifier(m_plan.effect().table) + " (" + columns + ") select " +
                         columns + " from " + m_stage + range + " order by bulkhead_item on conflict do nothing");
    if (inserted) {
        if (const Status released = statusOf(connection.query("release savepoint bulkhead_rows")); !released)
            return released;
        return inserted->affected == qint64(last - first + 1) ? Status(Done{}) : findConflicts(batch, first, last);
    }
    const SqlDiagnosis diagnosis = connection.diagnosis();
    if (!isAboutRows(diagnosis))
        return inserted.error();
    if (const Status back = statusOf(connection.query("rollback to savepoint bulkhead_rows")); !back)
        return back;
    if (first == last) {
        batch.outcome.refused.push_back({batch.order[first], m_plan.refusedBy(diagnosis)});
        return Done{};
    }
    const std::size_t middle = first + (last - first) / 2;
    const Status left = insertStaged(batch, first, middle);
    return left ? insertStaged(batch, middle + 1, last) : left;
}

/// Rows of the range that are not in the table met another one there; which rule they broke is asked
/// rule by rule.
Status PostgresInsert::findConflicts(Batch &batch, std::size_t first, std::size_t last)
{
    const QByteArray table = quotedIdentifier(m_plan.effect().table);
    const QByteArray key = quotedIdentifier(m_plan.effect().key);
    QByteArray rules;
    int number = 0;
    for (const UniqueRule &rule : m_plan.effect().unique) {
        QByteArray same;
        for (const QString &name : rule.fields) {
            const QByteArray column = quotedIdentifier(m_plan.operation().field(name)->column);
            const auto side = [&](const char *alias) {
                const QByteArray qualified = alias + ("." + column);
                return rule.ignoreCase ? "lower(" + qualified + ")" : qualified;
            };
            same += (same.isEmpty() ? "" : " and ") + side("t") + " = " + side("s");
        }
        rules += " when exists (select from " + table + " t where " + same + ") then " + QByteArray::number(number++);
    }
    const QByteArray which = rules.isEmpty() ? QByteArray("-1") : "case" + rules + " else -1 end";
    const Result<SqlRows> missing = batch.connection.query(
        "select s.bulkhead_item, " + which + " from " + m_stage + " s where s.bulkhead_item between $1 and $2 " +
            "and not exists (select from " + table + " t where t." + key + " = s." + key + ") order by 1",
        {qint64(first), qint64(last)});
    if (!missing)
        return missing.error();
    std::vector<std::size_t> unexplained;
    for (const SqlRows::Row &found : missing->rows) {
        const auto position = std::size_t(toInt(found[0]));
        const qint64 rule = toInt(found[1]);
        const std::size_t row = batch.order[position];
        if (rule >= 0)
            batch.outcome.refused.push_back(
                {row, m_plan.alreadyExists(batch.rows, row, m_plan.effect().unique[std::size_t(rule)])});
        else
            unexplained.push_back(position);
    }
    return unexplained.empty() ? Status(Done{}) : insertAgain(batch, unexplained);
}

/// Without looking away from conflicts, so that the table says what it has against these rows; halved until they are
/// alone. It may have nothing against them and keep them back all the same: a trigger's doing.
Status PostgresInsert::insertAgain(Batch &batch, std::span<const std::size_t> positions)
{
    SqlConnection &connection = batch.connection;
    const QByteArray columns = columnList(true);
    QByteArrayList items;
    for (const std::size_t position : positions)
        items.append(QByteArray::number(qulonglong(position)));
    if (const Status marked = statusOf(connection.query("savepoint bulkhead_again")); !marked)
        return marked;
    const Result<SqlRows> inserted = connection.query(
        "insert into " + quotedIdentifier(m_plan.effect().table) + " (" + columns + ") select " + columns + " from " +
            m_stage + " where bulkhead_item = any($1::text::bigint[]) order by bulkhead_item",
        {QString::fromLatin1('{' + items.join(',') + '}')});
    const SqlDiagnosis diagnosis = connection.diagnosis();
    if (!inserted && !isAboutRows(diagnosis))
        return inserted.error();
    const qint64 taken = inserted ? inserted->affected : 0;
    const bool isDecided = positions.size() == 1 || (inserted && (taken == 0 || taken == qint64(positions.size())));
    const QByteArray end = inserted && isDecided ? "release" : "rollback to";
    if (const Status ended = statusOf(connection.query(end + " savepoint bulkhead_again")); !ended)
        return ended;
    if (!isDecided) {
        const std::size_t half = positions.size() / 2;
        const Status left = insertAgain(batch, positions.first(half));
        return left ? insertAgain(batch, positions.subspan(half)) : left;
    }
    for (const std::size_t position : taken == 0 ? positions : std::span<const std::size_t>())
        batch.outcome.refused.push_back(
            {batch.order[position], inserted ? InsertPlan::keptBack() : m_plan.refusedBy(diagnosis)});
    return Done{};
}

} // namespace bulkhead
