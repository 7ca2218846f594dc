// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobactions.h"

#include "core/engine/jobvetting.h"
#include "core/engine/start.h"
#include "core/engine/submission.h"
#include "core/source/ownsource.h"
#include "ui/jobs/joblistmodel.h"
#include "ui/session/frame.h"
#include "ui/session/services.h"
#include "ui/session/session.h"
#include "ui/widgets/lossquestion.h"
#include "ui/widgets/phrases.h"

#include <QWidget>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// The list as it is now, or what the operation finds by itself now; what a list was completed with is read anew.
Result<std::unique_ptr<RowSource>> listAgain(JobStore &store, const JobSpec &spec, Submission &order)
{
    if (spec.source.kind == SourceSpec::Kind::Query)
        return openOwnSource(store.connection(), order.operation, order.services.get(), order.settings);
    SourceSpec own = spec.source;
    for (int i = 0; i < spec.source.addedColumns; ++i)
        order.mapping.columns.remove(order.mapping.columns.key(own.columns.takeLast()));
    return reopen(own);
}

Result<QUuid> submitAgain(JobStore &store, const Job &job, Submission order)
{
    const Result<std::shared_ptr<const JobContext>> context = JobContext::of(job);
    if (!context)
        return context.error();
    if (const Status vouched = requireVouched(store.connection(), job, **context); !vouched)
        return vouched.error();
    const JobSpec &spec = (*context)->spec;
    order.operation = (*context)->operation;
    order.mapping = spec.mapping;
    order.options = spec.options;
    order.actAs = spec.actAs;
    order.settings = spec.settings;
    const Result<std::unique_ptr<RowSource>> source = listAgain(store, spec, order);
    if (!source)
        return source.error();
    return submit(store, order, **source, {});
}

} // namespace

JobActions::JobActions(Session &session, Pages &pages, QWidget *parent)
    : QObject(parent), m_session(session), m_pages(pages), m_widget(parent)
{}

void JobActions::perform(Verb verb, const QString &refused)
{
    m_session.ask<bool>(this, Session::Lane::Interactive, std::move(verb), [this, refused](Result<bool> allowed) {
        if (!allowed)
            m_pages.tell(MessageKind::Error, allowed.error().toString());
        else if (!allowed.value())
            m_pages.tell(MessageKind::Warning, refused);
        m_session.wakeRunner();
        Q_EMIT done();
    });
}

void JobActions::pause(const QUuid &jobId)
{
    perform([jobId, actor = m_session.actor()](JobStore &store) { return store.pause(jobId, actor); },
            tr("The job cannot be paused: it has ended meanwhile."));
}

void JobActions::resume(const QUuid &jobId)
{
    perform([jobId, actor = m_session.actor()](JobStore &store) { return store.resume(jobId, actor); },
            tr("The job cannot be resumed: it is not paused any more."));
}

void JobActions::cancel(const QUuid &jobId)
{
    perform([jobId, actor = m_session.actor()](JobStore &store) { return store.cancel(jobId, actor, {}); },
            tr("The job cannot be cancelled: it has ended meanwhile."));
}

void JobActions::start(const QUuid &jobId, std::optional<qint64> confirmedRows, const QString &reason,
                       std::function<void(const Status &)> answered)
{
    m_session.ask<Done>(
        this, Session::Lane::Interactive,
        [request = StartRequest{.job = jobId,
                                .actor = m_session.actor(),
                                .confirmedRows = confirmedRows,
                                .reason = reason.trimmed()}](JobStore &store) { return startJob(store, request); },
        [this, answered = std::move(answered)](Result<Done> started) {
            answered(started);
            m_session.wakeRunner();
            Q_EMIT done();
        });
}

void JobActions::discard(const QUuid &jobId)
{
    m_session.ask<bool>(
        this, Session::Lane::Interactive,
        [jobId, actor = m_session.actor()](JobStore &store) -> Result<bool> {
            const Result<bool> cancelled = store.cancel(jobId, actor, {});
            if (!cancelled || !cancelled.value())
                return cancelled;
            // Who may cancel but not delete leaves a cancelled job behind.
            static_cast<void>(store.remove(jobId));
            return true;
        },
        [this](Result<bool> gone) {
            if (!gone)
                m_pages.tell(MessageKind::Error, gone.error().toString());
            else if (gone.value())
                m_pages.tell(MessageKind::Information, tr("Thrown away; nothing was written."));
            else
                m_pages.tell(MessageKind::Warning, tr("The job does not wait any more."));
            Q_EMIT done();
        });
}

void JobActions::runAgain(const Job &job)
{
    //: %1 is the name of a list, such as staff.csv
    m_pages.tell(MessageKind::Information, tr("Reading %1 again…").arg(listTitle(m_session.catalog(), job)));
    m_session.ask<QUuid>(
        this, Session::Lane::Background,
        [job, order = Submission{.actor = m_session.actor(),
                                 .services = m_session.services().registry(),
                                 .worker = m_session.workerId()}](JobStore &store) {
            return submitAgain(store, job, order);
        },
        [this](Result<QUuid> jobId) {
            m_session.wakeRunner();
            if (!jobId)
                m_pages.tell(MessageKind::Error, jobId.error().toString());
            else
                m_pages.openJob(jobId.value());
            Q_EMIT done();
        });
}

void JobActions::remove(const std::vector<Job> &jobs)
{
    std::vector<QUuid> jobIds;
    qint64 rows = 0;
    for (const Job &job : jobs) {
        if (!isFinal(job.state))
            continue;
        jobIds.push_back(job.id);
        rows += job.counts.total;
    }
    if (jobIds.empty()) {
        m_pages.tell(MessageKind::Warning, tr("Only finished jobs can be deleted. Cancel the job first."));
        return;
    }
    const int count = int(jobIds.size());
    askBeforeLoss(m_widget, tr("Delete %Ln job(s) from the history?", "", count),
                  tr("The record of %Ln row(s) goes with it: values, what became of them, errors and log. "
                     "What the job changed in the database stays as it is.",
                     "", Phrases::plural(rows)),
                  tr("Delete %Ln job(s)", "", count), [this, jobIds] { removeConfirmed(jobIds); });
}

void JobActions::removeConfirmed(const std::vector<QUuid> &jobIds)
{
    m_session.ask<int>(
        this, Session::Lane::Background,
        [jobIds](JobStore &store) -> Result<int> {
            int removed = 0;
            for (const QUuid &jobId : jobIds) {
                const Result<bool> gone = store.remove(jobId);
                if (!gone)
                    return gone.error();
                removed += gone.value() ? 1 : 0;
            }
            return removed;
        },
        [this](Result<int> removed) {
            if (removed)
                m_pages.tell(MessageKind::Positive, tr("Deleted %Ln job(s).", "", removed.value()));
            else
                m_pages.tell(MessageKind::Error, removed.error().toString());
            Q_EMIT done();
        });
}

} // namespace bulkhead
