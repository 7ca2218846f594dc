// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/startupconnection.h"

#include "core/settings/settings.h"
#include "ui/session/passwordkeeper.h"
#include "ui/session/session.h"

#include <QPointer>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr auto lastKey = "connection/last";

} // namespace

StartupConnection::StartupConnection(Session &session, QObject *parent) : QObject(parent), m_session(session)
{
    connect(&m_session, &Session::stateChanged, this, &StartupConnection::remember);
}

void StartupConnection::open(const QString &url)
{
    QString wanted = url.isEmpty() ? qEnvironmentVariable("BULKHEAD_DATABASE_URL") : url;
    m_remembers = wanted.isEmpty();
    if (wanted.isEmpty())
        wanted = m_session.settings().value(QString::fromLatin1(lastKey), embeddedDatabaseUrl()).toString();
    const Result<ConnectionTarget> target = ConnectionTarget::parse(wanted);
    if (target) {
        openTarget(target.value());
        return;
    }
    // What was remembered cannot be read any more; the embedded database always can.
    if (const Result<ConnectionTarget> embedded = ConnectionTarget::parse(embeddedDatabaseUrl()))
        openTarget(embedded.value());
}

void StartupConnection::openTarget(const ConnectionTarget &target)
{
    if (target.kind == Database::SQLite || !target.password.isEmpty()) {
        m_session.open(target, target.kind == Database::SQLite);
        return;
    }
    m_session.announce(target);
    m_session.passwords().find(target,
                               [this, self = QPointer<StartupConnection>(this), target](const QString &password) {
                                   if (!self)
                                       return;
                                   ConnectionTarget complete = target;
                                   complete.password = password;
                                   m_session.open(complete, false);
                               });
}

void StartupConnection::remember()
{
    if (m_session.state() != Session::State::Open)
        return;
    if (std::exchange(m_remembers, true)) {
        ConnectionTarget target = m_session.target();
        target.password.clear();
        m_session.settings().setValue(QString::fromLatin1(lastKey), target.toUrl());
    }
}

} // namespace bulkhead
