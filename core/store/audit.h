// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlconnection.h"
#include "core/store/sqldialect.h"

#include <QJsonObject>
#include <QStringList>

#include <functional>
#include <optional>

class QIODevice;

namespace bulkhead {

class SqlConditions;

/// What a program tells the audit; who, when and from where it adds itself. Names of columns may stand in
/// it, values of cells and secrets never.
struct AuditRecord
{
    QString action; ///< one of auditActions()
    QUuid jobId = {};
    QString operation = {};
    QString actor = {};  ///< empty: who acts through the connection, see actingUser()
    QString reason = {}; ///< why, in the words of who did it
    std::optional<qint64> rows = {};
    QStringList columns = {};
    QJsonObject detail = {};
};

/// An entry as it stands there. `user` and `address` are what the server knows, `actor` what was said.
struct AuditEntry
{
    qint64 id = 0; ///< 1, 2, 3 … without gaps
    qint64 at = 0; ///< ms since epoch, by the database's clock
    QString actor;
    QString user;
    QString host;
    QString program;
    QString address;
    QString action;
    QUuid jobId;
    QString operation;
    QString reason;
    std::optional<qint64> rows;
    QStringList columns;
    QJsonObject detail;
    QString previousHash;
    QString hash;

    /// As `audit list --json` and `audit export` print it.
    QJsonObject toJson() const;
};

struct AuditQuery
{
    QString actor = {};     ///< this actor, or user of the database; empty: any
    QString action = {};    ///< empty: any
    QString operation = {}; ///< empty: any
    QUuid jobId = {};
    QString text = {}; ///< in any of who, where, operation, job, reason and detail; case-insensitive
    qint64 since = 0;  ///< ms since epoch; 0: from the beginning
    qint64 until = 0;  ///< before this; 0: to the end
    qint64 before = 0; ///< keyset: only entries with a lower id; 0: from the newest on
    int limit = 100;
};

/// What a walk along the chain came to.
struct AuditVerdict
{
    qint64 entries = 0;           ///< as many as hold
    QString lastHash;             ///< of the last of them: kept elsewhere, it proves the chain up to there
    std::optional<qint64> broken; ///< the first entry that was changed, is missing, or does not belong there
    Text why;
};

/// The actions that are told, for people to choose from.
QStringList auditActions();

/// The append-only log of who did what: each entry is hashed together with the one before. On PostgreSQL
/// the server makes the chain (migration 0003), on SQLite append() does. Belongs to the connection's thread.
class Audit
{
public:
    enum class Format { Csv, Json };

    explicit Audit(SqlConnection &connection) : m_connection(connection), m_dialect(connection.kind()) {}

    /// In the open transaction, as the last thing it writes: others that append wait until it ends. Without
    /// one, in a transaction of its own.
    Status append(const AuditRecord &record);
    /// Newest first.
    Result<std::vector<AuditEntry>> page(const AuditQuery &query);
    Result<qint64> count(const AuditQuery &query);
    /// Recomputes every hash. `observer` hears how many entries were walked and says whether to go on; else
    /// the error INTERRUPTED.
    Result<AuditVerdict> verify(const std::function<bool(qint64 entries)> &observer = {});
    /// Writes what the query names (whatever its limit), oldest first: CSV with a header, or an object a
    /// line. Reading out is itself told. Returns how many entries were written.
    Result<qint64> exportTo(QIODevice &out, Format format, const AuditQuery &query,
                            const std::function<bool(qint64 entries)> &observer = {});

private:
    SqlConditions conditions(const AuditQuery &query) const;
    Status appendToFile(const AuditRecord &record);
    Result<SqlRows> read(const QByteArray &tail, const SqlValues &parameters);
    /// Oldest first, beyond `after`.
    Result<std::vector<AuditEntry>> pageAfter(const AuditQuery &query, qint64 after, int limit);
    static std::vector<AuditEntry> entriesOf(const SqlRows &rows);

    SqlConnection &m_connection;
    SqlDialect m_dialect;
};

} // namespace bulkhead
