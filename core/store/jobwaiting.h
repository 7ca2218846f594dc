// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/result.h"
#include "core/job/text.h"

#include <QUuid>

#include <chrono>

namespace bulkhead {

class JobControl;
class StoreSession;

/// The part of a job store that looks at the clock: jobs that rest for a while, and jobs that take too long.
class JobWaiting
{
public:
    JobWaiting(StoreSession &session, JobControl &control) : m_session(session), m_control(control) {}

    Result<bool> rest(const QUuid &jobId, std::chrono::milliseconds wait, const Text &reason);
    Result<qint64> keepTime();
    Status sayWhyQueued(const QUuid &jobId, const Text &reason);

private:
    Result<qint64> resumeRested();
    Result<qint64> stopOverdue();

    StoreSession &m_session;
    JobControl &m_control;
};

} // namespace bulkhead
