// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/servicetest.h"

#include "core/remote/httpclient.h"
#include "core/remote/maxbotclient.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

Text hintFor(const Service &service, const Attempt &attempt)
{
    using End = Attempt::End;
    if (attempt.code == "TLS_FAILED"_L1 || attempt.why.toEnglish().contains("SSL"_L1))
        return Text{QT_TRANSLATE_NOOP(
            "core", "Name the certificate of its authority (CA file), or check the name in its certificate.")};
    if (attempt.end == End::Denied || attempt.code == "HTTP_403"_L1 || attempt.code == "PERMISSION_DENIED"_L1)
        return Text{QT_TRANSLATE_NOOP("core", "Check its secret (now: %1) and the header it goes in (now: %2)."),
                    {service.credential.toText().isEmpty() ? u"–"_s : service.credential.toText(), service.header}};
    switch (attempt.end) {
    case End::Throttled:
        return Text{
            QT_TRANSLATE_NOOP("core", "It works, but others use it too: set a rate that leaves room for them.")};
    case End::Lost:
        return Text{QT_TRANSLATE_NOOP("core", "Something listens at %1, but it may not be this service, or "
                                              "want TLS, or need a longer deadline."),
                    {service.address}};
    case End::Unavailable:
        return Text{QT_TRANSLATE_NOOP("core", "Is it running, and is its address right? It is asked at %1."),
                    {service.address}};
    default:
        return Text{QT_TRANSLATE_NOOP("core", "Is this the right kind of service? It is set up as “%1”."),
                    {kindName(service.kind)}};
    }
}

Attempt askMaxBot(const Service &service, const Endpoint &endpoint, Instant deadline, std::stop_token stop, Text *what)
{
    MaxBotClient client(endpoint, service.limits.batch);
    QString bot;
    Attempt attempt = client.introduce(deadline, stop, &bot);
    *what = Text{QT_TRANSLATE_NOOP("core", "The MaxBot service answered as “%1”."), {bot}};
    if (attempt.code != "UNIMPLEMENTED"_L1)
        return attempt;
    // An older service without GetMe: any phone will do to hear whether it speaks to us.
    *what = Text{QT_TRANSLATE_NOOP("core", "The MaxBot service answered.")};
    return client.ask({u"+79990000000"_s}, deadline, stop).attempt;
}

/// What a service of this kind surely answers, be it with “not found”.
QString harmlessPath(const Service &service)
{
    switch (service.kind) {
    case ServiceKind::Checkins:
        return service.paths.value(u"checkins"_s, u"/checkins"_s) + u"?page=1&page_size=1"_s;
    case ServiceKind::Users:
        return service.paths.value(u"user"_s, u"/users/{id}"_s)
            .replace("{id}"_L1, "00000000-0000-0000-0000-000000000000"_L1);
    default:
        return {};
    }
}

Attempt askHttp(const Service &service, const Endpoint &endpoint, Instant deadline, std::stop_token stop, Text *what)
{
    HttpClient client(endpoint);
    const HttpReply reply = client.send({.url = endpoint.base() + harmlessPath(service)}, deadline, stop);
    *what =
        Text{QT_TRANSLATE_NOOP("core", "The service answered with HTTP status %1."), {QString::number(reply.status)}};
    const bool mayRefuse =
        service.kind == ServiceKind::Http || (service.kind == ServiceKind::Users && reply.status == 404);
    if (reply.attempt.end == Attempt::End::Refused && reply.status > 0 && mayRefuse)
        return {};
    return reply.attempt;
}

} // namespace

Result<ServiceTestPassed> testService(const Service &service, const KeychainReader &keychain, std::stop_token stop)
{
    const Result<Endpoint> endpoint = endpointOf(service, keychain);
    if (!endpoint)
        return endpoint.error();
    const Instant began = std::chrono::steady_clock::now();
    const Instant deadline = began + service.limits.deadline;
    ServiceTestPassed passed;
    const Attempt attempt = service.kind == ServiceKind::MaxBot
                                ? askMaxBot(service, *endpoint, deadline, stop, &passed.what)
                                : askHttp(service, *endpoint, deadline, stop, &passed.what);
    if (attempt.end != Attempt::End::Answered)
        return Error{u"SERVICE_TEST_FAILED"_s, attempt.why, hintFor(service, attempt)};
    passed.latency = std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    return passed;
}

} // namespace bulkhead
