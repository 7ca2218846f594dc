// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"
#include "core/source/rowsource.h"
#include "core/store/jobstore.h"

#include <QElapsedTimer>

#include <functional>

namespace bulkhead {

class ServiceRegistry;

/// How far a reading of the source has come. Return false to stop; called some times a second.
struct PlanProgress
{
    qint64 rows = 0;
    qint64 refused = 0;
    double share = -1; ///< of the source, 0…1; negative when unknown
};
using PlanObserver = std::function<bool(const PlanProgress &)>;

/// What the checks found, without writing anything: the wizard's Check step.
struct CheckReport
{
    qint64 rows = 0;
    qint64 good = 0;
    std::vector<ErrorCount> errors; ///< by code, most frequent first
    std::vector<Failure> badRows;   ///< the first `keep` of them; input as JSON array of cells
    bool stopped = false;
};
Result<CheckReport> checkRows(RowSource &source, const Operation &operation, const Mapping &mapping, int keep,
                              const PlanObserver &observer);

/// Reads the source to its end, checks every row, and writes the chunks of the job: Pending → Queued, or Pending
/// still where its preview is to be looked at or its size asks for a person (see startNeeds()).
/// Nothing is written to the target. Reading and checking run on a thread of their own beside the
/// writing; the memory needed does not depend on the number of rows, but for 12 bytes a row to find
/// duplicates. When the observer says stop (the program ends) the job is left Pending, for the next runner
/// to read the list again; whoever wants it cancelled says so to the store. On an error of the source it is
/// Failed with the reason; but where a service that names the rows is not there, the job rests, Pending, and whoever
/// adopts it reads anew: the number of rows is 0 then. A dry run, for which a person waits, fails at once.
class Planner
{
public:
    /// `takenUp`: the failed rows of another job that this one retries, marked as its plan ends.
    /// `services`: whom its preview asks; may be null.
    Planner(JobStore &store, const Operation &operation, std::optional<FailureQuery> takenUp = {},
            ServiceRegistry *services = nullptr)
        : m_store(store), m_operation(operation), m_takenUp(std::move(takenUp)), m_services(services)
    {}

    /// `job` was created by createJob(). Returns the number of rows.
    Result<qint64> plan(const QUuid &jobId, const JobSpec &spec, RowSource &source, const PlanObserver &observer);

private:
    struct ReadState;

    Status readRows(RowSource &source, const JobSpec &spec, ReadState &state, const std::function<void(NewChunk)> &take,
                    const std::function<bool()> &isStopped) const;
    Status readHere(const QUuid &jobId, const JobSpec &spec, RowSource &source, const PlanObserver &observer,
                    ReadState &state);
    Status readBeside(const QUuid &jobId, const JobSpec &spec, RowSource &source, const PlanObserver &observer,
                      ReadState &state);
    Result<qint64> afterUnreadable(const QUuid &jobId, const JobSpec &spec, const Error &error);
    Status keep(const QUuid &jobId, std::vector<NewChunk> chunks);
    Status goesOn(const QUuid &jobId, const PlanObserver &observer, const PlanProgress &progress,
                  QElapsedTimer &sinceState);
    Status endPlan(const QUuid &jobId, const JobSpec &spec, qint64 rows, const PlanObserver &observer);
    Status release(const QUuid &jobId, const JobSpec &spec, qint64 rows);

    JobStore &m_store;
    const Operation &m_operation;
    std::optional<FailureQuery> m_takenUp;
    ServiceRegistry *m_services;
};

} // namespace bulkhead
