// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/checkinpages.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead::sandbox {

namespace {

constexpr int usualPage = 20;
constexpr int mostAPage = 100;

QDateTime createdAt(const QJsonValue &checkin)
{
    return QDateTime::fromString(checkin[u"created_at"].toString(), Qt::ISODate);
}

bool fits(const QJsonValue &checkin, const PageQuery &query)
{
    const QDateTime at = createdAt(checkin);
    return (!query.from.isValid() || at >= query.from) && (!query.to.isValid() || at < query.to) &&
           (query.privacy.isEmpty() || checkin[u"privacy"].toString() == query.privacy);
}

} // namespace

CheckinPages::CheckinPages(const World &world) : m_world(world)
{
    for (int i = 0; i < world.users(); ++i) {
        if (const QDateTime at = world.newestCheckin(i); at.isValid())
            m_newest.push_back({world.userId(i), at});
    }
    std::ranges::sort(m_newest, {}, &Newest::id);
}

QJsonObject CheckinPages::page(const PageQuery &query) const
{
    std::vector<QJsonValue> all;
    const auto add = [&](int user) {
        for (const QJsonValue &checkin : m_world.checkinsOf(user)) {
            if (fits(checkin, query))
                all.push_back(checkin);
        }
    };
    if (query.user.isEmpty()) {
        for (const Newest &newest : m_newest) {
            if (!query.from.isValid() || newest.at >= query.from)
                add(*m_world.userIndex(newest.id));
        }
        std::ranges::stable_sort(all, std::ranges::greater(), createdAt);
    } else if (const std::optional<int> user = m_world.userIndex(query.user)) {
        add(*user);
    }
    const int size = query.pageSize > 0 ? std::min(query.pageSize, mostAPage) : usualPage;
    const qint64 first = qint64(query.page - 1) * size;
    QJsonArray checkins;
    for (qint64 i = first; i < std::min<qint64>(first + size, qint64(all.size())); ++i)
        checkins.append(all[std::size_t(i)]);
    return {{u"checkins"_s, checkins},
            {u"total"_s, qint64(all.size())},
            {u"page"_s, query.page},
            {u"page_size"_s, size},
            {u"has_more"_s, first + size < qint64(all.size())}};
}

QJsonObject CheckinPages::users(const QDateTime &since, const QString &after, int limit) const
{
    const int most = limit > 0 ? std::min(limit, 1000) : mostAPage;
    QJsonArray users;
    auto it = std::ranges::upper_bound(m_newest, after, {}, &Newest::id);
    for (; it != m_newest.end() && users.size() < most; ++it) {
        if (!since.isValid() || it->at > since)
            users.append(QJsonObject{{u"user_id"_s, it->id}, {u"last_checkin_at"_s, it->at.toString(Qt::ISODate)}});
    }
    QJsonObject answer{{u"users"_s, users}, {u"has_more"_s, it != m_newest.end()}};
    if (!users.isEmpty())
        answer.insert(u"next_cursor"_s, users.last().toObject().value(u"user_id"_s));
    return answer;
}

} // namespace bulkhead::sandbox
