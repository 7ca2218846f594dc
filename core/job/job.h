// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/jobstate.h"
#include "core/job/text.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QUuid>

#include <vector>

namespace bulkhead {

/// Rows by what became of them; always derived from the job's chunks, never kept beside them.
struct JobCounts
{
    qint64 total = 0;
    qint64 succeeded = 0;
    qint64 failed = 0;
    qint64 skipped = 0;
    qint64 cancelled = 0;
    qint64 unknown = 0;

    qint64 settled() const { return succeeded + failed + skipped + cancelled + unknown; }
    /// Rows that no worker has settled yet.
    qint64 open() const { return total - settled(); }
    bool operator==(const JobCounts &) const = default;
};

enum class JobKind {
    Run,    ///< applies its operation
    Revert, ///< takes back what its parent did
};

/// What a Pending job waits for.
enum class JobAwaits {
    Nothing,  ///< its list is being read
    Start,    ///< somebody who has seen its preview, or types the number of its rows
    Approval, ///< a second person
};

/// A job as an observer sees it. Times are milliseconds since the epoch, by the clock of the
/// database; 0 means "not yet".
struct Job
{
    QUuid id;
    QString operation;
    int operationVersion = 1;
    QJsonObject spec; ///< JobSpec::toJson(): source, mapping, options, and the operation's own text
    JobState state = JobState::Pending;
    Text reason; ///< why it failed or stopped, for people; empty otherwise
    QString sourceName;
    QString actor;           ///< who submitted it
    QString user = {};       ///< the same as the server knows, on PostgreSQL; empty in a file
    QString approvedBy = {}; ///< the second person who agreed to it; empty: nobody did
    QString host;
    int priority = 5;
    QUuid parentId; ///< the job whose failed rows this one retries, or which it takes back; null for the first
    JobKind kind = JobKind::Run;
    JobAwaits awaits = JobAwaits::Nothing;
    qint64 revertibleUntil = 0; ///< when its images are forgotten; 0 before its end
    qint64 resumesAt = 0;       ///< when a paused job goes on by itself; 0: when somebody says so
    qint64 createdAt = 0;
    qint64 startedAt = 0;
    qint64 completedAt = 0;
    JobCounts counts;
};

/// One row that did not succeed.
struct RowError
{
    QString code;
    QString field; ///< the operation's field, or the column; empty when the whole row is meant
    Text message;
};

struct Failure
{
    qint64 row = 0;
    qint64 line = 0;
    std::vector<RowError> errors; ///< at least one; all that was found
    bool retryable = false;
    /// The source's cells as JSON array of strings, secrets left empty: for reading and searching.
    QString input;
    /// Column → new value, as mended by the operator and not yet retried. Secrets are already hashed.
    QJsonObject mended;
    QUuid retriedIn; ///< the child job that took this row up; null if none
};

struct ErrorCount
{
    QString code;
    qint64 count = 0;
    qint64 firstRow = 0;
    Text example; ///< the message of the first such row
};

/// A page of rows: the unit of work, of commit and of progress. Items are numbered 1…total within
/// the job (`firstItem`); the row numbers of the source stand in the page itself.
struct Chunk
{
    qint64 no = 0; ///< 0, 1, 2 …
    qint64 firstItem = 1;
    qint64 itemCount = 0;
    ChunkState state = ChunkState::Ready;
    int attempt = 0;
    qint64 succeeded = 0;
    qint64 failed = 0; ///< while not done: rows already refused by their checks
    qint64 skipped = 0;
    qint64 unknown = 0;
    QString worker;
    qint64 startedAt = 0;
    qint64 durationMs = 0;
};

struct JobEvent
{
    qint64 id = 0;
    qint64 at = 0;
    QString kind; ///< submitted queued started chunk_done chunk_retried lease_expired paused resumed …
    QJsonObject detail;
};

/// Where a new id for a job comes from: version 7, so that jobs sort by time.
QUuid newJobId();

} // namespace bulkhead
