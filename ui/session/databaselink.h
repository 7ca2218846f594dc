// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/runner.h"
#include "ui/session/storelane.h"

#include <functional>
#include <optional>
#include <stop_token>

namespace bulkhead {

/// One opened database: a thread that opens (and, if told to, migrates) it and then keeps a Runner, and
/// the two lanes of questions. Made and destroyed on the UI thread; neither the constructor nor close()
/// waits.
class DatabaseLink
{
public:
    struct Opened
    {
        QUuid worker;  ///< the runner's id; null where the user may only look
        QString actor; ///< who acts here; see actingUser()
    };
    struct Listener
    {
        /// From the link's thread, once; or why the database cannot be used.
        std::function<void(const Result<Opened> &)> opened;
        /// From any thread, at most ten a second.
        std::function<void(const QUuid &)> jobChanged;
    };

    /// `services`: whom jobs ask.
    DatabaseLink(const ConnectionTarget &target, bool migrate, std::shared_ptr<ServiceRegistry> services,
                 Listener listener);
    ~DatabaseLink();
    DatabaseLink(const DatabaseLink &) = delete;
    DatabaseLink &operator=(const DatabaseLink &) = delete;

    StoreLane &interactive() { return m_interactive; }
    StoreLane &background() { return m_background; }
    std::stop_token closing() const { return m_closing.get_token(); }
    void wakeRunner();
    /// Tells everything to end and returns at once; the destructor waits for it.
    void close();

private:
    void run(const ConnectionTarget &target, bool migrate, const std::shared_ptr<ServiceRegistry> &services,
             const Listener &listener);

    std::stop_source m_closing;
    std::mutex m_mutex; ///< guards m_runner
    std::condition_variable m_wake;
    Runner *m_runner = nullptr; ///< while it runs
    StoreLane m_interactive;
    StoreLane m_background;
    std::thread m_thread;
};

} // namespace bulkhead
