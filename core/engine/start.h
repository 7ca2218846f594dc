// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

namespace bulkhead {

/// Somebody lets a job run that waits for a person.
struct StartRequest
{
    QUuid job;
    QString actor;                       ///< empty: who acts through the store's connection; see vouchedActor()
    std::optional<qint64> confirmedRows; ///< the number of its rows, as typed
    QString reason;                      ///< why, in the person's words
};

/// Starts a job that was previewed, confirms its size, or approves it as the second person. Afterwards the job is
/// Queued, or awaits approval. Errors: JOB_NOT_WAITING, CONFIRMATION_NEEDED, REASON_NEEDED, SECOND_PERSON.
Status startJob(JobStore &store, const StartRequest &request);

} // namespace bulkhead
