// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/dryrun.h"

#include "core/engine/changes.h"
#include "ui/session/session.h"

namespace bulkhead {

namespace {

Result<DryRunReport> readReport(JobStore &store, const QUuid &id)
{
    const Result<Job> job = existingJob(store, id);
    if (!job)
        return job.error();
    Result<std::vector<ErrorCount>> errors = store.errorCounts(id);
    if (!errors)
        return errors.error();
    ChangeReader changes(store, id, true);
    if (const Status read = changes.refresh(); !read)
        return read.error();
    return DryRunReport{.job = id, .counts = job->counts, .tally = changes.total(), .errors = errors.take()};
}

} // namespace

DryRun::DryRun(Session &session, QObject *parent) : QObject(parent), m_session(session) {}

DryRun::~DryRun()
{
    drop();
}

void DryRun::make(JobOrder order)
{
    drop();
    order.preview = true;
    m_isRunning = true;
    m_launch = new Launch(m_session, std::move(order), this);
    connect(m_launch, &Launch::progressed, this, &DryRun::look);
    connect(m_launch, &Launch::finished, this, [this](const Result<QUuid> &job) {
        m_launch = nullptr;
        if (job)
            read(*job);
        else
            tell(job.error());
    });
    m_launch->start();
}

void DryRun::look()
{
    const qint64 rows = progress().rows;
    // The comparison counts from the first row again.
    m_isComparing = m_isComparing || rows < m_rowsSeen;
    m_rowsSeen = rows;
    Q_EMIT progressed();
}

PlanProgress DryRun::progress() const
{
    return m_launch ? m_launch->progress() : PlanProgress();
}

void DryRun::read(const QUuid &job)
{
    m_job = job;
    m_session.ask<DryRunReport>(
        this, Session::Lane::Interactive, [job](JobStore &store) { return readReport(store, job); },
        [this, serial = m_serial](const Result<DryRunReport> &report) {
            if (serial == m_serial)
                tell(report);
        });
}

void DryRun::tell(const Result<DryRunReport> &report)
{
    m_isRunning = false;
    if (report)
        m_report = *report;
    else
        drop();
    Q_EMIT finished(report);
}

void DryRun::drop()
{
    ++m_serial;
    if (m_launch)
        m_launch->drop();
    m_launch = nullptr;
    m_isRunning = false;
    m_isComparing = false;
    m_rowsSeen = 0;
    m_report.reset();
    const QUuid job = std::exchange(m_job, QUuid());
    if (job.isNull() || m_session.state() != Session::State::Open)
        return;
    m_session.ask<Done>(
        nullptr, Session::Lane::Interactive,
        [job, actor = m_session.actor()](JobStore &store) -> Result<Done> { return dropPreview(store, job, actor); },
        [](const Result<Done> &) {});
}

void DryRun::start(const std::optional<qint64> &confirmedRows, const QString &reason)
{
    const StartRequest request{
        .job = m_job, .actor = m_session.actor(), .confirmedRows = confirmedRows, .reason = reason};
    m_session.ask<Done>(
        this, Session::Lane::Interactive,
        [request](JobStore &store) -> Result<Done> { return startJob(store, request); },
        [this, job = request.job](const Result<Done> &done) {
            if (done && m_job == job) {
                m_job = QUuid();
                m_report.reset();
            }
            m_session.wakeRunner();
            Q_EMIT started(done ? Result<QUuid>(job) : Result<QUuid>(done.error()));
        });
}

} // namespace bulkhead
