// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/service.h"
#include "core/settings/settings.h"

#include <QProcessEnvironment>

namespace bulkhead {

/// The services an operator has named, kept in the settings as JSON; beneath them the ones that follow from
/// the environment: "maxbot" (MAXBOT_GRPC_ADDR, else localhost:9095), "checkins" (CHECKIN_SERVICE_URL) and
/// "users" (USER_SERVICE_URL), each with its …_TIMEOUT and …_API_KEY; the latter two take as many calls at once as
/// there are users at once (MAX_CONCURRENT_GENERATIONS, or the preset of ENVIRONMENT).
class ServiceCatalog
{
public:
    struct Entry
    {
        Service service;
        bool isSet = false; ///< by an operator; else it follows from the environment
    };

    explicit ServiceCatalog(Settings &settings,
                            const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment());

    /// By name.
    const std::vector<Entry> &entries() const { return m_entries; }
    Result<Service> find(const QString &name) const;
    /// What is wrong with the environment's values or with what is stored; such services are left out.
    const std::vector<Error> &problems() const { return m_problems; }

    /// Adds it or replaces the one of its name. Error SETTINGS_LOST: it could not be kept, and holds for this process
    /// only.
    Status set(const Service &service);
    /// What follows from the environment cannot be removed.
    Status remove(const QString &name);

private:
    void addDefault(const QProcessEnvironment &environment, const Service &service, const QString &prefix);
    void put(const Service &service, bool isSet);
    Status store();

    Settings &m_settings;
    std::vector<Entry> m_entries;
    std::vector<Entry> m_defaults;
    std::vector<Error> m_problems;
};

} // namespace bulkhead
