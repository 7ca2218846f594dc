// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sandbox/sandbox.h"
#include "core/engine/outbox.h"
#include "core/engine/runner.h"
#include "core/engine/submission.h"
#include "core/remote/serviceregistry.h"
#include "tests/support/bothdatabases.h"
#include "tests/support/heldport.h"

#include <QTemporaryDir>

namespace bulkhead::test {

/// What a test of whole jobs that ask services needs: a database with all tables, a sandbox on real sockets that can
/// die and come back, its services under their usual names, and somebody who works on the jobs. Whatever cannot go on
/// ends the test program.
class ServiceBench
{
public:
    /// Of the current row's database. `limits` are those of all three services.
    ServiceBench(const PostgresServer *server, const ServiceLimits &limits,
                 const sandbox::SandboxOptions &options = {});
    ~ServiceBench();

    const sandbox::World &world() const { return m_world; }
    void fault(const QJsonObject &change);
    qint64 callsServed();
    /// Calls break off, and nobody listens any more.
    void killServices();
    /// On the ports that they had, with no faults.
    void reviveServices();
    const QString &httpUrl() const { return m_httpUrl; }

    ServiceRegistry &registry() { return *m_registry; }
    const std::shared_ptr<ServiceRegistry> &registryPointer() const { return m_registry; }
    qint64 callsInFlight() const;
    /// The services as they are set at first, but for what `change` does to each.
    std::vector<Service> services(const std::function<void(Service &)> &change = {}) const;

    JobStore &store() { return *m_store; }
    /// Another one to the same database.
    std::unique_ptr<SqlConnection> connect() const { return m_database.connect(); }
    bool isPostgres() const { return m_database.target().kind == Database::PostgreSQL; }
    void execute(const QByteArray &script);
    /// Each row as "cell|cell", NULL for nothing.
    QStringList ask(const QByteArray &query);
    qint64 number(const QByteArray &query) { return ask(query).value(0).toLongLong(); }

    Operation operation(const QString &id) const { return valueOf(m_catalog.find(id)); }
    /// With the operation's own rows, or those of a list.
    Result<QUuid> submitOwn(const QString &operation, Submission submission = {});
    Result<QUuid> submitList(const QString &operation, const QByteArray &csv, Submission submission = {});

    /// Works on the job until it is told otherwise, or on another one.
    void work(const QUuid &id);
    void stopWorking() { m_runner.reset(); }
    Job job(const QUuid &id);
    /// The job once it is so.
    Job until(const QUuid &id, const std::function<bool(const Job &)> &isSo);
    Job untilPaused(const QUuid &id);
    Job runToEnd(const QUuid &id);
    /// How long it took until no call for the job was under way and its worker was free.
    std::chrono::milliseconds timeToCancel(const QUuid &id);

    /// "row:CODE", and " (may pass)" for what a retry may mend.
    QStringList failures(const QUuid &id);
    QByteArray exported(const QUuid &id);
    std::vector<OutboxEvent> events(const QUuid &id, const QString &type);
    bool everRested(const QUuid &id) { return !events(id, QStringLiteral("job.waiting")).empty(); }
    /// What does not hold of the job; nothing when all is well.
    QStringList faultsOf(const QUuid &id);

private:
    Result<QUuid> submitRows(Submission &submission, RowSource &source);
    void start();

    ScratchDatabase m_database;
    QTemporaryDir m_files;
    const OperationCatalog m_catalog = OperationCatalog::load();
    const HeldPort m_maxbotPort;
    const HeldPort m_httpPort;
    sandbox::SandboxOptions m_options;
    const sandbox::World m_world;
    std::unique_ptr<sandbox::Sandbox> m_sandbox;
    const ServiceLimits m_limits;
    QString m_maxbotAddress;
    QString m_httpUrl;
    std::shared_ptr<ServiceRegistry> m_registry;
    std::unique_ptr<JobStore> m_store;
    std::unique_ptr<Runner> m_runner;
};

} // namespace bulkhead::test
