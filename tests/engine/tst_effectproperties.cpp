// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/changes.h"
#include "core/engine/revert.h"
#include "core/engine/runner.h"
#include "core/engine/start.h"
#include "core/engine/submission.h"
#include "tests/support/bothdatabases.h"

#include <QTemporaryDir>

#include <rapidcheck.h>

#include <array>
#include <map>
#include <set>
#include <sstream>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

namespace {

enum class Holds { Number, Word, Truth };

/// A column of a table that nobody has seen before. All hold small whole numbers, so that they collide, or what stands
/// for them: "w3" for 3, true for 1.
struct Column
{
    Holds holds = Holds::Number;
    bool isUnique = false;
    bool isNotNull = false;
    bool isNotNegative = false;
    std::optional<int> standard; ///< the column's default
    bool isFed = true;           ///< the list has it
};

using Cells = std::vector<std::optional<int>>;
using Table = std::map<int, Cells>; ///< by key

struct Line
{
    int key = 0;
    Cells cells;      ///< nothing: an empty cell
    int spelling = 0; ///< of what can be written in several ways
};

/// Who says which record is meant.
enum class Keys {
    Named,   ///< the list, by key_field
    Known,   ///< the list, by the field that has the key's column
    Numbers, ///< the table counts: an insert's list has no keys
    Uuids,   ///< we do
};

struct World
{
    std::vector<Column> columns;
    Table records;
    EffectKind kind = EffectKind::Update;
    Keys keys = Keys::Named;
    std::vector<Line> lines;

    bool hasKeys() const { return keys == Keys::Named || keys == Keys::Known; }
};

/// The records as they compare: those whose keys nobody foretells, by what they hold.
Table comparable(const World &world, const Table &table)
{
    if (world.hasKeys())
        return table;
    std::vector<Cells> all;
    for (const auto &[key, cells] : table)
        all.push_back(cells);
    std::ranges::sort(all);
    Table numbered;
    for (std::size_t i = 0; i < all.size(); ++i)
        numbered[int(i)] = all[i];
    return numbered;
}

bool fits(const World &world, const Table &table, std::optional<int> self, const Cells &cells)
{
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const Column &column = world.columns[i];
        if (!cells[i] && column.isNotNull)
            return false;
        if (cells[i] && *cells[i] < 0 && column.isNotNegative)
            return false;
        for (const auto &[key, other] : table) {
            if (column.isUnique && key != self && cells[i] && other[i] == cells[i])
                return false;
        }
    }
    return true;
}

/// What the effect is to make of the world, worked out row by row without any SQL: the codes of refused rows, and the
/// table afterwards. All rows are judged by the table as it was, since they stand in one chunk.
struct Expected
{
    Table table;
    QStringList refused; ///< "row:CODE", "row:*" where the catalog's rules have a say in the name
};

Expected model(const World &world)
{
    Expected expected{.table = world.records, .refused = {}};
    std::set<int> keys;
    std::vector<std::set<int>> seen(world.columns.size());
    for (std::size_t i = 0; i < world.lines.size(); ++i) {
        const Line &line = world.lines[i];
        const auto refuse = [&](const QString &code) { expected.refused.append(u"%1:%2"_s.arg(i + 1).arg(code)); };
        // A row that repeats a key or a unique value of an earlier good row, before anything is asked.
        bool repeats = world.hasKeys() && keys.contains(line.key);
        const auto owns = [&](std::size_t c) {
            return world.columns[c].isUnique && world.columns[c].isFed && line.cells[c];
        };
        for (std::size_t c = 0; c < world.columns.size(); ++c)
            repeats = repeats || (owns(c) && seen[c].contains(*line.cells[c]));
        keys.insert(line.key);
        for (std::size_t c = 0; c < world.columns.size(); ++c) {
            if (owns(c))
                seen[c].insert(*line.cells[c]);
        }
        if (repeats) {
            refuse(u"DUPLICATE_IN_SOURCE"_s);
            continue;
        }
        const auto record = world.hasKeys() ? world.records.find(line.key) : world.records.end();
        const bool isThere = record != world.records.end();
        if (world.kind == EffectKind::Delete) {
            if (isThere)
                expected.table.erase(line.key);
            else
                refuse(u"NOT_FOUND"_s);
            continue;
        }
        if (world.kind == EffectKind::Update && !isThere) {
            refuse(u"NOT_FOUND"_s);
            continue;
        }
        if (world.kind == EffectKind::Insert && isThere) {
            refuse(u"*"_s);
            continue;
        }
        Cells next = isThere ? record->second : Cells(world.columns.size());
        for (std::size_t c = 0; c < next.size(); ++c) {
            if (!world.columns[c].isFed && !isThere)
                next[c] = world.columns[c].standard;
            else if (world.columns[c].isFed && line.cells[c])
                next[c] = line.cells[c];
        }
        constexpr int fresh = 1000; // no record has such a key before
        if (!fits(world, world.records, isThere ? std::optional(line.key) : std::nullopt, next))
            refuse(u"*"_s);
        else
            expected.table[world.hasKeys() ? line.key : fresh + int(i)] = next;
    }
    return expected;
}

Cells anyCells(const std::vector<Column> &columns)
{
    Cells cells;
    for (const Column &column : columns) {
        const bool isEmpty = *rc::gen::inRange(0, 5) == 0;
        const int value = column.holds == Holds::Truth ? *rc::gen::inRange(0, 2) : *rc::gen::inRange(-1, 6);
        cells.push_back(isEmpty ? std::nullopt : std::optional(value));
    }
    return cells;
}

void print(const World &world, std::ostream &out)
{
    const auto show = [&](const Cells &cells) {
        for (const auto &cell : cells)
            out << ' ' << (cell ? std::to_string(*cell) : "-");
        out << '\n';
    };
    static constexpr std::array keys{"key_field", "key", "numbered", "uuid"};
    static constexpr std::array holds{"number", "word", "truth"};
    out << effectKindName(world.kind).toStdString() << ", " << keys[std::size_t(world.keys)] << "\ncolumns:";
    for (const Column &column : world.columns)
        out << ' ' << holds[std::size_t(column.holds)] << (column.isUnique ? ",unique" : "")
            << (column.isNotNull ? ",notnull" : "") << (column.isNotNegative ? ",>=0" : "")
            << (column.standard ? ",default " + std::to_string(*column.standard) : "")
            << (column.isFed ? "" : ",not in the list") << ';';
    out << "\nrecords:\n";
    for (const auto &[key, cells] : world.records) {
        out << "  " << key << ':';
        show(cells);
    }
    out << "rows:\n";
    for (const Line &line : world.lines) {
        out << "  " << line.key << " (" << line.spelling << "):";
        show(line.cells);
    }
}

Column anyColumn()
{
    Column column;
    column.holds = *rc::gen::element(Holds::Number, Holds::Word, Holds::Truth);
    column.isUnique = column.holds != Holds::Truth && *rc::gen::arbitrary<bool>();
    column.isNotNull = *rc::gen::arbitrary<bool>();
    column.isNotNegative = column.holds == Holds::Number && *rc::gen::arbitrary<bool>();
    // Two new records with the same default would meet each other only as they are written.
    if (!column.isUnique && *rc::gen::arbitrary<bool>())
        column.standard = *rc::gen::inRange(0, 2);
    // That a column which the list lacks needs a value is for the table to say, as a trigger may fill it.
    column.isFed = (column.isNotNull && !column.standard) || *rc::gen::inRange(0, 4) > 0;
    return column;
}

World anyWorld()
{
    World world;
    const auto count = std::size_t(*rc::gen::inRange(1, 5));
    for (std::size_t i = 0; i < count; ++i)
        world.columns.push_back(anyColumn());
    for (const int key : *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 9))) {
        const Cells record = anyCells(world.columns);
        if (!world.records.contains(key) && fits(world, world.records, {}, record))
            world.records[key] = record;
    }
    world.kind = *rc::gen::element(EffectKind::Update, EffectKind::Upsert, EffectKind::Delete, EffectKind::Insert);
    world.keys = world.kind == EffectKind::Insert
                     ? *rc::gen::element(Keys::Named, Keys::Known, Keys::Numbers, Keys::Uuids)
                     : *rc::gen::element(Keys::Named, Keys::Known);
    if (!world.hasKeys())
        world.columns.front().isFed = true; // a list has a column
    for (const int key : *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 12)))
        world.lines.push_back({key, anyCells(world.columns), *rc::gen::inRange(0, 3)});
    if (world.lines.empty())
        world.lines.push_back({1, anyCells(world.columns), 0});
    return world;
}

QByteArray sqlOf(const Column &column, int value, Database kind)
{
    switch (column.holds) {
    case Holds::Number:
        return QByteArray::number(value);
    case Holds::Word:
        return "'w" + QByteArray::number(value) + "'";
    case Holds::Truth:
        break;
    }
    return kind == Database::SQLite ? QByteArray::number(value) : value ? "true" : "false";
}

/// As people write it.
QByteArray spelt(const Column &column, int value, int spelling)
{
    switch (column.holds) {
    case Holds::Number:
        return spelling == 0 || value < 0 ? QByteArray::number(value)
                                          : (spelling == 1 ? "+" : "0") + QByteArray::number(value);
    case Holds::Word:
        return (spelling == 0 ? "w" : " w") + QByteArray::number(value);
    case Holds::Truth:
        break;
    }
    static constexpr std::array yes{"true", "yes", "1"};
    static constexpr std::array no{"false", "No", "0"};
    return (value ? yes : no)[std::size_t(spelling)];
}

int valueOfCell(const Column &column, const SqlValue &cell)
{
    switch (column.holds) {
    case Holds::Number:
        return int(toInt(cell));
    case Holds::Word:
        return toText(cell).mid(1).toInt();
    case Holds::Truth:
        break;
    }
    return toBool(cell) ? 1 : 0;
}

} // namespace

/// Any table, any operation on it, any list, against a model of a few lines that knows no SQL.
class TestEffectProperties : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void everyEffectDoesWhatTheModelDoesAndIsTakenBack_data() { addBothDatabases(); }
    void everyEffectDoesWhatTheModelDoesAndIsTakenBack();

private:
    void make(const World &world);
    Operation operationFor(const World &world) const;
    QByteArray listOf(const World &world) const;
    Table table(const World &world);
    Job untilEnd(const QUuid &id);
    QStringList refused(const QUuid &id);
    void check(const World &world);

    std::unique_ptr<PostgresServer> m_server;
    QTemporaryDir m_folder;
    std::unique_ptr<ScratchDatabase> m_database;
    std::unique_ptr<JobStore> m_store;
};

void TestEffectProperties::initTestCase()
{
    if (!qEnvironmentVariableIsSet("RC_PARAMS")) // RC_PARAMS="seed=… max_success=…" runs others, and more
        qputenv("RC_PARAMS", "seed=20261122 max_success=60");
    qInfo("RC_PARAMS=%s", qgetenv("RC_PARAMS").constData());
    QString whyNot;
    m_server = PostgresServer::start(&whyNot);
    QVERIFY2(m_server, qPrintable(whyNot));
}

void TestEffectProperties::cleanupTestCase()
{
    m_store.reset();
    m_database.reset();
    m_server.reset();
}

void TestEffectProperties::make(const World &world)
{
    const bool lite = currentDatabase() == Database::SQLite;
    static constexpr std::array types{"integer", "varchar(20)", "boolean"};
    QByteArray key = "integer primary key";
    if (world.keys == Keys::Numbers && !lite)
        key = "integer generated by default as identity (start with 100) primary key";
    else if (world.keys == Keys::Uuids)
        key = lite ? "text primary key" : "uuid primary key";
    QByteArray sql = "drop table if exists things; create table things (k " + key;
    for (std::size_t i = 0; i < world.columns.size(); ++i) {
        const Column &column = world.columns[i];
        const QByteArray name = "c" + QByteArray::number(qulonglong(i));
        sql += ", " + name + ' ' + types[std::size_t(column.holds)];
        sql += column.isNotNull ? " not null" : "";
        sql += column.isUnique ? " unique" : "";
        sql += column.isNotNegative ? " check (" + name + " >= 0)" : QByteArray();
        sql += column.standard ? " default " + sqlOf(column, *column.standard, currentDatabase()) : QByteArray();
    }
    sql += ");";
    for (const auto &[number, cells] : world.records) {
        const QByteArray id = QByteArray::number(number);
        sql += "insert into things values (" +
               (world.keys == Keys::Uuids ? "'00000000-0000-4000-8000-00000000000" + id + "'" : id);
        for (std::size_t i = 0; i < cells.size(); ++i)
            sql += cells[i] ? ", " + sqlOf(world.columns[i], *cells[i], currentDatabase()) : QByteArray(", null");
        sql += ");";
    }
    const Status made = m_store->connection().script(sql);
    if (!made)
        qFatal("%s: %s", sql.constData(), qPrintable(made.error().toString()));
}

Operation TestEffectProperties::operationFor(const World &world) const
{
    static constexpr std::array types{"int", "text", "bool"};
    QByteArray text = "format = 1\nid = \"things\"\ntitle = \"Things\"\nsummary = \"Things\"\nrevertible = true\n";
    if (world.hasKeys())
        text += "[[field]]\nname = \"k\"\ntype = \"int\"\nrequired = true\n";
    QByteArray unique;
    const QByteArray effect = effectKindName(world.kind).toLatin1();
    for (std::size_t i = 0; i < world.columns.size(); ++i) {
        const QByteArray name = "\"c" + QByteArray::number(qulonglong(i)) + "\"";
        text += "[[field]]\nname = " + name + "\ntype = \"" + types[std::size_t(world.columns[i].holds)] + "\"\n";
        if (world.columns[i].isUnique)
            unique += "[[" + effect + ".unique]]\nfields = [" + name + "]\n";
    }
    text += "[" + effect + "]\ntable = \"things\"\nkey = \"k\"\n";
    text += (world.keys == Keys::Named ? "key_field = \"k\"\n" : "") + unique;
    return valueOf(parseOperation(u"things"_s, text));
}

QByteArray TestEffectProperties::listOf(const World &world) const
{
    QByteArrayList lines;
    QByteArrayList cells;
    if (world.hasKeys())
        cells.append("k");
    for (std::size_t i = 0; i < world.columns.size(); ++i) {
        if (world.columns[i].isFed)
            cells.append("c" + QByteArray::number(qulonglong(i)));
    }
    lines.append(cells.join(';'));
    for (const Line &line : world.lines) {
        cells.clear();
        if (world.hasKeys())
            cells.append(spelt({}, line.key, line.spelling));
        for (std::size_t i = 0; i < world.columns.size(); ++i) {
            if (world.columns[i].isFed)
                cells.append(line.cells[i] ? spelt(world.columns[i], *line.cells[i], line.spelling)
                                           : QByteArray("\"\""));
        }
        lines.append(cells.join(';'));
    }
    return lines.join('\n') + '\n';
}

Table TestEffectProperties::table(const World &world)
{
    const SqlRows rows = valueOf(m_store->connection().query("select * from things"));
    Table table;
    for (std::size_t row = 0; row < rows.rows.size(); ++row) {
        Cells cells;
        for (std::size_t i = 0; i < world.columns.size(); ++i) {
            const SqlValue &cell = rows.rows[row][i + 1];
            cells.push_back(isNull(cell) ? std::nullopt : std::optional(valueOfCell(world.columns[i], cell)));
        }
        table[world.hasKeys() ? int(toInt(rows.rows[row][0])) : int(row)] = cells;
    }
    return comparable(world, table);
}

Job TestEffectProperties::untilEnd(const QUuid &id)
{
    Runner runner(m_database->target(), {.program = u"tst_effectproperties"_s, .onlyJob = id, .onChanged = {}});
    if (!runner.start())
        qFatal("no runner");
    for (int i = 0; i < 60'000; ++i) {
        const std::optional<Job> job = valueOf(m_store->job(id));
        if (job && isFinal(job->state))
            return *job;
        QThread::msleep(1);
    }
    qFatal("the job did not end");
}

QStringList TestEffectProperties::refused(const QUuid &id)
{
    QStringList found;
    for (const Failure &failure :
         valueOf(m_store->failures({.jobId = id, .code = {}, .field = {}, .text = {}, .rows = {}})))
        found.append(u"%1:%2"_s.arg(failure.row).arg(failure.errors.front().code));
    return found;
}

void TestEffectProperties::check(const World &world)
{
    make(world);
    const Expected expected = model(world);
    const auto agrees = [&](const QStringList &found) {
        RC_ASSERT(found.size() == expected.refused.size());
        for (qsizetype i = 0; i < found.size(); ++i) {
            const bool isFree = expected.refused[i].endsWith(u":*"_s);
            const bool isSame = isFree ? found[i].section(u':', 0, 0) == expected.refused[i].section(u':', 0, 0)
                                       : found[i] == expected.refused[i];
            RC_ASSERT(isSame);
        }
    };
    QFile file(m_folder.filePath(u"list.csv"_s));
    RC_ASSERT(file.open(QIODevice::WriteOnly));
    file.write(listOf(world));
    file.close();
    const Operation operation = operationFor(world);
    const std::unique_ptr<RowSource> source = valueOf(openCsvFile(file.fileName(), {.delimiter = ';', .header = true}));
    const Submission submission{.operation = operation,
                                .mapping = mappingByName(operation, source->spec().columns),
                                .options = {},
                                .actor = u"anna"_s,
                                .preview = true};
    const QUuid id = valueOf(submit(*m_store, submission, *source, {}));
    agrees(refused(id));
    RC_ASSERT(table(world) == comparable(world, world.records));
    const Status started = startJob(*m_store, {.job = id, .actor = u"anna"_s, .confirmedRows = {}, .reason = {}});
    RC_ASSERT(started.ok());
    const Job done = untilEnd(id);
    agrees(refused(id));
    RC_ASSERT(table(world) == comparable(world, expected.table));
    if (done.counts.succeeded == 0)
        return;
    const Job reverted =
        untilEnd(valueOf(revertJob(*m_store, {.parent = id, .actor = u"anna"_s, .reason = {}, .worker = {}}, {})));
    RC_ASSERT(reverted.state == JobState::Completed);
    RC_ASSERT(table(world) == comparable(world, world.records));
}

void TestEffectProperties::everyEffectDoesWhatTheModelDoesAndIsTakenBack()
{
    m_store.reset();
    m_database = std::make_unique<ScratchDatabase>(currentDatabase(), m_server.get());
    m_database->migrate();
    m_store = valueOf(JobStore::open(m_database->target()));
    QVERIFY(rc::check("the effect and the model agree, and the revert brings all back", [this] {
        const World world = anyWorld();
        std::ostringstream shown; // printed with a failing case, once it is as small as it can be
        print(world, shown);
        RC_LOG() << shown.str();
        check(world);
    }));
}

QTEST_GUILESS_MAIN(TestEffectProperties)
#include "tst_effectproperties.moc"
