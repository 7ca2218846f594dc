// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/montage/montage.h"
#include "core/remote/checkinclient.h"
#include "core/remote/userclient.h"

#include <QThreadPool>

#include <functional>
#include <mutex>

namespace bulkhead {

/// What became of one user of a chunk: their montages (none is a result too), or why there are none.
struct UserMontages
{
    QString userId;
    std::vector<Montage> montages;
    /// USER_NOT_FOUND, USER_TIMEOUT, or an error of CheckinClient. Nothing is known about the user then, so
    /// what they have stays as it is.
    std::optional<Error> error;
    std::chrono::milliseconds took{};
};

/// Makes the montages of a chunk of users from what both services say, several users at once, each in a time
/// of its own. Holds no more than one user's check-ins per user at once.
class MontageMaker
{
public:
    MontageMaker(CheckinClient &checkins, UserClient &users, const MontageSettings &settings);

    /// Hands over each distinct user once, in any order, one at a time, on any thread. Returns when all are
    /// handed over, which is soon after `stop`: those not done then have error CANCELLED. What it cost.
    CallAccount make(const QStringList &userIds, const QDateTime &now, std::stop_token stop,
                     const std::function<void(UserMontages &&)> &handOver);

private:
    UserMontages makeOne(const QString &userId, const Answer &answer, const QDateTime &now, std::stop_token stop,
                         CallAccount &account) const;

    CheckinClient &m_checkins;
    UserClient &m_users;
    const MontageSettings m_settings;
    QThreadPool m_pool;
};

} // namespace bulkhead
