// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/montages/montagejobs.h"

#include "ui/newjob/launch.h"
#include "ui/session/session.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

MontageJobs::MontageJobs(Session &session, QObject *parent) : QObject(parent), m_session(session)
{
    connect(&m_session, &Session::jobChanged, this, &MontageJobs::look);
    connect(&m_session, &Session::stateChanged, this, [this] {
        m_watched.clear();
        m_asking = false; // its answer will not come
    });
}

QString MontageJobs::operationOf(Verb verb)
{
    return verb == Verb::Regenerate ? u"montages.generate"_s : u"montages.delete"_s;
}

QString MontageJobs::whyNot(Verb verb) const
{
    if (m_session.state() != Session::State::Open)
        return tr("No database is open.");
    if (m_session.workerId().isNull())
        return tr("You may look at this database, but not run jobs on it.");
    //: %1 is the id of an operation
    return m_session.catalog().find(operationOf(verb)) ? QString()
                                                       : tr("The operation %1 is not there.").arg(operationOf(verb));
}

void MontageJobs::regenerate(const QUuid &person, const QString &name)
{
    launch({.verb = Verb::Regenerate, .whose = name}, u"user_id"_s, person);
}

void MontageJobs::remove(const QUuid &montage, const QString &words)
{
    launch({.verb = Verb::Delete, .whose = words}, u"id"_s, montage);
}

void MontageJobs::launch(const Watched &what, const QString &column, const QUuid &id)
{
    const Result<Operation> operation = m_session.catalog().find(operationOf(what.verb));
    if (!operation) {
        Q_EMIT told(MessageKind::Error, operation.error().toString(), {});
        return;
    }
    ChosenList list;
    list.pasted = column.toUtf8() + '\n' + id.toByteArray(QUuid::WithoutBraces) + '\n';
    //: the name of a list with one row
    list.name = what.verb == Verb::Regenerate ? tr("one person") : tr("one montage");
    list.overrides = {.encoding = "UTF-8", .delimiter = ',', .header = true};
    auto *start = new Launch(m_session,
                             {.list = list,
                              .operation = *operation,
                              .mapping = mappingByName(*operation, {column}),
                              .options = {},
                              .preview = false,
                              .actAs = {},
                              .reason = {},
                              .confirmedRows = {}},
                             this);
    connect(start, &Launch::finished, this, [this, what](const Result<QUuid> &job) {
        if (!job) {
            Q_EMIT told(MessageKind::Error, job.error().toString(), {});
            return;
        }
        m_watched.insert(*job, what);
        tellBegun(what, *job);
        look();
    });
    start->start();
}

void MontageJobs::look()
{
    if (m_watched.isEmpty() || m_asking)
        return;
    m_asking = true;
    m_session.ask<std::vector<Job>>(
        this, Session::Lane::Interactive,
        [ids = m_watched.keys()](JobStore &store) -> Result<std::vector<Job>> {
            std::vector<Job> jobs;
            for (const QUuid &id : ids) {
                const Result<std::optional<Job>> job = store.job(id);
                if (!job)
                    return job.error();
                if (*job)
                    jobs.push_back(**job);
            }
            return jobs;
        },
        [this](const Result<std::vector<Job>> &jobs) {
            m_asking = false;
            if (!jobs)
                return; // asked again with the next change
            for (const Job &job : *jobs)
                settle(job);
        });
}

void MontageJobs::tellBegun(const Watched &what, const QUuid &job)
{
    Q_EMIT told(MessageKind::Information,
                what.verb == Verb::Regenerate
                    //: %1 is a name
                    ? tr("The montages of %1 are being made anew.").arg(what.whose)
                    //: %1 names a montage
                    : tr("%1 is being deleted.").arg(what.whose),
                job);
}

/// A job whose service is gone rests, and nobody should wait for it without knowing.
void MontageJobs::tellWaiting(const Job &job)
{
    const auto what = m_watched.find(job.id);
    const QString reason = job.state == JobState::Paused ? job.reason.toString() : QString();
    if (what == m_watched.end() || what->waitsFor == reason)
        return;
    what->waitsFor = reason;
    if (reason.isEmpty())
        tellBegun(*what, job.id);
    else
        Q_EMIT told(MessageKind::Warning,
                    what->verb == Verb::Regenerate
                        //: %1 is a name, %2 a sentence with the reason
                        ? tr("The montages of %1 wait. %2").arg(what->whose, reason)
                        //: %1 names a montage, %2 is a sentence with the reason
                        : tr("%1 is not deleted yet. %2").arg(what->whose, reason),
                    job.id);
}

void MontageJobs::settle(const Job &job)
{
    if (!isFinal(job.state)) {
        tellWaiting(job);
        return;
    }
    const Watched what = m_watched.take(job.id);
    const bool isRegenerated = what.verb == Verb::Regenerate;
    if (isRegenerated && job.state == JobState::Completed && job.counts.skipped == job.counts.total)
        //: %1 is a name
        Q_EMIT told(MessageKind::Information,
                    tr("The montages of %1 stay as they are: their check-ins say nothing new.").arg(what.whose),
                    job.id);
    else if (job.state == JobState::Completed)
        Q_EMIT told(MessageKind::Positive,
                    isRegenerated ? tr("The montages of %1 were made anew.").arg(what.whose)
                                  : tr("%1 was deleted.").arg(what.whose),
                    job.id);
    else
        Q_EMIT told(MessageKind::Warning,
                    isRegenerated ? tr("The montages of %1 were not made anew; the job says why.").arg(what.whose)
                                  : tr("%1 was not deleted; the job says why.").arg(what.whose),
                    job.id);
    Q_EMIT ended();
}

} // namespace bulkhead
