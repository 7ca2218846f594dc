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

/// What a client of a service is made of.
struct ServiceAccess
{
    Service service;
    Endpoint endpoint; ///< holds the secret
    std::shared_ptr<ServiceGate> gate;
};

/// The services of this process, connected when they are first needed. However many jobs use a service,
/// they share its one gate, so that its limits hold for all of them together. Safe to use from any thread,
/// also while the services change.
class ServiceRegistry
{
public:
    ServiceRegistry(std::vector<Service> services, KeychainReader keychain);

    /// From now on these are the services. Those that stay as they are keep their gate, figures and open
    /// look-ups; whoever already has a gate or a look-up of another goes on with it to its own end.
    void replace(std::vector<Service> services);
    /// The secret of this name in the keychain is another now: what is opened from now on reads it anew.
    void secretChanged(const QString &keychainName);

    Result<Service> service(const QString &name) const;
    Result<Endpoint> endpoint(const QString &name) const;
    Result<std::shared_ptr<ServiceGate>> gate(const QString &name);
    /// All three at once. May wait for the keychain.
    Result<ServiceAccess> access(const QString &name);
    /// A look-up at a MaxBot service; `spec` describes one at any other. While the service lets us in, those at a
    /// MaxBot are one; else the secret is read anew, which may have been mended.
    Result<std::shared_ptr<Lookup>> lookup(const QString &name, const HttpLookupSpec &spec = {});
    /// Each service that is spared at present is tried at the next call: a person says that it is back.
    void tryNow();
    /// Of those that were used, by name.
    std::vector<std::pair<QString, ServiceFigures>> figures() const;

private:
    Result<Service> find(const QString &name) const;
    std::shared_ptr<ServiceGate> gateOf(const Service &service);
    std::shared_ptr<Lookup> openMaxBot(const Service &service, const Endpoint &endpoint);

    struct MaxBot
    {
        Endpoint endpoint;
        std::shared_ptr<Lookup> lookup;
    };

    const KeychainReader m_keychain;
    mutable std::mutex m_mutex; ///< of everything below
    std::vector<Service> m_services;
    quint64 m_generation = 0; ///< of the services and their secrets
    QHash<QString, std::shared_ptr<ServiceGate>> m_gates;
    QHash<QString, MaxBot> m_maxbots; ///< their channel is kept from job to job
};

} // namespace bulkhead
