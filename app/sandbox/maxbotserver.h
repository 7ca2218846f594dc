// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sandbox/faults.h"
#include "app/sandbox/world.h"

#include <memory>

namespace bulkhead::sandbox {

struct MaxBotServerOptions
{
    int port = 0;              ///< 0: a free one
    QString token;             ///< wanted as "authorization: Bearer <token>"; empty: anybody is let in
    QByteArray certificatePem; ///< with both, TLS is spoken
    QByteArray keyPem;
};

/// A MaxBot service on loopback, over a World; ends with the object.
class MaxBotServer
{
public:
    static Result<std::unique_ptr<MaxBotServer>> start(const MaxBotServerOptions &options, const World &world,
                                                       FaultBoard &board);
    ~MaxBotServer();

    int port() const { return m_port; }

private:
    class Service;
    struct Running;
    MaxBotServer(std::unique_ptr<Running> running, int port);

    std::unique_ptr<Running> m_running;
    int m_port;
};

} // namespace bulkhead::sandbox
