// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/runningjobs.h"

#include "ui/session/session.h"

#include <QDateTime>

#include <algorithm>

namespace bulkhead {

namespace {

// More than anyone runs at once; the list itself pages.
constexpr int mostJobs = 200;

std::vector<JobState> statesThatAre(bool final)
{
    std::vector<JobState> states;
    for (const JobState state : {JobState::Pending, JobState::Queued, JobState::Processing, JobState::Paused,
                                 JobState::Completed, JobState::Partial, JobState::Failed, JobState::Cancelled}) {
        if (isFinal(state) == final)
            states.push_back(state);
    }
    return states;
}

} // namespace

std::vector<JobState> unfinishedStates()
{
    return statesThatAre(false);
}

std::vector<JobState> finalStates()
{
    return statesThatAre(true);
}

RunningJobs::RunningJobs(Session &session, QObject *parent) : QObject(parent), m_session(session)
{
    connect(&m_session, &Session::jobChanged, this, &RunningJobs::look);
    connect(&m_session, &Session::stateChanged, this, [this] {
        m_jobs.clear();
        m_estimates.clear();
        m_asking = false;
        Q_EMIT changed();
        if (m_session.state() == Session::State::Open)
            look();
    });
}

int RunningJobs::runningCount() const
{
    return int(std::ranges::count(m_jobs, JobState::Processing, &Job::state));
}

double RunningJobs::rowsPerSecond() const
{
    double sum = 0;
    for (const Job &job : m_jobs) {
        if (job.state == JobState::Processing)
            sum += m_estimates.value(job.id).rowsPerSecond();
    }
    return sum;
}

std::optional<qint64> RunningJobs::timeLeftMs(const QUuid &jobId) const
{
    const auto job = std::ranges::find(m_jobs, jobId, &Job::id);
    if (job == m_jobs.end() || job->state != JobState::Processing)
        return std::nullopt;
    return m_estimates.value(jobId).timeLeftMs(job->counts.open());
}

void RunningJobs::look()
{
    if (m_asking) {
        m_again = true;
        return;
    }
    m_asking = true;
    m_again = false;
    m_session.ask<std::vector<Job>>(
        this, Session::Lane::Interactive,
        [](JobStore &store) {
            return store.jobs({.states = unfinishedStates(),
                               .operation = {},
                               .text = {},
                               .parentId = {},
                               .openOrSince = {},
                               .limit = mostJobs,
                               .after = {}});
        },
        [this](Result<std::vector<Job>> jobs) {
            m_asking = false;
            if (jobs)
                take(jobs.take());
            if (m_again)
                look();
        });
}

void RunningJobs::take(std::vector<Job> jobs)
{
    std::vector<QUuid> gone;
    for (const Job &old : m_jobs) {
        if (std::ranges::find(jobs, old.id, &Job::id) == jobs.end())
            gone.push_back(old.id);
    }
    m_jobs = std::move(jobs);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (const Job &job : m_jobs) {
        if (job.state == JobState::Processing)
            m_estimates[job.id].add(now, job.counts.settled());
        else
            m_estimates.remove(job.id);
    }
    for (const QUuid &jobId : gone) {
        m_estimates.remove(jobId);
        lookAfter(jobId);
    }
    Q_EMIT changed();
}

void RunningJobs::lookAfter(const QUuid &jobId)
{
    m_session.ask<std::optional<Job>>(
        this, Session::Lane::Interactive, [jobId](JobStore &store) { return store.job(jobId); },
        [this](Result<std::optional<Job>> job) {
            if (job && job.value() && isFinal(job.value()->state))
                Q_EMIT finished(*job.value());
        });
}

} // namespace bulkhead
