// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace bulkhead {

/// Where a service is and how we show who we are, ready to be used: the secret has been read.
/// Never logged, shown or stored.
struct Endpoint
{
    QString address;     ///< gRPC: host:port; HTTP: the URL that every path is put behind
    bool tls = false;    ///< gRPC only; for HTTP the URL says it
    QByteArray caPem;    ///< the authorities to trust instead of the system's
    QString tlsName;     ///< gRPC only: the name in the certificate, where it is not the host's
    QString headerName;  ///< HTTP header or gRPC metadata that carries the secret; empty: none
    QString headerValue; ///< the secret, with "Bearer " or whatever comes before it

    /// The address without the slashes at its end: every path begins with one.
    QString base() const
    {
        QString base = address;
        while (base.endsWith(u'/'))
            base.chop(1);
        return base;
    }

    bool operator==(const Endpoint &) const = default;
};

} // namespace bulkhead
