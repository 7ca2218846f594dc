// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/servicereport.h"

namespace bulkhead {

Result<ServiceTally> serviceTally(JobStore &store, const QUuid &jobId)
{
    const Result<std::map<qint64, ChangeTally>> previewed = store.changeTallies(jobId, true);
    if (!previewed)
        return previewed.error();
    const Result<std::map<qint64, ChangeTally>> done = store.changeTallies(jobId, false);
    if (!done)
        return done.error();
    ServiceTally total;
    for (const auto &[no, chunk] : *done)
        total.add(chunk.services);
    for (const auto &[no, chunk] : *previewed) {
        ServiceTally before = chunk.services;
        // Those that the preview found were asked about again; the others went no further.
        if (done->contains(no))
            before.answers.front() = 0;
        total.add(before);
    }
    return total;
}

} // namespace bulkhead
