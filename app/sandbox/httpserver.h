// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sandbox/faults.h"
#include "app/sandbox/world.h"

#include <memory>
#include <thread>

namespace bulkhead::sandbox {

struct HttpServerOptions
{
    int port = 0;   ///< 0: a free one
    QString apiKey; ///< wanted as "Authorization: Bearer <key>"; empty: anybody is let in
};

/// The check-in and the user service on loopback, over a World; ends with the object.
///
///     GET  /checkins?user_id&start_date&end_date&privacy&page&page_size
///     GET  /checkins/users?since&after&limit     who has newer ones, keyset by user id (switch: no_batch)
///     GET  /users/{id}
///     POST /internal/users {"phone_numbers":[…]} who has these phones (switch: no_batch)
///     GET  /media/{name}.png, /media/thumbnails/{name}.png    for anybody, with or without the key
///     GET  /employees.csv?count                  a list to try things with
///     GET, PUT /sandbox/faults                   the switches; never subject to them
///     GET  /sandbox/figures      GET /health
class HttpServer
{
public:
    static Result<std::unique_ptr<HttpServer>> start(const HttpServerOptions &options, const World &world,
                                                     FaultBoard &board);
    /// The board should be stopped before, or calls that hang are waited for.
    ~HttpServer();

    int port() const { return m_port; }

private:
    struct Routes;
    HttpServer(std::unique_ptr<Routes> routes, int port);

    std::unique_ptr<Routes> m_routes;
    int m_port;
    std::thread m_thread;
};

} // namespace bulkhead::sandbox
