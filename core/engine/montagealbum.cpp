// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/montagealbum.h"

#include "core/store/sqlconditions.h"
#include "core/store/sqldialect.h"

#include <QJsonDocument>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int mostItems = 300;

QJsonObject objectOf(const SqlValue &value)
{
    return QJsonDocument::fromJson(toText(value).toUtf8()).object();
}

} // namespace

QByteArray MontageAlbum::milliseconds(const QByteArray &column) const
{
    return m_connection.kind() == Database::PostgreSQL
               ? "(extract(epoch from " + column + ") * 1000)::bigint"
               : "cast(round((julianday(" + column + ") - 2440587.5) * 86400000) as integer)";
}

Error MontageAlbum::refused(const Error &error) const
{
    const SqlDiagnosis &diagnosis = m_connection.diagnosis();
    if (diagnosis.sqlState == "42P01" || diagnosis.message.startsWith("no such table"_L1))
        return {u"MONTAGES_MISSING"_s, QT_TRANSLATE_NOOP("core", "This database has no tables for montages."),
                QT_TRANSLATE_NOOP("core", "An administrator makes them with bulkheadctl migrate up --domain.")};
    return error;
}

Result<std::vector<MontagePerson>> MontageAlbum::people(const PeopleQuery &query)
{
    const SqlDialect dialect(m_connection.kind());
    SqlConditions where;
    where.add("exists (select 1 from montages m where m.user_id = u.id)");
    if (!query.text.trimmed().isEmpty()) {
        const QByteArray pattern = where.parameter(dialect.pattern(query.text.trimmed()));
        where.add(dialect.text("({match u.name " + pattern + "} or {match u.email " + pattern + "})"));
    }
    if (query.after) {
        const QByteArray key = where.parameter(query.after->sortKey);
        const QByteArray id = where.parameter(query.after->id);
        where.add("(lower(u.name), u.id) > (" + key + "::text, " + id + "::uuid)");
    }
    const QByteArray limit = where.parameter(qint64(query.limit));
    // What is counted is counted only for the people of the page.
    const QByteArray sql = "select p.id, p.name, p.email, p.sort_key,"
                           " (select count(*) from montages m where m.user_id = p.id),"
                           " (select max(" +
                           milliseconds("m.generated_at") +
                           ") from montages m where m.user_id = p.id)"
                           " from (select u.id, u.name, u.email, lower(u.name) as sort_key from users u" +
                           where.text() + " order by lower(u.name), u.id limit " + limit +
                           ") p order by p.sort_key, p.id";
    const Result<SqlRows> rows = m_connection.query(sql, where.parameters());
    if (!rows)
        return refused(rows.error());
    std::vector<MontagePerson> people;
    for (const SqlRows::Row &row : rows->rows)
        people.push_back({.id = toUuid(row[0]),
                          .name = toText(row[1]),
                          .email = toText(row[2]),
                          .montages = toInt(row[4]),
                          .newestAt = toInt(row[5]),
                          .sortKey = toText(row[3])});
    return people;
}

Result<std::vector<AlbumMontage>> MontageAlbum::montages(const QUuid &person)
{
    const Result<SqlRows> rows =
        m_connection.query("select m.id, m.interest, cast(m.metadata as text),"
                           " (select count(*) from montage_items i where i.montage_id = m.id), " +
                               milliseconds("m.generated_at") + ", " + milliseconds("m.expires_at") +
                               " from montages m where m.user_id = $1::uuid order by m.id",
                           {person});
    if (!rows)
        return refused(rows.error());
    std::vector<AlbumMontage> montages;
    for (const SqlRows::Row &row : rows->rows)
        montages.push_back({.id = toUuid(row[0]),
                            .interest = toText(row[1]),
                            .uses = objectOf(row[2]).value(u"uses"_s).toInteger(),
                            .items = toInt(row[3]),
                            .generatedAt = toInt(row[4]),
                            .expiresAt = toInt(row[5])});
    std::ranges::stable_sort(montages, [](const AlbumMontage &a, const AlbumMontage &b) {
        if (a.isGeneral() != b.isGeneral())
            return a.isGeneral();
        return a.uses != b.uses ? a.uses > b.uses : a.interest < b.interest;
    });
    return montages;
}

Result<std::vector<AlbumItem>> MontageAlbum::items(const QUuid &montage)
{
    const Result<SqlRows> rows = m_connection.query(
        "select i.id, i.checkin_id, i.widget_type, cast(i.widget_metadata as text), " + milliseconds("i.created_at") +
            " from montage_items i where i.montage_id = $1::uuid order by i.order_index limit $2",
        {montage, qint64(mostItems)});
    if (!rows)
        return refused(rows.error());
    std::vector<AlbumItem> items;
    for (const SqlRows::Row &row : rows->rows)
        items.push_back({.id = toUuid(row[0]),
                         .checkinId = toText(row[1]),
                         .type = toText(row[2]),
                         .metadata = objectOf(row[3]),
                         .createdAt = toInt(row[4])});
    return items;
}

} // namespace bulkhead
