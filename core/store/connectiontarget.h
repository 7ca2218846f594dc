// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/result.h"

namespace bulkhead {

enum class Database { SQLite, PostgreSQL };

/// Where a database is and how to log in to it. Parsed from `sqlite:///absolute/file` or
/// `postgresql://user:password@host:port/database?sslmode=require`.
struct ConnectionTarget
{
    Database kind = Database::SQLite;
    QString file; ///< SQLite: absolute path
    QString host; ///< PostgreSQL: a name, an address, or the folder of a Unix socket
    int port = 5432;
    QString database;
    QString user;
    QString password;              ///< never part of display() nor of a log
    QString sslMode;               ///< libpq's word; empty means libpq's default ("prefer")
    int connectTimeoutSeconds = 0; ///< 0: as SqlConnection::Options says; no part of the URL

    /// Says which part of the URL is wrong. `postgres://` is taken as `postgresql://`.
    static Result<ConnectionTarget> parse(const QString &url);
    /// As parse() reads it, password included: only for handing over, never for showing.
    QString toUrl() const;
    /// For people and logs: "anna@db-1/hr", "bulkhead.sqlite"; never the password.
    QString display() const;
    /// A file, a socket, or a port of the machine itself.
    bool isOnThisMachine() const;
    bool operator==(const ConnectionTarget &) const = default;
};

} // namespace bulkhead
