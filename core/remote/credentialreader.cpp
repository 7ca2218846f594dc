// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/credentialreader.h"

#include <QFile>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qint64 largestFile = 1024 * 1024;

Error unreadable(const char *what, QStringList args)
{
    return {
        u"CREDENTIAL_MISSING"_s, Text{what, std::move(args)},
        Text{QT_TRANSLATE_NOOP("core", "Settings or “bulkheadctl services set NAME --credential …” say where it is.")}};
}

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return unreadable(QT_TRANSLATE_NOOP("core", "%1 cannot be read: %2."), {path, file.errorString()});
    QByteArray bytes = file.read(largestFile + 1);
    if (bytes.isEmpty() || bytes.size() > largestFile)
        return unreadable(QT_TRANSLATE_NOOP("core", "%1 is empty, or too large to be what it should be."), {path});
    return bytes;
}

Result<QString> secretOf(const Service &service, const KeychainReader &keychain)
{
    const Credential &credential = service.credential;
    switch (credential.source) {
    case Credential::Source::None:
        return QString();
    case Credential::Source::Environment: {
        const QString secret = qEnvironmentVariable(qPrintable(credential.name));
        if (secret.isEmpty())
            return unreadable(
                QT_TRANSLATE_NOOP("core",
                                  "The environment variable %1 is not set, which has the secret of service “%2”."),
                {credential.name, service.name});
        return secret;
    }
    case Credential::Source::File: {
        const Result<QByteArray> bytes = readFile(credential.name);
        return bytes ? Result<QString>(QString::fromUtf8(*bytes).trimmed()) : bytes.error();
    }
    case Credential::Source::Keychain:
        if (!keychain)
            return unreadable(
                QT_TRANSLATE_NOOP("core", "There is no keychain here, which has the secret of service “%1”."),
                {service.name});
        return keychain(credential.name);
    }
    return QString();
}

} // namespace

Result<Endpoint> endpointOf(const Service &service, const KeychainReader &keychain)
{
    if (const Status valid = service.validate(); !valid)
        return valid.error();
    Endpoint endpoint{.address = service.address, .tls = service.tls, .tlsName = service.tlsName};
    if (!service.caFile.isEmpty()) {
        const Result<QByteArray> pem = readFile(service.caFile);
        if (!pem)
            return pem.error();
        if (!pem->contains("-----BEGIN CERTIFICATE-----"))
            return unreadable(QT_TRANSLATE_NOOP("core", "%1 contains no certificate (PEM)."), {service.caFile});
        endpoint.caPem = *pem;
    }
    const Result<QString> secret = secretOf(service, keychain);
    if (!secret)
        return secret.error();
    // A line break would end the header and begin another one.
    if (secret->contains(u'\n') || secret->contains(u'\r'))
        return unreadable(QT_TRANSLATE_NOOP("core", "The secret of service “%1” has more than one line."),
                          {service.name});
    if (service.credential.source == Credential::Source::None)
        return endpoint;
    if (secret->isEmpty()) // it is not for us to call without one then
        return unreadable(QT_TRANSLATE_NOOP("core", "The secret of service “%1” is empty."), {service.name});
    const QString value = service.prefix + *secret;
    // gRPC ends the whole program over such a one.
    if (!std::ranges::all_of(value, [](QChar c) { return c >= u' ' && c <= u'~'; }))
        return unreadable(
            QT_TRANSLATE_NOOP(
                "core",
                "The secret of service “%1”, or what stands before it, has a character that no header can carry."),
            {service.name});
    endpoint.headerName = service.header;
    endpoint.headerValue = value;
    return endpoint;
}

} // namespace bulkhead
