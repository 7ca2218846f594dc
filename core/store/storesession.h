// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/job.h"
#include "core/store/sqlconnection.h"
#include "core/store/sqldialect.h"

#include <QHash>

namespace bulkhead {

/// What the parts of a job store share: one connection, one way to write SQL for it, and the few things
/// that the two databases do each in their own way. Belongs to the connection's thread.
class StoreSession
{
public:
    explicit StoreSession(std::unique_ptr<SqlConnection> connection);
    virtual ~StoreSession();
    StoreSession(const StoreSession &) = delete;
    StoreSession &operator=(const StoreSession &) = delete;

    SqlConnection &connection() { return *m_connection; }
    SqlDialect &dialect() { return m_dialect; }
    /// Runs a text of SqlDialect; `sql` is a literal, known again by its address.
    Result<SqlRows> run(const char *sql, const SqlValues &parameters = {});
    /// Runs a text that was put together for this one call.
    Result<SqlRows> runComposed(const QByteArray &sql, const SqlValues &parameters = {});
    Status addEvent(const QUuid &jobId, const QString &kind, const QJsonObject &detail);

    /// Within a transaction that is a claim and nothing else: from here on one claimer at a time looks at this job's
    /// chunks. Its commit need not wait for the disk.
    virtual Status serialiseClaims(const QUuid &jobId) = 0;
    /// A number higher than every one given before, also by other processes.
    virtual Result<qint64> nextFence() = 0;
    /// Within a transaction: waits for locks as long as a whole chunk may take to be written.
    virtual Status waitPatiently() = 0;
    virtual Status insertFailures(const QUuid &jobId, qint64 chunkNo, std::span<const Failure> failures) = 0;

private:
    std::unique_ptr<SqlConnection> m_connection;
    SqlDialect m_dialect;
    QHash<const char *, QByteArray> m_texts;
};

/// A transaction of the store's own, or a part of the one that the caller has opened already.
class StoreTransaction
{
public:
    explicit StoreTransaction(SqlConnection &connection) : m_transaction(connection)
    {
        m_isPart = connection.inTransaction();
    }
    Status begin() { return m_isPart ? Status(Done{}) : m_transaction.begin(); }
    Status commit() { return m_isPart ? Status(Done{}) : m_transaction.commit(); }

private:
    Transaction m_transaction;
    bool m_isPart = false;
};

/// Null when there is no such thing.
SqlValue idOrNull(const QUuid &id);
/// PostgreSQL stores no NUL character, and no reader misses it.
QString storable(QString text);
QString jsonText(const QJsonObject &json);
QString jsonText(const QJsonArray &json);
QJsonObject jsonObject(const SqlValue &value);
/// "[source, arg…]", or null for an empty text.
SqlValue textValue(const Text &text);
Text textOf(const SqlValue &value);

} // namespace bulkhead
