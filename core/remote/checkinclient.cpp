// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/checkinclient.h"

#include "core/remote/checkinjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QUrl>
#include <QUrlQuery>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int pageSize = 100;
/// A service that always says "there is more" must not keep us forever.
constexpr int mostPages = 100'000;

Error badAnswer(const char *what, QStringList args = {})
{
    return {u"ANSWER_LOST"_s, Text{what, std::move(args)}, {}};
}

Error tookTooLong()
{
    return {u"USER_TIMEOUT"_s, Text{QT_TRANSLATE_NOOP("core", "Reading the user's check-ins took too long.")},
            Text{QT_TRANSLATE_NOOP("core", "MONTAGE_USER_TIMEOUT says how long it may take.")}};
}

QString isoOf(const QDateTime &at)
{
    return at.toUTC().toString(Qt::ISODateWithMs);
}

Result<QJsonObject> objectOf(const HttpReply &reply)
{
    if (reply.attempt.end != Attempt::End::Answered)
        return errorOf(reply.attempt);
    const QJsonDocument document = QJsonDocument::fromJson(reply.body);
    if (!document.isObject())
        return badAnswer(QT_TRANSLATE_NOOP("core", "The service's answer is no JSON object."));
    return document.object();
}

QString queryOf(std::initializer_list<std::pair<QString, QString>> items)
{
    QUrlQuery query;
    for (const auto &[name, value] : items)
        query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    return query.toString(QUrl::FullyEncoded);
}

} // namespace

Error errorOf(const Attempt &attempt)
{
    using End = Attempt::End;
    const auto error = [&](const QString &code) { return Error{code, attempt.why, {}}; };
    switch (attempt.end) {
    case End::Cancelled:
        return error(u"CANCELLED"_s);
    case End::Lost:
        return error(u"ANSWER_LOST"_s);
    case End::Throttled:
    case End::Unavailable:
        return error(attempt.code == "SERVICE_OUT"_L1 ? attempt.code : u"SERVICE_UNAVAILABLE"_s);
    case End::Denied: // whatever it was about
        return error(u"SERVICE_OUT"_s);
    case End::OutOfTime:
        return tookTooLong();
    default:
        return error(u"SERVICE_REFUSED"_s);
    }
}

struct CheckinClient::Page
{
    std::vector<Checkin> checkins;
    std::optional<qint64> total;
    bool hasMore = false;
};

CheckinClient::CheckinClient(const Service &service, const Endpoint &endpoint, std::shared_ptr<ServiceGate> gate)
    : m_service(service), m_address(endpoint.base()), m_gate(std::move(gate)), m_client(endpoint)
{}

HttpReply CheckinClient::get(const QString &path, std::stop_token stop, CallAccount *account)
{
    HttpReply reply;
    reply.attempt = m_gate->run(
        [&](Instant deadline) {
            reply = m_client.send({.url = m_address + path, .headers = {{u"Accept"_s, u"application/json"_s}}},
                                  deadline, stop);
            return reply.attempt;
        },
        stop, account);
    return reply;
}

/// Half an answer is none: once more then.
template <typename Ask> auto CheckinClient::asked(std::stop_token stop, Ask ask) -> decltype(ask())
{
    for (int retries = 0;; ++retries) {
        auto answer = ask();
        if (answer || answer.error().code != "ANSWER_LOST"_L1 || retries >= m_gate->limits().retries ||
            stop.stop_requested())
            return answer;
    }
}

Result<CheckinClient::Page> CheckinClient::page(const QString &query, int number, std::stop_token stop,
                                                CallAccount *account)
{
    const QString path = m_service.paths.value(u"checkins"_s, u"/checkins"_s);
    // Not put together by arg(): the query is full of percent signs.
    const QString paging = u"&page=%1&page_size=%2"_s.arg(number).arg(pageSize);
    const Result<QJsonObject> json = objectOf(get(path + u'?' + query + paging, stop, account));
    if (!json)
        return json.error();
    if (!json->value(u"checkins"_s).isArray())
        return badAnswer(QT_TRANSLATE_NOOP("core", "The service's answer has nothing at “%1”."), {u"/checkins"_s});
    Page page;
    page.hasMore = json->value(u"has_more"_s).toBool();
    if (json->value(u"total"_s).isDouble())
        page.total = json->value(u"total"_s).toInteger();
    for (const QJsonValue &value : json->value(u"checkins"_s).toArray()) {
        std::optional<Checkin> checkin = checkinFromJson(value.toObject(), QUrl(m_address));
        if (!checkin)
            return badAnswer(QT_TRANSLATE_NOOP("core", "The service sent a check-in without id, user or time."));
        page.checkins.push_back(*std::move(checkin));
    }
    return page;
}

/// All pages, and each check-in once; those of other users left aside, where one is named.
Status CheckinClient::eachOnce(const QString &query, const QString &userId, std::stop_token stop, CallAccount *account,
                               const Take &take)
{
    QSet<QString> seen;
    std::optional<qint64> total;
    for (int number = 1;; ++number) {
        Result<Page> next = page(query, number, stop, account);
        if (!next)
            return next.error();
        const qsizetype before = seen.size();
        for (Checkin &checkin : next->checkins) {
            const bool isAsked = userId.isEmpty() || checkin.userId == userId;
            if (!isAsked || seen.contains(checkin.id))
                continue;
            seen.insert(checkin.id);
            take(std::move(checkin));
        }
        total = next->total;
        if (!next->hasMore)
            break;
        if (seen.size() == before || number == mostPages)
            return badAnswer(QT_TRANSLATE_NOOP("core", "The service says that there is more, but repeats itself."));
    }
    if (total && *total != seen.size())
        return badAnswer(QT_TRANSLATE_NOOP("core", "The service speaks of %1 check-ins, but sent %2."),
                         {QString::number(*total), QString::number(seen.size())});
    return Done{};
}

Result<std::vector<Checkin>> CheckinClient::checkinsOf(const QString &userId, const QDateTime &from,
                                                       const QDateTime &to, std::stop_token stop, CallAccount *account)
{
    // The end of the time is fixed, so that what is checked in meanwhile does not shift the pages.
    const QString query = queryOf({{u"user_id"_s, userId}, {u"start_date"_s, isoOf(from)}, {u"end_date"_s, isoOf(to)}});
    return asked(stop, [&]() -> Result<std::vector<Checkin>> {
        std::vector<Checkin> all;
        const Status read =
            eachOnce(query, userId, stop, account, [&](Checkin &&one) { all.push_back(std::move(one)); });
        if (!read)
            return read.error();
        std::ranges::sort(all, [](const Checkin &a, const Checkin &b) {
            return a.createdAt != b.createdAt ? a.createdAt > b.createdAt : a.id < b.id;
        });
        return all;
    });
}

Result<std::optional<std::vector<ActiveUser>>> CheckinClient::usersSince(const QDateTime &since, const QString &after,
                                                                         int most, std::stop_token stop)
{
    const QString query =
        queryOf({{u"since"_s, isoOf(since)}, {u"after"_s, after}, {u"limit"_s, QString::number(most)}});
    return asked(stop, [&] { return usersOnce(query, after, stop); });
}

Result<std::optional<std::vector<ActiveUser>>> CheckinClient::usersOnce(const QString &query, const QString &after,
                                                                        std::stop_token stop)
{
    const HttpReply reply = get(m_service.paths.value(u"users"_s, u"/checkins/users"_s) + u'?' + query, stop);
    if (reply.status == 404 || reply.status == 405 || reply.status == 501)
        return std::optional<std::vector<ActiveUser>>();
    const Result<QJsonObject> json = objectOf(reply);
    if (!json)
        return json.error();
    if (!json->value(u"users"_s).isArray())
        return badAnswer(QT_TRANSLATE_NOOP("core", "The service's answer has nothing at “%1”."), {u"/users"_s});
    std::vector<ActiveUser> users;
    QString last = after;
    for (const QJsonValue &value : json->value(u"users"_s).toArray()) {
        ActiveUser user{value[u"user_id"_s].toString(), timeFromJson(value[u"last_checkin_at"_s])};
        if (const QDateTime changed = timeFromJson(value[u"last_updated_at"_s]);
            changed.isValid() && changed > user.lastCheckinAt)
            user.lastCheckinAt = changed;
        if (!user.lastCheckinAt.isValid())
            return badAnswer(
                QT_TRANSLATE_NOOP("core", "The service sent a user without the time of their last check-in."));
        if (user.id.isEmpty() || user.id <= last)
            return badAnswer(
                QT_TRANSLATE_NOOP("core", "The service's list of users is not in the order of their ids."));
        last = user.id;
        users.push_back(std::move(user));
    }
    if (users.empty() && json->value(u"has_more"_s).toBool())
        return badAnswer(QT_TRANSLATE_NOOP("core", "The service says that there is more, but repeats itself."));
    return std::optional(users);
}

Result<std::vector<ActiveUser>> CheckinClient::allUsersSince(const QDateTime &since, const QDateTime &to,
                                                             std::stop_token stop)
{
    const QString query = queryOf({{u"start_date"_s, isoOf(since.addMSecs(1))}, {u"end_date"_s, isoOf(to)}});
    return asked(stop, [&]() -> Result<std::vector<ActiveUser>> {
        QMap<QString, QDateTime> newest;
        const Status read = eachOnce(query, {}, stop, nullptr, [&](const Checkin &checkin) {
            QDateTime &at = newest[checkin.userId];
            const QDateTime own = std::max(checkin.createdAt, checkin.updatedAt); // one may have been made private
            at = at.isValid() ? std::max(at, own) : own;
        });
        if (!read)
            return read.error();
        std::vector<ActiveUser> users;
        for (const auto &[id, at] : newest.asKeyValueRange())
            users.push_back({id, at});
        return users;
    });
}

ActiveUsers::ActiveUsers(CheckinClient &client, const QDateTime &since, const QDateTime &to, const QString &after)
    : m_client(client), m_since(since), m_to(to), m_after(after)
{}

Result<std::vector<ActiveUser>> ActiveUsers::next(int most, std::stop_token stop)
{
    if (m_all)
        return nextOfAll(most, stop);
    Result<std::optional<std::vector<ActiveUser>>> page = m_client.usersSince(m_since, m_after, most, stop);
    if (!page)
        return page.error();
    if (!*page)
        return nextOfAll(most, stop);
    std::vector<ActiveUser> users = **std::move(page);
    if (!users.empty())
        m_after = users.back().id;
    return users;
}

Result<std::vector<ActiveUser>> ActiveUsers::nextOfAll(int most, std::stop_token stop)
{
    if (!m_all) {
        Result<std::vector<ActiveUser>> all = m_client.allUsersSince(m_since, m_to, stop);
        if (!all)
            return all.error();
        m_all = all.take();
    }
    const auto first = std::ranges::upper_bound(*m_all, m_after, {}, &ActiveUser::id);
    const auto end = std::next(first, std::min<std::ptrdiff_t>(most, std::distance(first, m_all->end())));
    std::vector<ActiveUser> users(first, end);
    if (!users.empty())
        m_after = users.back().id;
    return users;
}

} // namespace bulkhead
