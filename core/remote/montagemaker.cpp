// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/montagemaker.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// Why a user's privacy is not known, as an error of the whole user. `isOut`: the service lets nobody in, or is gone.
Error errorOf(const Answer &answer, bool isOut)
{
    if (isOut && answer.kind == Answer::Kind::Refused)
        return {u"SERVICE_OUT"_s, answer.text, {}};
    switch (answer.kind) {
    case Answer::Kind::NotFound:
        return {u"USER_NOT_FOUND"_s, answer.text, {}};
    case Answer::Kind::Unknown:
        return {u"ANSWER_LOST"_s, answer.text, {}};
    case Answer::Kind::Unavailable: {
        const bool isOurs = answer.code == "SERVICE_OUT"_L1 || answer.code == "CANCELLED"_L1;
        return {isOurs ? answer.code : u"SERVICE_UNAVAILABLE"_s, answer.text, {}};
    }
    default:
        return {u"SERVICE_REFUSED"_s, answer.text, {}};
    }
}

/// The users of a chunk, as the threads that work at it take them.
class Users
{
public:
    explicit Users(QStringList ids) : m_ids(std::move(ids)) {}

    std::optional<QString> next()
    {
        const std::lock_guard lock(m_mutex);
        return m_next < m_ids.size() ? std::optional(m_ids.at(m_next++)) : std::nullopt;
    }
    void handOver(UserMontages &&user, const std::function<void(UserMontages &&)> &to)
    {
        const std::lock_guard lock(m_mutex);
        to(std::move(user));
    }

private:
    std::mutex m_mutex;
    const QStringList m_ids;
    qsizetype m_next = 0;
};

} // namespace

MontageMaker::MontageMaker(CheckinClient &checkins, UserClient &users, const MontageSettings &settings)
    : m_checkins(checkins), m_users(users), m_settings(settings)
{
    m_pool.setMaxThreadCount(settings.maxConcurrency);
}

CallAccount MontageMaker::make(const QStringList &userIds, const QDateTime &now, std::stop_token stop,
                               const std::function<void(UserMontages &&)> &handOver)
{
    const LookupResult privacy = m_users.find(userIds, stop);
    CallAccount total = privacy.account;
    Users users(privacy.answers.keys());
    const auto work = [&] {
        while (const std::optional<QString> id = users.next()) {
            const Answer answer = privacy.answers.value(*id);
            CallAccount account{.left = m_settings.userTimeout};
            UserMontages user{.userId = *id};
            if (answer.kind == Answer::Kind::Found)
                user = makeOne(*id, answer, now, stop, account);
            else
                user.error = errorOf(answer, privacy.outage.has_value());
            users.handOver(std::move(user), [&](UserMontages &&one) {
                total.add(account);
                handOver(std::move(one));
            });
        }
    };
    for (qsizetype i = 0; i < std::min<qsizetype>(m_settings.maxConcurrency, privacy.answers.size()); ++i)
        m_pool.start(work);
    m_pool.waitForDone();
    return total;
}

UserMontages MontageMaker::makeOne(const QString &userId, const Answer &answer, const QDateTime &now,
                                   std::stop_token stop, CallAccount &account) const
{
    const Instant began = std::chrono::steady_clock::now();
    UserMontages user{.userId = userId};
    const MontagePrivacy privacy = UserClient::privacyOf(answer);
    if (privacy.showsMontages && privacy.showsCheckins) {
        const QDateTime from = now.addDays(-m_settings.interestLookbackDays);
        // Up to and with `now` itself, to the millisecond.
        const Result<std::vector<Checkin>> checkins =
            m_checkins.checkinsOf(userId, from, now.addMSecs(1), stop, &account);
        if (checkins)
            user.montages = montagesOf(privacy, *checkins, m_settings, now);
        else
            user.error = checkins.error();
    }
    user.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    return user;
}

} // namespace bulkhead
