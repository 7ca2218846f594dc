// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sandbox/world.h"

namespace bulkhead::sandbox {

struct PageQuery
{
    QString user;    ///< empty: everybody's
    QDateTime from;  ///< invalid: from the beginning
    QDateTime to;    ///< exclusive; invalid: to the end
    QString privacy; ///< empty: any
    int page = 1;
    int pageSize = 20;
};

/// The check-ins of a World in pages, newest first, as the check-in service gives them.
class CheckinPages
{
public:
    explicit CheckinPages(const World &world);

    /// {"checkins":[…],"total":…,"page":…,"page_size":…,"has_more":…}
    QJsonObject page(const PageQuery &query) const;
    /// Users with check-ins after `since`, in the order of their ids, behind user `after`:
    /// {"users":[{"user_id","last_checkin_at"}],"has_more":…,"next_cursor":…}
    QJsonObject users(const QDateTime &since, const QString &after, int limit) const;

private:
    struct Newest
    {
        QString id;
        QDateTime at;
    };

    const World &m_world;
    std::vector<Newest> m_newest; ///< by user id
};

} // namespace bulkhead::sandbox
