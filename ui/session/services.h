// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/servicecatalog.h"
#include "core/remote/serviceregistry.h"

#include <QObject>

#include <stop_token>

namespace bulkhead {

/// The services outside that the operator has named, and the one registry through which every job of this
/// process reaches them. A change is kept in the settings and holds for every look-up that is opened from
/// then on. UI thread only, but for the registry, which is safe to use from any thread.
class Services : public QObject
{
    Q_OBJECT

public:
    explicit Services(Settings &settings, QObject *parent = nullptr);
    ~Services() override;

    /// The same one as long as this object; may outlive it.
    const std::shared_ptr<ServiceRegistry> &registry() const { return m_registry; }
    /// By name.
    const std::vector<ServiceCatalog::Entry> &entries() const { return m_catalog.entries(); }
    const ServiceCatalog::Entry *find(const QString &name) const;
    /// What could not be read from the environment or the settings.
    const std::vector<Error> &problems() const { return m_catalog.problems(); }
    /// Whether a service can be called so; why not.
    Status checkName(const QString &name) const;

    /// Adds the service, or puts it in the place of the one called `replaced`.
    Status set(const Service &service, const QString &replaced = {});
    /// One that follows from the environment cannot be removed; one of the operator's own in its place can.
    Status remove(const QString &name);
    /// Another secret was kept in the keychain under this name.
    void secretChanged(const QString &keychainName);

    /// Nobody waits for the keychain any more: the program ends.
    void stop();

Q_SIGNALS:
    void changed();

private:
    std::vector<Service> all() const;
    /// Waits for the keychain on the calling thread, never longer than until stop().
    KeychainReader keychain() const;
    void tellChange();

    ServiceCatalog m_catalog;
    std::stop_source m_stop;
    const std::shared_ptr<ServiceRegistry> m_registry;
};

} // namespace bulkhead
