// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/instant.h"

#include <httplib.h>

#include <QString>

#include <thread>

namespace bulkhead::test {

/// A server on a port of its own, for what the sandbox does not do: httplib::Server, or httplib::SSLServer with its
/// arguments.
template <typename Server> class Stub
{
public:
    template <typename... Arguments>
    explicit Stub(const char *scheme, Arguments... arguments) : server(arguments...), m_scheme(scheme)
    {
        m_port = server.bind_to_any_port("127.0.0.1");
        m_thread = std::thread([this] { server.listen_after_bind(); });
        while (!server.is_running())
            std::this_thread::yield();
    }
    ~Stub()
    {
        server.stop();
        m_thread.join();
    }
    QString url() const { return QStringLiteral("%1://127.0.0.1:%2").arg(QLatin1StringView(m_scheme)).arg(m_port); }

    Server server;

private:
    const char *m_scheme;
    int m_port = 0;
    std::thread m_thread;
};

inline Instant inSeconds(int seconds)
{
    return std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
}

} // namespace bulkhead::test
