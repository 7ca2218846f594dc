// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/servicecatalog.h"

#include "core/montage/montagesettings.h"
#include "core/settings/duration.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr auto settingsKey = "services"_L1;

} // namespace

ServiceCatalog::ServiceCatalog(Settings &settings, const QProcessEnvironment &environment) : m_settings(settings)
{
    Service maxbot{.name = maxBotService, .kind = ServiceKind::MaxBot};
    maxbot.address = environment.value(addressVariable(maxBotService), u"localhost:9095"_s);
    addDefault(environment, maxbot, u"MAXBOT"_s);
    // As many calls as there are users at once: nobody else would have a share in them.
    const int usersAtOnce = std::min(256, readMontageSettings({montageValues(environment)}).settings.maxConcurrency);
    Service checkins{.name = checkinService, .kind = ServiceKind::Checkins};
    checkins.limits.concurrency = usersAtOnce;
    checkins.address = environment.value(addressVariable(checkinService));
    addDefault(environment, checkins, u"CHECKIN_SERVICE"_s);
    Service users{.name = userService, .kind = ServiceKind::Users};
    users.address = environment.value(addressVariable(userService));
    users.limits.concurrency = usersAtOnce;
    addDefault(environment, users, u"USER_SERVICE"_s);
    m_defaults = m_entries;

    const QByteArray stored = m_settings.value(settingsKey).toByteArray();
    for (const QJsonValue &json : QJsonDocument::fromJson(stored).array()) {
        const Result<Service> service = Service::fromJson(json.toObject());
        if (service)
            put(*service, true);
        else
            m_problems.push_back(service.error());
    }
}

void ServiceCatalog::addDefault(const QProcessEnvironment &environment, const Service &service, const QString &prefix)
{
    if (service.address.isEmpty())
        return;
    Service whole = service;
    const QString keyName = prefix + u"_API_KEY"_s;
    if (!environment.value(keyName).isEmpty())
        whole.credential = {Credential::Source::Environment, keyName};
    const QString timeoutName = prefix + u"_TIMEOUT"_s;
    if (const QString text = environment.value(timeoutName); !text.isEmpty()) {
        const std::optional<std::chrono::milliseconds> timeout = parsedDuration(text);
        if (timeout)
            whole.limits.deadline = *timeout;
        else
            m_problems.push_back(
                {u"SERVICE_INVALID"_s,
                 Text{QT_TRANSLATE_NOOP("core", "%1 is “%2”, which is no duration."), {timeoutName, text}},
                 Text{QT_TRANSLATE_NOOP("core", "Write it like 5s, 500ms or 1m30s.")}});
    }
    if (const Status valid = whole.validate(); !valid)
        m_problems.push_back(valid.error());
    else
        put(whole, false);
}

void ServiceCatalog::put(const Service &service, bool isSet)
{
    const auto name = [](const Entry &entry) { return entry.service.name; };
    const auto at = std::ranges::lower_bound(m_entries, service.name, {}, name);
    if (at != m_entries.end() && at->service.name == service.name)
        *at = {service, isSet};
    else
        m_entries.insert(at, {service, isSet});
}

Result<Service> ServiceCatalog::find(const QString &name) const
{
    for (const Entry &entry : m_entries) {
        if (entry.service.name == name)
            return entry.service;
    }
    return serviceMissing(name);
}

Status ServiceCatalog::set(const Service &service)
{
    if (Status valid = service.validate(); !valid)
        return valid;
    put(service, true);
    return store();
}

Status ServiceCatalog::remove(const QString &name)
{
    const auto isIt = [&](const Entry &entry) { return entry.service.name == name; };
    const auto at = std::ranges::find_if(m_entries, isIt);
    if (at == m_entries.end())
        return serviceMissing(name);
    if (!at->isSet)
        return Error{
            u"SERVICE_DEFAULT"_s,
            Text{QT_TRANSLATE_NOOP("core", "Service “%1” follows from the environment and cannot be removed."), {name}},
            Text{
                QT_TRANSLATE_NOOP("core", "Settings or “bulkheadctl services set” put one of your own in its place.")}};
    const auto byDefault = std::ranges::find_if(m_defaults, isIt);
    if (byDefault == m_defaults.end())
        m_entries.erase(at);
    else
        *at = *byDefault;
    return store();
}

Status ServiceCatalog::store()
{
    QJsonArray json;
    for (const Entry &entry : m_entries) {
        if (entry.isSet)
            json.append(entry.service.toJson());
    }
    m_settings.setValue(settingsKey, QJsonDocument(json).toJson(QJsonDocument::Compact));
    return m_settings.save();
}

} // namespace bulkhead
