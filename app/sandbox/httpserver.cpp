// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/httpserver.h"

#include "app/sandbox/checkinpages.h"
#include "app/sandbox/picture.h"
#include "app/sandbox/unruly.h"
#include "core/remote/phone.h"

#include <httplib.h>

#include <QJsonDocument>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead::sandbox {

namespace {

/// So many calls may hang at once and leave the others served.
constexpr std::size_t threads = 64;
constexpr int mostEmployees = 1'000'000;
constexpr int pictureSide = 1024;
constexpr int thumbnailSide = 480;
/// With its character set the library does not know it for text, and leaves it as it is: else it would spend ten times
/// as long on packing an answer with Brotli, at its highest level, as on everything else.
constexpr const char *json = "application/json; charset=utf-8";

void say(httplib::Response &response, int status, const QJsonObject &object)
{
    response.status = status;
    response.set_content(QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString(), json);
}

void refuse(httplib::Response &response, int status, const QString &code, const QString &message)
{
    say(response, status, {{u"error"_s, code}, {u"message"_s, message}});
}

QString parameter(const httplib::Request &request, const char *name)
{
    return QString::fromStdString(request.get_param_value(name));
}

/// The answer's first half, and then nothing more: a connection that breaks in the middle.
void breakOff(httplib::Response &response)
{
    const std::string whole = response.body;
    response.body.clear();
    response.set_content_provider(whole.size(), json,
                                  [whole](std::size_t offset, std::size_t, httplib::DataSink &sink) {
                                      if (offset > 0)
                                          return false;
                                      sink.write(whole.data(), whole.size() / 2);
                                      return true;
                                  });
}

QJsonArray unrulyArray(const QJsonArray &items, FaultBoard &board)
{
    QJsonArray result;
    for (const QJsonValue &item : unruly(std::vector<QJsonValue>(items.begin(), items.end()), board))
        result.append(item);
    return result;
}

} // namespace

struct HttpServer::Routes
{
    Routes(const World &w, FaultBoard &b, const QString &apiKey)
        : world(w), board(b), key(apiKey.isEmpty() ? std::string() : "Bearer " + apiKey.toStdString()), pages(w)
    {
        server.new_task_queue = [] { return new httplib::ThreadPool(threads); };
        server.set_tcp_nodelay(true);
        // Not the library's own options: with SO_REUSEPORT two servers would share a port unnoticed.
        server.set_socket_options([](socket_t socket) {
            const int yes = 1;
            setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        });
        server.set_keep_alive_timeout(1); // its end waits for idle connections
        data("/checkins", &Routes::checkins);
        data("/checkins/users", &Routes::usersWithCheckins);
        data(R"(/users/([^/]+))", &Routes::user);
        server.Post("/internal/users", [this](const httplib::Request &request, httplib::Response &response) {
            serve(request, response, &Routes::internalUsers);
        });
        picture(R"(/media/thumbnails/([^/]+)\.png)", thumbnailSide);
        picture(R"(/media/([^/]+)\.png)", pictureSide);
        server.Get("/employees.csv", [this](const httplib::Request &request, httplib::Response &response) {
            const int count = std::clamp(parameter(request, "count").toInt(), 0, mostEmployees);
            response.set_content(world.employees(count > 0 ? count : 1000).toStdString(), "text/csv; charset=utf-8");
        });
        server.Get("/health", [](const httplib::Request &, httplib::Response &response) {
            response.set_content("OK", "text/plain");
        });
        control();
    }

    using Handler = void (Routes::*)(const httplib::Request &, httplib::Response &);

    void data(const char *pattern, Handler handler)
    {
        server.Get(pattern, [this, handler](const httplib::Request &request, httplib::Response &response) {
            serve(request, response, handler);
        });
    }

    /// For anybody who knows the name, as media usually are.
    void picture(const char *pattern, int side)
    {
        server.Get(pattern, [side](const httplib::Request &request, httplib::Response &response) {
            response.set_content(landscape(QString::fromStdString(request.matches[1].str()), side).toStdString(),
                                 "image/png");
            response.set_header("Cache-Control", "public, max-age=86400");
        });
    }

    void control()
    {
        server.Get("/sandbox/faults", [this](const httplib::Request &, httplib::Response &response) {
            say(response, 200, board.faults().toJson());
        });
        server.Put("/sandbox/faults", [this](const httplib::Request &request, httplib::Response &response) {
            const QJsonDocument body = QJsonDocument::fromJson(QByteArray::fromStdString(request.body));
            const Status changed = body.isObject() ? board.change(body.object()) : board.change({{u"?"_s, true}});
            if (changed)
                say(response, 200, board.faults().toJson());
            else
                refuse(response, 400, changed.error().code, changed.error().toString());
        });
        server.Get("/sandbox/figures", [this](const httplib::Request &, httplib::Response &response) {
            say(response, 200, board.figures());
        });
    }

    /// A call as the faults leave it.
    void serve(const httplib::Request &request, httplib::Response &response, Handler handler)
    {
        const auto answer = [&] {
            if (!key.empty() && request.get_header_value("Authorization") != key) {
                refuse(response, 401, u"UNAUTHORIZED"_s, u"wrong or missing key"_s);
            } else {
                (this->*handler)(request, response);
                if (response.status < 400 && board.happens(board.faults().wrong))
                    breakOff(response);
            }
        };
        switch (board.enter([] { return false; }, answer)) {
        case FaultBoard::Fate::Answer:
            break;
        case FaultBoard::Fate::TooMany:
            refuse(response, 429, u"RATE_LIMIT_EXCEEDED"_s, u"too many calls a second"_s);
            response.set_header("Retry-After", std::to_string(int(std::ceil(board.faults().retryAfter))));
            break;
        case FaultBoard::Fate::Fail:
        case FaultBoard::Fate::Gone:
            refuse(response, 503, u"SERVICE_UNAVAILABLE"_s, u"the sandbox was told to fail"_s);
            break;
        }
        board.leave();
    }

    void checkins(const httplib::Request &request, httplib::Response &response)
    {
        PageQuery query;
        query.user = parameter(request, "user_id");
        if (const int poison = board.faults().poison; poison > 0 && query.user == world.userId(poison - 1))
            return refuse(response, 500, u"INTERNAL_ERROR"_s, u"the sandbox was told to fail over this user"_s);
        query.from = QDateTime::fromString(parameter(request, "start_date"), Qt::ISODateWithMs);
        query.to = QDateTime::fromString(parameter(request, "end_date"), Qt::ISODateWithMs);
        query.privacy = parameter(request, "privacy");
        query.page = std::max(1, parameter(request, "page").toInt());
        query.pageSize = parameter(request, "page_size").toInt();
        QJsonObject page = pages.page(query);
        page.insert(u"checkins"_s, unrulyArray(page.value(u"checkins"_s).toArray(), board));
        say(response, 200, page);
    }

    void usersWithCheckins(const httplib::Request &request, httplib::Response &response)
    {
        if (board.faults().noBatch)
            return refuse(response, 404, u"NOT_FOUND"_s, u"this sandbox has no such route"_s);
        say(response, 200,
            pages.users(QDateTime::fromString(parameter(request, "since"), Qt::ISODateWithMs),
                        parameter(request, "after"), parameter(request, "limit").toInt()));
    }

    void user(const httplib::Request &request, httplib::Response &response)
    {
        const std::optional<int> index = world.userIndex(QString::fromStdString(request.matches[1].str()));
        if (index)
            say(response, 200, world.user(*index));
        else
            refuse(response, 404, u"USER_NOT_FOUND"_s, u"no such user"_s);
    }

    void internalUsers(const httplib::Request &request, httplib::Response &response)
    {
        if (board.faults().noBatch)
            return refuse(response, 404, u"NOT_FOUND"_s, u"this sandbox has no such route"_s);
        QJsonArray users;
        QJsonArray failed;
        const QJsonObject body = QJsonDocument::fromJson(QByteArray::fromStdString(request.body)).object();
        for (const QJsonValue &phone : body.value(u"phone_numbers"_s).toArray()) {
            const Result<QString> form = normalisedPhone(phone.toString());
            const std::optional<QString> id = form ? world.maxIdOf(*form) : std::nullopt;
            if (id)
                users.append(
                    QJsonObject{{u"user_id"_s, id->toLongLong()}, {u"phone_number"_s, phone}, {u"is_bot"_s, false}});
            else
                failed.append(phone);
        }
        say(response, 200, {{u"users"_s, unrulyArray(users, board)}, {u"failed_phone_numbers"_s, failed}});
    }

    const World &world;
    FaultBoard &board;
    const std::string key;
    const CheckinPages pages;
    httplib::Server server;
};

Result<std::unique_ptr<HttpServer>> HttpServer::start(const HttpServerOptions &options, const World &world,
                                                      FaultBoard &board)
{
    auto routes = std::make_unique<Routes>(world, board, options.apiKey);
    const int port = options.port == 0 ? routes->server.bind_to_any_port("127.0.0.1")
                     : routes->server.bind_to_port("127.0.0.1", options.port) ? options.port
                                                                              : -1;
    if (port <= 0)
        return Error{u"PORT_TAKEN"_s,
                     Text{QT_TRANSLATE_NOOP("core", "Port %1 cannot be opened."), {QString::number(options.port)}},
                     Text{QT_TRANSLATE_NOOP("core", "Choose another one, or 0 for any that is free.")}};
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(routes), port));
}

HttpServer::HttpServer(std::unique_ptr<Routes> routes, int port)
    : m_routes(std::move(routes)), m_port(port), m_thread([this] { m_routes->server.listen_after_bind(); })
{
    // stop() of a server that does not listen yet would be lost.
    while (!m_routes->server.is_running())
        std::this_thread::yield();
}

HttpServer::~HttpServer()
{
    m_routes->server.stop();
    m_thread.join();
}

} // namespace bulkhead::sandbox
