// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/sandbox.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead::sandbox {

Sandbox::Sandbox(const SandboxOptions &options, std::function<void()> die)
    : m_world(options.seed, options.users,
              options.now.isValid() ? options.now : QDate::currentDate().startOfDay(Qt::UTC)),
      m_board(options.seed, options.faults, std::move(die))
{}

Result<std::unique_ptr<Sandbox>> Sandbox::start(const SandboxOptions &options, std::function<void()> die)
{
    std::unique_ptr<Sandbox> sandbox(new Sandbox(options, std::move(die)));
    Result<std::unique_ptr<MaxBotServer>> maxbot =
        MaxBotServer::start(options.maxbot, sandbox->m_world, sandbox->m_board);
    if (!maxbot)
        return maxbot.error();
    sandbox->m_maxbot = maxbot.take();
    Result<std::unique_ptr<HttpServer>> http = HttpServer::start(options.http, sandbox->m_world, sandbox->m_board);
    if (!http)
        return http.error();
    sandbox->m_http = http.take();
    return sandbox;
}

Sandbox::~Sandbox()
{
    m_board.stop();
}

QString Sandbox::maxbotAddress() const
{
    return u"127.0.0.1:%1"_s.arg(m_maxbot->port());
}

QString Sandbox::httpUrl() const
{
    return u"http://127.0.0.1:%1"_s.arg(m_http->port());
}

} // namespace bulkhead::sandbox
