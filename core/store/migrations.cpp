// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migrations.h"

#include "core/store/access.h"
#include "core/store/audit.h"
#include "core/store/sqldialect.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

struct Script
{
    int version = 0;
    QString name;
    QString up;
    QString down;
};

QString setName(Migrations::Set set)
{
    return set == Migrations::Set::Jobs ? u"jobs"_s : u"domain"_s;
}

/// The scripts that this program carries, oldest first.
std::vector<Script> scripts(Database kind, Migrations::Set set)
{
    const QDir folder(u":/migrations/"_s + (kind == Database::PostgreSQL ? u"postgresql/"_s : u"sqlite/"_s) +
                      setName(set));
    static const QRegularExpression shape(u"^(\\d{4})_(\\w+)\\.up\\.sql$"_s);
    std::vector<Script> found;
    const QStringList files = folder.entryList(QDir::Files, QDir::Name);
    for (const QString &file : files) {
        const QRegularExpressionMatch match = shape.match(file);
        if (match.hasMatch())
            found.push_back({.version = match.captured(1).toInt(),
                             .name = match.captured(2),
                             .up = folder.filePath(file),
                             .down = folder.filePath(QString(file).replace(u".up.sql"_s, u".down.sql"_s))});
    }
    return found;
}

Result<QByteArray> contents(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{u"MIGRATION_MISSING"_s,
                     {QT_TRANSLATE_NOOP("core", "The program does not carry the migration %1."), {path}},
                     QT_TRANSLATE_NOOP("core", "Install the program anew.")};
    return file.readAll();
}

Error newerSchema(int found, int known)
{
    return {.code = u"SCHEMA_NEWER"_s,
            .message = {QT_TRANSLATE_NOOP(
                            "core", "The database has version %1 of the tables; this program knows them up to %2."),
                        {QString::number(found), QString::number(known)}},
            .hint = QT_TRANSLATE_NOOP("core", "Use a newer version of the program.")};
}

Error inUse(Text message, const char *hint)
{
    return {.code = u"MIGRATION_IN_USE"_s, .message = std::move(message), .hint = hint};
}

/// One set of migrations on one connection.
class MigrationSet
{
public:
    MigrationSet(SqlConnection &connection, Migrations::Set set)
        : m_connection(connection), m_dialect(connection.kind()), m_set(set), m_scripts(scripts(connection.kind(), set))
    {}

    int newestKnown() const { return m_scripts.empty() ? 0 : m_scripts.back().version; }
    const std::vector<Script> &known() const { return m_scripts; }

    Result<bool> hasTable(const QString &name)
    {
        const Result<SqlRows> found = m_connection.query(m_connection.kind() == Database::PostgreSQL
                                                             ? "select to_regclass($1::text) is not null"
                                                             : "select count(*) from sqlite_schema where name = $1",
                                                         {name});
        if (!found)
            return found.error();
        return toBool(found->rows[0][0]);
    }

    Result<bool> isKept()
    {
        return hasTable(m_connection.kind() == Database::PostgreSQL ? u"bulkhead.migration"_s
                                                                    : u"bulkhead_migration"_s);
    }

    Result<std::vector<Migrations::Step>> applied()
    {
        std::vector<Migrations::Step> steps;
        const Result<bool> kept = isKept();
        if (!kept)
            return kept.error();
        if (!*kept)
            return steps;
        const Result<SqlRows> rows =
            m_connection.query(m_dialect.text("select version, name, {ms applied_at} from {migration} where "
                                              "set_name = $1 order by version"),
                               {setName(m_set)});
        if (!rows)
            return rows.error();
        for (const SqlRows::Row &row : rows->rows)
            steps.push_back({.version = int(toInt(row[0])), .name = toText(row[1]), .appliedAt = toInt(row[2])});
        return steps;
    }

    /// Waits for other programs that migrate, and makes the table that remembers what was applied.
    Status begin(Transaction &transaction)
    {
        if (Status begun = transaction.begin(); !begun)
            return begun;
        if (m_connection.kind() == Database::PostgreSQL) {
            // The key is "bulkhead" in ASCII; waiting is right even when the other one takes its time.
            Status locked = m_connection.script("set local lock_timeout to '10min';"
                                                "select pg_advisory_xact_lock(7094701105462534500)");
            if (!locked)
                return locked;
        }
        const Result<bool> kept = isKept();
        if (!kept)
            return kept.error();
        if (*kept)
            return Done{};
        if (m_connection.kind() == Database::PostgreSQL)
            return m_connection.script("create schema if not exists bulkhead;"
                                       "create table bulkhead.migration (set_name text not null,"
                                       " version integer not null, name text not null,"
                                       " applied_at timestamptz not null, primary key (set_name, version))");
        return m_connection.script("create table bulkhead_migration (set_name text not null, version integer not null,"
                                   " name text not null, applied_at integer not null,"
                                   " primary key (set_name, version))");
    }

    /// Applies the oldest script that is missing; false when there is none.
    Result<bool> applyNext()
    {
        Transaction transaction(m_connection);
        if (Status begun = begin(transaction); !begun)
            return begun.error();
        const auto steps = applied();
        if (!steps)
            return steps.error();
        const int newest = steps->empty() ? 0 : steps->back().version;
        if (newest > newestKnown())
            return newerSchema(newest, newestKnown());
        const auto next = std::ranges::find_if(m_scripts, [&](const Script &s) { return s.version > newest; });
        if (next == m_scripts.end())
            return false;
        const Result<QByteArray> sql = contents(next->up);
        if (!sql)
            return sql.error();
        if (Status ran = m_connection.script(*sql); !ran)
            return failed(*next, ran.error());
        const Result<SqlRows> noted = m_connection.query(
            m_dialect.text("insert into {migration} (set_name, version, name, applied_at) values ($1, $2, $3, {now})"),
            {setName(m_set), qint64(next->version), next->name});
        if (!noted)
            return noted.error();
        if (Status told = tell("up", *next); !told)
            return told.error();
        if (Status committed = transaction.commit(); !committed)
            return committed.error();
        return true;
    }

    /// Gives the roles their rights, also on what was there already: whoever may make roles may have come
    /// only after the tables.
    Status grant()
    {
        if (m_connection.kind() == Database::SQLite)
            return Done{};
        Transaction transaction(m_connection);
        if (Status begun = begin(transaction); !begun)
            return begun;
        if (Status applied = applyRoles(m_connection); !applied)
            return applied;
        return transaction.commit();
    }

    Result<int> revertNewest()
    {
        Transaction transaction(m_connection);
        if (Status begun = begin(transaction); !begun)
            return begun.error();
        const auto steps = applied();
        if (!steps)
            return steps.error();
        if (steps->empty())
            return 0;
        const int newest = steps->back().version;
        const auto script = std::ranges::find(m_scripts, newest, &Script::version);
        if (script == m_scripts.end())
            return newerSchema(newest, newestKnown());
        const Result<QByteArray> sql = contents(script->down);
        if (!sql)
            return sql.error();
        if (Status unused = m_set == Migrations::Set::Jobs ? requireFinishedJobs() : requireEmpty(*sql); !unused)
            return unused.error();
        if (Status ran = m_connection.script(*sql); !ran)
            return failed(*script, ran.error());
        const Result<SqlRows> noted =
            m_connection.query(m_dialect.text("delete from {migration} where set_name = $1 and version = $2"),
                               {setName(m_set), qint64(newest)});
        if (!noted)
            return noted.error();
        if (Status told = tell("down", *script); !told)
            return told.error();
        if (Status committed = transaction.commit(); !committed)
            return committed.error();
        return 1;
    }

private:
    /// The audit begins with the migration that makes it, and ends with the one that takes it back.
    Status tell(const char *direction, const Script &script)
    {
        const Result<bool> audited =
            hasTable(m_connection.kind() == Database::PostgreSQL ? u"bulkhead.audit"_s : u"bulkhead_audit"_s);
        if (!audited)
            return audited.error();
        if (!*audited)
            return Done{};
        return Audit(m_connection)
            .append({.action = u"migrated"_s,
                     .detail = {{u"set"_s, setName(m_set)},
                                {u"version"_s, script.version},
                                {u"name"_s, script.name},
                                {u"direction"_s, QString::fromLatin1(direction)}}});
    }

    Status requireFinishedJobs()
    {
        const Result<SqlRows> open =
            m_connection.query(m_dialect.text("select count(*) from {job} where completed_at is null"));
        if (!open)
            return open.error();
        const qint64 count = toInt(open->rows[0][0]);
        if (count == 0)
            return Done{};
        return inUse({QT_TRANSLATE_NOOP("core", "Jobs that are not finished: %1."), {QString::number(count)}},
                     QT_TRANSLATE_NOOP("core", "Wait for them or cancel them first."));
    }

    /// A down script names the tables that it drops in comments "-- must be empty: a b c".
    Status requireEmpty(const QByteArray &sql)
    {
        static const QRegularExpression line(u"^-- must be empty:(.*)$"_s, QRegularExpression::MultilineOption);
        for (auto it = line.globalMatch(QString::fromUtf8(sql)); it.hasNext();) {
            const QStringList tables = it.next().captured(1).split(u' ', Qt::SkipEmptyParts);
            for (const QString &table : tables) {
                const Result<bool> there = hasTable(table);
                if (!there)
                    return there.error();
                if (!*there)
                    continue;
                const Result<SqlRows> row = m_connection.query("select 1 from " + quotedIdentifier(table) + " limit 1");
                if (!row)
                    return row.error();
                if (!row->isEmpty())
                    return inUse({QT_TRANSLATE_NOOP("core", "The table %1 holds rows and is not dropped."), {table}},
                                 QT_TRANSLATE_NOOP("core", "Empty it by hand first, if its rows may really go."));
            }
        }
        return Done{};
    }

    Error failed(const Script &script, const Error &cause)
    {
        return {.code = u"MIGRATION_FAILED"_s,
                .message = {QT_TRANSLATE_NOOP("core", "The migration %1 of %2 failed and was taken back: %3"),
                            {script.name, setName(m_set), cause.message.toString()}},
                .hint = cause.hint};
    }

    SqlConnection &m_connection;
    SqlDialect m_dialect;
    Migrations::Set m_set;
    std::vector<Script> m_scripts;
};

} // namespace

Result<std::vector<Migrations::Step>> Migrations::status(Set set)
{
    MigrationSet migrations(m_connection, set);
    Result<std::vector<Step>> steps = migrations.applied();
    if (!steps)
        return steps.error();
    for (const Script &script : migrations.known()) {
        if (std::ranges::find(*steps, script.version, &Step::version) == steps->end())
            steps->push_back({.version = script.version, .name = script.name, .appliedAt = 0});
    }
    std::ranges::sort(*steps, {}, &Step::version);
    return steps;
}

Result<int> Migrations::up(Set set)
{
    MigrationSet migrations(m_connection, set);
    int applied = 0;
    for (;; ++applied) {
        const Result<bool> step = migrations.applyNext();
        if (!step)
            return step.error();
        if (!*step)
            break;
    }
    if (Status granted = migrations.grant(); !granted)
        return granted.error();
    return applied;
}

Result<int> Migrations::down(Set set)
{
    return MigrationSet(m_connection, set).revertNewest();
}

Status Migrations::requireCurrent()
{
    MigrationSet migrations(m_connection, Set::Jobs);
    const Result<std::vector<Step>> steps = migrations.applied();
    if (!steps && steps.error().code == u"ACCESS_DENIED") {
        const Status role = requireRole(m_connection, Role::Viewer); // says it better
        return role ? Status(steps.error()) : role;
    }
    if (!steps)
        return steps.error();
    const int newest = steps->empty() ? 0 : steps->back().version;
    if (newest == migrations.newestKnown() && newest > 0)
        return Done{};
    if (newest > migrations.newestKnown())
        return newerSchema(newest, migrations.newestKnown());
    const Text hint = QT_TRANSLATE_NOOP("core", "Run: bulkheadctl migrate up");
    if (newest == 0)
        return Error{u"SCHEMA_MISSING"_s, QT_TRANSLATE_NOOP("core", "The database has no tables for jobs yet."), hint};
    return Error{u"SCHEMA_OLD"_s,
                 {QT_TRANSLATE_NOOP("core", "The database has version %1 of the tables; this program needs %2."),
                  {QString::number(newest), QString::number(migrations.newestKnown())}},
                 hint};
}

} // namespace bulkhead
