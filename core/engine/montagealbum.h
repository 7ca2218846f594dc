// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlconnection.h"

#include <QJsonObject>

#include <optional>

namespace bulkhead {

/// Somebody who has montages. Times are milliseconds since the epoch.
struct MontagePerson
{
    QUuid id;
    QString name;
    QString email;
    qint64 montages = 0;
    qint64 newestAt = 0; ///< when the newest of them was generated
    QString sortKey;     ///< what people are ordered by, as the database sees it
};

struct PeopleQuery
{
    QString text; ///< in name or e-mail, whatever the case; empty: everybody
    int limit = 50;
    std::optional<MontagePerson> after; ///< keyset: only those who come after this one
};

struct AlbumMontage
{
    QUuid id;
    QString interest; ///< empty: the general one
    qint64 uses = 0;  ///< check-ins it was chosen from; 0 where nobody wrote that down
    qint64 items = 0;
    qint64 generatedAt = 0;
    qint64 expiresAt = 0; ///< 0: never

    bool isGeneral() const { return interest.isEmpty(); }
};

struct AlbumItem
{
    QUuid id;
    QString checkinId;
    QString type;         ///< media, text, location, activity or mood
    QJsonObject metadata; ///< media_url, media_type, thumbnail_url, duration, description, location, tags, timestamp
    qint64 createdAt = 0; ///< of the check-in
};

/// Reads the montages that were generated, from the tables users, montages and montage_items. Bound to the
/// thread of its connection, which must outlive it. Errors are those of SqlConnection::query();
/// MONTAGES_MISSING where the database has no such tables.
class MontageAlbum
{
public:
    explicit MontageAlbum(SqlConnection &connection) : m_connection(connection) {}

    /// By name.
    Result<std::vector<MontagePerson>> people(const PeopleQuery &query);
    /// The general one first, then interests by use.
    Result<std::vector<AlbumMontage>> montages(const QUuid &person);
    /// In the order of the montage; never more than a few hundred.
    Result<std::vector<AlbumItem>> items(const QUuid &montage);

private:
    QByteArray milliseconds(const QByteArray &column) const;
    Error refused(const Error &error) const;

    SqlConnection &m_connection;
};

} // namespace bulkhead
