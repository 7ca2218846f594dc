// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/passwordkeeper.h"

#include <qt6keychain/keychain.h>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {

// A job has no parent: the keychain answers to its address even after we went, and a job that was
// deleted before is a crash. It deletes itself when it is done.
constexpr auto service = "bulkhead"_L1;

/// What a password is for; says nothing of it.
QString keyOf(const ConnectionTarget &target)
{
    return u"postgresql://%1@%2:%3/%4"_s.arg(target.user, target.host, QString::number(target.port),
                                             target.database);
}

} // namespace

void PasswordKeeper::keep(const ConnectionTarget &target, const std::function<void(const QString &)> &kept)
{
    keepForSession(target);
    auto *job = new QKeychain::WritePasswordJob(service);
    job->setKey(keyOf(target));
    job->setTextData(target.password);
    connect(job, &QKeychain::Job::finished, this,
            [job, kept] { kept(job->error() == QKeychain::NoError ? QString() : job->errorString()); });
    job->start();
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
    auto *job = new QKeychain::ReadPasswordJob(service);
    job->setKey(keyOf(target));
    connect(job, &QKeychain::Job::finished, this,
            [job, found] { found(job->error() == QKeychain::NoError ? job->textData() : QString()); });
    job->start();
}

void PasswordKeeper::forget(const ConnectionTarget &target)
{
    m_session.remove(keyOf(target));
    auto *job = new QKeychain::DeletePasswordJob(service);
    job->setKey(keyOf(target));
    job->start();
}

} // namespace bulkhead
