// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/access.h"

#include "core/settings/settings.h"
#include "core/store/audit.h"
#include "core/store/storesession.h"

#include <QFile>
#include <QSysInfo>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qsizetype namesToSay = 5;

Error rolesAreLocal()
{
    return {u"ROLES_LOCAL"_s,
            QT_TRANSLATE_NOOP("core", "A database file has no roles: whoever may write it is its administrator."),
            QT_TRANSLATE_NOOP("core", "Let the file's owner and permissions say who that is.")};
}

/// "anna, boris, …": those who hold at least this role; superusers only if there is nobody else.
QString holdersOf(const std::vector<RoleHolder> &holders, Role needed)
{
    QStringList named;
    QStringList superusers;
    for (const RoleHolder &holder : holders) {
        if (holder.role < needed)
            continue;
        QStringList &list = holder.through == RoleHolder::Through::Superuser ? superusers : named;
        list.append(holder.user);
    }
    if (named.isEmpty())
        named = superusers;
    const bool more = named.size() > namesToSay;
    named = named.first(std::min(named.size(), namesToSay));
    return named.join(u", "_s) + (more ? u", …"_s : QString());
}

Error accessDenied(Role have, Role needed, const QString &holders)
{
    const QString role = roleName(needed);
    return {.code = u"ACCESS_DENIED"_s,
            .message = have == Role::None
                           ? Text{QT_TRANSLATE_NOOP("core", "This takes the role %1, and you have none here."), {role}}
                           : Text{QT_TRANSLATE_NOOP("core", "This takes the role %1; you have the role %2."),
                                  {role, roleName(have)}},
            .hint =
                holders.isEmpty()
                    ? Text{QT_TRANSLATE_NOOP("core", "Ask the database's administrator for it.")}
                    : Text{QT_TRANSLATE_NOOP("core", "Ask one who has it, or have it given to you: %1."), {holders}}};
}

Status changeRole(SqlConnection &connection, Role role, const QString &user, const char *sql, const QString &action)
{
    if (connection.kind() == Database::SQLite)
        return rolesAreLocal();
    if (const Status allowed = requireRole(connection, Role::Administrator); !allowed)
        return allowed;
    const Result<QStringList> missing = missingRoles(connection);
    if (!missing)
        return missing.error();
    if (!missing->isEmpty())
        return Error{u"ROLES_MISSING"_s,
                     {QT_TRANSLATE_NOOP("core", "The server has no roles %1."), {missing->join(u", "_s)}},
                     missingRolesHint(*missing)};
    const auto known = connection.query("select 1 from pg_roles where rolname = $1::text", {user});
    if (!known)
        return known.error();
    if (known->isEmpty())
        return Error{u"ROLE_UNKNOWN_USER"_s,
                     {QT_TRANSLATE_NOOP("core", "The server has no user “%1”."), {user}},
                     QT_TRANSLATE_NOOP("core", "Have the server's administrator create the user first.")};
    Transaction transaction(connection);
    if (Status begun = transaction.begin(); !begun)
        return begun;
    if (const auto changed = connection.query(sql, {roleName(role), user}); !changed)
        return changed.error();
    const AuditRecord record{.action = action, .detail = {{u"role"_s, roleName(role)}, {u"user"_s, user}}};
    if (Status told = Audit(connection).append(record); !told)
        return told;
    return transaction.commit();
}

} // namespace

Result<Role> roleOf(SqlConnection &connection)
{
    if (connection.kind() == Database::SQLite)
        return Role::Administrator;
    // By what the user may do rather than by names: an owner needs no role, and rights may be given by hand.
    const auto rights =
        connection.query("select has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select'),"
                         " has_table_privilege(c.oid, 'insert'), has_table_privilege(c.oid, 'delete')"
                         " from pg_namespace n join pg_class c on c.relnamespace = n.oid and c.relname = 'job'"
                         " where n.nspname = 'bulkhead'");
    if (!rights)
        return rights.error();
    if (rights->isEmpty() || !toBool(rights->rows[0][0]))
        return Role::None;
    const SqlRows::Row &may = rights->rows[0];
    if (!toBool(may[1]))
        return Role::Viewer;
    return toBool(may[2]) ? Role::Administrator : Role::Operator;
}

Result<QString> actingUser(SqlConnection &connection)
{
    if (connection.kind() == Database::SQLite)
        return currentActor();
    const auto user = connection.query("select session_user::text");
    if (!user)
        return user.error();
    return toText(user->rows[0][0]);
}

Result<QString> vouchedActor(SqlConnection &connection, const QString &said)
{
    if (connection.kind() == Database::SQLite && !said.isEmpty())
        return said;
    Result<QString> user = actingUser(connection);
    if (!user || said.isEmpty() || said == *user)
        return user;
    const Result<Role> role = roleOf(connection);
    if (!role)
        return role.error();
    return *role == Role::Administrator ? Result<QString>(said) : user;
}

QString workplace(Database kind)
{
    const QString host = QSysInfo::machineHostName();
    return kind == Database::SQLite ? host : currentActor() + u'@' + host;
}

Result<Role> roleOfUser(SqlConnection &connection, const QString &user)
{
    if (connection.kind() == Database::SQLite)
        return Role::Administrator;
    const auto rights = connection.query("select has_table_privilege(oid, 'bulkhead.job', 'select'),"
                                         " has_table_privilege(oid, 'bulkhead.job', 'insert'),"
                                         " has_table_privilege(oid, 'bulkhead.job', 'delete')"
                                         " from pg_roles where rolname = $1::text",
                                         {user});
    if (!rights)
        return rights.error();
    if (rights->isEmpty() || !toBool(rights->rows[0][0]))
        return Role::None;
    const SqlRows::Row &may = rights->rows[0];
    return !toBool(may[1]) ? Role::Viewer : toBool(may[2]) ? Role::Administrator : Role::Operator;
}

Status requireRole(SqlConnection &connection, Role needed)
{
    const Result<Role> have = roleOf(connection);
    if (!have)
        return have.error();
    if (*have >= needed)
        return Done{};
    const auto holders = roleHolders(connection);
    return accessDenied(*have, needed, holders ? holdersOf(*holders, needed) : QString());
}

Result<std::vector<RoleHolder>> roleHolders(SqlConnection &connection)
{
    std::vector<RoleHolder> holders;
    if (connection.kind() == Database::SQLite)
        return holders;
    // Members of members too: a group of people may hold a role.
    const auto rows = connection.query(
        "with recursive member (role, id) as ("
        "  select r.rolname::text, m.member from pg_auth_members m join pg_roles r on r.oid = m.roleid"
        "   where r.rolname in ('bulkhead_viewer', 'bulkhead_operator', 'bulkhead_administrator')"
        "  union select member.role, m.member from member join pg_auth_members m on m.roleid = member.id),"
        " held (name, rank, through) as ("
        "  select u.rolname::text, case member.role when 'bulkhead_viewer' then 1 when 'bulkhead_operator' then 2"
        "   else 3 end, 0 from member join pg_roles u on u.oid = member.id where not u.rolsuper"
        "  union all select pg_get_userbyid(nspowner)::text, 3, 1 from pg_namespace where nspname = 'bulkhead'"
        "  union all select rolname::text, 3, 2 from pg_roles where rolsuper and rolcanlogin)"
        " select distinct on (name) name, rank, through from held where name not in"
        " ('bulkhead_viewer', 'bulkhead_operator', 'bulkhead_administrator') order by name, rank desc, through");
    if (!rows)
        return rows.error();
    for (const SqlRows::Row &row : rows->rows)
        holders.push_back(
            {.user = toText(row[0]), .role = Role(toInt(row[1])), .through = RoleHolder::Through(toInt(row[2]))});
    std::ranges::stable_sort(holders, std::ranges::greater(), &RoleHolder::role);
    return holders;
}

Result<QStringList> missingRoles(SqlConnection &connection)
{
    QStringList missing;
    if (connection.kind() == Database::SQLite)
        return missing;
    const auto rows = connection.query(
        "select name from unnest(array['bulkhead_viewer', 'bulkhead_operator', 'bulkhead_administrator']) name"
        " where not exists (select from pg_roles where rolname = name)");
    if (!rows)
        return rows.error();
    for (const SqlRows::Row &row : rows->rows)
        missing.append(toText(row[0]));
    return missing;
}

Text missingRolesHint(const QStringList &missing)
{
    QStringList statements;
    for (const QString &role : missing)
        statements.append(u"create role %1 nologin;"_s.arg(role));
    return {
        QT_TRANSLATE_NOOP("core", "An administrator of the server runs “%1”, and you “bulkheadctl migrate up” again."),
        {statements.join(u' ')}};
}

Status grantRole(SqlConnection &connection, Role role, const QString &user)
{
    return changeRole(connection, role, user, "select bulkhead.grant_role($1::text, $2::text)", u"role_granted"_s);
}

Status revokeRole(SqlConnection &connection, Role role, const QString &user)
{
    return changeRole(connection, role, user, "select bulkhead.revoke_role($1::text, $2::text)", u"role_revoked"_s);
}

Status applyRoles(SqlConnection &connection)
{
    if (connection.kind() == Database::SQLite)
        return Done{};
    QFile file(u":/migrations/postgresql/roles.sql"_s);
    if (!file.open(QIODevice::ReadOnly))
        return Error{u"MIGRATION_MISSING"_s,
                     {QT_TRANSLATE_NOOP("core", "The program does not carry the migration %1."), {file.fileName()}},
                     QT_TRANSLATE_NOOP("core", "Install the program anew.")};
    return connection.script(file.readAll());
}

} // namespace bulkhead
