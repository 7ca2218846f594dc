// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"
#include "app/sandbox/fill.h"
#include "app/sandbox/sandbox.h"

#include <QFile>

#include <cstdio>
#include <cstdlib>
#include <thread>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

using sandbox::Sandbox;
using sandbox::SandboxOptions;

constexpr int usualMaxBotPort = 9095;
constexpr int usualHttpPort = 8095;
constexpr int mostUsers = 100'000;
constexpr int usualEmployees = 500;
constexpr int mostEmployees = 1'000'000;

/// The switches of the command line under the names that /sandbox/faults has for them.
Result<QJsonObject> faultsOf(const Invocation &invocation)
{
    QJsonObject json;
    const QJsonObject known = sandbox::Faults{}.toJson();
    for (auto it = known.begin(); it != known.end(); ++it) {
        const QString option = QString(it.key()).replace(u'_', u'-');
        if (!invocation.isSet(option))
            continue;
        bool isNumber = true;
        if (it.value().isBool())
            json.insert(it.key(), true);
        else
            json.insert(it.key(), invocation.value(option).toDouble(&isNumber));
        if (!isNumber)
            return wrongUsage(QT_TRANSLATE_NOOP("core", "--%1 wants a number, not “%2”."),
                              {option, invocation.value(option)});
    }
    return json;
}

Status readNumber(const Invocation &invocation, const char *option, qint64 most, const std::function<void(qint64)> &use)
{
    const QString name = QString::fromLatin1(option);
    const Result<qint64> number = invocation.number(name, 0);
    if (!number)
        return number.error();
    if (*number < 0 || *number > most)
        return wrongUsage(QT_TRANSLATE_NOOP("core", "--%1 must lie between 0 and %2."), {name, QString::number(most)});
    if (invocation.isSet(name))
        use(*number);
    return Done{};
}

Status readFile(const Invocation &invocation, const char *option, QByteArray &bytes)
{
    const QString path = invocation.value(QString::fromLatin1(option));
    if (path.isEmpty())
        return Done{};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return wrongUsage(QT_TRANSLATE_NOOP("core", "%1 cannot be read: %2."), {path, file.errorString()});
    bytes = file.readAll();
    return Done{};
}

Result<SandboxOptions> optionsOf(const Invocation &invocation)
{
    SandboxOptions options;
    options.maxbot.port = usualMaxBotPort;
    options.http.port = usualHttpPort;
    options.maxbot.token = options.http.apiKey = invocation.value(u"token"_s);
    for (const Status &status :
         {readNumber(invocation, "maxbot-port", 65'535, [&](qint64 port) { options.maxbot.port = int(port); }),
          readNumber(invocation, "http-port", 65'535, [&](qint64 port) { options.http.port = int(port); }),
          readNumber(invocation, "seed", std::numeric_limits<qint64>::max(),
                     [&](qint64 seed) { options.seed = quint64(seed); }),
          readNumber(invocation, "users", mostUsers, [&](qint64 users) { options.users = int(users); }),
          readFile(invocation, "tls-cert", options.maxbot.certificatePem),
          readFile(invocation, "tls-key", options.maxbot.keyPem)}) {
        if (!status)
            return status.error();
    }
    if (invocation.isSet(u"now"_s)) {
        options.now = QDateTime::fromString(invocation.value(u"now"_s), Qt::ISODate);
        if (!options.now.isValid())
            return wrongUsage(QT_TRANSLATE_NOOP("core", "--now wants a time like 2026-01-31T12:00:00Z, not “%1”."),
                              {invocation.value(u"now"_s)});
    }
    const Result<QJsonObject> faults = faultsOf(invocation);
    if (!faults)
        return faults.error();
    if (const Status changed = options.faults.change(*faults); !changed)
        return changed.error();
    return options;
}

/// --fill: the world's people into the database, before anybody is told that the services are there.
Result<QJsonObject> fillDatabase(Invocation &invocation, const sandbox::World &world)
{
    int employees = usualEmployees;
    if (const Status read =
            readNumber(invocation, "employees", mostEmployees, [&](qint64 count) { employees = int(count); });
        !read)
        return read.error();
    const Result<std::unique_ptr<JobStore>> store = invocation.openStore();
    if (!store)
        return store.error();
    const Result<sandbox::Filled> filled = sandbox::fill((*store)->connection(), world, employees);
    if (!filled)
        return filled.error();
    invocation.console().say(
        (filled->isNew
             ? translate("bulkheadctl", "The database has %1 made-up employees and %2 made-up users now.")
             : translate("bulkheadctl", "The database was filled before and stays as it is: %1 employees, %2 users."))
            .arg(formatCount(filled->employees), formatCount(filled->users)));
    return QJsonObject{{u"employees"_s, filled->employees}, {u"users"_s, filled->users}, {u"new"_s, filled->isNew}};
}

/// As a process dies that was killed: nothing is said, nothing closed.
[[noreturn]] void die()
{
    std::_Exit(1);
}

} // namespace

ExitCode runSandbox(Invocation &invocation)
{
    Console &console = invocation.console();
    const Result<SandboxOptions> options = optionsOf(invocation);
    if (!options)
        return console.fail(options.error());
    if (invocation.isSet(u"employees"_s) && !invocation.isSet(u"fill"_s))
        return console.fail(
            wrongUsage(QT_TRANSLATE_NOOP("core", "--employees says how many --fill writes; --fill is missing.")));
    handleInterrupts();
    const Result<std::unique_ptr<Sandbox>> sandbox = Sandbox::start(*options, die);
    if (!sandbox)
        return console.fail(sandbox.error());
    QJsonObject said{{u"maxbot"_s, (*sandbox)->maxbotAddress()},
                     {u"http"_s, (*sandbox)->httpUrl()},
                     {u"faults"_s, (*sandbox)->httpUrl() + u"/sandbox/faults"_s},
                     {u"seed"_s, qint64(options->seed)},
                     {u"users"_s, options->users}};
    if (invocation.isSet(u"fill"_s)) {
        const Result<QJsonObject> filled = fillDatabase(invocation, (*sandbox)->world());
        if (!filled)
            return console.fail(filled.error());
        said.insert(u"filled"_s, *filled);
    }
    console.print(said);
    std::fflush(stdout);
    console.say(translate("bulkheadctl", "Made-up services for trying things; Ctrl-C ends them."));
    while (!isInterrupted())
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    // Callers may hold connections open and calls may hang: none of that is worth waiting for.
    std::_Exit(0);
}

} // namespace bulkhead
