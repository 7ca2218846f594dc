// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/planner.h"
#include "core/operation/operationcatalog.h"
#include "core/remote/serviceregistry.h"

namespace bulkhead {

/// The doors through which every job comes into being, whoever asks: window, terminal, HTTP. All are
/// blocking and to be called off the UI thread, on the thread of `store`.
struct Submission
{
    Operation operation;
    Mapping mapping;
    JobOptions options;
    QString actor;                        ///< empty: who acts through the store's connection; see vouchedActor()
    bool preview = false;                 ///< dry run: the job then waits for startJob()
    QString actAs;                        ///< the account on whose behalf; empty: `actor` as themselves
    QString reason;                       ///< why, in the person's words
    std::optional<qint64> confirmedRows;  ///< the number of rows, as the person typed it
    QMap<QString, QString> settings = {}; ///< of an operation that has some; see MontageSettings
    std::shared_ptr<ServiceRegistry> services = {}; ///< whom the operation asks; null: nobody
    QUuid id = {};                                  ///< of the job to be; null: a new one
    /// Set while a runner of this process is enlisted, so that nobody takes the planning from us.
    QUuid worker;
};

/// Checks options and mapping, creates the job and plans it. `onCreated` hears the id at once. Returns
/// the id of a Queued job, which runs as soon as a Runner sees it, or of one that waits for startJob(): a preview,
/// or more rows than its operation may touch unasked. Errors: OPTION_RANGE, MAPPING_….
Result<QUuid> submit(JobStore &store, const Submission &submission, RowSource &source, const PlanObserver &observer,
                     const std::function<void(const QUuid &)> &onCreated = {});

struct RetryRequest
{
    QUuid parent;
    QString code;             ///< only rows with this error; empty: any
    std::vector<qint64> rows; ///< only these; empty: all failed ones
    /// Mended rows: a CSV as export gives it, matched by its bulkhead_row column. Only its rows are
    /// retried; cells of secrets left blank keep the value of the failed row.
    QString mendedCsv;
    QString actor; ///< empty: who acts through the store's connection; see vouchedActor()
    QUuid id = {}; ///< of the job to be; null: a new one
    QUuid worker;
};

/// Makes a child job of the failed rows that were not retried yet, with values as mended (kept by
/// JobStore::mend(), or in the file). Row numbers stay those of the source. Errors: NOTHING_TO_RETRY,
/// JOB_NOT_FINISHED, MENDED_ROW_UNKNOWN, ALREADY_RETRIED …
Result<QUuid> retryFailed(JobStore &store, const RetryRequest &request, const PlanObserver &observer,
                          const std::function<void(const QUuid &)> &onCreated = {});

/// Keeps an operator's correction of one cell of a failed row. A secret is hashed first.
Status mendCell(JobStore &store, const QUuid &jobId, qint64 row, const QString &column, const QString &value);

/// Plans a job that `worker` adopted since its planner died: from the file if it is unchanged, else the job
/// fails and says so.
Status resumePlanning(JobStore &store, const Job &job, const QUuid &worker,
                      const std::shared_ptr<ServiceRegistry> &services, const PlanObserver &observer = {});

} // namespace bulkhead
