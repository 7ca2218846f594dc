// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/celltable.h"
#include "core/store/connectiontarget.h"

#include <QByteArray>
#include <QUuid>

#include <memory>
#include <span>
#include <variant>
#include <vector>

struct pg_conn;
struct pg_result;
struct sqlite3;

namespace bulkhead {

/// A parameter or a cell. QByteArray is binary, QString is text; a QUuid is a uuid on PostgreSQL and
/// its 36 characters on SQLite.
using SqlValue = std::variant<std::monostate, bool, qint64, double, QString, QByteArray, QUuid>;
using SqlValues = std::vector<SqlValue>;

/// A whole result, small by contract (callers page).
class SqlRows
{
public:
    using Row = std::vector<SqlValue>;

    std::vector<Row> rows;
    qint64 affected = 0; ///< rows changed by an insert, update or delete

    qsizetype size() const { return qsizetype(rows.size()); }
    bool isEmpty() const { return rows.empty(); }
};

/// Reading a cell whatever its exact type is; a NULL reads as 0, empty or null.
bool isNull(const SqlValue &value);
bool toBool(const SqlValue &value);
qint64 toInt(const SqlValue &value);
double toDouble(const SqlValue &value);
QString toText(const SqlValue &value);
QByteArray toBytes(const SqlValue &value);
QUuid toUuid(const SqlValue &value);

/// What the server said of the last statement that failed.
struct SqlDiagnosis
{
    QByteArray sqlState; ///< five characters; on SQLite the nearest PostgreSQL state (23505, 23502 …)
    QString message;     ///< the server's words
    QString detail;      ///< "Key (lower(email))=(a@b.c) already exists."
    QString constraint;
    QString table;
    QString column;
    QString context; ///< "COPY users, line 17: …"

    /// Worth another try of the same statement: 08 40001 40P01 53 55P03 57P0x, busy, a lost connection.
    bool isTransient() const;
    bool isConnectionLost() const;
    /// Somebody changed what a TransactionKind::Snapshot was to write.
    bool isSerializationFailure() const { return sqlState == "40001"; }
};

/// What a transaction sees of what others commit meanwhile, and whether it may write.
enum class TransactionKind {
    Current,  ///< each statement sees the database as it is then
    Snapshot, ///< all see it as it was at the first; writing what was changed since fails, as transient (40001)
    ReadOnly, ///< a snapshot, and the database itself refuses to write
};

/// One database connection, opened through Qt's driver (QSqlDatabase) and used through that driver's
/// own libpq or sqlite3 handle, which gives binary parameters, COPY and full diagnostics.
/// It belongs to the thread that opened it and must be used and destroyed there; only cancel() may be
/// called from elsewhere. Statements use $1…$n on both databases, and both take a cast that follows a
/// parameter at once (`$1::uuid`; SQLite reads it as part of the parameter's name). The session runs in
/// UTC, with lock_timeout 5 s, statement_timeout as in Options and idle_in_transaction_session_timeout
/// 30 s (PostgreSQL), or in WAL mode with a busy time-out of 10 s, foreign keys on (SQLite).
class SqlConnection
{
public:
    struct Options
    {
        QByteArray applicationName; ///< empty: this program's file name, "bulkhead", "bulkheadctl"
        int connectTimeoutSeconds = 5;
        int statementTimeoutSeconds = 60; ///< PostgreSQL only; script() runs without
        bool readOnly = false;
    };

    /// Errors: DATABASE_UNREACHABLE, DATABASE_LOGIN_REFUSED, DATABASE_MISSING, DATABASE_FILE with a
    /// hint of what to check; never contains the password.
    static Result<std::unique_ptr<SqlConnection>> open(const ConnectionTarget &target, const Options &options);
    static Result<std::unique_ptr<SqlConnection>> open(const ConnectionTarget &target);
    virtual ~SqlConnection();
    SqlConnection(const SqlConnection &) = delete;
    SqlConnection &operator=(const SqlConnection &) = delete;

    virtual Database kind() const = 0;
    /// Options::applicationName.
    const QByteArray &program() const { return m_program; }
    /// Runs one statement; prepared statements are kept by text and used again. On failure see
    /// diagnosis(); the Error's code is DATABASE_ERROR, ACCESS_DENIED, DATABASE_LOST or CANCELLED.
    virtual Result<SqlRows> query(const QByteArray &sql, const SqlValues &parameters = {}) = 0;
    /// The same, with the result's cells as the database has them.
    virtual Result<CellTable> cells(const QByteArray &sql, const SqlValues &parameters = {}) = 0;
    /// Runs several statements separated by semicolons (migrations), without parameters.
    virtual Status script(const QByteArray &sql) = 0;

    /// SQLite begins immediately (takes the write lock), unless it only reads.
    virtual Status begin(TransactionKind kind = TransactionKind::Current) = 0;
    virtual Status commit() = 0;
    virtual void rollback() = 0;
    virtual bool inTransaction() const = 0;

    virtual const SqlDiagnosis &diagnosis() const = 0;
    virtual bool isOpen() const = 0;
    /// Stops the statement that runs now, from any thread; it then fails with CANCELLED. May take as
    /// long as a connection to the server does, so not for the window's thread.
    virtual void cancel() = 0;

    virtual pg_conn *pg() { return nullptr; }
    virtual sqlite3 *sqlite() { return nullptr; }
    /// Makes diagnosis() tell what the native handle just refused, and returns it as an Error.
    virtual Error refused(const QByteArray &what) = 0;
    /// The same from the result that libpq gave (or did not give: null), with all its fields; on
    /// PostgreSQL this is the one to use, as the connection alone remembers only state and words.
    virtual Error refused(const QByteArray &what, const pg_result *result) = 0;

protected:
    SqlConnection() = default;

private:
    QByteArray m_program;
};

/// Of a statement that is run for its effect.
Status statusOf(const Result<SqlRows> &result);

/// Rolls back when it goes out of scope uncommitted.
class Transaction
{
public:
    explicit Transaction(SqlConnection &connection) : m_connection(connection) {}
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;

    Status begin(TransactionKind kind = TransactionKind::Current);
    Status commit();
    void rollback();

private:
    SqlConnection &m_connection;
    bool m_open = false;
};

/// Quotes a table, column or constraint name from an operation file: the only place where a name
/// becomes SQL. "schema.table" is quoted part by part.
QByteArray quotedIdentifier(QStringView name);

} // namespace bulkhead
