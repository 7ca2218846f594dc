// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/grpcattempt.h"

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

QString nameOf(grpc::StatusCode code)
{
    static const QStringList names{
        u"OK"_s,        u"CANCELLED"_s,      u"UNKNOWN"_s,           u"INVALID_ARGUMENT"_s,   u"DEADLINE_EXCEEDED"_s,
        u"NOT_FOUND"_s, u"ALREADY_EXISTS"_s, u"PERMISSION_DENIED"_s, u"RESOURCE_EXHAUSTED"_s, u"FAILED_PRECONDITION"_s,
        u"ABORTED"_s,   u"OUT_OF_RANGE"_s,   u"UNIMPLEMENTED"_s,     u"INTERNAL"_s,           u"UNAVAILABLE"_s,
        u"DATA_LOSS"_s, u"UNAUTHENTICATED"_s};
    return names.value(code, u"UNKNOWN"_s);
}

/// The library's own words for a connection that broke under a call; a service that says UNAVAILABLE
/// itself uses others.
constexpr const char *brokeOff[] = {
    "Socket closed",    "recvmsg",        "sendmsg",        "Connection reset",  "Broken pipe", "GOAWAY",
    "Transport closed", "Stream removed", "stream removed", "Connection closed", "RST_STREAM"};
/// … for a message that is larger than either side takes …
constexpr const char *tooLarge[] = {"message larger than max"};
/// … and for a connection that never came about.
constexpr const char *neverCame[] = {"failed to connect", "Failed to connect", "DNS resolution failed",
                                     "all backends failing"};

template <std::size_t N> bool containsOne(const std::string &message, const char *const (&words)[N])
{
    return std::ranges::any_of(words, [&](const char *word) { return message.find(word) != std::string::npos; });
}

/// "failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:9095: Connection refused": the end of it
/// is what a person needs.
QString withoutPreamble(const QString &words)
{
    static const QRegularExpression preamble(u"^failed to connect to all addresses; last error: [A-Z_]+: (ipv[46]:)?"_s,
                                             QRegularExpression::CaseInsensitiveOption);
    return QString(words).remove(preamble);
}

std::optional<std::chrono::milliseconds> retryAfter(const grpc::ClientContext &context)
{
    const auto &trailers = context.GetServerTrailingMetadata();
    const auto found = trailers.find("retry-after");
    if (found == trailers.end())
        return std::nullopt;
    bool ok = false;
    const double seconds = QByteArray(found->second.data(), qsizetype(found->second.size())).toDouble(&ok);
    if (!ok || seconds < 0 || seconds > 86'400)
        return std::nullopt;
    return std::chrono::milliseconds(qint64(seconds * 1000));
}

} // namespace

Attempt attemptOf(const grpc::Status &status, const grpc::ClientContext &context, bool wasStopped)
{
    using End = Attempt::End;
    const QString code = nameOf(status.error_code());
    const QString words = withoutPreamble(QString::fromStdString(status.error_message()));
    if (status.ok())
        return {};
    if (wasStopped)
        return Attempt::cancelled();
    switch (status.error_code()) {
    case grpc::StatusCode::DEADLINE_EXCEEDED:
        return {End::Lost, code, Text{QT_TRANSLATE_NOOP("core", "The service did not answer in time.")}, {}};
    case grpc::StatusCode::UNAVAILABLE:
        if (containsOne(status.error_message(), neverCame))
            return {End::Unavailable,
                    code,
                    Text{QT_TRANSLATE_NOOP("core", "The service cannot be reached: %1"), {words}},
                    {}};
        if (containsOne(status.error_message(), brokeOff))
            return {End::Lost,
                    code,
                    Text{QT_TRANSLATE_NOOP("core", "The connection broke during the call: %1"), {words}},
                    {}};
        return {End::Unavailable, code, Text{QT_TRANSLATE_NOOP("core", "The service cannot answer now: %1"), {words}},
                retryAfter(context)};
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
        if (containsOne(status.error_message(), tooLarge))
            return {End::TooLarge, code, Text{QT_TRANSLATE_NOOP("core", "The service's answer is too large.")}, {}};
        return {End::Throttled, code, Text{QT_TRANSLATE_NOOP("core", "The service asks us to slow down: %1"), {words}},
                retryAfter(context)};
    case grpc::StatusCode::ABORTED:
    case grpc::StatusCode::CANCELLED:
        return {End::Unavailable, code, Text{QT_TRANSLATE_NOOP("core", "The service failed: %1"), {words}}, {}};
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::UNKNOWN:
        return {End::Unavailable,
                code,
                Text{QT_TRANSLATE_NOOP("core", "The service failed: %1"), {words}},
                {},
                !containsOne(status.error_message(), brokeOff)};
    case grpc::StatusCode::UNAUTHENTICATED:
    case grpc::StatusCode::UNIMPLEMENTED:
        return {End::Denied, code, Text{QT_TRANSLATE_NOOP("core", "The service does not let us in: %1"), {words}}, {}};
    default:
        return {End::Refused, code, Text{QT_TRANSLATE_NOOP("core", "The service refused: %1"), {words}}, {}};
    }
}

} // namespace bulkhead
