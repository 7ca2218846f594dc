// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlitejobstore.h"

namespace bulkhead {

namespace {

class SqliteSession final : public StoreSession
{
public:
    using StoreSession::StoreSession;

    Status serialiseClaims(const QUuid &) override { return Done{}; }
    Status waitPatiently() override { return Done{}; }

    Result<qint64> nextFence() override
    {
        const auto fence = run("update {fence} set value = value + 1 returning value");
        if (!fence)
            return fence.error();
        return toInt(fence->rows[0][0]);
    }

    Status insertFailures(const QUuid &jobId, qint64 chunkNo, std::span<const Failure> failures) override
    {
        const QByteArray sql = dialect().text("insert into {failure} (") + failureColumns +
                               ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        for (const Failure &failure : failures) {
            const auto added = connection().query(sql, failureValues(jobId, chunkNo, failure));
            if (!added)
                return added.error();
        }
        return Done{};
    }
};

} // namespace

SqliteJobStore::SqliteJobStore(std::unique_ptr<SqlConnection> connection)
    : SqlJobStore(std::make_unique<SqliteSession>(std::move(connection)))
{}

} // namespace bulkhead
