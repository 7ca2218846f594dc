// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/bothdatabases.h"
#include "tests/support/patience.h"

#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace bulkhead::test {

/// What a run of bulkheadctl said and ended with; -1 when it was killed or did not end in time.
struct CtlRun
{
    int code = -1;
    QByteArray out;
    QByteArray err;

    /// The one object of --json.
    QJsonObject json() const;
    /// `items --json`: one object a line.
    std::vector<QJsonObject> lines() const;
    QByteArray all() const { return out + err; }
};

/// The run ended with that code; what it said, if not.
#define COMPARE_CODE(run, expected)                                                                                    \
    do {                                                                                                               \
        const bulkhead::test::CtlRun &ran = (run);                                                                     \
        QVERIFY2(ran.code == (expected), (QByteArray::number(ran.code) + ": " + ran.all()).constData());               \
    } while (false)

/// The program bulkheadctl as an operator has it, on an empty database of its own: no setting, language
/// or database of the machine reaches it.
class Ctl
{
public:
    /// `migrated`: with all tables made.
    Ctl(Database kind, const PostgresServer *server, bool migrated = true);

    /// Runs a command to its end.
    CtlRun run(const QStringList &arguments, const QByteArray &input = {}) const;
    /// The same against another database.
    CtlRun runAt(const QString &databaseUrl, const QStringList &arguments) const;
    /// Starts a command and returns at once; killed with the object if it still runs.
    std::unique_ptr<QProcess> start(const QStringList &arguments) const;
    /// Waits for what start() began.
    static CtlRun finish(QProcess &process, int atMostMs = 5 * patienceMs);

    /// `submit users.create --csv <a file of these bytes> …`, always with --json.
    CtlRun submit(const QByteArray &csv, const QStringList &more = {}) const;
    /// `job ID` as JSON.
    QJsonObject job(const QString &id) const;
    std::vector<QJsonObject> items(const QString &id, const QString &status = QStringLiteral("all")) const;

    QString file(const QString &name, const QByteArray &bytes) const;
    QString path(const QString &name) const { return m_files.filePath(name); }

    Database kind() const { return m_database.target().kind; }
    const ConnectionTarget &target() const { return m_database.target(); }
    const ScratchDatabase &database() const { return m_database; }
    QString url() const { return m_database.target().toUrl(); }
    /// Our own look into the database, past the program.
    SqlConnection &sql() const;
    /// Before the server goes, or after it went.
    void disconnect() const { m_sql.reset(); }
    void execute(const QByteArray &script) const;
    qint64 number(const QByteArray &query) const;
    QString text(const QByteArray &query) const;
    /// "job" → "bulkhead.job" or "bulkhead_job".
    QByteArray table(const QByteArray &name) const;
    qint64 users() const { return number("select count(*) from users"); }
    /// From now on each statement (on SQLite: each tenth row) that adds users takes so long, roughly.
    void slowDown(int msPerInsert) const;
    void speedUp() const;
    /// The id of the newest job; empty when there is none.
    QString newestJob() const;
    QString stateOf(const QString &id) const;
    /// Everything that is stored: the bytes of the file, or the rows of all tables, with all pages unpacked.
    QByteArray everythingStored() const;

private:
    QProcessEnvironment environment() const;

    ScratchDatabase m_database;
    QTemporaryDir m_files;
    mutable std::unique_ptr<SqlConnection> m_sql;
};

/// Waits, without an event loop, until it is so.
bool waitUntil(const std::function<bool()> &isSo, int atMostMs = 2 * patienceMs);

/// A list of `count` people with ready hashes: email <prefix><n>@example.org.
QByteArray people(int count, const QByteArray &prefix = "p");
/// A list of three people, of which the second is refused.
QByteArray twoGoodOneBad();

} // namespace bulkhead::test
