// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqliteconnection.h"

#include "core/store/sqlfailure.h"

#include <sqlite3.h>

#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QThread>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <thread>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr std::size_t maxPrepared = 300;

Error fileError(const ConnectionTarget &target, const QString &words, const Text &hint)
{
    return {.code = u"DATABASE_FILE"_s,
            .message = {QT_TRANSLATE_NOOP("core", "The database file %1 cannot be opened: %2"), {target.file, words}},
            .hint = hint};
}

/// The file holds names and addresses of people: nobody but its owner reads it. SQLite gives its
/// journals the same rights.
Status createFile(const ConnectionTarget &target)
{
    const QFileInfo info(target.file);
    if (info.exists())
        return Done{};
    if (!QFileInfo(info.absolutePath()).isDir())
        return fileError(target, u"no such folder"_s,
                         {QT_TRANSLATE_NOOP("core", "Make the folder %1 first."), {info.absolutePath()}});
    QFile file(target.file);
    if (!file.open(QIODevice::NewOnly | QIODevice::WriteOnly, QFile::ReadOwner | QFile::WriteOwner) &&
        !QFile::exists(target.file)) // else another process was faster
        return fileError(target, file.errorString(), QT_TRANSLATE_NOOP("core", "Check the rights of its folder."));
    return Done{};
}

/// Text as it is compared when people search: case and width folded for every script.
void fold(sqlite3_context *context, int, sqlite3_value **values)
{
    if (sqlite3_value_type(values[0]) == SQLITE_NULL)
        return sqlite3_result_null(context);
    const auto *text = reinterpret_cast<const char *>(sqlite3_value_text(values[0]));
    const QByteArray folded = QString::fromUtf8(text, sqlite3_value_bytes(values[0])).toCaseFolded().toUtf8();
    sqlite3_result_text64(context, folded.constData(), sqlite3_uint64(folded.size()), SQLITE_TRANSIENT, SQLITE_UTF8);
}

constexpr std::chrono::seconds busyTimeout{10};
constexpr std::chrono::microseconds busyPause{250};

/// Texts are bound without a copy, so they must stay where they are until the statement was reset.
int bind(sqlite3_stmt *statement, int index, const SqlValue &value, std::vector<QByteArray> &held)
{
    if (isNull(value))
        return sqlite3_bind_null(statement, index);
    if (const auto *number = std::get_if<qint64>(&value))
        return sqlite3_bind_int64(statement, index, *number);
    if (const auto *flag = std::get_if<bool>(&value))
        return sqlite3_bind_int64(statement, index, *flag);
    if (const auto *number = std::get_if<double>(&value))
        return sqlite3_bind_double(statement, index, *number);
    if (const auto *bytes = std::get_if<QByteArray>(&value)) {
        const char *data = bytes->constData(); // never null, so that empty bytes do not become NULL
        return sqlite3_bind_blob64(statement, index, data, sqlite3_uint64(bytes->size()), SQLITE_STATIC);
    }
    const QByteArray &text = held.emplace_back(toText(value).toUtf8());
    return sqlite3_bind_text64(statement, index, text.constData(), sqlite3_uint64(text.size()), SQLITE_STATIC,
                               SQLITE_UTF8);
}

SqlValue cell(sqlite3_stmt *statement, int column)
{
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        return qint64(sqlite3_column_int64(statement, column));
    case SQLITE_FLOAT:
        return sqlite3_column_double(statement, column);
    case SQLITE_TEXT: {
        const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(statement, column));
        return QString::fromUtf8(text, sqlite3_column_bytes(statement, column));
    }
    case SQLITE_BLOB: {
        const auto *bytes = static_cast<const char *>(sqlite3_column_blob(statement, column));
        return bytes ? QByteArray(bytes, sqlite3_column_bytes(statement, column)) : QByteArray("", 0);
    }
    default:
        return {};
    }
}

void appendCell(CellTable &table, sqlite3_stmt *statement, int column)
{
    CellValue::Kind kind = CellValue::Kind::Text;
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
        return table.append(CellValue::Kind::Null, {});
    case SQLITE_FLOAT: {
        // SQLite's own words for a number have 15 digits, and 17 are needed to read the same one back.
        std::array<char, 32> digits{};
        const auto end =
            std::to_chars(digits.data(), digits.data() + digits.size(), sqlite3_column_double(statement, column));
        return table.append(CellValue::Kind::Real, {digits.data(), end.ptr});
    }
    case SQLITE_INTEGER:
        kind = CellValue::Kind::Integer;
        break;
    case SQLITE_BLOB:
        kind = CellValue::Kind::Blob;
        break;
    default:
        break;
    }
    const auto *bytes = static_cast<const char *>(
        kind == CellValue::Kind::Blob ? sqlite3_column_blob(statement, column)
                                      : static_cast<const void *>(sqlite3_column_text(statement, column)));
    table.append(kind, {bytes ? bytes : "", std::size_t(sqlite3_column_bytes(statement, column))});
}

/// Gives the statement back to the cache clean, whatever way its use ends.
class StatementUse
{
public:
    explicit StatementUse(sqlite3_stmt *statement) : m_statement(statement) {}
    ~StatementUse()
    {
        sqlite3_reset(m_statement);
        sqlite3_clear_bindings(m_statement);
    }
    StatementUse(const StatementUse &) = delete;
    StatementUse &operator=(const StatementUse &) = delete;

private:
    sqlite3_stmt *m_statement;
};

/// "$3" and "$3::uuid" are both parameter 3; 0 for a name of another shape.
int numberOfParameter(const char *name)
{
    if (!name)
        return 0;
    return atoi(name + 1);
}

} // namespace

void SqliteConnection::FinalizeStatement::operator()(sqlite3_stmt *statement) const
{
    sqlite3_finalize(statement);
}

Result<std::unique_ptr<SqlConnection>> SqliteConnection::open(const ConnectionTarget &target, const Options &options)
{
    if (!options.readOnly) {
        if (Status there = createFile(target); !there)
            return there.error();
    }
    auto driver = std::make_unique<DriverConnection>(u"QSQLITE"_s);
    QSqlDatabase &database = driver->database();
    database.setDatabaseName(target.file);
    database.setConnectOptions(options.readOnly ? u"QSQLITE_OPEN_READONLY"_s : QString());
    const Text hint = QT_TRANSLATE_NOOP("core", "Check that it is a file you may read and write.");
    if (!database.open())
        return fileError(target, database.lastError().databaseText().simplified(), hint);
    std::unique_ptr<SqliteConnection> connection(new SqliteConnection(std::move(driver)));
    if (!options.readOnly)
        connection->m_turn = std::make_unique<WriteTurn>(target.file);
    if (Status ready = connection->setUp(options); !ready)
        return fileError(target, connection->diagnosis().message, hint);
    return std::unique_ptr<SqlConnection>(std::move(connection));
}

SqliteConnection::SqliteConnection(std::unique_ptr<DriverConnection> driver) : m_driver(std::move(driver))
{
    m_sqlite = static_cast<sqlite3 *>(m_driver->handle({"sqlite3*"}));
}

SqliteConnection::~SqliteConnection()
{
    const std::scoped_lock lock(m_cancelMutex);
    m_prepared.clear(); // a connection with open statements does not close
    m_sqlite = nullptr;
    m_driver.reset();
}

Status SqliteConnection::setUp(const Options &options)
{
    if (!m_sqlite) {
        m_diagnosis.message = u"Qt's SQLite driver does not give out its connection"_s;
        return sqlError(m_diagnosis);
    }
    sqlite3_extended_result_codes(m_sqlite, 1);
    sqlite3_busy_handler(m_sqlite, waitForWriter, this);
    sqlite3_create_function_v2(m_sqlite, "bulkhead_fold", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr, fold, nullptr,
                               nullptr, nullptr);
    // FULL, not NORMAL: what was reported as done must outlive a power cut too; it costs one sync a chunk.
    const QByteArray session = "pragma foreign_keys = on; pragma synchronous = full; pragma temp_store = memory;"
                               "pragma cache_size = -65536; pragma trusted_schema = off;";
    if (Status ready = script(session); !ready || options.readOnly)
        return ready; // a file that is only read has WAL already, or never will
    if (Status ready = turnOnWal(); !ready)
        return ready;
    // A chunk touches most pages of an index over random keys: moved to the file only every 64 MiB, a
    // page is written once for several chunks (measured: half the time of a million rows).
    return script("pragma journal_size_limit = 67108864; pragma wal_autocheckpoint = 16384");
}

/// SQLite's own handler looks again only every tenth of a second, and would miss the short gaps that a
/// worker leaves between its chunks: a pause must get through within a second.
int SqliteConnection::waitForWriter(void *self, int attempt)
{
    auto *connection = static_cast<SqliteConnection *>(self);
    const auto now = std::chrono::steady_clock::now();
    if (attempt == 0)
        connection->m_waitingSince = now;
    if (connection->m_isCancelled || now - connection->m_waitingSince > busyTimeout)
        return 0;
    std::this_thread::sleep_for(busyPause);
    return 1;
}

/// Two programs that make the file at once: the change of mode does not wait for a lock by itself.
Status SqliteConnection::turnOnWal()
{
    for (int attempt = 0;; ++attempt) {
        const Result<SqlRows> mode = query("pragma journal_mode", {});
        if (mode && !mode->isEmpty() && toText(mode->rows[0][0]) == u"wal")
            return Done{};
        Status changed = script("pragma journal_mode = wal");
        if (changed || !m_diagnosis.isTransient() || attempt == 200)
            return changed;
        QThread::msleep(20);
    }
}

Result<SqliteConnection::Prepared *> SqliteConnection::prepared(const QByteArray &sql)
{
    if (const auto known = m_prepared.find(sql); known != m_prepared.end())
        return &known->second;
    if (m_prepared.size() >= maxPrepared)
        m_prepared.clear();
    sqlite3_stmt *raw = nullptr;
    const char *tail = nullptr;
    const int code =
        sqlite3_prepare_v3(m_sqlite, sql.constData(), int(sql.size() + 1), SQLITE_PREPARE_PERSISTENT, &raw, &tail);
    Prepared statement;
    statement.statement.reset(raw);
    if (code != SQLITE_OK)
        return failure();
    if (!raw || !QByteArrayView(tail).trimmed().isEmpty()) {
        m_diagnosis = {.sqlState = "42601", .message = u"query() takes exactly one statement"_s};
        return sqlError(m_diagnosis);
    }
    for (int i = 1; i <= sqlite3_bind_parameter_count(raw); ++i)
        statement.numbers.push_back(numberOfParameter(sqlite3_bind_parameter_name(raw, i)));
    return &m_prepared.emplace(sql, std::move(statement)).first->second;
}

/// Binds, steps through the result with `visit`, and gives the number of rows that were changed.
template <typename Visit>
Result<qint64> SqliteConnection::execute(const QByteArray &sql, const SqlValues &parameters, Visit visit)
{
    m_isCancelled = false;
    const Result<Prepared *> known = prepared(sql);
    if (!known)
        return known.error();
    const std::vector<int> &numbers = (*known)->numbers;
    sqlite3_stmt *statement = (*known)->statement.get();
    std::vector<QByteArray> held;
    held.reserve(numbers.size());
    const StatementUse use(statement);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const int number = numbers[i];
        if (number < 1 || std::size_t(number) > parameters.size()) {
            m_diagnosis = {.sqlState = "42P02", .message = u"a parameter of the statement was not given"_s};
            return sqlError(m_diagnosis);
        }
        if (bind(statement, int(i + 1), parameters[std::size_t(number - 1)], held) != SQLITE_OK)
            return failure();
    }
    const sqlite3_int64 changesBefore = sqlite3_total_changes64(m_sqlite);
    // A statement that writes on its own takes the lock with its first step.
    const bool takesLock = m_turn && !inTransaction() && sqlite3_stmt_readonly(statement) == 0;
    const auto step = [statement] { return sqlite3_step(statement); };
    int code = takesLock ? inTurn(step) : step();
    for (; code == SQLITE_ROW; code = step())
        visit(statement, sqlite3_data_count(statement)); // not sooner: the step may prepare it anew
    if (code != SQLITE_DONE) {
        const Error error = failure();
        // It was understood when it was prepared: a value is at fault, "malformed JSON".
        if (m_diagnosis.sqlState == "42601" && !m_diagnosis.message.startsWith("no such "_L1))
            m_diagnosis.sqlState = "22000";
        return error;
    }
    // sqlite3_changes() keeps the count of the last change, so it says nothing after a select.
    return qint64(sqlite3_total_changes64(m_sqlite) != changesBefore ? sqlite3_changes64(m_sqlite) : 0);
}

Result<SqlRows> SqliteConnection::query(const QByteArray &sql, const SqlValues &parameters)
{
    SqlRows rows;
    const Result<qint64> affected = execute(sql, parameters, [&](sqlite3_stmt *statement, int columns) {
        SqlRows::Row &row = rows.rows.emplace_back();
        row.reserve(std::size_t(columns));
        for (int column = 0; column < columns; ++column)
            row.push_back(cell(statement, column));
    });
    if (!affected)
        return affected.error();
    rows.affected = *affected;
    return rows;
}

Result<CellTable> SqliteConnection::cells(const QByteArray &sql, const SqlValues &parameters)
{
    const Result<Prepared *> known = prepared(sql);
    if (!known)
        return known.error();
    sqlite3_stmt *described = (*known)->statement.get();
    CellTable table(std::size_t(sqlite3_column_count(described)));
    for (int column = 0; column < sqlite3_column_count(described); ++column)
        table.names.append(QString::fromUtf8(sqlite3_column_name(described, column)));
    const Result<qint64> affected = execute(sql, parameters, [&](sqlite3_stmt *statement, int columns) {
        for (int column = 0; column < columns; ++column)
            appendCell(table, statement, column);
    });
    if (!affected)
        return affected.error();
    return table;
}

Status SqliteConnection::script(const QByteArray &sql)
{
    m_isCancelled = false;
    if (sqlite3_exec(m_sqlite, sql.constData(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return failure();
    return Done{};
}

Status SqliteConnection::begin(TransactionKind kind)
{
    if (kind == TransactionKind::ReadOnly || !m_turn)
        return script("begin deferred");
    m_isCancelled = false;
    return inTurn([this] { return script("begin immediate"); });
}

Status SqliteConnection::commit()
{
    return script("commit");
}

void SqliteConnection::rollback()
{
    if (!inTransaction())
        return;
    const SqlDiagnosis cause = m_diagnosis;
    if (script("rollback").ok())
        m_diagnosis = cause;
}

bool SqliteConnection::inTransaction() const
{
    return sqlite3_get_autocommit(m_sqlite) == 0;
}

void SqliteConnection::cancel()
{
    const std::scoped_lock lock(m_cancelMutex);
    if (!m_sqlite)
        return;
    m_isCancelled = true;
    sqlite3_interrupt(m_sqlite);
}

Error SqliteConnection::failure(const QByteArray &what)
{
    m_diagnosis = sqliteDiagnosis(m_sqlite);
    // Only cancel() interrupts, perhaps a statement that began while it was called: such a one knows nothing of it.
    const bool isCancelled = m_diagnosis.sqlState == "57014" || (m_isCancelled && m_diagnosis.sqlState == "55P03");
    return sqlError(m_diagnosis, isCancelled, what);
}

Error SqliteConnection::refused(const QByteArray &what)
{
    return failure(what);
}

Error SqliteConnection::refused(const QByteArray &what, const pg_result *)
{
    return failure(what);
}

} // namespace bulkhead
