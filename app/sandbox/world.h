// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

#include <optional>
#include <vector>

namespace bulkhead::sandbox {

struct Employee
{
    QString firstName;
    QString lastName;
    QString phone; ///< in one of the spellings that people use, or wrong
};

/// The made-up people that the sandbox knows. Everything follows from the seed: the same phone has the same
/// id and the same user the same check-ins, on every machine. Immutable, so safe to use from any thread.
class World
{
public:
    /// Check-ins lie in the sixty days before `now`.
    World(quint64 seed, int users, const QDateTime &now);

    /// Of a phone in E.164. One in ten is not known.
    std::optional<QString> maxIdOf(const QString &phone) const;
    /// The phone of made-up employee `index`; E.164.
    QString phoneOf(int index) const;
    /// One without MAX id.
    Employee employee(int index) const;
    /// Such employees, as CSV with a header.
    QByteArray employees(int count) const;

    int users() const { return m_users; }
    const QString &userId(int index) const { return m_userIds[std::size_t(index)]; }
    std::optional<int> userIndex(const QString &id) const;
    QJsonObject user(int index) const;
    /// All of the user's check-ins, newest first.
    QJsonArray checkinsOf(int index) const;
    /// The time of the newest one; invalid when there is none.
    QDateTime newestCheckin(int index) const;

private:
    quint64 seedOf(const char *what, quint64 index) const;
    QJsonObject checkin(int user, qint64 secondsAgo, quint64 seed) const;
    std::vector<qint64> checkinAges(int user) const;

    quint64 m_seed;
    int m_users;
    QDateTime m_now;
    std::vector<QString> m_userIds;
    QHash<QString, int> m_indexOfUser;
};

} // namespace bulkhead::sandbox
