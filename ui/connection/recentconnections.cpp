// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/recentconnections.h"

#include "core/settings/settings.h"

#include <QStringList>

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t most = 10;
constexpr auto key = "connections/recent"_L1;

ConnectionTarget withoutPassword(ConnectionTarget target)
{
    target.password.clear();
    return target;
}

} // namespace

std::vector<ConnectionTarget> RecentConnections::list() const
{
    std::vector<ConnectionTarget> targets;
    for (const QString &url : m_settings.value(QString(key)).toStringList()) {
        if (auto target = ConnectionTarget::parse(url))
            targets.push_back(target.take());
    }
    return targets;
}

void RecentConnections::add(const ConnectionTarget &target)
{
    std::vector<ConnectionTarget> targets = list();
    std::erase(targets, withoutPassword(target));
    targets.insert(targets.begin(), withoutPassword(target));
    if (targets.size() > most)
        targets.resize(most);
    write(targets);
}

void RecentConnections::remove(const ConnectionTarget &target)
{
    std::vector<ConnectionTarget> targets = list();
    std::erase(targets, withoutPassword(target));
    write(targets);
}

void RecentConnections::clear()
{
    write({});
}

void RecentConnections::write(const std::vector<ConnectionTarget> &targets)
{
    QStringList urls;
    for (const ConnectionTarget &target : targets)
        urls << target.toUrl();
    m_settings.setValue(QString(key), urls);
}

} // namespace bulkhead
