// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/source/montageusers.h"

#include "core/operation/montagetables.h"
#include "core/remote/serviceregistry.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int usersAtOnce = 500;

} // namespace

MontageUsers::MontageUsers(SqlConnection &connection, const MontageSettings &settings)
    : m_connection(connection), m_settings(settings), m_now(QDateTime::currentDateTimeUtc())
{
    m_spec.kind = SourceSpec::Kind::Query;
    m_spec.name = u"check-ins"_s;
    m_spec.columns = {u"user_id"_s};
}

Result<std::unique_ptr<RowSource>> MontageUsers::open(SqlConnection &connection, ServiceRegistry &services, const MontageValues &settings)
{
    const MontageSettingsRead read = readMontageSettings({settings});
    if (!read.problems.empty())
        return read.problems.front();
    std::unique_ptr<MontageUsers> source(new MontageUsers(connection, read.settings));
    if (!read.settings.userIdFilter.isEmpty()) {
        source->m_page = {read.settings.userIdFilter};
        source->m_isLast = true;
        return std::unique_ptr<RowSource>(std::move(source));
    }
    const QString name = u"checkins"_s;
    const Result<Service> service = services.service(name);
    const Result<Endpoint> endpoint = services.endpoint(name);
    const Result<std::shared_ptr<ServiceGate>> gate = services.gate(name);
    if (!service || !endpoint || !gate)
        return !service ? service.error() : !endpoint ? endpoint.error() : gate.error();
    source->m_client = std::make_unique<CheckinClient>(*service, *endpoint, *gate);
    source->m_users = std::make_unique<ActiveUsers>(*source->m_client, source->m_now.addDays(-read.settings.interestLookbackDays), source->m_now);
    if (const Status first = source->readPage(); !first)
        return first.error();
    return std::unique_ptr<RowSource>(std::move(source));
}

/// Pages may come to nothing when none of their users is due.
Status MontageUsers::readPage()
{
    m_page.clear();
    m_next = 0;
    while (m_page.isEmpty() && !m_isLast) {
        const Result<std::vector<ActiveUser>> users = m_users->next(usersAtOnce, {});
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

/// Whoever was active since we last looked. And whoever has a montage that would not last until the night after this
/// one: it would be gone for a while, since nothing else makes it anew.
Result<QStringList> MontageUsers::due(const std::vector<ActiveUser> &users)
{
    if (users.empty())
        return QStringList();
    QJsonArray ids;
    for (const ActiveUser &user : users)
        ids.append(user.id);
    const bool postgres = m_connection.kind() == Database::PostgreSQL;
    const QByteArray checked = postgres ? "max(coalesce(metadata->>'checked_at', to_char(generated_at at time zone 'UTC',"
                                          " 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')))"
                                        : "max(coalesce(metadata->>'checked_at', generated_at))";
    const QByteArray expires = postgres ? "to_char(min(expires_at) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
                                        : "min(expires_at)";
    const QByteArray list = postgres ? "select value from jsonb_array_elements_text($1::jsonb)" : "select value from json_each($1)";
    const Result<SqlRows> rows =
        m_connection.query("select cast(user_id as text), " + checked + ", " + expires +
                               " from montages where cast(user_id as text) in (" + list + ") group by user_id",
                           {QString::fromUtf8(QJsonDocument(ids).toJson(QJsonDocument::Compact))});
    if (!rows)
        return rows.error();
    QHash<QString, std::pair<QDateTime, QDateTime>> known;
    for (const SqlRows::Row &row : rows->rows)
        known.insert(toText(row[0]), {QDateTime::fromString(toText(row[1]), Qt::ISODateWithMs), QDateTime::fromString(toText(row[2]), Qt::ISODateWithMs)});
    const QDateTime soon = m_now.addMSecs(m_settings.expiresAfter.count() / 2);
    QStringList chosen;
    for (const ActiveUser &user : users) {
        const auto montages = known.constFind(user.id);
        if (montages == known.cend() || user.lastCheckinAt > montages->first || (montages->second.isValid() && montages->second <= soon))
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
