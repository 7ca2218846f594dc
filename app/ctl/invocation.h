// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/console.h"
#include "core/remote/serviceregistry.h"
#include "core/store/jobstore.h"

#include <QCommandLineOption>
#include <QCommandLineParser>

#include <memory>
#include <optional>

namespace bulkhead {

/// A command line taken apart, and what every command needs from it: the terminal, the database, the
/// job that is meant.
class Invocation
{
public:
    Invocation(Console &console, const QCommandLineParser &arguments, QStringList positionals)
        : m_console(console), m_arguments(arguments), m_positionals(std::move(positionals))
    {}

    Console &console() { return m_console; }
    bool isJson() const { return m_arguments.isSet(QStringLiteral("json")); }
    bool isSet(const QString &option) const { return m_arguments.isSet(option); }
    QString value(const QString &option) const { return m_arguments.value(option); }
    QStringList values(const QString &option) const { return m_arguments.values(option); }
    /// Behind the command: the job's id, the operation …
    const QStringList &positionals() const { return m_positionals; }

    /// --database, else BULKHEAD_DATABASE_URL, else the embedded file.
    Result<ConnectionTarget> target() const;
    /// Opens it. A SQLite file that is new gets its tables; the embedded one is always kept current.
    Result<std::unique_ptr<JobStore>> openStore() const;
    /// The services that jobs of this process ask: those that are set, and those of the environment.
    const std::shared_ptr<ServiceRegistry> &services();
    /// Instead of what --database says.
    void setTarget(const ConnectionTarget &target) { m_target = target; }
    /// The job whose id, or unique beginning of an id, stands behind the command.
    Result<Job> job(JobStore &store) const;
    /// A whole number in an option; `fallback` when it is not given.
    Result<qint64> number(const QString &option, qint64 fallback) const;
    /// --limit: how many to list, from 1 to 10,000; 50 when it is not given.
    Result<int> limit() const;
    /// --format of an export: whether it says json; csv when it is not given.
    Result<bool> exportsJson() const;

private:
    Console &m_console;
    const QCommandLineParser &m_arguments;
    QStringList m_positionals;
    std::optional<ConnectionTarget> m_target;
    std::shared_ptr<ServiceRegistry> m_services;
};

/// A store and the job that is meant: what most commands begin with.
struct Subject
{
    std::unique_ptr<JobStore> store;
    Job job;

    static Result<Subject> of(const Invocation &invocation);
};

/// --confirm: the number of rows as typed, if it was.
Result<std::optional<qint64>> confirmedRows(const Invocation &invocation);

/// Set by SIGINT and SIGTERM, once handleInterrupts() was called.
bool isInterrupted();
void handleInterrupts();

} // namespace bulkhead
