// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgresconnection.h"

#include "core/store/postgreslogin.h"
#include "core/store/postgresvalues.h"
#include "core/store/sqlfailure.h"

#include <libpq-fe.h>

#include <QRegularExpression>
#include <QSqlError>

#include <array>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qsizetype maxPrepared = 300;
constexpr int minServerVersion = 130000; // gen_random_uuid() without an extension

bool isGood(const pg_result *result)
{
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

void ignoreNotice(void *, const pg_result *) {}

QString field(const pg_result *result, int code)
{
    return QString::fromUtf8(PQresultErrorField(result, code));
}

} // namespace

void PostgresConnection::ClearResult::operator()(pg_result *result) const
{
    PQclear(result);
}

Result<std::unique_ptr<SqlConnection>> PostgresConnection::open(const ConnectionTarget &target, const Options &options)
{
    auto driver = std::make_unique<DriverConnection>(u"QPSQL"_s);
    if (Status opened = openPostgres(driver->database(), target, options); !opened)
        return opened.error();
    std::unique_ptr<PostgresConnection> connection(new PostgresConnection(std::move(driver)));
    if (Status ready = connection->setUp(options); !ready)
        return ready.error();
    return std::unique_ptr<SqlConnection>(std::move(connection));
}

PostgresConnection::PostgresConnection(std::unique_ptr<DriverConnection> driver) : m_driver(std::move(driver))
{
    // Qt 6.4.2 registers the handle as "pg_conn*", its documentation says "PGconn*".
    m_pg = static_cast<pg_conn *>(m_driver->handle({"pg_conn*", "PGconn*"}));
}

PostgresConnection::~PostgresConnection()
{
    const std::scoped_lock lock(m_cancelMutex);
    PQfreeCancel(m_cancel);
    m_cancel = nullptr;
}

Status PostgresConnection::setUp(const Options &options)
{
    if (!m_pg)
        return Error{u"DATABASE_DRIVER"_s,
                     QT_TRANSLATE_NOOP("core", "Qt's PostgreSQL driver does not give out its connection."),
                     {}};
    if (const int version = PQserverVersion(m_pg); version < minServerVersion)
        return Error{u"DATABASE_VERSION"_s,
                     {QT_TRANSLATE_NOOP("core", "The server runs PostgreSQL %1."), {QString::number(version / 10000)}},
                     QT_TRANSLATE_NOOP("core", "PostgreSQL 13 or newer is needed.")};
    PQsetNoticeReceiver(m_pg, ignoreNotice, nullptr);
    PQsetErrorVerbosity(m_pg,
                        PQERRORS_VERBOSE); // so that refused() finds the SQLSTATE in the connection's words
    m_cancel = PQgetCancel(m_pg);
    m_statementTimeoutSeconds = options.statementTimeoutSeconds;
    // A client that froze inside a transaction must not hold its locks for ever; the fence, not these
    // times, is what keeps a late worker from writing.
    QByteArray session = "set client_encoding to 'UTF8'; set timezone to 'UTC'; set datestyle to 'ISO';"
                         "set intervalstyle to 'postgres'; set bytea_output to 'hex';"
                         "set standard_conforming_strings to on; set jit to off; set lock_timeout to '5s';"
                         "set idle_in_transaction_session_timeout to '30s'; set statement_timeout to '" +
                         QByteArray::number(m_statementTimeoutSeconds) + "s';";
    if (options.readOnly)
        session += "set default_transaction_read_only to on;";
    return simple(session);
}

Result<PostgresConnection::Prepared> PostgresConnection::prepared(const QByteArray &sql)
{
    if (const auto known = m_prepared.constFind(sql); known != m_prepared.cend())
        return *known;
    if (m_prepared.size() >= maxPrepared && simple("deallocate all").ok())
        m_prepared.clear();
    Prepared statement{.name = "bulkhead_" + QByteArray::number(++m_lastName)};
    HeldResult result(PQprepare(m_pg, statement.name.constData(), sql.constData(), 0, nullptr));
    if (!isGood(result.get()))
        return failure(result.get());
    result.reset(PQdescribePrepared(m_pg, statement.name.constData()));
    if (!isGood(result.get()))
        return failure(result.get());
    statement.isBinary = wantsBinary(result.get());
    m_prepared.insert(sql, statement);
    return statement;
}

void PostgresConnection::forget(const QByteArray &sql)
{
    const Prepared stale = m_prepared.take(sql);
    if (!inTransaction())
        std::ignore = simple("deallocate " + stale.name);
}

Result<SqlRows> PostgresConnection::query(const QByteArray &sql, const SqlValues &parameters)
{
    const Result<HeldResult> result = execute(sql, parameters, false);
    if (!result)
        return result.error();
    return readRows(result->get());
}

Result<CellTable> PostgresConnection::cells(const QByteArray &sql, const SqlValues &parameters)
{
    Result<HeldResult> result = execute(sql, parameters, true);
    if (!result)
        return result.error();
    return readCells(result.take());
}

Result<PostgresConnection::HeldResult> PostgresConnection::execute(const QByteArray &sql, const SqlValues &parameters,
                                                                   bool asText)
{
    const PostgresParameters given(parameters);
    if (given.hasNulCharacter()) {
        m_diagnosis = {.sqlState = "22021", .message = u"a text contains the character NUL"_s};
        return sqlError(m_diagnosis);
    }
    for (bool isRetry = false;; isRetry = true) {
        const Result<Prepared> statement = prepared(sql);
        if (!statement)
            return statement.error();
        HeldResult result(PQexecPrepared(m_pg, statement->name.constData(), given.count(), given.values(),
                                         given.lengths(), given.formats(), statement->isBinary && !asText));
        if (isGood(result.get()))
            return result;
        Error error = failure(result.get());
        // The server forgot the statement, or its result changed shape under a migration.
        const bool isStale = m_diagnosis.sqlState == "26000" || m_diagnosis.sqlState == "0A000";
        if (!isStale)
            return error;
        const SqlDiagnosis cause = m_diagnosis;
        const bool isLost = inTransaction();
        forget(sql);
        m_diagnosis = cause;
        if (isLost || isRetry)
            return error;
    }
}

Status PostgresConnection::simple(const QByteArray &sql, QByteArray *commandTag)
{
    const HeldResult result(PQexec(m_pg, sql.constData()));
    if (!isGood(result.get()))
        return failure(result.get());
    if (commandTag)
        *commandTag = PQcmdStatus(result.get());
    return Done{};
}

Status PostgresConnection::script(const QByteArray &sql)
{
    if (Status unlimited = simple("set statement_timeout to 0"); !unlimited)
        return unlimited;
    Status ran = simple(sql);
    const SqlDiagnosis cause = m_diagnosis;
    // In a transaction that failed this is refused, but then the rollback takes the first one back too.
    std::ignore = simple("set statement_timeout to '" + QByteArray::number(m_statementTimeoutSeconds) + "s'");
    if (!ran)
        m_diagnosis = cause;
    return ran;
}

Status PostgresConnection::begin(TransactionKind kind)
{
    switch (kind) {
    case TransactionKind::Snapshot:
        return simple("begin isolation level repeatable read");
    case TransactionKind::ReadOnly:
        return simple("begin isolation level repeatable read read only");
    case TransactionKind::Current:
        break;
    }
    return simple("begin isolation level read committed");
}

Status PostgresConnection::commit()
{
    QByteArray tag;
    if (Status done = simple("commit", &tag); !done)
        return done;
    if (tag == "COMMIT")
        return Done{};
    // A transaction in which a statement failed ends with ROLLBACK, whatever was asked for.
    return Error{u"DATABASE_ERROR"_s,
                 QT_TRANSLATE_NOOP("core", "The transaction was rolled back, since one of its statements had failed."),
                 {}};
}

void PostgresConnection::rollback()
{
    if (!isOpen() || !inTransaction())
        return;
    const SqlDiagnosis cause = m_diagnosis;
    if (simple("rollback").ok())
        m_diagnosis = cause;
}

bool PostgresConnection::inTransaction() const
{
    const PGTransactionStatusType status = PQtransactionStatus(m_pg);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

bool PostgresConnection::isOpen() const
{
    return PQstatus(m_pg) == CONNECTION_OK;
}

void PostgresConnection::cancel()
{
    const std::scoped_lock lock(m_cancelMutex);
    if (!m_cancel)
        return;
    m_cancelledAt = std::chrono::steady_clock::now().time_since_epoch().count();
    std::array<char, 256> why{};
    PQcancel(m_cancel, why.data(), int(why.size()));
}

void PostgresConnection::diagnose(const pg_result *result)
{
    m_diagnosis = {};
    if (const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE)) {
        m_diagnosis = {.sqlState = state,
                       .message = field(result, PG_DIAG_MESSAGE_PRIMARY),
                       .detail = field(result, PG_DIAG_MESSAGE_DETAIL),
                       .constraint = field(result, PG_DIAG_CONSTRAINT_NAME),
                       .table = field(result, PG_DIAG_TABLE_NAME),
                       .column = field(result, PG_DIAG_COLUMN_NAME),
                       .context = field(result, PG_DIAG_CONTEXT)};
    } else {
        // "ERROR:  23505: duplicate key …": the verbosity set in setUp() puts the state first.
        static const QRegularExpression words(u"^[^:\\n]+:\\s+(?:([0-9A-Z]{5}): )?(.*)$"_s,
                                              QRegularExpression::MultilineOption);
        const QString said = QString::fromUtf8(PQerrorMessage(m_pg)).trimmed();
        const QRegularExpressionMatch match = words.match(said);
        m_diagnosis.sqlState = match.captured(1).toLatin1();
        m_diagnosis.message = m_diagnosis.sqlState.isEmpty() ? said : match.captured(2);
        // libpq tells of a write that failed while it takes the connection for open still; to read finds out.
        for (int i = 0; m_diagnosis.sqlState.isEmpty() && isOpen() && i < 2; ++i)
            PQconsumeInput(m_pg);
    }
    if (!isOpen() && !m_diagnosis.isConnectionLost())
        m_diagnosis.sqlState = "08006";
}

/// The server takes a moment to be told, and the statement that it then stops may be the one after: it is stopped on
/// request all the same.
bool PostgresConnection::wasCancelled() const
{
    using std::chrono::steady_clock;
    constexpr auto longestWay = std::chrono::seconds(5);
    const steady_clock::time_point at{steady_clock::duration(m_cancelledAt.load())};
    return m_diagnosis.sqlState == "57014" && steady_clock::now() - at < longestWay;
}

Error PostgresConnection::failure(const pg_result *result)
{
    diagnose(result);
    return sqlError(m_diagnosis, wasCancelled());
}

Error PostgresConnection::refused(const QByteArray &what)
{
    return refused(what, nullptr);
}

Error PostgresConnection::refused(const QByteArray &what, const pg_result *result)
{
    diagnose(result);
    return sqlError(m_diagnosis, wasCancelled(), what);
}

} // namespace bulkhead
