// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/serviceregistry.h"

#include "core/remote/batchedlookup.h"
#include "core/remote/maxbotclient.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

ServiceRegistry::ServiceRegistry(std::vector<Service> services, KeychainReader keychain)
    : m_keychain(std::move(keychain)), m_services(std::move(services))
{}

void ServiceRegistry::replace(std::vector<Service> services)
{
    const std::lock_guard lock(m_mutex);
    const std::vector<Service> before = std::exchange(m_services, std::move(services));
    for (const Service &service : before) {
        if (const Result<Service> now = find(service.name); now && *now == service)
            continue;
        m_gates.remove(service.name);
        m_maxbots.remove(service.name);
    }
    ++m_generation;
}

void ServiceRegistry::secretChanged(const QString &keychainName)
{
    const std::lock_guard lock(m_mutex);
    for (const Service &service : m_services) {
        if (service.credential == Credential{Credential::Source::Keychain, keychainName})
            m_maxbots.remove(service.name);
    }
    ++m_generation;
}

Result<Service> ServiceRegistry::find(const QString &name) const
{
    for (const Service &service : m_services) {
        if (service.name == name)
            return service;
    }
    return serviceMissing(name);
}

Result<Service> ServiceRegistry::service(const QString &name) const
{
    const std::lock_guard lock(m_mutex);
    return find(name);
}

Result<Endpoint> ServiceRegistry::endpoint(const QString &name) const
{
    const Result<Service> found = service(name);
    return found ? endpointOf(*found, m_keychain) : found.error();
}

Result<std::shared_ptr<ServiceGate>> ServiceRegistry::gate(const QString &name)
{
    const std::lock_guard lock(m_mutex);
    const Result<Service> found = find(name);
    return found ? Result(gateOf(*found)) : found.error();
}

Result<ServiceAccess> ServiceRegistry::access(const QString &name)
{
    std::unique_lock lock(m_mutex);
    const Result<Service> found = find(name);
    if (!found)
        return found.error();
    std::shared_ptr<ServiceGate> gate = gateOf(*found);
    lock.unlock();
    const Result<Endpoint> endpoint = endpointOf(*found, m_keychain);
    if (!endpoint)
        return endpoint.error();
    return ServiceAccess{*found, *endpoint, std::move(gate)};
}

std::shared_ptr<ServiceGate> ServiceRegistry::gateOf(const Service &service)
{
    std::shared_ptr<ServiceGate> &gate = m_gates[service.name];
    if (!gate)
        gate = std::make_shared<ServiceGate>(service.limits);
    return gate;
}

std::shared_ptr<Lookup> ServiceRegistry::openMaxBot(const Service &service, const Endpoint &endpoint)
{
    MaxBot &known = m_maxbots[service.name];
    if (!known.lookup || known.endpoint != endpoint)
        known = {endpoint, std::make_shared<BatchedLookup>(
                               std::make_unique<MaxBotClient>(endpoint, service.limits.batch), gateOf(service))};
    return known.lookup;
}

Result<std::shared_ptr<Lookup>> ServiceRegistry::lookup(const QString &name, const HttpLookupSpec &spec)
{
    for (;;) {
        std::unique_lock lock(m_mutex);
        const Result<Service> found = find(name);
        if (!found)
            return found.error();
        const bool isMaxBot = found->kind == ServiceKind::MaxBot;
        const auto known = m_maxbots.constFind(name);
        if (isMaxBot && known != m_maxbots.constEnd() && !gateOf(*found)->isDenied())
            return known->lookup;
        const quint64 generation = m_generation;
        lock.unlock();

        const Result<Endpoint> endpoint = endpointOf(*found, m_keychain); // may wait for the keychain
        if (endpoint && !isMaxBot) {
            if (const Status valid = spec.validate(); !valid)
                return valid.error();
        }
        lock.lock();
        if (generation != m_generation)
            continue; // what was read may belong to what this service was before
        if (!endpoint)
            return endpoint.error();
        if (isMaxBot)
            return openMaxBot(*found, *endpoint);
        return std::shared_ptr<Lookup>(std::make_shared<BatchedLookup>(
            std::make_unique<HttpLookup>(spec, *endpoint, found->limits.batch), gateOf(*found)));
    }
}

void ServiceRegistry::tryNow()
{
    const std::lock_guard lock(m_mutex);
    for (const std::shared_ptr<ServiceGate> &gate : std::as_const(m_gates))
        gate->tryNow();
}

std::vector<std::pair<QString, ServiceFigures>> ServiceRegistry::figures() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::pair<QString, ServiceFigures>> all;
    for (const auto &[name, gate] : m_gates.asKeyValueRange())
        all.emplace_back(name, gate->figures());
    std::ranges::sort(all, {}, &std::pair<QString, ServiceFigures>::first);
    return all;
}

} // namespace bulkhead
