// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ctl.h"

#include "tests/support/slowinserts.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QThread>

#include <csignal>
#include <sys/prctl.h>
#include <zstd.h>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead::test {

namespace {

QByteArray unpacked(const QByteArray &page)
{
    const auto size = ZSTD_getFrameContentSize(page.constData(), std::size_t(page.size()));
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN)
        qFatal("a stored page is not what it should be");
    QByteArray plain(qsizetype(size), Qt::Uninitialized);
    if (ZSTD_decompress(plain.data(), std::size_t(size), page.constData(), std::size_t(page.size())) != size)
        qFatal("a stored page is damaged");
    return plain;
}

} // namespace

QJsonObject CtlRun::json() const
{
    return QJsonDocument::fromJson(out).object();
}

std::vector<QJsonObject> CtlRun::lines() const
{
    std::vector<QJsonObject> objects;
    for (const QByteArray &line : out.split('\n')) {
        if (!line.isEmpty())
            objects.push_back(QJsonDocument::fromJson(line).object());
    }
    return objects;
}

Ctl::Ctl(Database kind, const PostgresServer *server, bool migrated) : m_database(kind, server)
{
    if (migrated)
        m_database.migrate();
}

QProcessEnvironment Ctl::environment() const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    environment.insert(u"LANG"_s, u"C.UTF-8"_s);
    environment.insert(u"HOME"_s, m_files.path());
    for (const QString &folder : {u"XDG_DATA_HOME"_s, u"XDG_CONFIG_HOME"_s, u"XDG_CACHE_HOME"_s})
        environment.insert(folder, m_files.path());
    environment.insert(u"BULKHEAD_DATABASE_URL"_s, url());
    return environment;
}

std::unique_ptr<QProcess> Ctl::start(const QStringList &arguments) const
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(environment());
    process->setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); }); // also if we crash
    process->start(QStringLiteral(BULKHEADCTL), arguments);
    if (!process->waitForStarted(patienceMs))
        qFatal("cannot start %s: %s", BULKHEADCTL, qPrintable(process->errorString()));
    return process;
}

CtlRun Ctl::finish(QProcess &process, int atMostMs)
{
    CtlRun run;
    if (process.state() != QProcess::NotRunning && !process.waitForFinished(atMostMs)) {
        process.kill();
        process.waitForFinished();
    } else if (process.exitStatus() == QProcess::NormalExit) {
        run.code = process.exitCode();
    }
    run.out = process.readAllStandardOutput();
    run.err = process.readAllStandardError();
    return run;
}

CtlRun Ctl::run(const QStringList &arguments, const QByteArray &input) const
{
    const std::unique_ptr<QProcess> process = start(arguments);
    if (!input.isEmpty())
        process->write(input);
    process->closeWriteChannel();
    return finish(*process);
}

CtlRun Ctl::runAt(const QString &databaseUrl, const QStringList &arguments) const
{
    return run(QStringList{u"--database"_s, databaseUrl} + arguments);
}

CtlRun Ctl::submit(const QByteArray &csv, const QStringList &more) const
{
    return run(QStringList{u"--json"_s, u"submit"_s, u"users.create"_s, u"--csv"_s, file(u"list.csv"_s, csv)} + more);
}

QJsonObject Ctl::job(const QString &id) const
{
    return run({u"job"_s, id, u"--json"_s}).json();
}

std::vector<QJsonObject> Ctl::items(const QString &id, const QString &status) const
{
    return run({u"items"_s, id, u"--status"_s, status, u"--json"_s}).lines();
}

QString Ctl::file(const QString &name, const QByteArray &bytes) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
    return file.fileName();
}

SqlConnection &Ctl::sql() const
{
    if (!m_sql || !m_sql->isOpen())
        m_sql = m_database.connect();
    return *m_sql;
}

void Ctl::execute(const QByteArray &script) const
{
    if (const Status done = sql().script(script); !done)
        qFatal("%s: %s", script.constData(), qPrintable(done.error().toString()));
}

qint64 Ctl::number(const QByteArray &query) const
{
    const SqlRows rows = valueOf(sql().query(query));
    return rows.isEmpty() ? -1 : toInt(rows.rows[0][0]);
}

QString Ctl::text(const QByteArray &query) const
{
    const SqlRows rows = valueOf(sql().query(query));
    return rows.isEmpty() ? QString() : toText(rows.rows[0][0]);
}

QByteArray Ctl::table(const QByteArray &name) const
{
    return (kind() == Database::PostgreSQL ? "bulkhead." : "bulkhead_") + name;
}

void Ctl::slowDown(int msPerInsert) const
{
    execute(slowInserts(kind(), msPerInsert));
}

void Ctl::speedUp() const
{
    execute(kind() == Database::PostgreSQL ? "drop trigger slow on users" : "drop trigger slow");
}

QString Ctl::newestJob() const
{
    const SqlRows rows = valueOf(
        sql().query("select cast(id as text) from " + table("job") + " order by created_at desc, id desc limit 1"));
    return rows.isEmpty() ? QString() : toText(rows.rows[0][0]);
}

QString Ctl::stateOf(const QString &id) const
{
    return text("select state from " + table("job") + " where cast(id as text) = '" + id.toUtf8() + "'");
}

QByteArray Ctl::everythingStored() const
{
    QByteArray all;
    // Compressed pages hide their words from a search of the file.
    for (const QByteArray &column : {"rows from " + table("chunk_rows"), "results from " + table("chunk_result")}) {
        const SqlRows pages = valueOf(sql().query("select " + column));
        for (const SqlRows::Row &row : pages.rows)
            all += unpacked(toBytes(row[0]));
    }
    if (kind() == Database::SQLite) {
        for (const QString &suffix : {QString(), u"-wal"_s}) {
            QFile file(target().file + suffix);
            if (file.open(QIODevice::ReadOnly))
                all += file.readAll();
        }
        return all;
    }
    const SqlRows tables =
        valueOf(sql().query("select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables"
                            " where schemaname in ('public', 'bulkhead')"));
    for (const SqlRows::Row &row : tables.rows) {
        const SqlRows rows = valueOf(sql().query("select t::text from " + toText(row[0]).toUtf8() + " t"));
        for (const SqlRows::Row &line : rows.rows)
            all += toText(line[0]).toUtf8() + '\n';
    }
    return all;
}

bool waitUntil(const std::function<bool()> &isSo, int atMostMs)
{
    const QDeadlineTimer deadline(atMostMs);
    while (!isSo()) {
        if (deadline.hasExpired())
            return false;
        QThread::msleep(10);
    }
    return true;
}

QByteArray people(int count, const QByteArray &prefix)
{
    QByteArray csv = "email,name,password_hash\n";
    for (int i = 1; i <= count; ++i) {
        const QByteArray number = QByteArray::number(i);
        csv += prefix + number + "@example.org,Person " + number + ",$argon2id$given\n";
    }
    return csv;
}

QByteArray twoGoodOneBad()
{
    return "email,name,password_hash\n"
           "anna@example.org,Anna,h\n"
           "nobody,Broken,h\n"
           "otto@example.org,Otto,h\n";
}

} // namespace bulkhead::test
