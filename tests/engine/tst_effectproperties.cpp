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

#include <map>
#include <sstream>
#include <set>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

namespace {

/// A column of a table that nobody has seen before. All hold small whole numbers, so that they collide.
struct Column
{
    bool isUnique = false;
    bool isNotNull = false;
    bool isNotNegative = false;
};

using Cells = std::vector<std::optional<int>>;
using Table = std::map<int, Cells>; ///< by key

struct Line
{
    int key = 0;
    Cells cells; ///< nothing: an empty cell
};

struct World
{
    std::vector<Column> columns;
    Table records;
    EffectKind kind = EffectKind::Update;
    std::vector<Line> lines;
};

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
        bool repeats = keys.contains(line.key);
        for (std::size_t c = 0; c < world.columns.size(); ++c)
            repeats = repeats || (world.columns[c].isUnique && line.cells[c] && seen[c].contains(*line.cells[c]));
        if (!keys.contains(line.key))
            keys.insert(line.key);
        for (std::size_t c = 0; c < world.columns.size(); ++c) {
            if (world.columns[c].isUnique && line.cells[c])
                seen[c].insert(*line.cells[c]);
        }
        if (repeats) {
            refuse(u"DUPLICATE_IN_SOURCE"_s);
            continue;
        }
        const auto record = world.records.find(line.key);
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
            if (line.cells[c])
                next[c] = line.cells[c];
        }
        if (!fits(world, world.records, isThere ? std::optional(line.key) : std::nullopt, next))
            refuse(u"*"_s);
        else
            expected.table[line.key] = next;
    }
    return expected;
}

rc::Gen<Cells> cells(std::size_t count)
{
    return rc::gen::container<Cells>(count, rc::gen::weightedOneOf<std::optional<int>>(
                                                {{1, rc::gen::just(std::optional<int>())},
                                                 {4, rc::gen::map(rc::gen::inRange(-1, 6), [](int n) { return std::optional(n); })}}));
}

void print(const World &world, std::ostream &out)
{
    const auto show = [&](const Cells &cells) {
        for (const auto &cell : cells)
            out << ' ' << (cell ? std::to_string(*cell) : "-");
        out << '\n';
    };
    out << effectKindName(world.kind).toStdString() << "\ncolumns:";
    for (const Column &column : world.columns)
        out << ' ' << (column.isUnique ? "unique," : "") << (column.isNotNull ? "notnull," : "") << (column.isNotNegative ? ">=0," : "") << ';';
    out << "\nrecords:\n";
    for (const auto &[key, cells] : world.records) {
        out << "  " << key << ':';
        show(cells);
    }
    out << "rows:\n";
    for (const Line &line : world.lines) {
        out << "  " << line.key << ':';
        show(line.cells);
    }
}

World anyWorld()
{
    World world;
    const auto count = std::size_t(*rc::gen::inRange(1, 4));
    for (std::size_t i = 0; i < count; ++i)
        world.columns.push_back({.isUnique = *rc::gen::arbitrary<bool>(),
                                 .isNotNull = *rc::gen::arbitrary<bool>(),
                                 .isNotNegative = *rc::gen::arbitrary<bool>()});
    for (const int key : *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 9))) {
        const Cells record = *cells(count);
        if (!world.records.contains(key) && fits(world, world.records, {}, record))
            world.records[key] = record;
    }
    world.kind = *rc::gen::element(EffectKind::Update, EffectKind::Upsert, EffectKind::Delete, EffectKind::Insert);
    for (const int key : *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 12)))
        world.lines.push_back({key, *cells(count)});
    if (world.lines.empty())
        world.lines.push_back({1, *cells(count)});
    return world;
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
    Table table(std::size_t columns);
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
        qputenv("RC_PARAMS", "seed=20261122 max_success=40");
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
    QByteArray sql = "drop table if exists things; create table things (k integer primary key";
    for (std::size_t i = 0; i < world.columns.size(); ++i) {
        const QByteArray name = "c" + QByteArray::number(qulonglong(i));
        sql += ", " + name + " integer";
        sql += world.columns[i].isNotNull ? " not null" : "";
        sql += world.columns[i].isUnique ? " unique" : "";
        sql += world.columns[i].isNotNegative ? " check (" + name + " >= 0)" : QByteArray();
    }
    sql += ");";
    for (const auto &[key, cells] : world.records) {
        sql += "insert into things values (" + QByteArray::number(key);
        for (const auto &cell : cells)
            sql += cell ? ", " + QByteArray::number(*cell) : QByteArray(", null");
        sql += ");";
    }
    const Status made = m_store->connection().script(sql);
    if (!made)
        qFatal("%s: %s", sql.constData(), qPrintable(made.error().toString()));
}

Operation TestEffectProperties::operationFor(const World &world) const
{
    QByteArray text = "format = 1\nid = \"things\"\ntitle = \"Things\"\nsummary = \"Things\"\nrevertible = true\n"
                      "[[field]]\nname = \"k\"\ntype = \"int\"\nrequired = true\n";
    QByteArray unique;
    const QByteArray effect = effectKindName(world.kind).toLatin1();
    for (std::size_t i = 0; i < world.columns.size(); ++i) {
        const QByteArray name = "\"c" + QByteArray::number(qulonglong(i)) + "\"";
        text += "[[field]]\nname = " + name + "\ntype = \"int\"\n";
        if (world.columns[i].isUnique)
            unique += "[[" + effect + ".unique]]\nfields = [" + name + "]\n";
    }
    text += "[" + effect + "]\ntable = \"things\"\nkey = \"k\"\nkey_field = \"k\"\n" + unique;
    return valueOf(parseOperation(u"things"_s, text));
}

QByteArray TestEffectProperties::listOf(const World &world) const
{
    QByteArray csv = "k";
    for (std::size_t i = 0; i < world.columns.size(); ++i)
        csv += ",c" + QByteArray::number(qulonglong(i));
    csv += '\n';
    for (const Line &line : world.lines) {
        csv += QByteArray::number(line.key);
        for (const auto &cell : line.cells)
            csv += ',' + (cell ? QByteArray::number(*cell) : QByteArray());
        csv += '\n';
    }
    return csv;
}

Table TestEffectProperties::table(std::size_t columns)
{
    const SqlRows rows = valueOf(m_store->connection().query("select * from things"));
    Table table;
    for (const SqlRows::Row &row : rows.rows) {
        Cells cells;
        for (std::size_t i = 1; i <= columns; ++i)
            cells.push_back(isNull(row[i]) ? std::optional<int>() : std::optional(int(toInt(row[i]))));
        table[int(toInt(row[0]))] = cells;
    }
    return table;
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
    for (const Failure &failure : valueOf(m_store->failures({.jobId = id, .code = {}, .field = {}, .text = {}, .rows = {}})))
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
    const std::unique_ptr<RowSource> source = valueOf(openCsvFile(file.fileName(), {.delimiter = ',', .header = true}));
    const Submission submission{.operation = operation, .mapping = mappingByName(operation, source->spec().columns),
                                .options = {}, .actor = u"anna"_s, .preview = true};
    const QUuid id = valueOf(submit(*m_store, submission, *source, {}));
    agrees(refused(id));
    RC_ASSERT(table(world.columns.size()) == world.records);
    const Status started = startJob(*m_store, {.job = id, .actor = u"anna"_s, .confirmedRows = {}, .reason = {}});
    RC_ASSERT(started.ok());
    const Job done = untilEnd(id);
    agrees(refused(id));
    RC_ASSERT(table(world.columns.size()) == expected.table);
    if (done.counts.succeeded == 0)
        return;
    const Job reverted = untilEnd(valueOf(revertJob(*m_store, {.parent = id, .actor = u"anna"_s, .reason = {}, .worker = {}}, {})));
    RC_ASSERT(reverted.state == JobState::Completed);
    RC_ASSERT(table(world.columns.size()) == world.records);
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
