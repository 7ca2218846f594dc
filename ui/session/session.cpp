// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session.h"

#include "core/settings/settings.h"
#include "ui/session/databaselink.h"
#include "ui/session/passwordkeeper.h"
#include "ui/session/services.h"

#include <QCoreApplication>
#include <QMetaObject>

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace bulkhead {

namespace {

// Ten a second would be allowed; five look as live and leave the processor to the job.
constexpr auto changeInterval = 200ms;
// For what runners in other processes do.
constexpr auto pollInterval = 1s;

} // namespace

Session::Session(Settings &settings, OperationCatalog catalog, QObject *parent)
    : QObject(parent), m_settings(settings), m_catalog(std::move(catalog)),
      m_services(std::make_unique<Services>(settings)), m_passwords(std::make_unique<PasswordKeeper>())
{
    m_changeTimer.setSingleShot(true);
    m_changeTimer.setInterval(changeInterval);
    connect(&m_changeTimer, &QTimer::timeout, this, &Session::tellChanges);
    m_pollTimer.setInterval(pollInterval);
    connect(&m_pollTimer, &QTimer::timeout, this, [this] { noteChange(QUuid()); });
}

Session::~Session()
{
    m_services->stop();
    // All are told first, so that they end beside each other.
    if (m_link)
        m_link->close();
    m_left.clear();
    m_link.reset();
    m_pool.clear();
    m_pool.waitForDone();
}

QString Session::actor() const
{
    return m_actor.isEmpty() ? currentActor() : m_actor;
}

void Session::announce(const ConnectionTarget &target)
{
    Q_ASSERT(!m_link);
    m_target = target;
    setState(State::Opening);
}

void Session::open(const ConnectionTarget &target, bool migrate)
{
    if (m_link) {
        m_link->close();
        m_left.push_back(std::move(m_link));
    }
    const quint64 generation = ++m_generation;
    m_target = target;
    m_lastError = {};
    m_workerId = {};
    m_actor.clear();
    m_changed.clear();
    m_pollTimer.stop();

    const auto opened = [this, generation](const Result<DatabaseLink::Opened> &link) {
        deliverFrom(generation, this, [this, link] {
            if (link) {
                m_workerId = link->worker;
                m_actor = link->actor;
                m_pollTimer.start();
                setState(State::Open);
            } else {
                m_lastError = link.error();
                setState(State::Failed);
            }
        });
    };
    const auto jobChanged = [this, generation](const QUuid &jobId) {
        deliverFrom(generation, this, [this, jobId] { noteChange(jobId); });
    };
    m_link = std::make_unique<DatabaseLink>(target, migrate, m_services->registry(),
                                            DatabaseLink::Listener{.opened = opened, .jobChanged = jobChanged});
    setState(State::Opening);
}

void Session::readOperations()
{
    work<OperationCatalog>(this, &OperationCatalog::load, [this](OperationCatalog catalog) {
        m_catalog = std::move(catalog);
        Q_EMIT operationsChanged();
    });
}

void Session::wakeRunner()
{
    if (m_link)
        m_link->wakeRunner();
}

std::stop_token Session::closing() const
{
    return m_link ? m_link->closing() : std::stop_token();
}

void Session::enqueue(Lane lane, std::function<void(Result<JobStore *>)> question)
{
    if (m_state != State::Open) {
        question(Error{u"NOT_CONNECTED"_s, QT_TRANSLATE_NOOP("core", "No database is open."),
                       QT_TRANSLATE_NOOP("core", "Choose one with File > Connect.")});
        return;
    }
    (lane == Lane::Interactive ? m_link->interactive() : m_link->background()).post(std::move(question));
}

void Session::deliver(const QPointer<QObject> &context, Delivery delivery)
{
    QMetaObject::invokeMethod(
        this,
        [context, delivery = std::move(delivery)] {
            if (context)
                delivery();
        },
        Qt::QueuedConnection);
}

void Session::deliverFrom(quint64 generation, const QPointer<QObject> &context, Delivery delivery)
{
    deliver(context, [this, generation, delivery = std::move(delivery)] {
        if (generation == m_generation)
            delivery();
    });
}

void Session::setState(State state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

void Session::noteChange(const QUuid &jobId)
{
    m_changed.insert(jobId);
    if (!m_changeTimer.isActive())
        m_changeTimer.start();
}

void Session::tellChanges()
{
    const QSet<QUuid> changed = std::exchange(m_changed, {});
    Q_EMIT jobChanged(changed.size() == 1 ? *changed.cbegin() : QUuid());
}

} // namespace bulkhead
