// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/servicetests.h"

#include "core/remote/systemkeychain.h"
#include "ui/session/whendone.h"

#include <QDateTime>
#include <QtConcurrent>

namespace bulkhead {

namespace {

// They only wait; more at once would be of no use to a person who looks at them.
constexpr int testsAtOnce = 8;

} // namespace

ServiceTests::ServiceTests(QObject *parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(testsAtOnce);
}

ServiceTests::~ServiceTests()
{
    m_stop.request_stop();
    m_pool.waitForDone();
}

void ServiceTests::start(const QString &key, const Service &service, const QString &secret)
{
    const std::stop_token stop = m_stop.get_token();
    KeychainReader keychain = systemKeychain(stop);
    if (!secret.isEmpty() && service.credential.source == Credential::Source::Keychain)
        keychain = [secret](const QString &) -> Result<QString> { return secret; };
    const quint64 serial = ++m_serial;
    m_serials.insert(key, serial);
    m_outcomes.insert(key, {.state = ServiceTestOutcome::State::Running});
    whenDone(this, QtConcurrent::run(&m_pool, [=] { return testService(service, keychain, stop); }),
             [this, key, serial](const Result<ServiceTestPassed> &result) {
                 if (m_serials.value(key) == serial)
                     finish(key, result);
             });
    Q_EMIT changed(key);
}

void ServiceTests::finish(const QString &key, const Result<ServiceTestPassed> &result)
{
    m_serials.remove(key);
    ServiceTestOutcome &outcome = m_outcomes[key];
    outcome.at = QDateTime::currentMSecsSinceEpoch();
    if (result)
        outcome = {ServiceTestOutcome::State::Passed, result->what.toString(), result->latency.count(), outcome.at};
    else
        outcome = {ServiceTestOutcome::State::Failed,
                   // The words of a library end as they like: what to do stands in a line of its own.
                   result.error().message.toString() + u'\n' + result.error().hint.toString(), 0, outcome.at};
    Q_EMIT changed(key);
}

void ServiceTests::adopt(const QString &draft, const QString &key)
{
    forget(key);
    if (m_serials.contains(draft) || !m_outcomes.contains(draft))
        return;
    m_outcomes.insert(key, m_outcomes.value(draft));
    Q_EMIT changed(key);
}

void ServiceTests::forget(const QString &key)
{
    m_serials.remove(key);
    m_outcomes.remove(key);
    Q_EMIT changed(key);
}

} // namespace bulkhead
