// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/services.h"

#include "core/remote/systemkeychain.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

Services::Services(Settings &settings, QObject *parent)
    : QObject(parent), m_catalog(settings), m_registry(std::make_shared<ServiceRegistry>(all(), keychain()))
{}

Services::~Services()
{
    stop();
}

std::vector<Service> Services::all() const
{
    std::vector<Service> services;
    for (const ServiceCatalog::Entry &entry : m_catalog.entries())
        services.push_back(entry.service);
    return services;
}

const ServiceCatalog::Entry *Services::find(const QString &name) const
{
    const auto at =
        std::ranges::find_if(entries(), [&](const ServiceCatalog::Entry &entry) { return entry.service.name == name; });
    return at == entries().end() ? nullptr : &*at;
}

KeychainReader Services::keychain() const
{
    return systemKeychain(m_stop.get_token());
}

Status Services::checkName(const QString &name) const
{
    if (!find(name))
        return Done{};
    return Error{u"SERVICE_EXISTS"_s, Text{QT_TRANSLATE_NOOP("core", "There is a service “%1” already."), {name}},
                 Text{QT_TRANSLATE_NOOP("core", "Choose another name, or change that one.")}};
}

Status Services::set(const Service &service, const QString &replaced)
{
    if (service.name != replaced) {
        if (Status isFree = checkName(service.name); !isFree)
            return isFree;
    }
    if (Status kept = m_catalog.set(service); !kept)
        return kept;
    const ServiceCatalog::Entry *before = find(replaced);
    Status removed = Done{};
    if (service.name != replaced && before && before->isSet)
        removed = m_catalog.remove(replaced);
    tellChange();
    return removed;
}

Status Services::remove(const QString &name)
{
    const Status removed = m_catalog.remove(name);
    if (removed)
        tellChange();
    return removed;
}

void Services::secretChanged(const QString &keychainName)
{
    m_registry->secretChanged(keychainName);
}

void Services::stop()
{
    m_stop.request_stop();
}

void Services::tellChange()
{
    m_registry->replace(all());
    Q_EMIT changed();
}

} // namespace bulkhead
