// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"
#include "core/remote/servicecatalog.h"
#include "core/remote/servicetest.h"
#include "core/remote/systemkeychain.h"
#include "core/settings/duration.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

QJsonObject toJson(const ServiceCatalog::Entry &entry)
{
    QJsonObject json = entry.service.toJson();
    json.insert(u"from"_s, entry.isSet ? u"settings"_s : u"environment"_s);
    return json;
}

ExitCode list(Invocation &invocation, const ServiceCatalog &catalog)
{
    Console &console = invocation.console();
    QJsonArray json;
    std::vector<QStringList> rows;
    for (const ServiceCatalog::Entry &entry : catalog.entries()) {
        const Service &service = entry.service;
        json.append(toJson(entry));
        rows.push_back({service.name, kindName(service.kind), service.address, service.credential.toText(),
                        QString::number(service.limits.batch), QString::number(service.limits.concurrency),
                        durationText(service.limits.deadline),
                        entry.isSet ? translate("bulkheadctl", "settings") : translate("bulkheadctl", "environment")});
    }
    if (invocation.isJson())
        console.print(QJsonObject{{u"services"_s, json}});
    else
        console.table({translate("bulkheadctl", "service"), translate("bulkheadctl", "kind"),
                       translate("bulkheadctl", "address"), translate("bulkheadctl", "secret"),
                       translate("bulkheadctl", "keys a call"), translate("bulkheadctl", "calls at once"),
                       translate("bulkheadctl", "deadline"), translate("bulkheadctl", "from")},
                      rows, {false, false, false, false, true, true, true});
    return ExitCode::Done;
}

Status readTexts(const Invocation &invocation, Service &service)
{
    if (invocation.isSet(u"kind"_s)) {
        const Result<ServiceKind> kind = kindNamed(invocation.value(u"kind"_s));
        if (!kind)
            return kind.error();
        service.kind = *kind;
    }
    if (invocation.isSet(u"credential"_s)) {
        const Result<Credential> credential = Credential::fromText(invocation.value(u"credential"_s));
        if (!credential)
            return credential.error();
        service.credential = *credential;
    }
    for (const auto &[option, text] : {std::pair{"address", &service.address}, std::pair{"ca-file", &service.caFile},
                                       std::pair{"tls-name", &service.tlsName}, std::pair{"header", &service.header},
                                       std::pair{"prefix", &service.prefix}}) {
        if (invocation.isSet(QString::fromLatin1(option)))
            *text = invocation.value(QString::fromLatin1(option));
    }
    for (const QString &pair : invocation.values(u"path"_s)) {
        if (!pair.contains(u'='))
            return wrongUsage(QT_TRANSLATE_NOOP("core", "--path wants NAME=/path, not “%1”."), {pair});
        service.paths.insert(pair.section(u'=', 0, 0), pair.section(u'=', 1));
    }
    service.tls = (service.tls || invocation.isSet(u"tls"_s)) && !invocation.isSet(u"no-tls"_s);
    return Done{};
}

Status readLimits(const Invocation &invocation, ServiceLimits &limits)
{
    for (const auto &[option, number] :
         {std::pair{"batch", &limits.batch}, std::pair{"concurrency", &limits.concurrency},
          std::pair{"retries", &limits.retries}}) {
        const Result<qint64> value = invocation.number(QString::fromLatin1(option), *number);
        if (!value)
            return value.error();
        *number = int(std::clamp<qint64>(*value, -1, 1'000'000));
    }
    if (invocation.isSet(u"rate"_s)) {
        bool ok = false;
        limits.ratePerSecond = invocation.value(u"rate"_s).toDouble(&ok);
        if (!ok)
            return wrongUsage(QT_TRANSLATE_NOOP("core", "--%1 wants a number, not “%2”."),
                              {u"rate"_s, invocation.value(u"rate"_s)});
    }
    if (invocation.isSet(u"deadline"_s)) {
        const std::optional<std::chrono::milliseconds> deadline = parsedDuration(invocation.value(u"deadline"_s));
        if (!deadline)
            return wrongUsage(QT_TRANSLATE_NOOP("core", "--%1 wants a duration like 5s or 500ms, not “%2”."),
                              {u"deadline"_s, invocation.value(u"deadline"_s)});
        limits.deadline = *deadline;
    }
    return Done{};
}

ExitCode set(Invocation &invocation, ServiceCatalog &catalog, const QString &name)
{
    Console &console = invocation.console();
    const Result<Service> known = catalog.find(name);
    Service service = known ? *known : Service{.name = name};
    if (!known && !invocation.isSet(u"kind"_s))
        return console.fail(wrongUsage(
            QT_TRANSLATE_NOOP("core",
                              "Which kind of service is “%1”? --kind is missing: maxbot, checkins, users or http."),
            {name}));
    if (const Status texts = readTexts(invocation, service); !texts)
        return console.fail(texts.error());
    if (const Status limits = readLimits(invocation, service.limits); !limits)
        return console.fail(limits.error());
    if (const Status done = catalog.set(service); !done)
        return console.fail(done.error());
    if (invocation.isJson())
        console.print(toJson({service, true}));
    else
        console.print(translate("bulkheadctl", "Kept. “bulkheadctl services test %1” tries it.").arg(name));
    return ExitCode::Done;
}

ExitCode test(Invocation &invocation, const ServiceCatalog &catalog, const QString &name)
{
    Console &console = invocation.console();
    const Result<Service> service = catalog.find(name);
    if (!service)
        return console.fail(service.error());
    const Result<ServiceTestPassed> passed = testService(*service, systemKeychain(), {});
    if (invocation.isJson())
        console.print(
            QJsonObject{{u"name"_s, name},
                        {u"ok"_s, passed.ok()},
                        {u"message"_s, passed ? passed->what.toString() : passed.error().message.toString()},
                        {u"hint"_s, passed ? QString() : passed.error().hint.toString()},
                        {u"latency_ms"_s, passed ? QJsonValue(qint64(passed->latency.count())) : QJsonValue()}});
    if (!passed)
        return invocation.isJson() ? ExitCode::Usage : console.fail(passed.error());
    if (!invocation.isJson())
        console.print(translate("bulkheadctl", "%1 (%2 ms)").arg(passed->what.toString()).arg(passed->latency.count()));
    return ExitCode::Done;
}

} // namespace

ExitCode services(Invocation &invocation)
{
    Console &console = invocation.console();
    const QString verb = invocation.positionals().value(0, u"list"_s);
    const QString name = invocation.positionals().value(1);
    Settings settings;
    ServiceCatalog catalog(settings);
    for (const Error &problem : catalog.problems())
        console.say(problem.toString());
    if (verb == "list"_L1)
        return list(invocation, catalog);
    if (verb != "set"_L1 && verb != "remove"_L1 && verb != "test"_L1)
        return console.fail(
            wrongUsage(QT_TRANSLATE_NOOP("core", "services knows list, set, remove and test, not “%1”."), {verb}));
    if (name.isEmpty())
        return console.fail(wrongUsage(QT_TRANSLATE_NOOP("core", "Which service? Its name is missing.")));
    if (verb == "set"_L1)
        return set(invocation, catalog, name);
    if (verb == "test"_L1)
        return test(invocation, catalog, name);
    if (const Status removed = catalog.remove(name); !removed)
        return console.fail(removed.error());
    if (!invocation.isJson())
        console.print(translate("bulkheadctl", "Service “%1” is removed.").arg(name));
    return ExitCode::Done;
}

} // namespace bulkhead
