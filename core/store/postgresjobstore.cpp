// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgresjobstore.h"

#include "core/store/postgrescopy.h"

#include <QtEndian>

namespace bulkhead {

namespace {

class PostgresSession final : public StoreSession
{
public:
    explicit PostgresSession(std::unique_ptr<SqlConnection> connection) : StoreSession(std::move(connection))
    {
        // A database made with locale C folds ASCII only; ICU's collation knows the other scripts.
        const auto folds =
            run("select lower('Ж') = 'ж', exists (select 1 from pg_collation where collname = 'und-x-icu')");
        if (folds && !toBool(folds->rows[0][0]) && toBool(folds->rows[0][1]))
            dialect().setMatchCollation(" collate \"und-x-icu\"");
    }

    Status serialiseClaims(const QUuid &jobId) override
    {
        const QByteArray bytes = jobId.toRfc4122();
        const qint64 key = qFromBigEndian<qint64>(bytes.constData()) ^ qFromBigEndian<qint64>(bytes.constData() + 8);
        // A claim that a crash of the server undoes was nobody's: its session is gone too, and the chunk is ready
        // again.
        const auto locked =
            run("select pg_advisory_xact_lock($1), set_config('synchronous_commit', 'off', true)", {key});
        if (!locked)
            return locked.error();
        return Done{};
    }

    Result<qint64> nextFence() override
    {
        const auto fence = run("select nextval('bulkhead.fence')");
        if (!fence)
            return fence.error();
        return toInt(fence->rows[0][0]);
    }

    Status waitPatiently() override
    {
        const auto set = run("set local lock_timeout to '60s'");
        if (!set)
            return set.error();
        return Done{};
    }

    Status insertFailures(const QUuid &jobId, qint64 chunkNo, std::span<const Failure> failures) override
    {
        PostgresCopy copy(connection(), dialect().text("{failure} (") + failureColumns + ")");
        if (Status begun = copy.begin(); !begun)
            return begun;
        for (const Failure &failure : failures) {
            if (Status added = copy.add(failureValues(jobId, chunkNo, failure)); !added)
                return added;
        }
        return copy.end();
    }
};

} // namespace

PostgresJobStore::PostgresJobStore(std::unique_ptr<SqlConnection> connection)
    : SqlJobStore(std::make_unique<PostgresSession>(std::move(connection)))
{}

} // namespace bulkhead
