// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/servicetally.h"

#include <QHash>
#include <QUuid>

#include <mutex>

namespace bulkhead {

/// How services were asked about chunks that are not recorded yet, as this process has seen it: what that cost, and how
/// often a service failed by its own word over all of it. Outlives the rests of the job in between, and whichever
/// worker gets the chunk next. Safe to use from any thread.
class ServiceTries
{
public:
    /// What it cost so far, this time included.
    ServiceTally spend(const QUuid &job, qint64 chunk, const ServiceTally &cost)
    {
        const std::lock_guard lock(m_mutex);
        Try &tries = m_tries[{job, chunk}];
        tries.spent.add(cost);
        return tries.spent;
    }
    /// One failure more; how many now.
    int addFault(const QUuid &job, qint64 chunk)
    {
        const std::lock_guard lock(m_mutex);
        return ++m_tries[{job, chunk}].faults;
    }
    /// The chunk is recorded.
    void forget(const QUuid &job, qint64 chunk)
    {
        const std::lock_guard lock(m_mutex);
        m_tries.remove({job, chunk});
    }

private:
    struct Try
    {
        ServiceTally spent;
        int faults = 0;
    };

    std::mutex m_mutex;
    QHash<std::pair<QUuid, qint64>, Try> m_tries;
};

} // namespace bulkhead
