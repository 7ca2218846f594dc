// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/servicetest.h"

#include <QHash>
#include <QObject>
#include <QThreadPool>

#include <stop_token>

namespace bulkhead {

/// What the last test of a service found.
struct ServiceTestOutcome
{
    enum class State { Untested, Running, Passed, Failed };

    State state = State::Untested;
    QString words; ///< what the service said, or where it failed, why, and what to do
    qint64 latencyMs = 0;
    qint64 at = 0; ///< ms since the epoch
};

/// Tests services on threads of its own, several at once, and remembers what came out until the program
/// ends. UI thread only; the destructor interrupts what runs.
class ServiceTests : public QObject
{
    Q_OBJECT

public:
    explicit ServiceTests(QObject *parent = nullptr);
    ~ServiceTests() override;

    /// Tests the service as it is given here; changed(key) tells the beginning and the end. `secret` stands
    /// for what the keychain has under the service's entry, unless it is empty. It is kept nowhere.
    void start(const QString &key, const Service &service, const QString &secret = {});
    /// As if it had never been tested; a test that runs no longer counts.
    void forget(const QString &key);
    /// What was found for `draft` is from now on of `key`; nothing, if it was not tested or is running.
    void adopt(const QString &draft, const QString &key);
    ServiceTestOutcome outcome(const QString &key) const { return m_outcomes.value(key); }

Q_SIGNALS:
    void changed(const QString &key);

private:
    void finish(const QString &key, const Result<ServiceTestPassed> &result);

    QThreadPool m_pool;
    std::stop_source m_stop;
    QHash<QString, ServiceTestOutcome> m_outcomes;
    QHash<QString, quint64> m_serials; ///< of the test that counts
    quint64 m_serial = 0;
};

} // namespace bulkhead
