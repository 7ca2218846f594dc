// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/launch.h"

#include "core/settings/settings.h"
#include "ui/session/services.h"
#include "ui/session/session.h"

#include <QTimer>

namespace bulkhead {

Launch::Launch(Session &session, JobOrder order, QObject *parent)
    : QObject(parent), m_session(session), m_order(std::move(order)), m_tick(new QTimer(this)),
      m_watch(std::make_shared<Watch>())
{
    m_tick->setInterval(50);
    connect(m_tick, &QTimer::timeout, this, &Launch::look);
}

void Launch::start()
{
    Submission submission{.operation = m_order.operation,
                          .mapping = m_order.mapping,
                          .options = m_order.options,
                          .actor = m_session.actor(),
                          .preview = m_order.preview,
                          .actAs = m_order.actAs,
                          .reason = m_order.reason,
                          .confirmedRows = m_order.confirmedRows,
                          .settings = {},
                          .services = m_session.services().registry(),
                          .worker = m_session.workerId()};
    ChosenList chosen = m_order.list;
    chosen.settingsFile = m_session.settings().montageSettingsFile();
    auto load = [submission, list = std::move(chosen), watch = m_watch,
                 closing = m_session.closing()](JobStore &store) mutable -> Result<QUuid> {
        Result<QMap<QString, QString>> settings = settingsOf(list, submission.operation);
        if (!settings)
            return settings.error();
        submission.settings = settings.take();
        auto source = openListIn(store.connection(), list, submission.operation, *submission.services);
        if (!source)
            return source.error();
        const auto observe = [&](const PlanProgress &now) {
            const std::lock_guard lock(watch->mutex);
            watch->progress = now;
            return !closing.stop_requested() && !watch->unwanted;
        };
        QUuid made;
        Result<QUuid> job = submit(store, submission, *source.value(), observe, [&](const QUuid &id) {
            made = id;
            const std::lock_guard lock(watch->mutex);
            watch->created = id;
        });
        // When the program ends, whoever comes next makes it to its end.
        if (submission.preview && !made.isNull() && (!job || watch->unwanted) && !closing.stop_requested())
            static_cast<void>(dropPreview(store, made, submission.actor));
        return job;
    };
    m_tick->start();
    m_session.ask<QUuid>(this, Session::Lane::Background, load, [this](const Result<QUuid> &job) {
        deleteLater();
        m_tick->stop();
        if (m_watch->unwanted) {
            // It was made while nobody wanted it any more.
            if (job)
                m_session.ask<Done>(
                    nullptr, Session::Lane::Interactive,
                    [job = *job, actor = m_session.actor()](JobStore &store) { return dropPreview(store, job, actor); },
                    [](const Result<Done> &) {});
            return;
        }
        look();
        m_session.wakeRunner();
        Q_EMIT finished(job);
    });
}

void Launch::drop()
{
    m_watch->unwanted = true;
    m_tick->stop();
}

PlanProgress Launch::progress() const
{
    const std::lock_guard lock(m_watch->mutex);
    return m_watch->progress;
}

QUuid Launch::job() const
{
    const std::lock_guard lock(m_watch->mutex);
    return m_watch->created;
}

void Launch::look()
{
    const QUuid id = job();
    if (!id.isNull() && !m_told) {
        m_told = true;
        Q_EMIT created(id);
    }
    Q_EMIT progressed();
}

Status dropPreview(JobStore &store, const QUuid &job, const QString &actor)
{
    const Result<std::optional<Job>> found = store.job(job);
    if (!found)
        return found.error();
    if (!*found)
        return Done{};
    const bool couldNotBeMade = (*found)->state == JobState::Failed && (*found)->startedAt == 0;
    if ((*found)->state != JobState::Pending && !couldNotBeMade)
        return Done{};
    if (!couldNotBeMade) {
        const Result<bool> cancelled =
            store.cancel(job, actor, QT_TRANSLATE_NOOP("core", "It was only looked at, and is not wanted any more."));
        if (!cancelled)
            return cancelled.error();
        if (!*cancelled)
            return Done{};
    }
    const Result<bool> removed = store.remove(job);
    return removed ? Status(Done{}) : Status(removed.error());
}

} // namespace bulkhead
