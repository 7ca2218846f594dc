// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/montage/montage.h"
#include "core/store/sqlconnection.h"

#include <QHash>
#include <QSet>

#include <span>

namespace bulkhead {

/// A montage as the database has it.
struct StoredMontage
{
    QString id;
    QString userId;
    QString interest;       ///< empty: the general one
    QString interestKey;    ///< as Montage::interestKey
    QByteArray fingerprint; ///< empty where somebody else wrote it
    qint64 items = 0;
};

/// A user, and of all their montages:
struct MontageTimes
{
    bool isActive = true; ///< neither deactivated nor deleted
    QDateTime checkedAt;  ///< the latest; invalid where there are none
    QDateTime expiresAt;  ///< the earliest; invalid where none expires
};

struct RemovedMontages
{
    int count = 0;
    QSet<QString> users; ///< whose they were
};

/// A montage that is to stand in the database, under a new id or in the place of what has it.
struct MontageRow
{
    QString id;
    QString userId;
    const Montage *montage = nullptr;
};

/// The tables montages and montage_items. Every call is a statement or few over all that it is given, in the caller's
/// transaction. User ids are UUIDs in lower case.
class MontageTables
{
public:
    explicit MontageTables(SqlConnection &connection);

    /// Which of these users there are, and whether they are active. `locks` them, in the order of their ids, so that
    /// two jobs never write the montages of one user at once.
    Result<QHash<QString, bool>> knownUsers(const QStringList &users, bool locks);
    /// When they were last looked at, and until when their montages last; by user, of those there are.
    Result<QHash<QString, MontageTimes>> timesOf(const QStringList &users);
    /// `locks` them, in the order of their ids, so that nobody removes one that is about to be renewed.
    Result<std::vector<StoredMontage>> montagesOf(const QStringList &users, bool locks);
    /// Their items go with them.
    Status remove(const QStringList &montages);
    /// Nothing about them changed: they only last longer.
    Status renew(const QStringList &montages, const QDateTime &now, const QDateTime &expires);
    /// Writes each with all its items, in the place of those it had.
    /// Some at a time, so that memory does not grow with the chunk.
    Status write(std::span<const MontageRow> rows, const QDateTime &now, const QDateTime &expires);
    /// Removes montages that expired before `now`, at most `most` of them, and none that a job is about to write.
    Result<RemovedMontages> removeExpired(const QDateTime &now, int most);

private:
    Status writeSome(std::span<const MontageRow> rows, const QDateTime &now, const QDateTime &expires);
    QByteArray texts(const char *parameter) const;
    QByteArray isActive() const;

    SqlConnection &m_connection;
    bool m_postgres;
};

/// As much of the interest as its column takes.
QString storedInterest(const Montage &montage);
/// As both databases keep a time.
QString sqlTime(const QDateTime &time);

} // namespace bulkhead
