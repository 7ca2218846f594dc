// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/montagetables.h"

#include "core/job/uuid7.h"
#include "core/store/sqldialect.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qsizetype longestInterest = 100; // of the column
constexpr std::size_t montagesAtOnce = 40;

QString json(const QJsonArray &array)
{
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

QJsonObject metadataOf(const Montage &montage, const QDateTime &now)
{
    return {{u"interest_key"_s, montage.interestKey},
            {u"uses"_s, montage.uses},
            {u"fingerprint"_s, QString::fromLatin1(montage.fingerprint())},
            {u"checked_at"_s, sqlTime(now)}};
}

} // namespace

QString storedInterest(const Montage &montage)
{
    const QString cut = montage.interest.left(longestInterest);
    // No half of a character that takes two.
    return !cut.isEmpty() && cut.back().isHighSurrogate() ? cut.chopped(1) : cut;
}

QString sqlTime(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}

MontageTables::MontageTables(SqlConnection &connection)
    : m_connection(connection), m_postgres(connection.kind() == Database::PostgreSQL)
{}

/// The ids of a textList(), as a query for one column.
QByteArray MontageTables::texts(const char *parameter) const
{
    const QByteArray each = eachText(m_connection.kind(), parameter);
    return m_postgres ? "select value::uuid from (" + each + ") ids" : each;
}

Result<QHash<QString, bool>> MontageTables::knownUsers(const QStringList &users, bool locks)
{
    const QByteArray lock = locks && m_postgres ? " order by id for no key update" : "";
    const Result<SqlRows> rows = m_connection.query(
        "select id, " + isActive() + " from users where id in (" + texts("$1") + ")" + lock, {textList(users)});
    if (!rows)
        return rows.error();
    QHash<QString, bool> known;
    for (const SqlRows::Row &row : rows->rows)
        known.insert(toUuid(row[0]).toString(QUuid::WithoutBraces), toInt(row[1]) != 0);
    return known;
}

QByteArray MontageTables::isActive() const
{
    return m_postgres ? "cast(is_active and deleted_at is null as integer)" : "(is_active and deleted_at is null)";
}

Result<QHash<QString, MontageTimes>> MontageTables::timesOf(const QStringList &users)
{
    const auto utc = [this](const QByteArray &time) {
        return m_postgres ? "to_char(" + time + " at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')" : time;
    };
    const QByteArray checked = "coalesce(metadata->>'checked_at', " + utc("generated_at") + ")";
    const Result<SqlRows> rows =
        m_connection.query("select id, " + isActive() + ", (select max(" + checked +
                               ") from montages where user_id = users.id), (select " + utc("min(expires_at)") +
                               " from montages where user_id = users.id) from users where id in (" + texts("$1") + ")",
                           {textList(users)});
    if (!rows)
        return rows.error();
    QHash<QString, MontageTimes> times;
    for (const SqlRows::Row &row : rows->rows)
        times.insert(toUuid(row[0]).toString(QUuid::WithoutBraces),
                     {.isActive = toInt(row[1]) != 0,
                      .checkedAt = QDateTime::fromString(toText(row[2]), Qt::ISODateWithMs),
                      .expiresAt = QDateTime::fromString(toText(row[3]), Qt::ISODateWithMs)});
    return times;
}

Result<std::vector<StoredMontage>> MontageTables::montagesOf(const QStringList &users, bool locks)
{
    const QByteArray columns =
        "m.id, m.user_id, m.interest, cast(m.metadata as text), (select count(*) from montage_items i"
        " where i.montage_id = m.id)";
    // Each user's by their index: of a table that fills by the second the planner would read half, to see whose they
    // are.
    const QByteArray sql =
        m_postgres ? "select m.* from (" + texts("$1") + " order by 1) users (id) cross join lateral (select " +
                         columns + " from montages m where m.user_id = users.id order by m.id offset 0" +
                         (locks ? " for no key update of m" : "") + ") m"
                   : "select " + columns + " from montages m where m.user_id in (" + texts("$1") + ") order by m.id";
    const Result<SqlRows> rows = m_connection.query(sql, {textList(users)});
    if (!rows)
        return rows.error();
    std::vector<StoredMontage> montages;
    for (const SqlRows::Row &row : rows->rows) {
        StoredMontage montage{.id = toUuid(row[0]).toString(QUuid::WithoutBraces),
                              .userId = toUuid(row[1]).toString(QUuid::WithoutBraces),
                              .interest = toText(row[2]),
                              .interestKey = {},
                              .fingerprint = {},
                              .items = toInt(row[4])};
        const QJsonObject metadata = QJsonDocument::fromJson(toText(row[3]).toUtf8()).object();
        const QString key = metadata.value("interest_key"_L1).toString();
        montage.interestKey = key.isEmpty() ? interestKey(montage.interest) : key;
        montage.fingerprint = metadata.value("fingerprint"_L1).toString().toLatin1();
        montages.push_back(std::move(montage));
    }
    return montages;
}

Status MontageTables::remove(const QStringList &montages)
{
    return montages.isEmpty() ? Status(Done{})
                              : statusOf(m_connection.query("delete from montages where id in (" + texts("$1") + ")",
                                                            {textList(montages)}));
}

Status MontageTables::renew(const QStringList &montages, const QDateTime &now, const QDateTime &expires)
{
    if (montages.isEmpty())
        return Done{};
    const QByteArray checked = m_postgres ? "metadata || jsonb_build_object('checked_at', $2::text)"
                                          : "json_set(metadata, '$.checked_at', $2)";
    return statusOf(m_connection.query("update montages set expires_at = $3::timestamptz, metadata = " + checked +
                                           " where id in (" + texts("$1") + ")",
                                       {textList(montages), sqlTime(now), sqlTime(expires)}));
}

Status MontageTables::write(std::span<const MontageRow> rows, const QDateTime &now, const QDateTime &expires)
{
    for (; !rows.empty(); rows = rows.subspan(std::min(montagesAtOnce, rows.size()))) {
        if (const Status written = writeSome(rows.first(std::min(montagesAtOnce, rows.size())), now, expires); !written)
            return written;
    }
    return Done{};
}

Status MontageTables::writeSome(std::span<const MontageRow> rows, const QDateTime &now, const QDateTime &expires)
{
    QStringList ids;
    QJsonArray montages;
    QJsonArray items;
    Uuid7Sequence sequence;
    for (const MontageRow &row : rows) {
        const Montage &montage = *row.montage;
        ids.append(row.id);
        QJsonObject head{{u"id"_s, row.id},
                         {u"user_id"_s, row.userId},
                         {u"type"_s, montage.typeName()},
                         {u"metadata"_s, metadataOf(montage, now)}};
        if (!montage.isGeneral())
            head.insert(u"interest"_s, storedInterest(montage));
        montages.append(head);
        for (qsizetype i = 0; i < qsizetype(montage.items.size()); ++i) {
            const MontageItem &item = montage.items[std::size_t(i)];
            std::array<char, 36> id;
            Uuid7Sequence::write(sequence.next(), id.data());
            items.append(QJsonObject{{u"id"_s, QString::fromLatin1(id.data(), qsizetype(id.size()))},
                                     {u"montage_id"_s, row.id},
                                     {u"checkin_id"_s, item.checkinId},
                                     {u"order_index"_s, i},
                                     {u"widget_type"_s, widgetTypeName(item.type)},
                                     {u"widget_metadata"_s, item.metadata},
                                     {u"created_at"_s, sqlTime(item.createdAt)}});
        }
    }
    const QByteArray from =
        m_postgres ? " select (m->>'id')::uuid, (m->>'user_id')::uuid, m->>'type', m->>'interest', $2::timestamptz,"
                     " $3::timestamptz, m->'metadata' from jsonb_array_elements($1::jsonb) m"
                   : " select m.value->>'id', m.value->>'user_id', m.value->>'type', m.value->>'interest', $2, $3,"
                     " m.value->'metadata' from json_each($1) m where true";
    const Status heads = statusOf(m_connection.query(
        "insert into montages (id, user_id, type, interest, generated_at, expires_at, metadata)" + from +
            " on conflict (id) do update set interest = excluded.interest, generated_at = excluded.generated_at,"
            " expires_at = excluded.expires_at, metadata = excluded.metadata",
        {json(montages), sqlTime(now), sqlTime(expires)}));
    if (!heads)
        return heads;
    const Status emptied = statusOf(
        m_connection.query("delete from montage_items where montage_id in (" + texts("$1") + ")", {textList(ids)}));
    if (!emptied)
        return emptied;
    const QByteArray each =
        m_postgres
            ? " select (i->>'id')::uuid, (i->>'montage_id')::uuid, i->>'checkin_id', (i->>'order_index')::integer,"
              " i->>'widget_type', i->'widget_metadata', (i->>'created_at')::timestamptz"
              " from jsonb_array_elements($1::jsonb) i"
            : " select i.value->>'id', i.value->>'montage_id', i.value->>'checkin_id', i.value->>'order_index',"
              " i.value->>'widget_type', i.value->'widget_metadata', i.value->>'created_at' from json_each($1) i";
    return statusOf(
        m_connection.query("insert into montage_items (id, montage_id, checkin_id, order_index, widget_type,"
                           " widget_metadata, created_at)" +
                               each,
                           {json(items)}));
}

Result<RemovedMontages> MontageTables::removeExpired(const QDateTime &now, int most)
{
    const QByteArray lock = m_postgres ? " for update skip locked" : "";
    const Result<SqlRows> rows = m_connection.query(
        "delete from montages where id in (select id from montages where expires_at < $1::timestamptz"
        " order by expires_at limit $2" +
            lock + ") returning user_id",
        {sqlTime(now), qint64(most)});
    if (!rows)
        return rows.error();
    RemovedMontages removed{.count = int(rows->rows.size()), .users = {}};
    for (const SqlRows::Row &row : rows->rows)
        removed.users.insert(toUuid(row[0]).toString(QUuid::WithoutBraces));
    return removed;
}

} // namespace bulkhead
