// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"
#include "tests/support/bothdatabases.h"

namespace bulkhead::test {

/// A database with all tables, a store on it, and the few steps that most tests begin with.
class StoreFixture
{
public:
    explicit StoreFixture(const PostgresServer *server, Database kind = currentDatabase());

    JobStore &store() { return *m_store; }
    SqlConnection &sql() { return m_store->connection(); }
    bool isPg() { return sql().kind() == Database::PostgreSQL; }
    /// "bulkhead.job" or "bulkhead_job".
    QByteArray table(const QByteArray &name) { return (isPg() ? "bulkhead." : "bulkhead_") + name; }
    /// A store on a connection of its own, to be opened by the thread that uses it.
    std::unique_ptr<JobStore> another() const { return valueOf(JobStore::open(m_database.target())); }

    QUuid create(int priority = 5, const QUuid &parent = {});
    /// Pages of `size` rows, the first `refused` rows of each refused by their checks.
    void append(const QUuid &job, int chunks, int size, int refused = 0);
    QUuid submit(int chunks, int size, int refused = 0, int priority = 5);
    QUuid enlist(std::chrono::milliseconds lease = std::chrono::minutes(1));
    /// The next chunk; ends the test program when there is none.
    ChunkClaim claim(const QUuid &job, const QUuid &worker, qint64 fromNo = 0);
    bool canClaim(const QUuid &job, const QUuid &worker);
    /// As if so much time went by: all leases, and all waits of chunks, end so much sooner. `by` another connection
    /// where ours is in a transaction.
    void letPass(std::chrono::milliseconds time, SqlConnection *by = nullptr);
    /// Runs a whole chunk: its last `failing` rows fail, the others succeed.
    bool finish(const ChunkClaim &claim, int failing = 0);
    /// A job brought to this state by the verbs, two rows in one chunk.
    QUuid jobIn(JobState state);

    JobState state(const QUuid &job);
    QStringList log(const QUuid &job);
    /// The sentences of verify() that do not hold.
    QStringList broken(const QUuid &job);

private:
    ScratchDatabase m_database;
    std::unique_ptr<JobStore> m_store;
};

Failure failure(qint64 row, const QString &code = QStringLiteral("INVALID"),
                const QString &words = QStringLiteral("bad"));
/// What record() takes for a chunk whose last `failing` rows failed.
ChunkOutcome outcomeOf(const ChunkClaim &claim, int failing);

} // namespace bulkhead::test
