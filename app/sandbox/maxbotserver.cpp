// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/maxbotserver.h"

#include "app/sandbox/unruly.h"
#include "core/remote/phone.h"

#include "maxbot.grpc.pb.h"

#include <grpcpp/grpcpp.h>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead::sandbox {

namespace {

constexpr int mostPhones = 100;
constexpr const char *invalidPhone = "INVALID_PHONE: Invalid phone format";
constexpr const char *notFound = "NOT_FOUND: MAX_id not found";
constexpr const char *poisoned = "the sandbox was told to fail over this phone";

QString said(const std::string &phone)
{
    return QString::fromStdString(phone);
}

/// Leaves the board at the end of a call, however that comes.
class Visit
{
public:
    Visit(FaultBoard &board, grpc::ServerContext &context, const std::function<void()> &prepare)
        : m_board(board), m_fate(board.enter([&] { return context.IsCancelled(); }, prepare))
    {}
    ~Visit() { m_board.leave(); }
    Visit(const Visit &) = delete;
    Visit &operator=(const Visit &) = delete;

    /// OK, or what the fault makes of the call.
    grpc::Status status(grpc::ServerContext &context) const
    {
        switch (m_fate) {
        case FaultBoard::Fate::Answer:
            return grpc::Status::OK;
        case FaultBoard::Fate::Fail:
            return {grpc::StatusCode::UNAVAILABLE, "the sandbox was told to fail"};
        case FaultBoard::Fate::TooMany:
            context.AddTrailingMetadata("retry-after", std::to_string(m_board.faults().retryAfter));
            return {grpc::StatusCode::RESOURCE_EXHAUSTED, "too many calls a second"};
        case FaultBoard::Fate::Gone:
            break;
        }
        return grpc::Status::CANCELLED;
    }

private:
    FaultBoard &m_board;
    FaultBoard::Fate m_fate;
};

} // namespace

class MaxBotServer::Service final : public maxbot::MaxBotService::Service
{
public:
    Service(const World &world, FaultBoard &board, const QString &token)
        : m_world(world), m_board(board), m_header(token.isEmpty() ? std::string() : "Bearer " + token.toStdString())
    {}

    grpc::Status GetMaxIDByPhone(grpc::ServerContext *context, const maxbot::GetMaxIDByPhoneRequest *request,
                                 maxbot::GetMaxIDByPhoneResponse *response) override
    {
        return answer(*context, [&] {
            const Result<QString> phone = normalisedPhone(said(request->phone()));
            const std::optional<QString> id = phone ? m_world.maxIdOf(*phone) : std::nullopt;
            if (!phone) {
                response->set_error_code(maxbot::ERROR_CODE_INVALID_PHONE);
                response->set_error(invalidPhone);
            } else if (isPoison(*phone, m_board.faults())) {
                response->set_error_code(maxbot::ERROR_CODE_INTERNAL);
                response->set_error(poisoned);
            } else if (!id) {
                response->set_error_code(maxbot::ERROR_CODE_MAX_ID_NOT_FOUND);
                response->set_error(notFound);
            } else if (!m_board.happens(m_board.faults().wrong)) {
                response->set_max_id(id->toStdString());
            }
            return grpc::Status::OK;
        });
    }

    grpc::Status BatchGetUsersByPhone(grpc::ServerContext *context, const maxbot::BatchGetUsersByPhoneRequest *request,
                                      maxbot::BatchGetUsersByPhoneResponse *response) override
    {
        if (m_board.faults().noBatch)
            return {grpc::StatusCode::UNIMPLEMENTED, "this sandbox has no batch call"};
        return answer(*context, [&] {
            if (request->phones_size() > mostPhones) {
                response->set_error_code(maxbot::ERROR_CODE_INTERNAL);
                response->set_error("batch size exceeds maximum of 100 phones");
                return grpc::Status::OK;
            }
            const Faults faults = m_board.faults();
            std::vector<maxbot::UserPhoneMapping> mappings;
            for (const std::string &phone : request->phones()) {
                const Result<QString> form = normalisedPhone(said(phone));
                if (form && isPoison(*form, faults)) {
                    response->set_error_code(maxbot::ERROR_CODE_INTERNAL);
                    response->set_error(poisoned);
                    return grpc::Status::OK;
                }
                add(mappings, phone, faults);
            }
            if (m_board.happens(faults.foreign))
                mappings.push_back(mapping("+79990000001", u"999000001"_s));
            for (maxbot::UserPhoneMapping &mapping : unruly(mappings, m_board))
                response->mutable_mappings()->Add(std::move(mapping));
            return grpc::Status::OK;
        });
    }

    grpc::Status ValidatePhone(grpc::ServerContext *context, const maxbot::ValidatePhoneRequest *request,
                               maxbot::ValidatePhoneResponse *response) override
    {
        return answer(*context, [&] {
            const Result<QString> phone = normalisedPhone(said(request->phone()));
            response->set_valid(phone.ok());
            if (phone)
                response->set_normalized_phone(phone->toStdString());
            return grpc::Status::OK;
        });
    }

    grpc::Status NormalizePhone(grpc::ServerContext *context, const maxbot::NormalizePhoneRequest *request,
                                maxbot::NormalizePhoneResponse *response) override
    {
        return answer(*context, [&] {
            if (const Result<QString> phone = normalisedPhone(said(request->phone()))) {
                response->set_normalized_phone(phone->toStdString());
            } else {
                response->set_error_code(maxbot::ERROR_CODE_INVALID_PHONE);
                response->set_error(invalidPhone);
            }
            return grpc::Status::OK;
        });
    }

    grpc::Status GetMe(grpc::ServerContext *context, const maxbot::GetMeRequest *,
                       maxbot::GetMeResponse *response) override
    {
        return answer(*context, [&] {
            response->mutable_bot()->set_name("Bulkhead sandbox");
            return grpc::Status::OK;
        });
    }

private:
    template <typename Make> grpc::Status answer(grpc::ServerContext &context, Make make)
    {
        grpc::Status made;
        const Visit visit(m_board, context, [&] { made = isLetIn(context) ? make() : notLetIn(); });
        const grpc::Status status = visit.status(context);
        return status.ok() ? made : status;
    }

    bool isLetIn(const grpc::ServerContext &context) const
    {
        if (m_header.empty())
            return true;
        const auto given = context.client_metadata().find("authorization");
        return given != context.client_metadata().end() && given->second == m_header;
    }

    static grpc::Status notLetIn() { return {grpc::StatusCode::UNAUTHENTICATED, "wrong or missing token"}; }

    static maxbot::UserPhoneMapping mapping(const std::string &phone, const std::optional<QString> &id)
    {
        maxbot::UserPhoneMapping mapping;
        mapping.set_phone(phone);
        mapping.set_found(id.has_value());
        mapping.set_max_id(id.value_or(QString()).toStdString());
        return mapping;
    }

    bool isPoison(const QString &phone, const Faults &faults) const
    {
        return faults.poison > 0 && phone == m_world.phoneOf(faults.poison - 1);
    }

    void add(std::vector<maxbot::UserPhoneMapping> &mappings, const std::string &phone, const Faults &faults)
    {
        const Result<QString> form = normalisedPhone(said(phone));
        if (!form)
            return; // the contract: left out, not refused
        std::optional<QString> id = m_world.maxIdOf(*form);
        if (id && m_board.happens(faults.wrong))
            id = QString();
        else if (id && (faults.phoneIds || faults.oneId || faults.strangeIds))
            id = faults.phoneIds ? *form : faults.oneId ? u"700700"_s : u"id "_s + *id;
        mappings.push_back(mapping(phone, id));
        if (m_board.happens(faults.contradict))
            mappings.push_back(mapping(phone, u"1"_s));
    }

    const World &m_world;
    FaultBoard &m_board;
    const std::string m_header;
};

struct MaxBotServer::Running
{
    Running(const World &world, FaultBoard &board, const QString &token) : service(world, board, token) {}

    Service service;
    std::unique_ptr<grpc::Server> server;
};

Result<std::unique_ptr<MaxBotServer>> MaxBotServer::start(const MaxBotServerOptions &options, const World &world,
                                                          FaultBoard &board)
{
    auto running = std::make_unique<Running>(world, board, options.token);
    std::shared_ptr<grpc::ServerCredentials> credentials = grpc::InsecureServerCredentials();
    if (!options.certificatePem.isEmpty()) {
        grpc::SslServerCredentialsOptions tls;
        tls.pem_key_cert_pairs.push_back({options.keyPem.toStdString(), options.certificatePem.toStdString()});
        credentials = grpc::SslServerCredentials(tls);
    }
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.AddListeningPort("127.0.0.1:" + std::to_string(options.port), credentials, &port);
    builder.RegisterService(&running->service);
    running->server = builder.BuildAndStart();
    if (!running->server || port == 0)
        return Error{u"PORT_TAKEN"_s,
                     Text{QT_TRANSLATE_NOOP("core", "Port %1 cannot be opened."), {QString::number(options.port)}},
                     Text{QT_TRANSLATE_NOOP("core", "Choose another one, or 0 for any that is free.")}};
    return std::unique_ptr<MaxBotServer>(new MaxBotServer(std::move(running), port));
}

MaxBotServer::MaxBotServer(std::unique_ptr<Running> running, int port) : m_running(std::move(running)), m_port(port) {}

MaxBotServer::~MaxBotServer()
{
    m_running->server->Shutdown(std::chrono::system_clock::now());
    m_running->server->Wait();
}

} // namespace bulkhead::sandbox
