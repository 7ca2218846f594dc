// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/attempt.h"
#include "core/remote/endpoint.h"
#include "core/remote/instant.h"

#include <memory>
#include <stop_token>
#include <utility>
#include <vector>

namespace bulkhead {

struct HttpRequest
{
    QString method = QStringLiteral("GET");
    QString url; ///< whole, already encoded
    std::vector<std::pair<QString, QString>> headers;
    QByteArray body;
};

/// The end of a call, and what came: the body only counts when `attempt` is Answered.
struct HttpReply
{
    Attempt attempt;
    int status = 0; ///< 0: none came
    QByteArray body;
};

/// Calls an HTTP service on the calling thread and keeps its connections for the next call. Safe to use
/// from any number of threads. Redirections are not followed, since our secret would go with them.
/// It is libcurl and not QNetworkAccessManager: that one wants a thread with an event loop, which the
/// threads that do a job's work have not.
class HttpClient
{
public:
    /// `endpoint.address` is not used here: requests name their URL.
    explicit HttpClient(const Endpoint &endpoint);
    ~HttpClient();

    /// To its end, the deadline, or within a tenth of a second of `stop`.
    HttpReply send(const HttpRequest &request, Instant deadline, std::stop_token stop);

private:
    class Line;
    class Lines;
    const std::unique_ptr<Lines> m_lines;
    const QByteArray m_caPem;
    const std::pair<QString, QString> m_secret;
};

} // namespace bulkhead
