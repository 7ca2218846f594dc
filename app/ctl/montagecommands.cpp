// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"
#include "app/ctl/foregroundrun.h"
#include "app/ctl/montageschedule.h"
#include "core/engine/submission.h"
#include "core/montage/montagesettings.h"
#include "core/remote/servicecatalog.h"
#include "core/settings/settings.h"
#include "core/source/ownsource.h"

#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// What is set, and by what; each goes before the one before it.
struct Layers
{
    MontageValues file;
    MontageValues environment;
    MontageValues options;

    MontageValues together() const
    {
        MontageValues values = file;
        putOver(values, environment);
        putOver(values, options);
        return values;
    }
    QString whatSets(const QString &name) const
    {
        const auto has = [&](const MontageValues &values) {
            return values.contains(name) || (name == "DB_SSLMODE"_L1 && values.contains(u"DB_SSL_MODE"_s));
        };
        return has(options)       ? translate("bulkheadctl", "option")
               : has(environment) ? translate("bulkheadctl", "environment")
               : has(file)        ? translate("bulkheadctl", "file")
                                  : QString();
    }
};

Result<Layers> layersOf(const Invocation &invocation)
{
    Layers layers;
    const QString path =
        invocation.isSet(u"settings-file"_s) ? invocation.value(u"settings-file"_s) : Settings().montageSettingsFile();
    if (!path.isEmpty()) {
        Result<MontageValues> file = montageValuesFromFile(path);
        if (!file)
            return file.error();
        layers.file = file.take();
        layers.file.removeIf([](const auto &value) { return value.value().trimmed().isEmpty(); });
    }
    layers.environment = montageValues(QProcessEnvironment::systemEnvironment());
    for (const QString &name : montageSettingNames()) {
        const QString option = montageOptionName(name);
        if (!option.isEmpty() && !invocation.value(option).trimmed().isEmpty())
            layers.options.insert(name, invocation.value(option));
    }
    return layers;
}

ExitCode showSettings(Invocation &invocation, const Layers &layers, const MontageSettings &settings)
{
    std::vector<QStringList> rows;
    QJsonObject json;
    for (const QString &name : montageSettingNames()) {
        const QString value = montageSettingText(settings, name);
        const QString option = montageOptionName(name);
        rows.push_back({name, option.isEmpty() ? QString() : u"--"_s + option, value, layers.whatSets(name)});
        json.insert(name, value);
    }
    Console &console = invocation.console();
    if (invocation.isJson()) {
        console.print(json);
        return ExitCode::Done;
    }
    console.table({translate("bulkheadctl", "setting"), translate("bulkheadctl", "option"),
                   translate("bulkheadctl", "value"), translate("bulkheadctl", "set by")},
                  rows, {false, false, false, false});
    console.print(QString());
    console.print(translate("bulkheadctl", "Also known, but without effect here:"));
    rows.clear();
    for (const IdleMontageSetting &idle : idleMontageSettings())
        rows.push_back({idle.name, idle.why.toString()});
    console.table({translate("bulkheadctl", "setting"), translate("bulkheadctl", "why")}, rows, {false, false});
    return ExitCode::Done;
}

/// The services of file and options become those of this process, as if its environment named them; the secrets go
/// nowhere else.
void nameServices(Console &console, const MontageValues &values)
{
    const QStringList theirs = montageServiceNames() << u"ENVIRONMENT"_s << u"MAX_CONCURRENT_GENERATIONS"_s;
    for (const QString &name : theirs) {
        if (values.contains(name))
            qputenv(qPrintable(name), values.value(name).trimmed().toUtf8());
    }
    Settings settings;
    const ServiceCatalog catalog(settings);
    for (const ServiceCatalog::Entry &entry : catalog.entries()) {
        const QString prefix = entry.service.name == checkinService ? u"CHECKIN_SERVICE_"_s
                               : entry.service.name == userService  ? u"USER_SERVICE_"_s
                                                                    : QString();
        const QStringList unused = QStringList(values.keys()).filter(QRegularExpression(u'^' + prefix));
        if (entry.isSet && !prefix.isEmpty() && !unused.isEmpty())
            console.say(translate("bulkheadctl",
                                  "%1: not used, since the service “%2” is set by hand (bulkheadctl services list).")
                            .arg(unused.join(u", "_s), entry.service.name));
    }
}

/// Their own variables name a database, unless this program's option or variable does. None is passed over in silence:
/// a TLS mode least of all.
Status nameDatabase(Invocation &invocation, const MontageValues &values, const MontageSettings &settings)
{
    QStringList own = QStringList(values.keys()).filter(QRegularExpression(u"^DB_(?!MAX_)"_s));
    if (own.isEmpty())
        return Done{};
    const bool isNamed =
        !invocation.value(u"database"_s).isEmpty() || !qEnvironmentVariableIsEmpty("BULKHEAD_DATABASE_URL");
    if (!isNamed && settings.dbHost.isEmpty())
        return wrongUsage(QT_TRANSLATE_NOOP("core", "DB_HOST is missing beside %1: which database is meant?"),
                          {own.join(u", "_s)});
    Result<ConnectionTarget> target = isNamed ? invocation.target() : ConnectionTarget::parse(settings.databaseUrl());
    if (!target)
        return target.error();
    ConnectionTarget &where = target.value();
    const bool isServer = where.kind == Database::PostgreSQL;
    if (isServer && own.removeAll(u"DB_CONNECT_TIMEOUT"_s) > 0)
        where.connectTimeoutSeconds = int(std::chrono::ceil<std::chrono::seconds>(settings.dbConnectTimeout).count());
    if (isServer && own.removeAll(u"DB_SSLMODE"_s) + own.removeAll(u"DB_SSL_MODE"_s) > 0) {
        if (!where.sslMode.isEmpty() && where.sslMode != settings.dbSslMode)
            return wrongUsage(
                QT_TRANSLATE_NOOP("core",
                                  "DB_SSLMODE is “%1”, and the database URL says sslmode=%2: which one counts?"),
                {settings.dbSslMode, where.sslMode});
        where.sslMode = settings.dbSslMode;
    }
    if (isNamed && !own.isEmpty())
        invocation.console().say(
            translate("bulkheadctl", "%1: not used, since --database or BULKHEAD_DATABASE_URL names the database.")
                .arg(own.join(u", "_s)));
    invocation.setTarget(where);
    return Done{};
}

/// The settings make sense and the database answers; nothing is made. A probe must never start a job.
ExitCode checkHealth(Invocation &invocation)
{
    Console &console = invocation.console();
    const Result<std::unique_ptr<JobStore>> store = invocation.openStore();
    if (!store)
        return console.fail(store.error());
    console.print(translate("bulkheadctl", "Health check passed"));
    return ExitCode::Done;
}

/// Users who failed are no reason to start the night anew: only when nothing at all was done it ends with an error.
ExitCode runOnce(Invocation &invocation, const MontageValues &values, const QUuid &id)
{
    Console &console = invocation.console();
    const Result<Operation> operation = OperationCatalog::load().find(u"montages.generate"_s);
    if (!operation)
        return console.fail(operation.error());
    const Result<std::unique_ptr<JobStore>> store = invocation.openStore();
    if (!store)
        return console.fail(store.error());
    const Result<std::unique_ptr<RowSource>> users =
        openOwnSource((*store)->connection(), *operation, invocation.services().get(), values);
    if (!users)
        return console.fail(users.error());
    Submission submission{.operation = *operation,
                          .mapping = mappingByName(*operation, (*users)->spec().columns),
                          .options = {},
                          .actor = {},
                          .preview = false,
                          .actAs = {},
                          .reason = {},
                          .confirmedRows = {},
                          .settings = values,
                          .services = invocation.services(),
                          .worker = {}};
    const ExitCode code = makeAndRun(
        invocation, **store,
        [&](const QUuid &job, const QUuid &worker, const PlanObserver &observer) -> Result<QUuid> {
            submission.id = job;
            submission.worker = worker;
            bool isOurs = false;
            const Result<QUuid> made =
                submit(**store, submission, **users, observer, [&](const QUuid &) { isOurs = true; });
            const Result<std::optional<Job>> other =
                made || isOurs ? Result<std::optional<Job>>(std::nullopt) : (*store)->job(job);
            if (!other || !*other)
                return made;
            return Error{u"JOB_ELSEWHERE"_s,
                         Text{QT_TRANSLATE_NOOP(
                             "core", "Another process that keeps this schedule was first, and makes these montages.")},
                         {}};
        },
        id);
    return code == ExitCode::SomeFailed ? ExitCode::Done : code;
}

ExitCode keepSchedule(Invocation &invocation, const MontageValues &values, const MontageSettings &settings)
{
    const Result<CronTimes> times = CronTimes::parse(settings.schedule);
    if (!times)
        return invocation.console().fail(times.error());
    return MontageSchedule(invocation, *times, [&](const QUuid &id) { return runOnce(invocation, values, id); }).keep();
}

} // namespace

ExitCode montages(Invocation &invocation)
{
    using Mode = MontageSettings::Mode;
    Console &console = invocation.console();
    const Result<Layers> layers = layersOf(invocation);
    if (!layers)
        return console.fail(layers.error());
    const MontageValues values = layers->together();
    const MontageSettingsRead read = readMontageSettings({values});
    for (const Error &problem : read.problems)
        console.say(problem.toString());
    if (!read.problems.empty())
        return ExitCode::Usage;
    for (const Text &note : read.notes)
        console.say(note.toString());
    const QString verb = invocation.positionals().value(0);
    if (verb == "settings"_L1)
        return showSettings(invocation, *layers, read.settings);
    if (!verb.isEmpty() && !QStringList{u"run"_s, u"once"_s, u"scheduler"_s, u"health"_s}.contains(verb))
        return console.fail(
            wrongUsage(QT_TRANSLATE_NOOP(
                           "core", "Unknown execution mode: %1. Known are run, once, scheduler, health and settings."),
                       {verb}));
    if (const Status named = nameDatabase(invocation, values, read.settings); !named)
        return console.fail(named.error());
    const bool isOpen = verb.isEmpty() || verb == "run"_L1; // then BATCH_MODE says how
    if (verb == "health"_L1 || (isOpen && read.settings.mode == Mode::Health))
        return checkHealth(invocation);
    nameServices(console, values);
    if (verb == "scheduler"_L1 || (isOpen && read.settings.mode == Mode::Scheduler))
        return keepSchedule(invocation, values, read.settings);
    return runOnce(invocation, values, newJobId());
}

} // namespace bulkhead
