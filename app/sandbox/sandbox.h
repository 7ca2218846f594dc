// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sandbox/httpserver.h"
#include "app/sandbox/maxbotserver.h"

namespace bulkhead::sandbox {

struct SandboxOptions
{
    quint64 seed = 1;
    int users = 200;
    QDateTime now; ///< the day that the made-up check-ins end with; invalid: today
    MaxBotServerOptions maxbot;
    HttpServerOptions http;
    Faults faults;
};

/// Services to try things with, on loopback: made-up but lifelike, and as unruly as one wants. They say so
/// themselves, and nothing in the programs takes them for real ones.
class Sandbox
{
public:
    /// `die` is what `die_after` calls: the end of the process.
    static Result<std::unique_ptr<Sandbox>> start(const SandboxOptions &options, std::function<void()> die);
    ~Sandbox();

    QString maxbotAddress() const; ///< host:port
    QString httpUrl() const;
    const World &world() const { return m_world; }
    FaultBoard &board() { return m_board; }

private:
    Sandbox(const SandboxOptions &options, std::function<void()> die);

    World m_world;
    FaultBoard m_board;
    std::unique_ptr<MaxBotServer> m_maxbot;
    std::unique_ptr<HttpServer> m_http;
};

} // namespace bulkhead::sandbox
