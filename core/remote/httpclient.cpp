// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/httpclient.h"

#include <QDateTime>
#include <QLocale>
#include <QUrl>

#include <curl/curl.h>

#include <mutex>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qsizetype largestBody = 64 * 1024 * 1024;
constexpr int watchMs = 50; ///< how often a call looks whether it was stopped

struct CurlIsReady
{
    CurlIsReady() { curl_global_init(CURL_GLOBAL_DEFAULT); }
};

/// Seconds, or a date; nothing when it is neither.
std::optional<std::chrono::milliseconds> retryAfter(const QByteArray &value)
{
    bool ok = false;
    qint64 seconds = value.trimmed().toLongLong(&ok);
    if (!ok) {
        const QDateTime at =
            QLocale::c().toDateTime(QString::fromLatin1(value.trimmed()), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
        if (!at.isValid())
            return std::nullopt;
        seconds = QDateTime::currentDateTimeUtc().secsTo(QDateTime(at.date(), at.time(), Qt::UTC));
    }
    return std::chrono::seconds(std::clamp<qint64>(seconds, 0, 86'400));
}

/// What a service's status says about the call.
Attempt attemptOf(int status, const std::optional<std::chrono::milliseconds> &after)
{
    using End = Attempt::End;
    const QString code = u"HTTP_%1"_s.arg(status);
    const QString number = QString::number(status);
    if (status >= 200 && status < 300)
        return {};
    switch (status) {
    case 401:
    case 407:
        return {End::Denied, code, Text{QT_TRANSLATE_NOOP("core", "The service does not let us in: %1"), {number}}, {}};
    case 413:
    case 414:
        return {End::TooLarge, code, Text{QT_TRANSLATE_NOOP("core", "The service refused: %1"), {number}}, {}};
    case 429:
        return {End::Throttled, code, Text{QT_TRANSLATE_NOOP("core", "The service asks us to slow down: %1"), {number}},
                after};
    case 500:
        return {End::Unavailable, code, Text{QT_TRANSLATE_NOOP("core", "The service failed: %1"), {number}}, after,
                true};
    case 408:
    case 425:
        return {End::Unavailable, code, Text{QT_TRANSLATE_NOOP("core", "The service cannot answer now: %1"), {number}},
                after};
    case 501:
    case 505:
        break;
    default:
        if (status >= 500) // those that gateways have made up beside the standard ones
            return {End::Unavailable, code,
                    Text{QT_TRANSLATE_NOOP("core", "The service cannot answer now: %1"), {number}}, after};
    }
    return {End::Refused, code, Text{QT_TRANSLATE_NOOP("core", "The service refused: %1"), {number}}, {}};
}

/// What a connection that failed says about the call.
Attempt attemptOf(CURLcode result, const QString &words, bool wasSent)
{
    using End = Attempt::End;
    const QString code = u"CURL_%1"_s.arg(int(result));
    switch (result) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_ISSUER_ERROR:
        return {End::Denied,
                u"TLS_FAILED"_s,
                Text{QT_TRANSLATE_NOOP("core", "The service's certificate is not trusted: %1"), {words}},
                {}};
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
        return {End::Denied,
                u"BAD_ADDRESS"_s,
                Text{QT_TRANSLATE_NOOP("core", "This is no address of an HTTP service: %1"), {words}},
                {}};
    case CURLE_OPERATION_TIMEDOUT:
        return {wasSent ? End::Lost : End::Unavailable,
                u"DEADLINE_EXCEEDED"_s,
                Text{QT_TRANSLATE_NOOP("core", "The service did not answer in time.")},
                {}};
    case CURLE_FILESIZE_EXCEEDED:
        return {End::Refused,
                u"ANSWER_TOO_LARGE"_s,
                Text{QT_TRANSLATE_NOOP("core", "The service's answer is too large.")},
                {}};
    default:
        if (wasSent)
            return {End::Lost,
                    code,
                    Text{QT_TRANSLATE_NOOP("core", "The connection broke during the call: %1"), {words}},
                    {}};
        return {
            End::Unavailable, code, Text{QT_TRANSLATE_NOOP("core", "The service cannot be reached: %1"), {words}}, {}};
    }
}

bool isLoopback(const QString &url)
{
    const QString host = QUrl(url).host();
    return host == "localhost"_L1 || host.startsWith("127."_L1) || host == "::1"_L1;
}

struct Incoming
{
    QByteArray body;
    QByteArray retryAfter;
    bool isTooLarge = false;
};

std::size_t onBody(char *bytes, std::size_t size, std::size_t count, void *incoming)
{
    auto &in = *static_cast<Incoming *>(incoming);
    const auto length = qsizetype(size * count);
    in.isTooLarge = in.body.size() + length > largestBody;
    if (in.isTooLarge)
        return 0;
    in.body.append(bytes, length);
    return size * count;
}

std::size_t onHeader(char *bytes, std::size_t size, std::size_t count, void *incoming)
{
    constexpr QByteArrayView name("retry-after:");
    const QByteArray line(bytes, qsizetype(size * count));
    if (line.left(name.size()).toLower() == name)
        static_cast<Incoming *>(incoming)->retryAfter = line.mid(name.size());
    return size * count;
}

} // namespace

/// One call at a time, and the connections it left open.
class HttpClient::Line
{
public:
    Line() : m_multi(curl_multi_init()), m_easy(curl_easy_init()) {}
    ~Line()
    {
        curl_easy_cleanup(m_easy);
        curl_multi_cleanup(m_multi);
    }
    Line(const Line &) = delete;
    Line &operator=(const Line &) = delete;

    HttpReply send(const HttpRequest &request, const QByteArray &caPem, Instant deadline, std::stop_token stop)
    {
        using namespace std::chrono;
        const auto left = duration_cast<milliseconds>(deadline - steady_clock::now()).count();
        Incoming incoming;
        char words[CURL_ERROR_SIZE] = "";
        curl_slist *headers = prepare(request, caPem, std::max<qint64>(1, left), incoming, words);
        curl_multi_add_handle(m_multi, m_easy);
        const std::optional<CURLcode> result = perform(stop);
        curl_multi_remove_handle(m_multi, m_easy);
        curl_slist_free_all(headers);
        if (!result)
            return {Attempt::cancelled(), 0, {}};
        long status = 0;
        curl_off_t sent = 0;
        curl_easy_getinfo(m_easy, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(m_easy, CURLINFO_PRETRANSFER_TIME_T, &sent);
        if (*result == CURLE_OK)
            return {attemptOf(int(status), retryAfter(incoming.retryAfter)), int(status), incoming.body};
        const QString reason = QString::fromUtf8(*words ? words : curl_easy_strerror(*result));
        return {attemptOf(incoming.isTooLarge ? CURLE_FILESIZE_EXCEEDED : *result, reason, sent > 0), 0, {}};
    }

private:
    curl_slist *prepare(const HttpRequest &request, const QByteArray &caPem, qint64 timeoutMs, Incoming &incoming,
                        char *words)
    {
        curl_easy_reset(m_easy);
        curl_easy_setopt(m_easy, CURLOPT_URL, request.url.toUtf8().constData());
        curl_easy_setopt(m_easy, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(m_easy, CURLOPT_PATH_AS_IS, 1L); // a key may be ".."
        curl_easy_setopt(m_easy, CURLOPT_NOSIGNAL, 1L);
        // Else the end of a call waits for a name server that hangs, whatever the deadline, for half a minute.
        curl_easy_setopt(m_easy, CURLOPT_QUICK_EXIT, 1L);
        curl_easy_setopt(m_easy, CURLOPT_TIMEOUT_MS, long(timeoutMs));
        curl_easy_setopt(m_easy, CURLOPT_ACCEPT_ENCODING, "");
        curl_easy_setopt(m_easy, CURLOPT_ERRORBUFFER, words);
        curl_easy_setopt(m_easy, CURLOPT_WRITEFUNCTION, onBody);
        curl_easy_setopt(m_easy, CURLOPT_WRITEDATA, &incoming);
        curl_easy_setopt(m_easy, CURLOPT_HEADERFUNCTION, onHeader);
        curl_easy_setopt(m_easy, CURLOPT_HEADERDATA, &incoming);
        if (isLoopback(request.url))
            curl_easy_setopt(m_easy, CURLOPT_NOPROXY, "*");
        if (!caPem.isEmpty()) {
            curl_blob blob{const_cast<char *>(caPem.constData()), std::size_t(caPem.size()), CURL_BLOB_COPY};
            curl_easy_setopt(m_easy, CURLOPT_CAINFO_BLOB, &blob);
        }
        if (request.method != "GET"_L1 || !request.body.isEmpty()) {
            curl_easy_setopt(m_easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.size()));
            curl_easy_setopt(m_easy, CURLOPT_COPYPOSTFIELDS, request.body.constData());
        }
        curl_easy_setopt(m_easy, CURLOPT_CUSTOMREQUEST, request.method.toUtf8().constData());
        // "Expect: 100-continue" costs a second with services that do not know it.
        curl_slist *headers = curl_slist_append(nullptr, "Expect:");
        for (const auto &[name, value] : request.headers)
            headers = curl_slist_append(headers, (name + u": "_s + value).toUtf8().constData());
        curl_easy_setopt(m_easy, CURLOPT_HTTPHEADER, headers);
        return headers;
    }

    std::optional<CURLcode> perform(std::stop_token stop)
    {
        for (;;) {
            int running = 0;
            curl_multi_perform(m_multi, &running);
            if (running == 0)
                break;
            if (stop.stop_requested())
                return std::nullopt;
            curl_multi_poll(m_multi, nullptr, 0, watchMs, nullptr);
        }
        int left = 0;
        const CURLMsg *message = curl_multi_info_read(m_multi, &left);
        return message ? message->data.result : CURLE_FAILED_INIT;
    }

    CURLM *m_multi;
    CURL *m_easy;
};

/// Those that no thread uses at the moment.
class HttpClient::Lines
{
public:
    std::unique_ptr<Line> take()
    {
        const std::lock_guard lock(m_mutex);
        if (m_free.empty())
            return std::make_unique<Line>();
        std::unique_ptr<Line> line = std::move(m_free.back());
        m_free.pop_back();
        return line;
    }

    void giveBack(std::unique_ptr<Line> line)
    {
        const std::lock_guard lock(m_mutex);
        m_free.push_back(std::move(line));
    }

private:
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Line>> m_free;
};

HttpClient::HttpClient(const Endpoint &endpoint)
    : m_lines(new Lines), m_caPem(endpoint.caPem), m_secret(endpoint.headerName, endpoint.headerValue)
{
    static const CurlIsReady ready;
}

HttpClient::~HttpClient() = default;

HttpReply HttpClient::send(const HttpRequest &request, Instant deadline, std::stop_token stop)
{
    HttpRequest whole = request;
    if (!m_secret.first.isEmpty())
        whole.headers.push_back(m_secret);
    std::unique_ptr<Line> line = m_lines->take();
    HttpReply reply = line->send(whole, m_caPem, deadline, stop);
    m_lines->giveBack(std::move(line));
    return reply;
}

} // namespace bulkhead
