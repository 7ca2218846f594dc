// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqljobstore.h"

#include "core/store/jobverification.h"

namespace bulkhead {

SqlJobStore::SqlJobStore(std::unique_ptr<StoreSession> session)
    : m_session(std::move(session)), m_planning(*m_session), m_control(*m_session), m_waiting(*m_session, m_control),
      m_workers(*m_session), m_work(*m_session), m_observation(*m_session), m_failures(*m_session), m_images(*m_session)
{}

Result<std::optional<Job>> SqlJobStore::adoptPending(const QUuid &worker)
{
    const Result<std::optional<QUuid>> adopted = m_planning.adoptPending(worker);
    if (!adopted)
        return adopted.error();
    return *adopted ? m_observation.job(**adopted) : std::optional<Job>();
}

Result<std::vector<VerifyFinding>> SqlJobStore::verify(const QUuid &jobId)
{
    return verifyJob(*m_session, jobId);
}

} // namespace bulkhead
