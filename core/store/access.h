// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/role.h"
#include "core/store/sqlconnection.h"

namespace bulkhead {

// On PostgreSQL a role is a role of the database (bulkhead_viewer …) with the rights that
// migrations/postgresql/roles.sql gives it, so that the server itself refuses; what stands here only asks
// beforehand, to say it in better words. On SQLite whoever may write the file is the administrator.

/// Somebody who holds a role, and by what.
struct RoleHolder
{
    enum class Through { Membership, Ownership, Superuser };
    QString user;
    Role role = Role::None;
    Through through = Through::Membership;
};

/// What the rights of the connected user come to, however they were given.
Result<Role> roleOf(SqlConnection &connection);
/// ACCESS_DENIED, which says which role it takes and who holds it.
Status requireRole(SqlConnection &connection, Role needed);
/// Whoever holds a role, highest first; empty on SQLite.
Result<std::vector<RoleHolder>> roleHolders(SqlConnection &connection);
/// The roles that the server lacks, since who migrated may make none; empty on SQLite.
Result<QStringList> missingRoles(SqlConnection &connection);
/// What to do about missing roles: the statements that an administrator of the server runs.
Text missingRolesHint(const QStringList &missing);

/// Gives or takes a role, and tells the audit. Errors: ROLE_UNKNOWN_USER, ROLES_MISSING, ROLES_LOCAL (SQLite),
/// ACCESS_DENIED.
Status grantRole(SqlConnection &connection, Role role, const QString &user);
Status revokeRole(SqlConnection &connection, Role role, const QString &user);

/// After a migration: gives each role its rights. Does nothing for who does not own the tables.
Status applyRoles(SqlConnection &connection);

/// Who acts through this connection: on PostgreSQL the user who logged in, whom the server vouches for; on SQLite who
/// runs this program.
Result<QString> actingUser(SqlConnection &connection);
/// The same, but that an administrator's program may say (`said`, unless it is empty) for whom it acts.
Result<QString> vouchedActor(SqlConnection &connection, const QString &said);
/// Where this program runs. On PostgreSQL with the user of its system, since several people may share a login there.
QString workplace(Database kind);
/// The role of another user of the database, by their rights; None where there is no such user.
Result<Role> roleOfUser(SqlConnection &connection, const QString &user);

} // namespace bulkhead
