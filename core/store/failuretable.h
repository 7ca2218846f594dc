// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

namespace bulkhead {

class SqlConditions;
class StoreSession;

/// The columns of a failure in the order of failureValues(), for an insert.
constexpr const char *failureColumns = "job_id, row_no, line, chunk_no, code, field, message, errors, retryable, input";
SqlValues failureValues(const QUuid &jobId, qint64 chunkNo, const Failure &failure);

/// The part of a job store that knows the rows that did not succeed: to be filtered, counted, mended
/// and retried. All filtering and sorting is the database's.
class FailureTable
{
public:
    explicit FailureTable(StoreSession &session) : m_session(session) {}

    Result<std::vector<ErrorCount>> errorCounts(const QUuid &jobId);
    Result<qint64> count(const FailureQuery &query);
    Result<std::vector<Failure>> failures(const FailureQuery &query);
    Status mend(const QUuid &jobId, qint64 row, const QJsonObject &values);
    Status markRetried(const FailureQuery &query, qint64 count, const QUuid &child);

private:
    SqlConditions conditions(const FailureQuery &query) const;

    StoreSession &m_session;
};

} // namespace bulkhead
