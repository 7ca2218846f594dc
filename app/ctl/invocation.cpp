// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/invocation.h"

#include "core/remote/servicecatalog.h"
#include "core/remote/systemkeychain.h"
#include "core/settings/settings.h"
#include "core/store/migrations.h"

#include <QDir>

#include <atomic>
#include <csignal>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

std::atomic<int> interruptions = 0;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may only touch lock-free atomics");

void onInterrupt(int)
{
    ++interruptions;
}

Status bringUp(const ConnectionTarget &target)
{
    Result<std::unique_ptr<SqlConnection>> connection = SqlConnection::open(target);
    if (!connection)
        return connection.error();
    Migrations migrations(**connection);
    for (const Migrations::Set set : {Migrations::Set::Jobs, Migrations::Set::Domain}) {
        if (const Result<int> applied = migrations.up(set); !applied)
            return applied.error();
    }
    return Done{};
}

} // namespace

Result<ConnectionTarget> Invocation::target() const
{
    if (m_target)
        return *m_target;
    QString url = value(u"database"_s);
    if (url.isEmpty())
        url = qEnvironmentVariable("BULKHEAD_DATABASE_URL");
    if (url.isEmpty()) {
        url = embeddedDatabaseUrl();
        QDir().mkpath(dataFolder()); // where it cannot be made, opening the file says so
    }
    return ConnectionTarget::parse(url);
}

Result<std::unique_ptr<JobStore>> Invocation::openStore() const
{
    const Result<ConnectionTarget> where = target();
    if (!where)
        return where.error();
    Result<std::unique_ptr<JobStore>> store = JobStore::open(*where);
    if (store || where->kind != Database::SQLite)
        return store;
    const bool isNew = store.error().code == "SCHEMA_MISSING"_L1;
    const bool isEmbedded = where->toUrl() == embeddedDatabaseUrl() && store.error().code == "SCHEMA_OLD"_L1;
    if (!isNew && !isEmbedded)
        return store;
    if (const Status up = bringUp(*where); !up)
        return up.error();
    return JobStore::open(*where);
}

const std::shared_ptr<ServiceRegistry> &Invocation::services()
{
    if (!m_services) {
        Settings settings;
        const ServiceCatalog catalog(settings);
        for (const Error &problem : catalog.problems())
            m_console.say(problem.toString());
        std::vector<Service> known;
        for (const ServiceCatalog::Entry &entry : catalog.entries())
            known.push_back(entry.service);
        m_services = std::make_shared<ServiceRegistry>(std::move(known), systemKeychain());
    }
    return m_services;
}

Result<Job> Invocation::job(JobStore &store) const
{
    const QString text = m_positionals.value(0);
    if (text.isEmpty())
        return Error{u"USAGE"_s, Text{QT_TRANSLATE_NOOP("core", "Which job? Its id is missing.")},
                     Text{QT_TRANSLATE_NOOP("core", "“bulkheadctl jobs” lists them.")}};
    const Result<std::vector<QUuid>> ids = store.jobsByIdPrefix(text);
    if (!ids)
        return ids.error();
    if (ids->size() > 1)
        return Error{u"JOB_AMBIGUOUS"_s,
                     Text{QT_TRANSLATE_NOOP("core", "More than one job's id begins with %1."), {text}},
                     Text{QT_TRANSLATE_NOOP("core", "Give more of it.")}};
    const Result<std::optional<Job>> job =
        ids->empty() ? Result<std::optional<Job>>(std::nullopt) : store.job(ids->front());
    if (!job)
        return job.error();
    if (!*job)
        return Error{u"JOB_MISSING"_s, Text{QT_TRANSLATE_NOOP("core", "There is no job %1."), {text}},
                     Text{QT_TRANSLATE_NOOP("core", "“bulkheadctl jobs” lists them.")}};
    return **job;
}

Result<qint64> Invocation::number(const QString &option, qint64 fallback) const
{
    if (!isSet(option))
        return fallback;
    bool ok = false;
    const qint64 number = value(option).toLongLong(&ok);
    if (ok)
        return number;
    return Error{u"USAGE"_s,
                 Text{QT_TRANSLATE_NOOP("core", "--%1 wants a whole number, not “%2”."), {option, value(option)}},
                 {}};
}

Result<int> Invocation::limit() const
{
    const Result<qint64> limit = number(QStringLiteral("limit"), 50);
    if (!limit)
        return limit.error();
    if (*limit < 1 || *limit > 10'000)
        return wrongUsage(QT_TRANSLATE_NOOP("core", "--limit must be from 1 to %1."), {u"10000"_s});
    return int(*limit);
}

Result<bool> Invocation::exportsJson() const
{
    const QString format = isSet(u"format"_s) ? value(u"format"_s) : u"csv"_s;
    if (format != "csv"_L1 && format != "json"_L1)
        return wrongUsage(QT_TRANSLATE_NOOP("core", "--format wants csv or json, not “%1”."), {format});
    return format == "json"_L1;
}

Result<Subject> Subject::of(const Invocation &invocation)
{
    Result<std::unique_ptr<JobStore>> store = invocation.openStore();
    if (!store)
        return store.error();
    Result<Job> job = invocation.job(**store);
    if (!job)
        return job.error();
    return Subject{store.take(), job.take()};
}

Result<std::optional<qint64>> confirmedRows(const Invocation &invocation)
{
    if (!invocation.isSet(QStringLiteral("confirm")))
        return std::optional<qint64>();
    const Result<qint64> rows = invocation.number(QStringLiteral("confirm"), 0);
    return rows ? Result<std::optional<qint64>>(std::optional(*rows)) : Result<std::optional<qint64>>(rows.error());
}

bool isInterrupted()
{
    return interruptions > 0;
}

void handleInterrupts()
{
    struct sigaction action = {};
    action.sa_handler = onInterrupt;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

} // namespace bulkhead
