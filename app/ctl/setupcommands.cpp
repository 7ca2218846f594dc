// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"
#include "core/operation/operationcatalog.h"
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
            json.append(QJsonObject{{u"set"_s, QString(set.name)}, {u"version"_s, step.version}, {u"name"_s, step.name},
                                    {u"applied_at"_s, at.isEmpty() ? QJsonValue() : QJsonValue(at)}});
            rows.push_back({QString(set.name), QString::number(step.version), step.name, at.isEmpty() ? translate("bulkheadctl", "not yet") : at});
        }
    }
    if (invocation.isJson())
        console.print(QJsonObject{{u"migrations"_s, json}});
    else
        console.table({translate("bulkheadctl", "set"), translate("bulkheadctl", "version"), translate("bulkheadctl", "name"), translate("bulkheadctl", "applied")}, rows, {false, true, false, false});
    return ExitCode::Done;
}

QString fieldRules(const Field &field)
{
    QStringList rules;
    if (field.required)
        rules.append(translate("bulkheadctl", "required"));
    if (field.minLength > 0)
        rules.append(translate("bulkheadctl", "at least %1 characters").arg(field.minLength));
    if (field.maxLength > 0)
        rules.append(translate("bulkheadctl", "at most %1 characters").arg(field.maxLength));
    if (field.hashed)
        rules.append(translate("bulkheadctl", "hashed before it is stored"));
    return rules.join(u", "_s);
}

constexpr const char *typeName(FieldType type)
{
    switch (type) {
    case FieldType::Text: return "text";
    case FieldType::Int: return "int";
    case FieldType::Decimal: return "decimal";
    case FieldType::Bool: return "bool";
    case FieldType::Date: return "date";
    case FieldType::DateTime: return "datetime";
    case FieldType::Uuid: return "uuid";
    case FieldType::Email: return "email";
    case FieldType::Choice: return "choice";
    case FieldType::Secret: return "secret";
    }
    return "";
}

QJsonObject operationToJson(const Operation &operation)
{
    QJsonArray fields;
    for (const Field &field : operation.fields)
        fields.append(QJsonObject{{u"name"_s, field.name},
                                  {u"title"_s, field.title.toString()},
                                  {u"type"_s, QString::fromLatin1(typeName(field.type))},
                                  {u"required"_s, field.required},
                                  {u"min_length"_s, field.minLength},
                                  {u"max_length"_s, field.maxLength}});
    return {{u"id"_s, operation.id},           {u"version"_s, operation.version},
            {u"title"_s, operation.title.toString()}, {u"summary"_s, operation.summary.toString()},
            {u"group"_s, operation.group.toString()}, {u"fields"_s, fields}};
}

} // namespace

ExitCode migrate(Invocation &invocation)
{
    Console &console = invocation.console();
    const QString verb = invocation.positionals().value(0, u"up"_s);
    const bool domain = invocation.isSet(u"domain"_s);
    if (verb != "up"_L1 && verb != "down"_L1 && verb != "status"_L1)
        return console.fail({u"USAGE"_s, Text{QT_TRANSLATE_NOOP("core", "migrate knows up, down and status, not “%1”."), {verb}}, {}});
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
    return ExitCode::Done;
}

ExitCode listOperations(Invocation &invocation)
{
    Console &console = invocation.console();
    const OperationCatalog catalog = OperationCatalog::load();
    for (const Error &problem : catalog.problems())
        console.say(problem.toString());
    const QString id = invocation.positionals().value(0);
    if (!id.isEmpty()) {
        const Result<Operation> operation = catalog.find(id);
        if (!operation)
            return console.fail(operation.error());
        if (invocation.isJson()) {
            console.print(operationToJson(*operation));
            return ExitCode::Done;
        }
        console.print(u"%1 — %2"_s.arg(operation->id, operation->title.toString()));
        console.print(operation->summary.toString());
        console.print(QString());
        std::vector<QStringList> rows;
        for (const Field &field : operation->fields)
            rows.push_back({field.name, QString::fromLatin1(typeName(field.type)), fieldRules(field), field.help.toString()});
        console.table({translate("bulkheadctl", "field"), translate("bulkheadctl", "type"), translate("bulkheadctl", "rules"), {}}, rows, {});
        return ExitCode::Done;
    }
    std::vector<QStringList> rows;
    QJsonArray json;
    for (const Operation &operation : catalog.operations()) {
        json.append(operationToJson(operation));
        rows.push_back({operation.id, operation.title.toString(), operation.summary.toString()});
    }
    if (invocation.isJson())
        console.print(QJsonObject{{u"operations"_s, json}});
    else
        console.table({translate("bulkheadctl", "operation"), translate("bulkheadctl", "title"), translate("bulkheadctl", "what it does")}, rows, {});
    return ExitCode::Done;
}

} // namespace bulkhead
