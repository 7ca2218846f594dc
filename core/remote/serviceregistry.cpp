// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/serviceregistry.h"

#include "core/remote/batchedlookup.h"
#include "core/remote/maxbotclient.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

ServiceRegistry::ServiceRegistry(std::vector<Service> services, KeychainReader keychain)
    : m_services(std::move(services)), m_keychain(std::move(keychain))
{
}

Result<Service> ServiceRegistry::service(const QString &name) const
{
    for (const Service &service : m_services) {
        if (service.name == name)
            return service;
    }
    return Error{
        u"SERVICE_MISSING"_s, Text{QT_TRANSLATE_NOOP("core", "There is no service “%1”."), {name}},
        Text{QT_TRANSLATE_NOOP(
            "core", "“bulkheadctl services list” shows them, “bulkheadctl services set” adds one.")}};
}

Result<Endpoint> ServiceRegistry::endpoint(const QString &name) const
{
    const Result<Service> found = service(name);
    return found ? endpointOf(*found, m_keychain) : found.error();
}

Result<std::shared_ptr<ServiceGate>> ServiceRegistry::gate(const QString &name)
{
    const Result<Service> found = service(name);
    if (!found)
        return found.error();
    const std::lock_guard lock(m_mutex);
    return gateOf(*found);
}

std::shared_ptr<ServiceGate> ServiceRegistry::gateOf(const Service &service)
{
    std::shared_ptr<ServiceGate> &gate = m_gates[service.name];
    if (!gate)
        gate = std::make_shared<ServiceGate>(service.limits);
    return gate;
}

Result<std::shared_ptr<Lookup>> ServiceRegistry::lookup(const QString &name, const HttpLookupSpec &spec)
{
    const Result<Service> found = service(name);
    if (!found)
        return found.error();
    const bool isMaxBot = found->kind == ServiceKind::MaxBot;
    {
        const std::lock_guard lock(m_mutex);
        if (const auto known = m_maxbots.constFind(name); isMaxBot && known != m_maxbots.constEnd())
            return *known;
    }
    const Result<Endpoint> endpoint = endpointOf(*found, m_keychain); // may wait for the keychain
    if (!endpoint)
        return endpoint.error();
    if (!isMaxBot) {
        if (const Status valid = spec.validate(); !valid)
            return valid.error();
    }
    const std::lock_guard lock(m_mutex);
    std::unique_ptr<LookupCall> call;
    if (isMaxBot)
        call = std::make_unique<MaxBotClient>(*endpoint, found->limits.batch);
    else
        call = std::make_unique<HttpLookup>(spec, *endpoint, found->limits.batch);
    std::shared_ptr<Lookup> lookup = std::make_shared<BatchedLookup>(std::move(call), gateOf(*found));
    if (isMaxBot)
        m_maxbots.insert(name, lookup);
    return lookup;
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
