// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/jobstore.h"

#include "core/store/migrations.h"
#include "core/store/postgresjobstore.h"
#include "core/store/sqlitejobstore.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

std::unique_ptr<JobStore> JobStore::on(std::unique_ptr<SqlConnection> connection)
{
    if (connection->kind() == Database::PostgreSQL)
        return std::make_unique<PostgresJobStore>(std::move(connection));
    return std::make_unique<SqliteJobStore>(std::move(connection));
}

Result<std::unique_ptr<JobStore>> JobStore::open(const ConnectionTarget &target)
{
    Result<std::unique_ptr<SqlConnection>> connection = SqlConnection::open(target);
    if (!connection)
        return connection.error();
    if (Status current = Migrations(**connection).requireCurrent(); !current)
        return current.error();
    return on(connection.take());
}

Result<Job> existingJob(JobStore &store, const QUuid &jobId)
{
    Result<std::optional<Job>> job = store.job(jobId);
    if (!job)
        return job.error();
    if (*job)
        return std::move(**job);
    return Error{u"JOB_MISSING"_s,
                 Text{QT_TRANSLATE_NOOP("core", "There is no job %1."), {jobId.toString(QUuid::WithoutBraces)}},
                 {}};
}

} // namespace bulkhead
