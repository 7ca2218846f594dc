// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/montage/montagesettings.h"
#include "core/store/sqlconnection.h"

#include <QSet>

namespace bulkhead {

/// The last time that a job found the users with new check-ins by itself and went through all of them. Who has no
/// montage since then shows nothing: there is no other record of having looked at them.
struct LastNight
{
    QDateTime at;         ///< check-ins before this were seen; invalid where nothing is known of any night
    QSet<QString> failed; ///< users of whom that job learned nothing

    /// Whether somebody without montages need not be asked, who was last active at this time.
    bool sawNothingNewOf(const QString &user, const QDateTime &lastActive) const;
};

/// Of jobs with this look-back or a longer one, for every user.
Result<LastNight> lastNight(SqlConnection &connection, const MontageSettings &settings);

/// Whoever shows nothing may do so some day without a new check-in: one night in seven they are asked all the same, not
/// all in the same one.
bool isTheirDay(const QString &user, const QDate &day);

} // namespace bulkhead
