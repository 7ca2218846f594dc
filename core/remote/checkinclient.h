// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/montage/checkin.h"
#include "core/remote/httpclient.h"
#include "core/remote/service.h"
#include "core/remote/servicegate.h"

#include <functional>
#include <memory>
#include <optional>

namespace bulkhead {

/// Somebody with check-ins after a time.
struct ActiveUser
{
    QString id;
    QDateTime lastCheckinAt; ///< UTC; when one was made, or changed

    bool operator==(const ActiveUser &) const = default;
};

/// Reads the check-in service. Where its routes differ from the usual ones, the service's `paths` say so:
/// "checkins" (/checkins) and "users" (/checkins/users). Errors have code SERVICE_OUT, SERVICE_UNAVAILABLE or
/// ANSWER_LOST (these three may pass), SERVICE_REFUSED, USER_TIMEOUT or CANCELLED. Safe to use from any thread.
class CheckinClient
{
public:
    CheckinClient(const Service &service, const Endpoint &endpoint, std::shared_ptr<ServiceGate> gate);

    /// Every check-in of the user with from <= created_at < to, newest first, however many there are. Half an
    /// answer is none: pages that miss some, repeat themselves or break off are read again, and in the end
    /// are an error. Those of other users are left aside. What it cost is written into `account`; when that has no
    /// time left, it is the error USER_TIMEOUT.
    Result<std::vector<Checkin>> checkinsOf(const QString &userId, const QDateTime &from, const QDateTime &to,
                                            std::stop_token stop, CallAccount *account = nullptr);

    /// The next users behind `after` with check-ins later than `since`, by id, at most `most` of them; none
    /// at the end. The route is not part of every service: nothing then, and allUsersSince() is the other
    /// way.
    Result<std::optional<std::vector<ActiveUser>>> usersSince(const QDateTime &since, const QString &after, int most,
                                                              std::stop_token stop);
    /// The same users all at once, found by reading every check-in of that time, as carefully as those of one user.
    Result<std::vector<ActiveUser>> allUsersSince(const QDateTime &since, const QDateTime &to, std::stop_token stop);

private:
    struct Page;
    using Take = std::function<void(Checkin &&)>;

    Result<Page> page(const QString &query, int number, std::stop_token stop, CallAccount *account);
    Status eachOnce(const QString &query, const QString &userId, std::stop_token stop, CallAccount *account,
                    const Take &take);
    Result<std::optional<std::vector<ActiveUser>>> usersOnce(const QString &query, const QString &after,
                                                             std::stop_token stop);
    template <typename Ask> auto asked(std::stop_token stop, Ask ask) -> decltype(ask());
    HttpReply get(const QString &path, std::stop_token stop, CallAccount *account = nullptr);

    const Service m_service;
    const QString m_address;
    const std::shared_ptr<ServiceGate> m_gate;
    HttpClient m_client;
};

/// Users with check-ins newer than a time, a page at a time, in the order of their ids, so that a job that
/// was interrupted goes on behind the last one. Takes the service's own route for it, or else reads all
/// check-ins once.
class ActiveUsers
{
public:
    /// `after`: the user to go on behind; empty: from the beginning.
    ActiveUsers(CheckinClient &client, const QDateTime &since, const QDateTime &to, const QString &after = {});

    /// Empty at the end.
    Result<std::vector<ActiveUser>> next(int most, std::stop_token stop);

private:
    Result<std::vector<ActiveUser>> nextOfAll(int most, std::stop_token stop);

    CheckinClient &m_client;
    const QDateTime m_since;
    const QDateTime m_to;
    QString m_after;
    std::optional<std::vector<ActiveUser>> m_all; ///< once the service's own route was missing
};

/// The error of a call that was not answered.
Error errorOf(const Attempt &attempt);

} // namespace bulkhead
