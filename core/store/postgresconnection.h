// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/driverconnection.h"
#include "core/store/sqlconnection.h"

#include <QHash>

#include <atomic>
#include <chrono>
#include <mutex>

struct pg_result;
struct pg_cancel;

namespace bulkhead {

/// A connection to PostgreSQL: opened by Qt's driver, spoken to through libpq's prepared statements.
class PostgresConnection final : public SqlConnection
{
public:
    static Result<std::unique_ptr<SqlConnection>> open(const ConnectionTarget &target, const Options &options);
    ~PostgresConnection() override;

    Database kind() const override { return Database::PostgreSQL; }
    Result<SqlRows> query(const QByteArray &sql, const SqlValues &parameters) override;
    Result<CellTable> cells(const QByteArray &sql, const SqlValues &parameters) override;
    Status script(const QByteArray &sql) override;
    Status begin(TransactionKind kind) override;
    Status commit() override;
    void rollback() override;
    bool inTransaction() const override;
    const SqlDiagnosis &diagnosis() const override { return m_diagnosis; }
    bool isOpen() const override;
    void cancel() override;
    pg_conn *pg() override { return m_pg; }
    Error refused(const QByteArray &what) override;
    Error refused(const QByteArray &what, const pg_result *result) override;

private:
    /// A statement the server keeps. Values come back as text, except where a bytea would be blown up.
    struct Prepared
    {
        QByteArray name;
        bool isBinary = false;
    };

    explicit PostgresConnection(std::unique_ptr<DriverConnection> driver);

    Status setUp(const Options &options);
    struct ClearResult
    {
        void operator()(pg_result *result) const;
    };
    using HeldResult = std::unique_ptr<pg_result, ClearResult>;
    /// Text is asked for where `asText`, else what suits the statement.
    Result<HeldResult> execute(const QByteArray &sql, const SqlValues &parameters, bool asText);
    Result<Prepared> prepared(const QByteArray &sql);
    void forget(const QByteArray &sql);
    /// Runs without parameters or a prepared statement; the result is read by the caller.
    Status simple(const QByteArray &sql, QByteArray *commandTag = nullptr);
    void diagnose(const pg_result *result);
    bool wasCancelled() const;
    Error failure(const pg_result *result);

    std::unique_ptr<DriverConnection> m_driver;
    pg_conn *m_pg = nullptr;
    SqlDiagnosis m_diagnosis;
    QHash<QByteArray, Prepared> m_prepared;
    quint64 m_lastName = 0;
    int m_statementTimeoutSeconds = 60;
    std::mutex m_cancelMutex; ///< guards m_cancel, the only member that other threads touch
    pg_cancel *m_cancel = nullptr;
    std::atomic<std::chrono::steady_clock::rep> m_cancelledAt =
        std::chrono::steady_clock::time_point::min().time_since_epoch().count() / 2;
};

} // namespace bulkhead
