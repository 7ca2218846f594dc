// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"
#include "core/store/access.h"
#include "core/store/migrations.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

struct SetName
{
    Migrations::Set set;
    QLatin1StringView name;
};
constexpr SetName sets[] = {{Migrations::Set::Jobs, "jobs"_L1}, {Migrations::Set::Domain, "domain"_L1}};

ExitCode showStatus(Invocation &invocation, Migrations &migrations)
{
    Console &console = invocation.console();
    QJsonArray json;
    std::vector<QStringList> rows;
    for (const SetName &set : sets) {
        const Result<std::vector<Migrations::Step>> steps = migrations.status(set.set);
        if (!steps)
            return console.fail(steps.error());
        for (const Migrations::Step &step : *steps) {
            const QString at = step.appliedAt == 0
                                   ? QString()
                                   : QDateTime::fromMSecsSinceEpoch(step.appliedAt, Qt::UTC).toString(Qt::ISODate);
            json.append(QJsonObject{{u"set"_s, QString(set.name)},
                                    {u"version"_s, step.version},
                                    {u"name"_s, step.name},
                                    {u"applied_at"_s, at.isEmpty() ? QJsonValue() : QJsonValue(at)}});
            rows.push_back({QString(set.name), QString::number(step.version), step.name,
                            at.isEmpty() ? translate("bulkheadctl", "not yet") : at});
        }
    }
    if (invocation.isJson())
        console.print(QJsonObject{{u"migrations"_s, json}});
    else
        console.table({translate("bulkheadctl", "set"), translate("bulkheadctl", "version"),
                       translate("bulkheadctl", "name"), translate("bulkheadctl", "applied")},
                      rows, {false, true, false, false});
    return ExitCode::Done;
}

} // namespace

ExitCode migrate(Invocation &invocation)
{
    Console &console = invocation.console();
    const QString verb = invocation.positionals().value(0, u"up"_s);
    const bool domain = invocation.isSet(u"domain"_s);
    if (verb != "up"_L1 && verb != "down"_L1 && verb != "status"_L1)
        return console.fail(
            {u"USAGE"_s, Text{QT_TRANSLATE_NOOP("core", "migrate knows up, down and status, not “%1”."), {verb}}, {}});
    const Result<ConnectionTarget> target = invocation.target();
    if (!target)
        return console.fail(target.error());
    const Result<std::unique_ptr<SqlConnection>> connection = SqlConnection::open(*target);
    if (!connection)
        return console.fail(connection.error());
    Migrations migrations(**connection);
    if (verb == "status"_L1)
        return showStatus(invocation, migrations);

    QJsonObject json;
    for (const SetName &set : sets) {
        // Up: the job tables always, they are what jobs need. Down: only the set that is named.
        const bool chosen = verb == "up"_L1 ? (set.set == Migrations::Set::Jobs || domain)
                                            : (set.set == Migrations::Set::Domain) == domain;
        if (!chosen)
            continue;
        const Result<int> steps = verb == "up"_L1 ? migrations.up(set.set) : migrations.down(set.set);
        if (!steps)
            return console.fail(steps.error());
        json.insert(QString(set.name), *steps);
        if (!invocation.isJson())
            console.print(*steps == 0 ? translate("bulkheadctl", "%1: nothing to do.").arg(QString(set.name))
                                      : (verb == "up"_L1 ? translate("bulkheadctl", "%1: migrations applied: %2.")
                                                         : translate("bulkheadctl", "%1: migrations taken back: %2."))
                                            .arg(QString(set.name))
                                            .arg(*steps));
    }
    if (invocation.isJson())
        console.print(json);
    if (const Result<QStringList> missing = missingRoles(**connection);
        verb == "up"_L1 && missing && !missing->isEmpty())
        console.say(translate("bulkheadctl", "The roles %1 could not be made. %2")
                        .arg(missing->join(u", "_s), missingRolesHint(*missing).toString()));
    return ExitCode::Done;
}

} // namespace bulkhead
