// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"
#include "core/engine/allocation.h"
#include "core/montage/montagesettings.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include <span>

using namespace Qt::Literals::StringLiterals;
using namespace bulkhead;

namespace {

constexpr const char *usage = QT_TRANSLATE_NOOP("bulkheadctl",
                                                R"(Bulk jobs over records, from the command line.

bulkheadctl [--database URL] [--json] COMMAND …

  migrate [up|down|status] [--domain]     make, take back or show the tables
  operations [ID]                         what can be done, and with which fields
  operations check FILE                   every mistake of an operation file
  operations new TABLE                    a commented operation file for a table
  submit OPERATION --csv FILE|-|--query [--map field=column]… [--set field=value]…
         [--encoding E] [--delimiter D] [--no-header]
         [--chunk-size N] [--concurrency N] [--stop-on-error] [--max-errors N|N%]
         [--max-retries N] [--priority N] [--ordered] [--no-wait]
         [--dry-run] [--first N] [--pause-at N%] [--keep-days N] [--timeout 30m]
         [--as ACCOUNT] [--confirm N] [--reason TEXT]
  start ID [--confirm N] [--reason TEXT] [--no-wait]
                                          run what was previewed, exactly; or approve it
  changes ID [--preview]                  old → new of what was done, or would be
  revert ID [--dry-run] [--confirm N] [--reason TEXT] [--no-wait]
                                          put every record back
  jobs [--status S] [--operation O] [--limit N]
  job ID
  items ID [--status failed|succeeded|skipped|cancelled|pending|all]
  retry ID [--code C] [--row N]… [--csv MENDED] [--no-wait]
  pause ID     cancel ID     delete ID
  resume ID [--no-wait]                   go on, also after a crash
  export ID [--status failed|succeeded|skipped|…] [--format csv|json] [--raw] [-o FILE]
  verify ID                               check that the job's books are right
  events ID [--after N] [--limit N]       what happened to a job, one JSON line each, for publishing
  montages [run|once|scheduler|health|settings] [--settings-file FILE]
         [--montage-max-items N]…         the nightly job; done (0) also when single users fail;
                                          “settings” names all that can be set
  services [list]                         services outside that jobs ask
  services set NAME [--kind maxbot|checkins|users|http] [--address A] [--tls|--no-tls]
         [--ca-file FILE] [--tls-name NAME] [--credential env:V|file:F|keychain:N]
         [--header H] [--prefix P] [--batch N] [--concurrency N] [--rate N]
         [--deadline 5s] [--retries N] [--path NAME=/path]…
  services test NAME     services remove NAME
  sandbox [--maxbot-port N] [--http-port N] [--seed N] [--users N] [--now TIME]
         [--token T] [--tls-cert FILE --tls-key FILE] [--latency MS] [--jitter MS]
         [--error-rate P] [--rate-limit N] [--retry-after S] [--wrong P] [--missing P]
         [--duplicate P] [--contradict P] [--foreign P] [--hang P] [--die-after N]
         [--poison N] [--phone-ids] [--one-id] [--strange-ids]
         [--reorder] [--no-batch] [--fill [--employees N]]
                                          made-up services to try things with; --fill writes
                                          their people into an empty database first
  audit [list] [--actor A] [--action A] [--operation O] [--job ID]
        [--since TIME] [--until TIME] [--limit N]
  audit verify                            check that nobody touched the audit
  audit export [--format csv|json] [-o FILE] [--actor A] …
  roles [grant ROLE USER | revoke ROLE USER]   viewer, operator, administrator

The database is --database, else $BULKHEAD_DATABASE_URL, else a file of your own:
  sqlite:///absolute/file      postgresql://user:password@host:5432/name?sslmode=require

Ends with 0 done, 1 wrong usage or set-up, 2 cannot reach the database,
3 job failed or audit broken, 4 done with failed rows, 130 interrupted (the job can be resumed).)");

struct OptionSpec
{
    QString name;
    bool takesValue;
};

struct Command
{
    const char *name;
    ExitCode (*run)(Invocation &);
    std::vector<OptionSpec> options;
    int mostPositionals;
};

std::vector<OptionSpec> montageOptions()
{
    std::vector<OptionSpec> options{{u"settings-file"_s, true}, {u"no-wait"_s, false}};
    for (const QString &name : montageSettingNames()) {
        if (const QString option = montageOptionName(name); !option.isEmpty())
            options.push_back({option, true});
    }
    return options;
}

const std::vector<Command> &commands()
{
    static const std::vector<Command> all{
        {"migrate", migrate, {{u"domain"_s, false}}, 1},
        {"operations", listOperations, {}, 2},
        {"submit",
         submitJob,
         {{u"csv"_s, true},        {u"map"_s, true},         {u"set"_s, true},
          {u"encoding"_s, true},   {u"delimiter"_s, true},   {u"no-header"_s, false},
          {u"chunk-size"_s, true}, {u"concurrency"_s, true}, {u"stop-on-error"_s, false},
          {u"max-errors"_s, true}, {u"max-retries"_s, true}, {u"priority"_s, true},
          {u"ordered"_s, false},   {u"no-wait"_s, false},    {u"query"_s, false},
          {u"dry-run"_s, false},   {u"first"_s, true},       {u"pause-at"_s, true},
          {u"keep-days"_s, true},  {u"as"_s, true},          {u"confirm"_s, true},
          {u"reason"_s, true},     {u"timeout"_s, true}},
         1},
        {"start", startWaitingJob, {{u"confirm"_s, true}, {u"reason"_s, true}, {u"no-wait"_s, false}}, 1},
        {"changes", listChanges, {{u"preview"_s, false}}, 1},
        {"revert",
         revertOneJob,
         {{u"dry-run"_s, false}, {u"confirm"_s, true}, {u"reason"_s, true}, {u"no-wait"_s, false}},
         1},
        {"jobs", listJobs, {{u"status"_s, true}, {u"operation"_s, true}, {u"limit"_s, true}}, 0},
        {"job", showJob, {}, 1},
        {"items", listItems, {{u"status"_s, true}}, 1},
        {"retry", retryJob, {{u"code"_s, true}, {u"row"_s, true}, {u"csv"_s, true}, {u"no-wait"_s, false}}, 1},
        {"pause", pauseJob, {}, 1},
        {"resume", resumeJob, {{u"no-wait"_s, false}}, 1},
        {"cancel", cancelJob, {}, 1},
        {"delete", deleteJob, {}, 1},
        {"export", exportJob, {{u"status"_s, true}, {u"format"_s, true}, {u"raw"_s, false}, {u"o"_s, true}}, 1},
        {"verify", verifyOneJob, {}, 1},
        {"events", listEvents, {{u"after"_s, true}, {u"limit"_s, true}}, 1},
        {"montages", montages, montageOptions(), 1},
        {"services",
         services,
         {{u"kind"_s, true},
          {u"address"_s, true},
          {u"tls"_s, false},
          {u"no-tls"_s, false},
          {u"ca-file"_s, true},
          {u"tls-name"_s, true},
          {u"credential"_s, true},
          {u"header"_s, true},
          {u"prefix"_s, true},
          {u"batch"_s, true},
          {u"concurrency"_s, true},
          {u"rate"_s, true},
          {u"deadline"_s, true},
          {u"retries"_s, true},
          {u"path"_s, true}},
         2},
        {"sandbox",
         runSandbox,
         {{u"maxbot-port"_s, true},  {u"http-port"_s, true}, {u"seed"_s, true},       {u"users"_s, true},
          {u"now"_s, true},          {u"token"_s, true},     {u"tls-cert"_s, true},   {u"tls-key"_s, true},
          {u"latency"_s, true},      {u"jitter"_s, true},    {u"error-rate"_s, true}, {u"rate-limit"_s, true},
          {u"retry-after"_s, true},  {u"wrong"_s, true},     {u"missing"_s, true},    {u"duplicate"_s, true},
          {u"contradict"_s, true},   {u"foreign"_s, true},   {u"hang"_s, true},       {u"die-after"_s, true},
          {u"reorder"_s, false},     {u"poison"_s, true},    {u"phone-ids"_s, false}, {u"one-id"_s, false},
          {u"strange-ids"_s, false}, {u"no-batch"_s, false}, {u"fill"_s, false},      {u"employees"_s, true}},
         0},
        {"audit",
         audit,
         {{u"actor"_s, true},
          {u"action"_s, true},
          {u"operation"_s, true},
          {u"job"_s, true},
          {u"since"_s, true},
          {u"until"_s, true},
          {u"limit"_s, true},
          {u"format"_s, true},
          {u"o"_s, true}},
         1},
        {"roles", roles, {}, 3},
    };
    return all;
}

/// The first argument that is neither an option that goes with every command nor its value.
qsizetype commandIndex(const QStringList &arguments)
{
    for (qsizetype i = 1; i < arguments.size(); ++i) {
        if (arguments.at(i) == "--database"_L1)
            ++i;
        else if (!arguments.at(i).startsWith(u'-'))
            return i;
    }
    return -1;
}

ExitCode refuse(Console &console, const QString &why)
{
    console.say(translate("bulkheadctl", "bulkheadctl: %1").arg(why));
    console.say(translate("bulkheadctl", "“bulkheadctl --help” shows how it is used."));
    return ExitCode::Usage;
}

ExitCode run(Console &console, QStringList arguments)
{
    if (arguments.contains(u"--version"_s)) {
        console.print(u"bulkheadctl "_s + QCoreApplication::applicationVersion());
        return ExitCode::Done;
    }
    const qsizetype at = commandIndex(arguments);
    if (at < 0 || arguments.contains(u"--help"_s) || arguments.contains(u"-h"_s)) {
        console.print(translate("bulkheadctl", usage));
        return at < 0 && arguments.size() > 1 && !arguments.contains(u"--help"_s) && !arguments.contains(u"-h"_s)
                   ? ExitCode::Usage
                   : ExitCode::Done;
    }
    const QString name = arguments.takeAt(at);
    const auto command =
        std::ranges::find_if(commands(), [&](const Command &c) { return QLatin1StringView(c.name) == name; });
    if (command == commands().end())
        return refuse(console, translate("bulkheadctl", "there is no command “%1”.").arg(name));

    QCommandLineParser parser;
    parser.addOption({u"database"_s, {}, u"URL"_s});
    parser.addOption(QCommandLineOption(u"json"_s));
    for (const OptionSpec &option : command->options)
        parser.addOption({option.name, {}, option.takesValue ? u"VALUE"_s : QString()});
    if (!parser.parse(arguments))
        return refuse(console, parser.errorText());
    if (parser.positionalArguments().size() > command->mostPositionals)
        return refuse(console, translate("bulkheadctl", "“%1” is one argument too many for “%2”.")
                                   .arg(parser.positionalArguments().at(command->mostPositionals), name));
    Invocation invocation(console, parser, parser.positionalArguments());
    return command->run(invocation);
}

} // namespace

int main(int argc, char *argv[])
{
    keepFreedMemory();
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"bulkhead"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(BULKHEAD_VERSION));
    QTranslator translator;
    if (translator.load(QLocale(), u"bulkhead"_s, u"_"_s, u":/i18n"_s))
        QCoreApplication::installTranslator(&translator);
    Console console;
    return int(run(console, QCoreApplication::arguments()));
}
