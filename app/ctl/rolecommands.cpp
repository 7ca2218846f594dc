// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"
#include "core/settings/settings.h"
#include "core/store/access.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

QString roleWord(Role role)
{
    switch (role) {
    case Role::None:
        return translate("bulkheadctl", "none");
    case Role::Viewer:
        return translate("bulkheadctl", "viewer");
    case Role::Operator:
        return translate("bulkheadctl", "operator");
    case Role::Administrator:
        return translate("bulkheadctl", "administrator");
    }
    return {};
}

QString throughWord(RoleHolder::Through through)
{
    switch (through) {
    case RoleHolder::Through::Membership:
        return translate("bulkheadctl", "given");
    case RoleHolder::Through::Ownership:
        return translate("bulkheadctl", "owns the tables");
    case RoleHolder::Through::Superuser:
        return translate("bulkheadctl", "superuser of the server");
    }
    return {};
}

QString throughName(RoleHolder::Through through)
{
    return through == RoleHolder::Through::Membership  ? u"given"_s
           : through == RoleHolder::Through::Ownership ? u"owner"_s
                                                       : u"superuser"_s;
}

ExitCode list(Invocation &invocation, SqlConnection &connection)
{
    Console &console = invocation.console();
    const Result<Role> own = roleOf(connection);
    const Result<std::vector<RoleHolder>> holders = roleHolders(connection);
    if (!own || !holders)
        return console.fail(own ? holders.error() : own.error());
    const bool isFile = connection.kind() == Database::SQLite;
    if (invocation.isJson()) {
        QJsonArray json;
        for (const RoleHolder &holder : *holders)
            json.append(QJsonObject{{u"user"_s, holder.user},
                                    {u"role"_s, roleName(holder.role)},
                                    {u"through"_s, throughName(holder.through)}});
        if (isFile)
            json.append(
                QJsonObject{{u"user"_s, currentActor()}, {u"role"_s, u"administrator"_s}, {u"through"_s, u"local"_s}});
        console.print(QJsonObject{{u"own"_s, roleName(*own)}, {u"roles"_s, json}});
        return ExitCode::Done;
    }
    if (isFile) {
        console.print(translate("bulkheadctl", "The database is a file: %1, who works here, is its administrator.")
                          .arg(currentActor()));
        return ExitCode::Done;
    }
    std::vector<QStringList> rows;
    for (const RoleHolder &holder : *holders)
        rows.push_back({holder.user, roleWord(holder.role), throughWord(holder.through)});
    console.table({translate("bulkheadctl", "user"), translate("bulkheadctl", "role"), translate("bulkheadctl", "how")},
                  rows, {});
    console.print(translate("bulkheadctl", "Your own role: %1").arg(roleWord(*own)));
    if (const Result<QStringList> missing = missingRoles(connection); missing && !missing->isEmpty())
        console.say(missingRolesHint(*missing).toString());
    return ExitCode::Done;
}

ExitCode change(Invocation &invocation, SqlConnection &connection, bool give)
{
    Console &console = invocation.console();
    const QString name = invocation.positionals().value(1);
    const QString user = invocation.positionals().value(2);
    if (user.isEmpty())
        return console.fail(wrongUsage(QT_TRANSLATE_NOOP("core", "Which role, and whose? roles %1 ROLE USER"),
                                       {give ? u"grant"_s : u"revoke"_s}));
    const std::optional<Role> role = roleFromName(name);
    if (!role)
        return console.fail(wrongUsage(
            QT_TRANSLATE_NOOP("core", "There is no role “%1”; the roles are viewer, operator and administrator."),
            {name}));
    const Status changed = give ? grantRole(connection, *role, user) : revokeRole(connection, *role, user);
    if (!changed)
        return console.fail(changed.error());
    if (!invocation.isJson())
        console.print((give ? translate("bulkheadctl", "%1 now has the role %2.")
                            : translate("bulkheadctl", "The role %2 was taken from %1."))
                          .arg(user, roleWord(*role)));
    return ExitCode::Done;
}

} // namespace

ExitCode roles(Invocation &invocation)
{
    Console &console = invocation.console();
    const QString verb = invocation.positionals().value(0, u"list"_s);
    if (verb != "list"_L1 && verb != "grant"_L1 && verb != "revoke"_L1)
        return console.fail(
            wrongUsage(QT_TRANSLATE_NOOP("core", "roles knows list, grant and revoke, not “%1”."), {verb}));
    const Result<std::unique_ptr<JobStore>> store = invocation.openStore();
    if (!store)
        return console.fail(store.error());
    SqlConnection &connection = store.value()->connection();
    return verb == "list"_L1 ? list(invocation, connection) : change(invocation, connection, verb == "grant"_L1);
}

} // namespace bulkhead
