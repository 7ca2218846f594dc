// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/planner.h"

namespace bulkhead {

struct RevertRequest
{
    QUuid parent;
    bool preview = false; ///< look first: the child then waits for startJob()
    QString actor;        ///< empty: who acts through the store's connection; see vouchedActor()
    QString reason;
    std::optional<qint64> confirmedRows = {}; ///< the number of records, as the person typed it
    QUuid id = {};                            ///< of the job to be; null: a new one
    QUuid worker;
};

/// Whether a finished job can be taken back now, and if not, why: for a button and its tooltip. The Error's codes are
/// NOT_REVERTIBLE, JOB_NOT_FINISHED, IMAGES_GONE, NOTHING_TO_REVERT, ALREADY_REVERTED, REVERT_RUNNING.
Status canRevert(JobStore &store, const Job &job);

/// Makes a child job that puts every record back, the newest chunk first; a record that somebody changed since is
/// kept and listed. Itself a job like any other: it can be watched, previewed and reverted. More rows than its
/// operation may touch unasked want a reason (REASON_NEEDED) and their number, or a second person: until then the child
/// waits for startJob(). What another person's own operation did is theirs to take back: FOREIGN_JOB. Blocking, on the
/// thread of `store`.
Result<QUuid> revertJob(JobStore &store, const RevertRequest &request, const PlanObserver &observer,
                        const std::function<void(const QUuid &)> &onCreated = {});

} // namespace bulkhead
