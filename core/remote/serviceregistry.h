// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/credentialreader.h"
#include "core/remote/httplookup.h"
#include "core/remote/servicegate.h"

#include <QHash>

#include <memory>
#include <mutex>

namespace bulkhead {

/// The services of this process, connected when they are first needed. However many jobs use a service,
/// they share its one gate, so that its limits hold for all of them together. Safe to use from any thread.
class ServiceRegistry
{
public:
    ServiceRegistry(std::vector<Service> services, KeychainReader keychain);

    Result<Service> service(const QString &name) const;
    Result<Endpoint> endpoint(const QString &name) const;
    Result<std::shared_ptr<ServiceGate>> gate(const QString &name);
    /// A look-up at a MaxBot service; `spec` describes one at any other.
    Result<std::shared_ptr<Lookup>> lookup(const QString &name, const HttpLookupSpec &spec = {});
    /// Of those that were used, by name.
    std::vector<std::pair<QString, ServiceFigures>> figures() const;

private:
    std::shared_ptr<ServiceGate> gateOf(const Service &service);

    const std::vector<Service> m_services;
    const KeychainReader m_keychain;
    mutable std::mutex m_mutex;
    QHash<QString, std::shared_ptr<ServiceGate>> m_gates;
    QHash<QString, std::shared_ptr<Lookup>> m_maxbots; ///< their channel is kept from job to job
};

} // namespace bulkhead
