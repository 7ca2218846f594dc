// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"
#include "core/operation/operationcatalog.h"
#include "core/operation/operationcheck.h"

#include <QFile>
#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

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

QJsonObject operationToJson(const Operation &operation)
{
    QJsonArray fields;
    for (const Field &field : operation.fields)
        fields.append(QJsonObject{{u"name"_s, field.name},
                                  {u"title"_s, field.title.toString()},
                                  {u"type"_s, fieldTypeName(field.type)},
                                  {u"required"_s, field.required},
                                  {u"min_length"_s, field.minLength},
                                  {u"max_length"_s, field.maxLength}});
    return {{u"id"_s, operation.id},
            {u"version"_s, operation.version},
            {u"title"_s, operation.title.toString()},
            {u"summary"_s, operation.summary.toString()},
            {u"group"_s, operation.group.toString()},
            {u"fields"_s, fields},
            {u"effect"_s, effectKindName(operation.effect.kind)},
            {u"revertible"_s, operation.revertible},
            {u"query"_s, operation.source ? QJsonValue(operation.source->title.toString()) : QJsonValue()}};
}

/// Every mistake of a file; and with a database at hand, what its tables say to it.
ExitCode checkFile(Invocation &invocation)
{
    Console &console = invocation.console();
    const QString path = invocation.positionals().value(1);
    QFile file(path);
    if (path.isEmpty())
        return console.fail(wrongUsage(QT_TRANSLATE_NOOP("core", "Which file? “bulkheadctl operations check FILE”.")));
    if (!file.open(QIODevice::ReadOnly))
        return console.fail({u"FILE_UNREADABLE"_s,
                             Text{QT_TRANSLATE_NOOP("core", "Cannot read %1: %2."), {path, file.errorString()}},
                             {}});
    const ParsedOperation parsed = readOperation(path, file.readAll());
    std::vector<FileMistake> mistakes = parsed.mistakes;
    if (mistakes.empty()) {
        const Result<std::unique_ptr<JobStore>> store = invocation.openStore();
        if (!store)
            return console.fail(store.error());
        mistakes = misfits((*store)->connection(), parsed.operation);
    }
    if (invocation.isJson()) {
        QJsonArray list;
        for (const FileMistake &mistake : mistakes)
            list.append(QJsonObject{
                {u"line"_s, mistake.line}, {u"column"_s, mistake.column}, {u"message"_s, mistake.what.toString()}});
        console.print(QJsonObject{{u"ok"_s, mistakes.empty()}, {u"mistakes"_s, list}});
    } else if (mistakes.empty()) {
        console.print(translate("bulkheadctl", "%1: good. It defines “%2” (%3).")
                          .arg(path, parsed.operation.id, parsed.operation.title.toString()));
    } else {
        for (const FileMistake &mistake : mistakes)
            console.print(
                mistake.line > 0
                    ? u"%1:%2:%3: %4"_s.arg(path).arg(mistake.line).arg(mistake.column).arg(mistake.what.toString())
                    : u"%1: %2"_s.arg(path, mistake.what.toString()));
    }
    return mistakes.empty() ? ExitCode::Done : ExitCode::Usage;
}

/// A commented file for a table of the database, to be changed by hand.
ExitCode writeSkeleton(Invocation &invocation)
{
    Console &console = invocation.console();
    const Result<std::unique_ptr<JobStore>> store = invocation.openStore();
    if (!store)
        return console.fail(store.error());
    const QString table = invocation.positionals().value(1);
    if (table.isEmpty()) {
        const Result<QStringList> names = tableNames((*store)->connection());
        return console.fail(names ? wrongUsage(QT_TRANSLATE_NOOP("core", "For which table? This database has: %1."),
                                               {names->join(u", "_s)})
                                  : names.error());
    }
    const Result<QString> skeleton = operationSkeleton((*store)->connection(), table);
    if (!skeleton)
        return console.fail(skeleton.error());
    console.print(skeleton->trimmed());
    return ExitCode::Done;
}

/// Where rows come from beside a whole list, and who is asked about them.
void saySources(Console &console, const Operation &operation)
{
    QStringList lines;
    if (operation.source)
        lines.append(translate("bulkheadctl", "With --query: %1.").arg(operation.source->title.toString()));
    QStringList enough;
    for (const ListCompletion &completion : operation.completions)
        enough.append(completion.by);
    if (!enough.isEmpty())
        lines.append(
            translate("bulkheadctl", "Of a list one of these columns is enough: %1.").arg(enough.join(u", "_s)));
    if (operation.lookup)
        lines.append(translate("bulkheadctl", "Asks the service “%1”.").arg(operation.lookup->service));
    if (!lines.isEmpty())
        console.print(u'\n' + lines.join(u'\n'));
}

} // namespace

ExitCode listOperations(Invocation &invocation)
{
    Console &console = invocation.console();
    const QString id = invocation.positionals().value(0);
    if (id == "check"_L1)
        return checkFile(invocation);
    if (id == "new"_L1)
        return writeSkeleton(invocation);
    const OperationCatalog catalog = OperationCatalog::load();
    for (const Error &problem : catalog.problems())
        console.say(problem.toString());
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
            rows.push_back({field.name, fieldTypeName(field.type), fieldRules(field), field.help.toString()});
        console.table({translate("bulkheadctl", "field"),
                       translate("bulkheadctl", "type"),
                       translate("bulkheadctl", "rules"),
                       {}},
                      rows, {});
        saySources(console, *operation);
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
        console.table({translate("bulkheadctl", "operation"), translate("bulkheadctl", "title"),
                       translate("bulkheadctl", "what it does")},
                      rows, {});
    return ExitCode::Done;
}

} // namespace bulkhead
