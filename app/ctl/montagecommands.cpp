// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"
#include "app/ctl/foregroundrun.h"
#include "core/engine/submission.h"
#include "core/montage/montagesettings.h"
#include "core/settings/settings.h"
#include "core/source/ownsource.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// File, environment and options, each going before the one before it, as one.
Result<MontageValues> valuesOf(const Invocation &invocation)
{
    MontageValues values;
    if (invocation.isSet(u"settings-file"_s)) {
        Result<MontageValues> file = montageValuesFromFile(invocation.value(u"settings-file"_s));
        if (!file)
            return file;
        values = file.take();
    }
    values.insert(montageValues(QProcessEnvironment::systemEnvironment()));
    for (const QString &name : montageSettingNames()) {
        if (invocation.isSet(montageOptionName(name)))
            values.insert(name, invocation.value(montageOptionName(name)));
    }
    return values;
}

ExitCode showSettings(Invocation &invocation, const MontageValues &values, const MontageSettings &settings)
{
    std::vector<QStringList> rows;
    QJsonObject json;
    for (const QString &name : montageSettingNames()) {
        const QString value = montageSettingText(settings, name);
        rows.push_back({name, u"--"_s + montageOptionName(name), value, values.contains(name) ? translate("bulkheadctl", "set") : QString()});
        json.insert(name, value);
    }
    if (invocation.isJson())
        invocation.console().print(json);
    else
        invocation.console().table({translate("bulkheadctl", "setting"), translate("bulkheadctl", "option"), translate("bulkheadctl", "value"), QString()}, rows,
                                   {false, false, false, false});
    return ExitCode::Done;
}

/// Database and services answer; nothing is made. Whatever BATCH_MODE says: a probe must never start a job.
ExitCode checkHealth(Invocation &invocation)
{
    Console &console = invocation.console();
    const Result<std::unique_ptr<JobStore>> store = invocation.openStore();
    if (!store)
        return console.fail(store.error());
    console.print(translate("bulkheadctl", "Health check passed"));
    return ExitCode::Done;
}

ExitCode runOnce(Invocation &invocation, const MontageValues &values)
{
    Console &console = invocation.console();
    const Result<Operation> operation = OperationCatalog::load().find(u"montages.generate"_s);
    if (!operation)
        return console.fail(operation.error());
    const Result<std::unique_ptr<JobStore>> store = invocation.openStore();
    if (!store)
        return console.fail(store.error());
    const Result<std::unique_ptr<RowSource>> users = openOwnSource((*store)->connection(), *operation, invocation.services().get(), values);
    if (!users)
        return console.fail(users.error());
    Submission submission{.operation = *operation,
                          .mapping = mappingByName(*operation, (*users)->spec().columns),
                          .options = {},
                          .actor = currentActor(),
                          .preview = false,
                          .actAs = {},
                          .reason = {},
                          .confirmedRows = {},
                          .settings = values,
                          .services = invocation.services(),
                          .worker = {}};
    return makeAndRun(invocation, **store, [&](const QUuid &id, const QUuid &worker, const PlanObserver &observer) {
        submission.id = id;
        submission.worker = worker;
        return submit(**store, submission, **users, observer);
    });
}

} // namespace

ExitCode montages(Invocation &invocation)
{
    Console &console = invocation.console();
    const Result<MontageValues> values = valuesOf(invocation);
    if (!values)
        return console.fail(values.error());
    const MontageSettingsRead read = readMontageSettings({*values});
    for (const Error &problem : read.problems)
        console.say(problem.toString());
    if (!read.problems.empty())
        return ExitCode::Usage;
    // Their own variables name a database, unless this program's option or variable does.
    const bool isNamed = invocation.isSet(u"database"_s) || qEnvironmentVariableIsSet("BULKHEAD_DATABASE_URL");
    if (const QString url = read.settings.databaseUrl(); !url.isEmpty() && !isNamed) {
        const Result<ConnectionTarget> target = ConnectionTarget::parse(url);
        if (!target)
            return console.fail(target.error());
        invocation.setTarget(*target);
    }
    const QString verb = invocation.positionals().value(0);
    if (verb == "settings"_L1)
        return showSettings(invocation, *values, read.settings);
    if (verb == "health"_L1 || (verb.isEmpty() && read.settings.mode == MontageSettings::Mode::Health))
        return checkHealth(invocation);
    if (verb.isEmpty() && read.settings.mode == MontageSettings::Mode::Scheduler)
        return console.fail(wrongUsage(QT_TRANSLATE_NOOP("core", "This program does not wait for the night by itself: let cron or a "
                                                                 "CronJob run “bulkheadctl montages run”.")));
    if (!verb.isEmpty() && verb != "run"_L1 && verb != "once"_L1)
        return console.fail(wrongUsage(QT_TRANSLATE_NOOP("core", "Unknown execution mode: %1. Known are run, health and settings."), {verb}));
    return runOnce(invocation, *values);
}

} // namespace bulkhead
