// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/launch.h"

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
    const Submission submission{.operation = m_order.operation,
                                .mapping = m_order.mapping,
                                .options = m_order.options,
                                .actor = m_session.actor(),
                                .worker = m_session.workerId()};
    auto load = [submission, list = m_order.list, watch = m_watch,
                 closing = m_session.closing()](JobStore &store) -> Result<QUuid> {
        auto source = openList(list);
        if (!source)
            return source.error();
        const auto observe = [&](const PlanProgress &now) {
            const std::lock_guard lock(watch->mutex);
            watch->progress = now;
            return !closing.stop_requested();
        };
        return submit(store, submission, *source.value(), observe, [&](const QUuid &id) {
            const std::lock_guard lock(watch->mutex);
            watch->created = id;
        });
    };
    m_tick->start();
    m_session.ask<QUuid>(this, Session::Lane::Background, load, [this](const Result<QUuid> &job) {
        look();
        m_tick->stop();
        m_session.wakeRunner();
        Q_EMIT finished(job);
        deleteLater();
    });
}

PlanProgress Launch::progress() const
{
    const std::lock_guard lock(m_watch->mutex);
    return m_watch->progress;
}

void Launch::look()
{
    QUuid id;
    {
        const std::lock_guard lock(m_watch->mutex);
        id = m_watch->created;
    }
    if (!id.isNull() && !m_told) {
        m_told = true;
        Q_EMIT created(id);
    }
    Q_EMIT progressed();
}

} // namespace bulkhead
