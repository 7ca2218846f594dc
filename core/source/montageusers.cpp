// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/source/montageusers.h"

#include "core/operation/montagetables.h"
#include "core/remote/serviceregistry.h"
#include "core/remote/watchedcall.h"

#include <QUuid>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace bulkhead {

namespace {

constexpr int usersAtOnce = 500;
/// From one night to the one after it, with time to get to everybody.
constexpr std::chrono::milliseconds untilNextNight = 25h;

} // namespace

MontageUsers::MontageUsers(SqlConnection &connection, const MontageSettings &settings)
    : m_connection(connection), m_settings(settings), m_now(QDateTime::currentDateTimeUtc())
{
    m_spec.kind = SourceSpec::Kind::Query;
    m_spec.name = u"check-ins"_s;
    m_spec.columns = {u"user_id"_s};
}

Result<std::unique_ptr<RowSource>> MontageUsers::open(SqlConnection &connection, ServiceRegistry &services,
                                                      const MontageValues &settings)
{
    const MontageSettingsRead read = readMontageSettings({settings});
    if (const Status sound = read.status(); !sound)
        return sound.error();
    std::unique_ptr<MontageUsers> source(new MontageUsers(connection, read.settings));
    if (!read.settings.userIdFilter.isEmpty()) {
        source->m_page = {read.settings.userIdFilter};
        source->m_isLast = true;
        return std::unique_ptr<RowSource>(std::move(source));
    }
    const Result<ServiceAccess> access = services.access(checkinService);
    if (!access)
        return access.error();
    Result<LastNight> before = lastNight(connection, read.settings);
    if (!before)
        return before.error();
    source->m_lastNight = before.take();
    source->m_client = std::make_unique<CheckinClient>(access->service, access->endpoint, access->gate);
    source->m_users = std::make_unique<ActiveUsers>(
        *source->m_client, source->m_now.addDays(-read.settings.interestLookbackDays), source->m_now);
    return std::unique_ptr<RowSource>(std::move(source));
}

/// Pages may come to nothing when none of their users is due.
Status MontageUsers::readPage()
{
    m_page.clear();
    m_next = 0;
    while (m_page.isEmpty() && !m_isLast) {
        const Result<std::vector<ActiveUser>> users =
            watchedCall(m_goesOn, [this](std::stop_token stop) { return m_users->next(usersAtOnce, stop); });
        if (!users)
            return users.error();
        m_isLast = users->empty();
        Result<QStringList> chosen = due(*users);
        if (!chosen)
            return chosen.error();
        m_page = chosen.take();
    }
    return Done{};
}

/// Whoever was active since we last looked. And whoever has a montage that would not last until the next night: it
/// would be gone for a while, since nothing else makes it anew.
Result<QStringList> MontageUsers::due(const std::vector<ActiveUser> &users)
{
    if (users.empty())
        return QStringList();
    QStringList ids;
    for (const ActiveUser &user : users) {
        if (!QUuid::fromString(user.id).isNull()) // else the checks of the row say what is wrong with it
            ids.append(user.id);
    }
    const Result<QHash<QString, MontageTimes>> known = MontageTables(m_connection).timesOf(ids);
    if (!known)
        return known.error();
    const QDateTime soon = m_now.addMSecs(std::min(m_settings.expiresAfter / 2, untilNextNight).count());
    QStringList chosen;
    for (const ActiveUser &user : users) {
        const auto own = known->constFind(user.id);
        const bool isKnown = own != known->cend();
        if (isKnown && !own->isActive)
            continue;
        const bool isDue =
            !isKnown ? true // the job says that the users are not the same there and here
            : !own->checkedAt.isValid()
                ? !m_lastNight.sawNothingNewOf(user.id, user.lastCheckinAt) || isTheirDay(user.id, m_now.date())
                : user.lastCheckinAt > own->checkedAt || (own->expiresAt.isValid() && own->expiresAt <= soon);
        if (isDue)
            chosen.append(user.id);
    }
    return chosen;
}

Result<bool> MontageUsers::next(SourceRow &row)
{
    if (m_next == m_page.size()) {
        if (m_isLast)
            return false;
        if (const Status read = readPage(); !read)
            return read.error();
        if (m_page.isEmpty())
            return false;
    }
    m_cell = m_page[m_next++].toUtf8();
    m_view = m_cell;
    row = {.row = ++m_row, .line = 0, .cells = {&m_view, 1}, .faults = {}, .raw = {}, .keptSecrets = {}};
    return true;
}

} // namespace bulkhead
