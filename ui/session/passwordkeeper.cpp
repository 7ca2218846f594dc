// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/passwordkeeper.h"

#include "core/remote/systemkeychain.h"
#include "ui/session/whendone.h"

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {

/// What a password is for; says nothing of it.
QString keyOf(const ConnectionTarget &target)
{
    return u"postgresql://%1@%2:%3/%4"_s.arg(target.user, target.host, QString::number(target.port), target.database);
}

} // namespace

void PasswordKeeper::keep(const ConnectionTarget &target, const std::function<void(const QString &)> &kept)
{
    keepForSession(target);
    whenDone(this, keepInKeychain(keyOf(target), target.password),
             [kept](const Status &status) { kept(status ? QString() : status.error().message.toString()); });
}

void PasswordKeeper::keepForSession(const ConnectionTarget &target)
{
    m_session.insert(keyOf(target), target.password);
}

void PasswordKeeper::find(const ConnectionTarget &target, const std::function<void(const QString &)> &found)
{
    if (const auto known = m_session.constFind(keyOf(target)); known != m_session.constEnd()) {
        found(*known);
        return;
    }
    whenDone(this, readFromKeychain(keyOf(target)),
             [found](const Result<QString> &password) { found(password ? *password : QString()); });
}

void PasswordKeeper::forget(const ConnectionTarget &target)
{
    m_session.remove(keyOf(target));
    eraseFromKeychain(keyOf(target));
}

} // namespace bulkhead
