// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/service.h"

#include <QRegularExpression>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr std::pair<ServiceKind, QLatin1StringView> kinds[] = {{ServiceKind::MaxBot, "maxbot"_L1},
                                                               {ServiceKind::Checkins, "checkins"_L1},
                                                               {ServiceKind::Users, "users"_L1},
                                                               {ServiceKind::Http, "http"_L1}};
constexpr std::pair<Credential::Source, QLatin1StringView> sources[] = {{Credential::Source::Environment, "env:"_L1},
                                                                        {Credential::Source::File, "file:"_L1},
                                                                        {Credential::Source::Keychain, "keychain:"_L1}};

Error invalid(const char *what, QStringList args, const char *hint)
{
    return {u"SERVICE_INVALID"_s, Text{what, std::move(args)}, Text{hint}};
}

Status checkAddress(const Service &service)
{
    if (service.kind == ServiceKind::MaxBot) {
        static const QRegularExpression hostAndPort(u"^(\\[[0-9a-fA-F:.]+\\]|[^\\s:/]+):(\\d{1,5})$"_s);
        const QRegularExpressionMatch match = hostAndPort.match(service.address);
        const int port = match.captured(2).toInt();
        if (match.hasMatch() && port > 0 && port < 65'536)
            return Done{};
        return invalid(QT_TRANSLATE_NOOP("core", "“%1” is no address of a MaxBot service."), {service.address},
                       QT_TRANSLATE_NOOP("core", "Write it as host:port, for example localhost:9095."));
    }
    const QUrl url(service.address, QUrl::StrictMode);
    const bool isHttp = url.scheme() == "http"_L1 || url.scheme() == "https"_L1;
    if (!url.isValid() || !isHttp || url.host().isEmpty() || url.hasQuery() || url.hasFragment())
        return invalid(QT_TRANSLATE_NOOP("core", "“%1” is no address of an HTTP service."), {service.address},
                       QT_TRANSLATE_NOOP("core", "Write it as a URL, for example https://checkins.example.org/api."));
    if (!url.userInfo().isEmpty())
        return invalid(QT_TRANSLATE_NOOP("core", "The address of service “%1” contains a user or password."),
                       {service.name},
                       QT_TRANSLATE_NOOP(
                           "core", "Keep secrets in the environment, a file or the keychain: env:, file:, keychain:."));
    return Done{};
}

Status checkLimits(const Service &service)
{
    struct Range
    {
        const char *name;
        double value;
        double least;
        double most;
    };
    const ServiceLimits &limits = service.limits;
    for (const Range &range :
         {Range{"batch", double(limits.batch), 1, service.kind == ServiceKind::MaxBot ? 100.0 : 10'000.0},
          Range{"concurrency", double(limits.concurrency), 1, 256}, Range{"rate", limits.ratePerSecond, 0, 1e6},
          Range{"deadline", double(limits.deadline.count()), 10, 600'000},
          Range{"retries", double(limits.retries), 0, 20}}) {
        if (!(range.value >= range.least && range.value <= range.most))
            return invalid(
                QT_TRANSLATE_NOOP("core", "%1 of service “%2” must lie between %3 and %4."),
                {QString::fromLatin1(range.name), service.name, QString::number(range.least, 'f', 0),
                 QString::number(range.most, 'f', 0)},
                QT_TRANSLATE_NOOP("core", "The deadline counts milliseconds, the rate calls a second (0: no limit)."));
    }
    return Done{};
}

} // namespace

QString addressVariable(const QString &name)
{
    return name == maxBotService    ? u"MAXBOT_GRPC_ADDR"_s
           : name == checkinService ? u"CHECKIN_SERVICE_URL"_s
           : name == userService    ? u"USER_SERVICE_URL"_s
                                    : QString();
}

Error serviceMissing(const QString &name)
{
    const QString variable = addressVariable(name);
    return {u"SERVICE_MISSING"_s, Text{QT_TRANSLATE_NOOP("core", "There is no service “%1”."), {name}},
            variable.isEmpty()
                ? Text{QT_TRANSLATE_NOOP("core",
                                         "Settings and “bulkheadctl services list” show them, and there one is added.")}
                : Text{QT_TRANSLATE_NOOP(
                           "core", "Give its address in %1, or add it in Settings or with “bulkheadctl services set”."),
                       {variable}}};
}

QString kindName(ServiceKind kind)
{
    return std::ranges::find(kinds, kind, &std::pair<ServiceKind, QLatin1StringView>::first)->second;
}

Result<ServiceKind> kindNamed(const QString &name)
{
    for (const auto &[kind, word] : kinds) {
        if (word == name)
            return kind;
    }
    return invalid(QT_TRANSLATE_NOOP("core", "There is no kind of service “%1”."), {name},
                   QT_TRANSLATE_NOOP("core", "The kinds are maxbot, checkins, users and http."));
}

QString Credential::toText() const
{
    for (const auto &[kind, word] : sources) {
        if (kind == source)
            return word + name;
    }
    return {};
}

Result<Credential> Credential::fromText(const QString &text)
{
    if (text.isEmpty())
        return Credential{};
    for (const auto &[kind, word] : sources) {
        if (text.startsWith(word) && text.size() > word.size())
            return Credential{kind, text.mid(word.size())};
    }
    // Its text is not repeated: it may be the secret itself.
    return invalid(QT_TRANSLATE_NOOP("core", "A credential says where the secret is, and is not the secret itself."),
                   {}, QT_TRANSLATE_NOOP("core", "Write env:VARIABLE, file:/path or keychain:NAME."));
}

QJsonObject Service::toJson() const
{
    QJsonObject pathObject;
    for (const auto &[key, path] : paths.asKeyValueRange())
        pathObject.insert(key, path);
    return {{u"name"_s, name},
            {u"kind"_s, kindName(kind)},
            {u"address"_s, address},
            {u"tls"_s, tls},
            {u"ca_file"_s, caFile},
            {u"tls_name"_s, tlsName},
            {u"credential"_s, credential.toText()},
            {u"header"_s, header},
            {u"prefix"_s, prefix},
            {u"limits"_s, QJsonObject{{u"batch"_s, limits.batch},
                                      {u"concurrency"_s, limits.concurrency},
                                      {u"rate"_s, limits.ratePerSecond},
                                      {u"deadline_ms"_s, qint64(limits.deadline.count())},
                                      {u"retries"_s, limits.retries}}},
            {u"paths"_s, pathObject}};
}

Result<Service> Service::fromJson(const QJsonObject &json)
{
    Service service;
    service.name = json.value(u"name"_s).toString();
    const Result<ServiceKind> kind = kindNamed(json.value(u"kind"_s).toString());
    if (!kind)
        return kind.error();
    service.kind = *kind;
    service.address = json.value(u"address"_s).toString();
    service.tls = json.value(u"tls"_s).toBool();
    service.caFile = json.value(u"ca_file"_s).toString();
    service.tlsName = json.value(u"tls_name"_s).toString();
    const Result<Credential> credential = Credential::fromText(json.value(u"credential"_s).toString());
    if (!credential)
        return credential.error();
    service.credential = *credential;
    service.header = json.value(u"header"_s).toString(service.header);
    service.prefix = json.value(u"prefix"_s).toString(service.prefix);
    const QJsonObject limits = json.value(u"limits"_s).toObject();
    service.limits.batch = limits.value(u"batch"_s).toInt(service.limits.batch);
    service.limits.concurrency = limits.value(u"concurrency"_s).toInt(service.limits.concurrency);
    service.limits.ratePerSecond = limits.value(u"rate"_s).toDouble(service.limits.ratePerSecond);
    service.limits.deadline =
        std::chrono::milliseconds(limits.value(u"deadline_ms"_s).toInteger(service.limits.deadline.count()));
    service.limits.retries = limits.value(u"retries"_s).toInt(service.limits.retries);
    const QJsonObject paths = json.value(u"paths"_s).toObject();
    for (auto it = paths.begin(); it != paths.end(); ++it)
        service.paths.insert(it.key(), it.value().toString());
    return service;
}

Status Service::validate() const
{
    static const QRegularExpression plainName(u"^[A-Za-z0-9._-]{1,64}$"_s);
    if (!plainName.match(name).hasMatch())
        return invalid(QT_TRANSLATE_NOOP("core", "“%1” cannot name a service."), {name},
                       QT_TRANSLATE_NOOP("core", "Use up to 64 letters, digits, “-”, “_” and “.”."));
    if (const Status address_ = checkAddress(*this); !address_)
        return address_;
    if (credential.source != Credential::Source::None && credential.name.isEmpty())
        return invalid(QT_TRANSLATE_NOOP("core", "It is not said where the secret of service “%1” is."), {name},
                       QT_TRANSLATE_NOOP("core", "Name the environment variable, the file or the entry of the "
                                                 "keychain."));
    static const QRegularExpression headerName(u"^[A-Za-z0-9-]+$"_s);
    if (credential.source != Credential::Source::None && !headerName.match(header).hasMatch())
        return invalid(QT_TRANSLATE_NOOP("core", "“%1” cannot be the header that carries the secret of service “%2”."),
                       {header, name}, QT_TRANSLATE_NOOP("core", "Usual are Authorization and X-API-Key."));
    for (const auto &[key, path] : paths.asKeyValueRange()) {
        if (!path.startsWith(u'/'))
            return invalid(QT_TRANSLATE_NOOP("core", "The path “%1” of service “%2” must begin with “/”."),
                           {path, name}, QT_TRANSLATE_NOOP("core", "It is put behind the service's address."));
    }
    return checkLimits(*this);
}

} // namespace bulkhead
