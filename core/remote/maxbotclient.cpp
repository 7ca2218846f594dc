// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/maxbotclient.h"

#include "core/remote/grpcattempt.h"
#include "core/remote/phone.h"

#include "maxbot.grpc.pb.h"

#include <grpcpp/grpcpp.h>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int mostOfContract = 100;
/// A service that is back should be noticed at once; how often it is asked is the breaker's to say.
constexpr int firstReconnectMs = 100;
constexpr int lastReconnectMs = 500;
constexpr int connectTimeoutMs = 10'000;
constexpr auto patienceWithReconnect = std::chrono::milliseconds(300);

bool isLoopback(const QString &address)
{
    return address.startsWith("localhost"_L1) || address.startsWith("127."_L1) || address.startsWith("[::1]"_L1);
}

std::shared_ptr<grpc::Channel> openChannel(const Endpoint &endpoint)
{
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, firstReconnectMs);
    arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, connectTimeoutMs);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, lastReconnectMs);
    // Else two clients in one process would share a connection, and the fate of it.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    if (isLoopback(endpoint.address))
        arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    if (!endpoint.tls)
        return grpc::CreateCustomChannel(endpoint.address.toStdString(), grpc::InsecureChannelCredentials(), arguments);
    if (!endpoint.tlsName.isEmpty())
        arguments.SetSslTargetNameOverride(endpoint.tlsName.toStdString());
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = endpoint.caPem.toStdString();
    return grpc::CreateCustomChannel(endpoint.address.toStdString(), grpc::SslCredentials(options), arguments);
}

/// What the service says inside an answer that is OK by itself.
Attempt inBand(maxbot::ErrorCode code, const QString &words)
{
    if (words.contains("batch size exceeds"_L1))
        return {Attempt::End::TooLarge,
                u"BATCH_TOO_LARGE"_s,
                Text{QT_TRANSLATE_NOOP("core", "The service refused: %1"), {words}},
                {}};
    if (code == maxbot::ERROR_CODE_INVALID_PHONE || code == maxbot::ERROR_CODE_MAX_ID_NOT_FOUND)
        return {Attempt::End::Refused,
                code == maxbot::ERROR_CODE_INVALID_PHONE ? u"INVALID_PHONE"_s : u"NOT_FOUND"_s,
                Text{QT_TRANSLATE_NOOP("core", "The service does not take this phone: %1"), {words}},
                {}};
    return {Attempt::End::Unavailable,
            u"INTERNAL"_s,
            Text{QT_TRANSLATE_NOOP("core", "The service failed: %1"), {words}},
            {},
            true};
}

Answer found(const std::string &maxId)
{
    if (maxId.empty())
        return {Answer::Kind::Unknown,
                {},
                u"BAD_ANSWER"_s,
                Text{QT_TRANSLATE_NOOP("core", "The service says that it knows this phone, but not its MAX id.")}};
    return {Answer::Kind::Found, {QString::fromStdString(maxId)}, {}, {}};
}

Answer notFound()
{
    return {Answer::Kind::NotFound,
            {},
            u"NOT_FOUND"_s,
            Text{QT_TRANSLATE_NOOP("core", "The service knows no one with this phone.")}};
}

/// How a call ended in which the service refused a phone. Of several it does not say which one: that is found out in
/// smaller calls.
CallReply aboutPhones(Attempt attempt, const QStringList &phones)
{
    const bool isUnknown = attempt.code == "NOT_FOUND"_L1;
    const bool isInvalid = attempt.code == "INVALID_PHONE"_L1 || attempt.code == "INVALID_ARGUMENT"_L1;
    if (phones.size() == 1 && isUnknown)
        return {{}, {{phones.first(), notFound()}}};
    if (phones.size() == 1 && isInvalid)
        return {{}, {{phones.first(), {Answer::Kind::InvalidInput, {}, u"INVALID_PHONE"_s, attempt.why}}}};
    if (isUnknown || isInvalid)
        attempt.end = Attempt::End::TooLarge;
    return {attempt, {}};
}

} // namespace

struct MaxBotClient::Channel
{
    std::shared_ptr<grpc::Channel> channel;
    std::unique_ptr<maxbot::MaxBotService::Stub> stub;
    std::string headerName;
    std::string headerValue;

    /// A broken channel mends itself only while somebody waits for it: calls do not, they fail at once.
    void waitForReconnect(Instant deadline, std::stop_token stop) const
    {
        const Instant until = std::min(deadline, std::chrono::steady_clock::now() + patienceWithReconnect);
        while (channel->GetState(true) == GRPC_CHANNEL_TRANSIENT_FAILURE && !stop.stop_requested() &&
               std::chrono::steady_clock::now() < until) {
            channel->WaitForStateChange(GRPC_CHANNEL_TRANSIENT_FAILURE,
                                        std::chrono::system_clock::now() + std::chrono::milliseconds(50));
        }
    }

    /// `method` with everything that goes with each call: deadline, token, and an end when it is stopped.
    template <typename Request, typename Response>
    Attempt call(grpc::Status (maxbot::MaxBotService::Stub::*method)(grpc::ClientContext *, const Request &,
                                                                     Response *),
                 const Request &request, Response &response, Instant deadline, std::stop_token stop) const
    {
        grpc::ClientContext context;
        const auto left = deadline - std::chrono::steady_clock::now();
        context.set_deadline(std::chrono::system_clock::now() +
                             std::chrono::duration_cast<std::chrono::system_clock::duration>(left));
        if (!headerName.empty())
            context.AddMetadata(headerName, headerValue);
        waitForReconnect(deadline, stop);
        const std::stop_callback onStop(stop, [&context] { context.TryCancel(); });
        const grpc::Status status = (stub.get()->*method)(&context, request, &response);
        Attempt attempt = attemptOf(status, context, stop.stop_requested());
        // The library waited for a connection until then: the call was never sent.
        if (attempt.code == "DEADLINE_EXCEEDED"_L1 && channel->GetState(false) == GRPC_CHANNEL_CONNECTING)
            attempt.end = Attempt::End::Unavailable;
        return attempt;
    }
};

MaxBotClient::MaxBotClient(const Endpoint &endpoint, int batch)
    : m_channel(new Channel{openChannel(endpoint), nullptr, endpoint.headerName.toLower().toStdString(),
                            endpoint.headerValue.toStdString()}),
      m_batch(std::clamp(batch, 1, mostOfContract))
{
    m_channel->stub = maxbot::MaxBotService::NewStub(m_channel->channel);
}

MaxBotClient::~MaxBotClient() = default;

int MaxBotClient::mostKeys() const
{
    return m_lacksBatch ? 1 : m_batch;
}

Result<QString> MaxBotClient::form(const QString &key) const
{
    return normalisedPhone(key);
}

CallReply MaxBotClient::ask(const QStringList &phones, Instant deadline, std::stop_token stop)
{
    if (m_lacksBatch && phones.size() == 1)
        return askOne(phones.first(), deadline, stop);
    maxbot::BatchGetUsersByPhoneRequest request;
    for (const QString &phone : phones)
        request.add_phones(phone.toStdString());
    maxbot::BatchGetUsersByPhoneResponse response;
    CallReply reply{
        m_channel->call(&maxbot::MaxBotService::Stub::BatchGetUsersByPhone, request, response, deadline, stop), {}};
    if (reply.attempt.code == "UNIMPLEMENTED"_L1) {
        m_lacksBatch = true;
        if (phones.size() == 1)
            return askOne(phones.first(), deadline, stop);
        reply.attempt.end = Attempt::End::TooLarge;
    }
    if (reply.attempt.end != Attempt::End::Answered)
        return aboutPhones(reply.attempt, phones);
    if (!response.error().empty() || response.error_code() != maxbot::ERROR_CODE_UNSPECIFIED)
        return aboutPhones(inBand(response.error_code(), QString::fromStdString(response.error())), phones);
    reply.answers.reserve(std::size_t(response.mappings_size()));
    for (const maxbot::UserPhoneMapping &mapping : response.mappings())
        reply.answers.emplace_back(QString::fromStdString(mapping.phone()),
                                   mapping.found() ? found(mapping.max_id()) : notFound());
    return reply;
}

CallReply MaxBotClient::askOne(const QString &phone, Instant deadline, std::stop_token stop)
{
    maxbot::GetMaxIDByPhoneRequest request;
    request.set_phone(phone.toStdString());
    maxbot::GetMaxIDByPhoneResponse response;
    CallReply reply{m_channel->call(&maxbot::MaxBotService::Stub::GetMaxIDByPhone, request, response, deadline, stop),
                    {}};
    if (reply.attempt.end != Attempt::End::Answered)
        return aboutPhones(reply.attempt, {phone});
    if (!response.error().empty() || response.error_code() != maxbot::ERROR_CODE_UNSPECIFIED)
        return aboutPhones(inBand(response.error_code(), QString::fromStdString(response.error())), {phone});
    reply.answers.emplace_back(phone, found(response.max_id()));
    return reply;
}

Attempt MaxBotClient::introduce(Instant deadline, std::stop_token stop, QString *botName)
{
    maxbot::GetMeResponse response;
    Attempt attempt = m_channel->call(&maxbot::MaxBotService::Stub::GetMe, {}, response, deadline, stop);
    if (attempt.end == Attempt::End::Answered && !response.error().empty())
        attempt = inBand(response.error_code(), QString::fromStdString(response.error()));
    *botName = QString::fromStdString(response.bot().name());
    return attempt;
}

} // namespace bulkhead
