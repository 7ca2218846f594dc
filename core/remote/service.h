// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/result.h"
#include "core/remote/servicelimits.h"

#include <QJsonObject>
#include <QMap>

namespace bulkhead {

/// The services that are known without being set: whom employees' MAX ids are asked of, and those that montages are
/// made from; see ServiceCatalog.
inline constexpr QLatin1StringView maxBotService("maxbot");
inline constexpr QLatin1StringView checkinService("checkins");
inline constexpr QLatin1StringView userService("users");

enum class ServiceKind {
    MaxBot,   ///< gRPC, maxbot.proto
    Checkins, ///< HTTP: what people did, where and when
    Users,    ///< HTTP: what people show of it
    Http,     ///< HTTP+JSON, described where it is used
};

/// Where a secret is, never the secret itself: "env:NAME", "file:/path", "keychain:name", or nothing.
struct Credential
{
    enum class Source { None, Environment, File, Keychain };
    Source source = Source::None;
    QString name;

    QString toText() const;
    static Result<Credential> fromText(const QString &text);
    bool operator==(const Credential &) const = default;
};

/// A service outside, as an operator names it. Holds no secret: may be shown, stored and logged.
struct Service
{
    QString name; ///< letters, digits, "-", "_", "."
    ServiceKind kind = ServiceKind::Http;
    QString address;  ///< MaxBot: host:port; else a URL with http or https
    bool tls = false; ///< MaxBot only: for the others the URL says it
    QString caFile;   ///< PEM of the authorities to trust instead of the system's
    QString tlsName;  ///< MaxBot only: the name in its certificate, where that is not the host's
    Credential credential;
    QString header = QStringLiteral("Authorization"); ///< or gRPC metadata key, that carries the secret
    QString prefix = QStringLiteral("Bearer ");       ///< what stands before the secret in it
    ServiceLimits limits;
    /// Where the routes of a Checkins or Users service differ from what is usual; see checkinclient.h.
    QMap<QString, QString> paths;

    QJsonObject toJson() const;
    static Result<Service> fromJson(const QJsonObject &json);
    /// What cannot work, in words that say which setting.
    Status validate() const;
    bool operator==(const Service &) const = default;
};

/// The variable of the environment that gives a service of this name its address; empty where there is none.
QString addressVariable(const QString &name);
/// There is no service of this name, and where one is added.
Error serviceMissing(const QString &name);

QString kindName(ServiceKind kind);
Result<ServiceKind> kindNamed(const QString &name);

} // namespace bulkhead
