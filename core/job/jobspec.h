// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/csv/csvdialect.h"
#include "core/job/result.h"

#include <QJsonObject>
#include <QMap>
#include <QStringList>
#include <QUuid>

#include <optional>

namespace bulkhead {

/// Where the rows came from, and enough to know the list again when a planner has to start over.
struct SourceSpec
{
    enum class Kind {
        File,   ///< can be read again while size and time are as they were
        Stream, ///< standard input or clipboard: gone once read
        Retry,  ///< failed rows of the parent job
        Query,  ///< the operation's own query
        Revert, ///< what the parent job changed
    };
    Kind kind = Kind::File;
    QString path; ///< absolute
    QString name; ///< for people: "staff.csv", "clipboard"
    CsvDialect dialect;
    QStringList columns; ///< unique names, in the order of the source
    qint64 fileSize = 0;
    qint64 fileModifiedAt = 0; ///< ms since epoch
    /// The field by which rows were completed from the database, and how many columns that added at the end.
    QString completedBy = {};
    int addedColumns = 0;
};

/// Which column feeds which field of the operation; a field stands in one of the two maps at most.
struct Mapping
{
    QMap<QString, QString> columns;   ///< field → column
    QMap<QString, QString> constants; ///< field → value

    bool operator==(const Mapping &) const = default;
};

/// How a job is run. Limits are those of contracts.md and issue texts; checked by problems().
struct JobOptions
{
    int chunkSize = 0;   ///< rows; 0: what the operation says; 1…50,000
    int concurrency = 5; ///< chunks at once, 1…64
    bool stopOnError = false;
    std::optional<qint64> maxErrors;        ///< the job stops when more rows than this have failed
    std::optional<double> maxErrorsPercent; ///< the same, as a share of all rows
    int maxRetries = 3;                     ///< of a chunk, for transient errors only, 0…20
    int priority = 5;                       ///< 0…10, 10 first
    bool ordered = false;                   ///< chunks strictly one after the other
    std::optional<qint64> firstRows;        ///< run so many rows, then wait for a person (canary)
    std::optional<double> pauseAtPercent;   ///< pause when more of the settled rows than this have failed
    qint64 timeoutSeconds = 0;              ///< the job fails when it takes longer; 0: no limit
    int keepDays = 30;                      ///< by which the job can be taken back, from its end on; 1…3650

    /// What is out of range, one sentence each.
    std::vector<Error> problems() const;
    /// Failed rows beyond which a job of so many rows stops; nothing when there is no threshold.
    std::optional<qint64> errorLimit(qint64 total) const;
    bool operator==(const JobOptions &) const = default;
};

/// The whole order, one versioned JSON value that preview, run, retry and copy share. It carries the
/// operation's own text, so that a job runs with the version it was made with.
struct JobSpec
{
    QString operation;
    int operationVersion = 1;
    QString operationText;
    SourceSpec source;
    Mapping mapping;
    JobOptions options;
    bool preview = false;                ///< look first, and wait for somebody to start it
    QString actAs;                       ///< the account on whose behalf; empty: whoever submitted it
    QString reason;                      ///< why, in the person's words
    QUuid reverts;                       ///< the job that this one takes back
    std::optional<qint64> confirmedRows; ///< the number of rows, as the person typed it
    QStringList reads = {}; ///< what the operation reads of a record or asks a service for, besides the list
    QMap<QString, QString> settings = {}; ///< of an operation that has some (MONTAGE_MAX_ITEMS), each with its value
    bool isTrusted = false;               ///< an administrator who acts as nobody else

    QJsonObject toJson() const;
    static Result<JobSpec> fromJson(const QJsonObject &json);
};

} // namespace bulkhead
