// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/audit.h"

namespace bulkhead {

class StoreSession;

// What the verbs of a job store tell the audit, each as the last thing of its transaction.

/// A verb on a job; the operation is filled in.
Status auditVerb(StoreSession &session, const QUuid &jobId, AuditRecord record);
/// "submitted", or "retried" for the rows of another job: with its list, rows, columns read and reason.
Status auditPlanned(StoreSession &session, const QUuid &jobId);
/// "cancelled", "stopped" or "ended": with the rows by what became of them.
Status auditEnd(StoreSession &session, const QUuid &jobId, AuditRecord record);

} // namespace bulkhead
