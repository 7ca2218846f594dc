// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobwatch.h"

#include "ui/session/session.h"

#include <QDateTime>

#include <algorithm>

namespace bulkhead {

namespace {

constexpr int shortestPaceMs = 500;
constexpr int longestPaceMs = 10000;
// Looking may cost a fifth of the time at most.
constexpr int paceFactor = 5;

Result<JobWatch::Open> openRows(JobStore &store, const QUuid &jobId, const QString &code)
{
    JobWatch::Open open;
    FailureQuery query;
    query.jobId = jobId;
    query.code = code;
    query.notRetried = true;
    for (qint64 *found : {&open.rows, &open.mended}) {
        const Result<qint64> count = store.failureCount(query);
        if (!count)
            return count.error();
        *found = count.value();
        query.onlyMended = true;
    }
    return open;
}

} // namespace

JobWatch::JobWatch(Session &session, const QUuid &jobId, QObject *parent)
    : QObject(parent), m_session(session), m_jobId(jobId)
{
    m_detailsPace.setSingleShot(true);
    connect(&m_detailsPace, &QTimer::timeout, this, [this] {
        if (m_detailsAgain)
            lookAtDetails();
    });
    connect(&m_session, &Session::jobChanged, this, [this](const QUuid &changed) {
        if (changed.isNull() || changed == m_jobId)
            look();
    });
    look();
}

void JobWatch::setCode(const QString &code)
{
    if (m_code == code)
        return;
    m_code = code;
    m_details.openOfCode = {};
    lookAtDetails();
}

std::optional<qint64> JobWatch::timeLeftMs() const
{
    if (!m_job || m_job->state != JobState::Processing)
        return std::nullopt;
    return m_estimate.timeLeftMs(m_job->counts.open());
}

void JobWatch::refresh()
{
    m_detailsAgain = true;
    look();
    lookAtDetails();
}

void JobWatch::setActive(bool active)
{
    m_active = active;
    if (active)
        refresh();
}

void JobWatch::look()
{
    if (!m_active)
        return;
    if (m_asking) {
        m_again = true;
        return;
    }
    m_asking = true;
    m_again = false;
    m_session.ask<std::optional<Job>>(
        this, Session::Lane::Interactive, [jobId = m_jobId](JobStore &store) { return store.job(jobId); },
        [this](Result<std::optional<Job>> job) {
            m_asking = false;
            if (job)
                take(job.take());
            else
                Q_EMIT failed(job.error().toString());
            if (m_again)
                look();
        });
}

void JobWatch::take(std::optional<Job> job)
{
    if (!job) {
        Q_EMIT missing();
        return;
    }
    const bool first = !m_job;
    const bool moved = first || m_job->counts != job->counts || m_job->state != job->state ||
                       m_job->awaits != job->awaits || m_job->reason != job->reason ||
                       m_job->resumesAt != job->resumesAt;
    m_job = std::move(job);
    if (m_job->state == JobState::Processing)
        m_estimate.add(QDateTime::currentMSecsSinceEpoch(), m_job->counts.settled());
    else
        m_estimate.reset();
    if (moved || m_job->state == JobState::Processing)
        Q_EMIT jobChanged();
    if (moved) {
        lookAtDetails();
        Q_EMIT itemsChanged();
    }
}

void JobWatch::lookAtDetails()
{
    if (!m_active)
        return;
    if (m_askingDetails || m_detailsPace.isActive()) {
        m_detailsAgain = true;
        return;
    }
    m_askingDetails = true;
    m_detailsAgain = false;
    m_asked.start();
    m_session.ask<Details>(
        this, Session::Lane::Interactive,
        [jobId = m_jobId, code = m_code](JobStore &store) { return details(store, jobId, code); },
        [this, code = m_code](Result<Details> found) {
            m_askingDetails = false;
            const int took = int(std::min<qint64>(m_asked.elapsed(), longestPaceMs));
            m_detailsPace.start(std::clamp(took * paceFactor, shortestPaceMs, longestPaceMs));
            if (!found) {
                Q_EMIT failed(found.error().toString());
                return;
            }
            m_details = found.take();
            if (code != m_code)
                m_detailsAgain = true;
            Q_EMIT detailsChanged();
        });
}

Result<JobWatch::Details> JobWatch::details(JobStore &store, const QUuid &jobId, const QString &code)
{
    Details details;
    Result<std::vector<ErrorCount>> errors = store.errorCounts(jobId);
    if (!errors)
        return errors.error();
    details.errors = errors.take();
    Result<std::vector<Chunk>> chunks = store.chunks(jobId);
    if (!chunks)
        return chunks.error();
    details.chunks = chunks.take();
    const Result<Open> open = openRows(store, jobId, {});
    if (!open)
        return open.error();
    details.open = open.value();
    if (!code.isEmpty()) {
        const Result<Open> ofCode = openRows(store, jobId, code);
        if (!ofCode)
            return ofCode.error();
        details.openOfCode = ofCode.value();
    }
    details.facts = factsOf(store, jobId);
    return details;
}

std::optional<JobFacts> JobWatch::factsOf(JobStore &store, const QUuid &jobId)
{
    const Result<std::optional<Job>> job = store.job(jobId);
    if (!job || !*job)
        return std::nullopt;
    // A job whose own text is damaged can still be looked at; what fails in the database fails above too.
    Result<JobFacts> facts = readJobFacts(store, **job);
    return facts ? std::optional(facts.take()) : std::nullopt;
}

} // namespace bulkhead
