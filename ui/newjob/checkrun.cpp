// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/checkrun.h"

#include "core/source/completedsource.h"
#include "core/source/ownsource.h"
#include "ui/session/services.h"
#include "ui/session/session.h"

#include <QTimer>

namespace bulkhead {

CheckRun::CheckRun(Session &session, QObject *parent) : QObject(parent), m_session(session), m_tick(new QTimer(this))
{
    m_tick->setInterval(150);
    connect(m_tick, &QTimer::timeout, this, &CheckRun::progressed);
}

CheckRun::~CheckRun()
{
    stop();
}

void CheckRun::start(const ChosenList &list, const Operation &operation, const Mapping &mapping, int keep)
{
    stop();
    m_watch = std::make_shared<Watch>();
    m_tick->start();
    const auto check = [=, watch = m_watch,
                        closing = m_session.closing()](RowSource &rows, const Mapping &whole) -> Result<CheckReport> {
        return checkRows(rows, operation, whole, keep, [&](const PlanProgress &now) {
            watch->rows = now.rows;
            watch->refused = now.refused;
            watch->share = now.share;
            return !watch->stop && !closing.stop_requested();
        });
    };
    const auto checked = [this, watch = m_watch](const Result<CheckReport> &report) {
        if (watch != m_watch)
            return;
        stop();
        Q_EMIT finished(report);
    };
    if (list.isQuery() || CompletedSource::neededBy(operation, mapping)) {
        const auto checkInStore = [=,
                                   services = m_session.services().registry()](JobStore &store) -> Result<CheckReport> {
            const auto source = openListIn(store.connection(), list, operation, *services);
            if (!source)
                return source.error();
            Mapping whole = mapping;
            const auto completed = completedList(**source, store.connection(), operation, whole);
            if (!completed)
                return completed.error();
            return check(*completed ? **completed : **source, whole);
        };
        m_session.ask<CheckReport>(this, Session::Lane::Background, checkInStore, checked);
        return;
    }
    const auto checkAlone = [=]() -> Result<CheckReport> {
        const auto source = openList(list);
        return source ? check(**source, mapping) : Result<CheckReport>(source.error());
    };
    m_session.work<Result<CheckReport>>(this, checkAlone, checked);
}

void CheckRun::stop()
{
    if (m_watch)
        m_watch->stop = true;
    m_watch.reset();
    m_tick->stop();
}

PlanProgress CheckRun::progress() const
{
    if (!m_watch)
        return {};
    return {.rows = m_watch->rows, .refused = m_watch->refused, .share = m_watch->share};
}

} // namespace bulkhead
