// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

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
         [--dry-run] [--first N] [--pause-at N%] [--keep-days N]
         [--as ACCOUNT] [--confirm N] [--reason TEXT]
  start ID [--confirm N] [--reason TEXT] [--no-wait]
                                          run what was previewed, exactly; or approve it
  changes ID [--preview]                  old → new of what was done, or would be
  revert ID [--dry-run] [--reason TEXT] [--no-wait]
                                          put every record back
  jobs [--status S] [--operation O] [--limit N]
  job ID
  items ID [--status failed|succeeded|all]
  retry ID [--code C] [--row N]… [--csv MENDED] [--no-wait]
  pause ID     cancel ID     delete ID
  resume ID [--no-wait]                   go on, also after a crash
  export ID [--status failed|succeeded|all] [--format csv|json] [--raw] [-o FILE]
  verify ID                               check that the job's books are right
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
         [--reorder] [--no-batch]         made-up services to try things with
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
    const char *name;
    bool takesValue;
};

struct Command
{
    const char *name;
    ExitCode (*run)(Invocation &);
    std::vector<OptionSpec> options;
    int mostPositionals;
};

const std::vector<Command> &commands()
{
    static const std::vector<Command> all{
        {"migrate", migrate, {{"domain", false}}, 1},
        {"operations", listOperations, {}, 2},
        {"submit", submitJob,
         {{"csv", true}, {"map", true}, {"set", true}, {"encoding", true}, {"delimiter", true}, {"no-header", false},
          {"chunk-size", true}, {"concurrency", true}, {"stop-on-error", false}, {"max-errors", true},
          {"max-retries", true}, {"priority", true}, {"ordered", false}, {"no-wait", false}, {"query", false},
          {"dry-run", false}, {"first", true}, {"pause-at", true}, {"keep-days", true}, {"as", true}, {"confirm", true},
          {"reason", true}}, 1},
        {"start", startWaitingJob, {{"confirm", true}, {"reason", true}, {"no-wait", false}}, 1},
        {"changes", listChanges, {{"preview", false}}, 1},
        {"revert", revertOneJob, {{"dry-run", false}, {"reason", true}, {"no-wait", false}}, 1},
        {"jobs", listJobs, {{"status", true}, {"operation", true}, {"limit", true}}, 0},
        {"job", showJob, {}, 1},
        {"items", listItems, {{"status", true}}, 1},
        {"retry", retryJob, {{"code", true}, {"row", true}, {"csv", true}, {"no-wait", false}}, 1},
        {"pause", pauseJob, {}, 1},
        {"resume", resumeJob, {{"no-wait", false}}, 1},
        {"cancel", cancelJob, {}, 1},
        {"delete", deleteJob, {}, 1},
        {"export", exportJob, {{"status", true}, {"format", true}, {"raw", false}, {"o", true}}, 1},
        {"verify", verifyOneJob, {}, 1},
        {"services", services,
         {{"kind", true}, {"address", true}, {"tls", false}, {"no-tls", false}, {"ca-file", true}, {"tls-name", true},
          {"credential", true}, {"header", true}, {"prefix", true}, {"batch", true}, {"concurrency", true},
          {"rate", true}, {"deadline", true}, {"retries", true}, {"path", true}}, 2},
        {"sandbox", runSandbox,
         {{"maxbot-port", true}, {"http-port", true}, {"seed", true}, {"users", true}, {"now", true}, {"token", true},
          {"tls-cert", true}, {"tls-key", true}, {"latency", true}, {"jitter", true}, {"error-rate", true},
          {"rate-limit", true}, {"retry-after", true}, {"wrong", true}, {"missing", true}, {"duplicate", true},
          {"contradict", true}, {"foreign", true}, {"hang", true}, {"die-after", true}, {"reorder", false},
          {"no-batch", false}}, 0},
        {"audit", audit,
         {{"actor", true}, {"action", true}, {"operation", true}, {"job", true}, {"since", true}, {"until", true},
          {"limit", true}, {"format", true}, {"o", true}}, 1},
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
    const auto command = std::ranges::find_if(commands(), [&](const Command &c) { return QLatin1StringView(c.name) == name; });
    if (command == commands().end())
        return refuse(console, translate("bulkheadctl", "there is no command “%1”.").arg(name));

    QCommandLineParser parser;
    parser.addOption({u"database"_s, {}, u"URL"_s});
    parser.addOption(QCommandLineOption(u"json"_s));
    for (const OptionSpec &option : command->options)
        parser.addOption({QString::fromLatin1(option.name), {}, option.takesValue ? u"VALUE"_s : QString()});
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
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"bulkhead"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(BULKHEAD_VERSION));
    QTranslator translator;
    if (translator.load(QLocale(), u"bulkhead"_s, u"_"_s, u":/i18n"_s))
        QCoreApplication::installTranslator(&translator);
    Console console;
    return int(run(console, QCoreApplication::arguments()));
}
