// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/planner.h"

namespace bulkhead {

/// The dry run of a planned job: asks for each chunk what its effect would do, in transactions that only read,
/// and keeps the answer with the job. What it says is what a start of the job applies.
class Previewer
{
public:
    /// `services`: whom the operation asks; may be null.
    explicit Previewer(JobStore &store, ServiceRegistry *services = nullptr) : m_store(store), m_services(services) {}

    /// The job is Pending and planned. `observer` hears how far it is, in rows.
    Status run(const QUuid &jobId, const PlanObserver &observer);

private:
    JobStore &m_store;
    ServiceRegistry *m_services;
};

} // namespace bulkhead
