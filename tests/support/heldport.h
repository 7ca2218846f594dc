// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bulkhead::test {

/// A port of 127.0.0.1 that the system gives to no other program as long as this lives, though nobody listens there.
/// Who asks for it by its number may, if with SO_REUSEADDR: so a service can go and come back on its port.
class HeldPort
{
public:
    HeldPort()
    {
        const int yes = 1;
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        auto *generic = reinterpret_cast<sockaddr *>(&address);
        if (setsockopt(m_socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
            bind(m_socket, generic, length) != 0 || getsockname(m_socket, generic, &length) != 0)
            qFatal("no port can be had");
        m_number = ntohs(address.sin_port);
    }
    ~HeldPort() { close(m_socket); }
    Q_DISABLE_COPY_MOVE(HeldPort)

    int number() const { return m_number; }

private:
    const int m_socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int m_number = 0;
};

} // namespace bulkhead::test
