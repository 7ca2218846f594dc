// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/databaselink.h"

#include "core/settings/settings.h"
#include "core/store/access.h"
#include "core/store/migrations.h"

#include <QDir>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

// Two for each lane: a slow search must not hold up the page that is scrolled to, nor a long export
// the planning of the next job.
constexpr int threadsPerLane = 2;

struct Login
{
    Role role = Role::None;
    QString user;
};

/// Who the user is there, and what they may do.
Result<Login> prepare(const ConnectionTarget &target, bool migrate)
{
    // Where the folder cannot be made, opening the file says so.
    if (target.toUrl() == embeddedDatabaseUrl())
        QDir().mkpath(dataFolder());
    Result<std::unique_ptr<SqlConnection>> connection = SqlConnection::open(target);
    if (!connection)
        return connection.error();
    Migrations migrations(*connection.value());
    if (migrate || target.kind == Database::SQLite) {
        for (const Migrations::Set set : {Migrations::Set::Jobs, Migrations::Set::Domain}) {
            if (const Result<int> applied = migrations.up(set); !applied)
                return applied.error();
        }
    }
    if (const Status current = migrations.requireCurrent(); !current)
        return current.error();
    const Result<Role> role = roleOf(*connection.value());
    const Result<QString> user = actingUser(*connection.value());
    if (!role || !user)
        return role ? user.error() : role.error();
    return Login{.role = *role, .user = *user};
}

} // namespace

DatabaseLink::DatabaseLink(const ConnectionTarget &target, bool migrate, std::shared_ptr<ServiceRegistry> services,
                           Listener listener)
    : m_interactive(target, threadsPerLane), m_background(target, threadsPerLane),
      m_thread([this, target, migrate, services = std::move(services), listener = std::move(listener)] {
          run(target, migrate, services, listener);
      })
{}

DatabaseLink::~DatabaseLink()
{
    close();
    m_thread.join();
}

void DatabaseLink::wakeRunner()
{
    const std::lock_guard lock(m_mutex);
    if (m_runner)
        m_runner->wake();
}

void DatabaseLink::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closing.request_stop();
    }
    m_wake.notify_all();
    m_interactive.close();
    m_background.close();
}

void DatabaseLink::run(const ConnectionTarget &target, bool migrate, const std::shared_ptr<ServiceRegistry> &services,
                       const Listener &listener)
{
    const Result<Login> login = prepare(target, migrate);
    if (!login) {
        listener.opened(login.error());
        return;
    }
    if (login->role < Role::Operator) {
        // Who may only look runs nothing; whatever else is tried the database refuses, in words.
        listener.opened(Opened{.worker = {}, .actor = login->user});
        return;
    }
    Runner runner(target,
                  {.program = u"bulkhead"_s, .onlyJob = {}, .services = services, .onChanged = listener.jobChanged});
    if (const Status started = runner.start(); !started) {
        listener.opened(started.error());
        return;
    }
    listener.opened(Opened{.worker = runner.workerId(), .actor = login->user});

    std::unique_lock lock(m_mutex);
    m_runner = &runner;
    m_wake.wait(lock, [this] { return m_closing.stop_requested(); });
    m_runner = nullptr;
    lock.unlock();
    runner.stop(true);
}

} // namespace bulkhead
