// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

namespace bulkhead {

/// What a job asked of services so far and what they said, over its chunks and its preview. Each row counts once, with
/// what was said of it last; calls count all. Empty where nobody was asked.
Result<ServiceTally> serviceTally(JobStore &store, const QUuid &jobId);

/// "Asked services: found 950 · not known 30; calls 12, of them again 2, 45 ms each", of what there was, in the
/// language of the program; empty where nobody was asked.
QString servicesInWords(const ServiceTally &tally);

} // namespace bulkhead
