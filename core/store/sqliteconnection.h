// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/driverconnection.h"
#include "core/store/sqlconnection.h"
#include "core/store/writeturn.h"

#include <QByteArray>

#include <atomic>
#include <chrono>
#include <mutex>
#include <unordered_map>

struct sqlite3_stmt;

namespace bulkhead {

/// A connection to an SQLite file: opened by Qt's driver, spoken to through sqlite3's statements.
/// A file that is not there is made, readable by its owner only; its folder must exist.
/// lower() folds ASCII only, exactly as in every other program that opens the file, since an index
/// uses it; bulkhead_fold() folds all of Unicode and is for searching only.
class SqliteConnection final : public SqlConnection
{
public:
    static Result<std::unique_ptr<SqlConnection>> open(const ConnectionTarget &target, const Options &options);
    ~SqliteConnection() override;

    Database kind() const override { return Database::SQLite; }
    Result<SqlRows> query(const QByteArray &sql, const SqlValues &parameters) override;
    Result<CellTable> cells(const QByteArray &sql, const SqlValues &parameters) override;
    Status script(const QByteArray &sql) override;
    Status begin(TransactionKind kind) override;
    Status commit() override;
    void rollback() override;
    bool inTransaction() const override;
    const SqlDiagnosis &diagnosis() const override { return m_diagnosis; }
    bool isOpen() const override { return m_sqlite != nullptr; }
    void cancel() override;
    sqlite3 *sqlite() override { return m_sqlite; }
    Error refused(const QByteArray &what) override;
    Error refused(const QByteArray &what, const pg_result *result) override;

private:
    struct FinalizeStatement
    {
        void operator()(sqlite3_stmt *statement) const;
    };
    struct Prepared
    {
        std::unique_ptr<sqlite3_stmt, FinalizeStatement> statement;
        std::vector<int> numbers; ///< of each of SQLite's own parameters, which $n it is
    };

    explicit SqliteConnection(std::unique_ptr<DriverConnection> driver);

    Status setUp(const Options &options);
    Status turnOnWal();
    static int waitForWriter(void *self, int attempt);
    template <typename Visit> Result<qint64> execute(const QByteArray &sql, const SqlValues &parameters, Visit visit);
    Result<Prepared *> prepared(const QByteArray &sql);
    Error failure(const QByteArray &what = {});
    /// Runs something that may have to wait for the write lock, when it is our turn.
    template <typename Take> auto inTurn(Take take)
    {
        return m_turn->through([this] { return m_isCancelled.load(); }, std::move(take));
    }

    std::unique_ptr<DriverConnection> m_driver;
    sqlite3 *m_sqlite = nullptr;
    std::unique_ptr<WriteTurn> m_turn; ///< null when the connection only reads
    SqlDiagnosis m_diagnosis;
    std::unordered_map<QByteArray, Prepared> m_prepared;
    std::mutex m_cancelMutex; ///< keeps the handle alive while another thread interrupts it
    std::atomic_bool m_isCancelled = false;
    std::chrono::steady_clock::time_point m_waitingSince;
};

/// What SQLite just said of this connection, with the nearest SQLSTATE.
SqlDiagnosis sqliteDiagnosis(sqlite3 *connection);

} // namespace bulkhead
