// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/servicebench.h"

#include "core/engine/exporter.h"
#include "core/engine/verification.h"
#include "core/source/ownsource.h"
#include "tests/support/patience.h"

#include <QBuffer>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead::test {

namespace {

/// One day for all that is made up, whenever the test runs.
sandbox::SandboxOptions dated(sandbox::SandboxOptions options)
{
    if (!options.now.isValid())
        options.now = QDateTime::currentDateTimeUtc().addSecs(-3600);
    return options;
}

void require(const Status &status)
{
    if (!status)
        qFatal("%s: %s", qPrintable(status.error().code), qPrintable(status.error().toString()));
}

} // namespace

ServiceBench::ServiceBench(const PostgresServer *server, const ServiceLimits &limits,
                           const sandbox::SandboxOptions &options)
    : m_database(currentDatabase(), server), m_options(dated(options)),
      m_world(m_options.seed, m_options.users, m_options.now), m_limits(limits)
{
    m_database.migrate();
    m_store = valueOf(JobStore::open(m_database.target()));
    m_options.maxbot.port = m_maxbotPort.number();
    m_options.http.port = m_httpPort.number();
    start();
    m_registry = std::make_shared<ServiceRegistry>(services(), KeychainReader());
}

/// Services before the worker, so that no call keeps it.
ServiceBench::~ServiceBench()
{
    m_sandbox.reset();
    m_runner.reset();
}

void ServiceBench::start()
{
    m_sandbox = valueOf(sandbox::Sandbox::start(m_options, [] { qFatal("it was not to die"); }));
    m_maxbotAddress = m_sandbox->maxbotAddress();
    m_httpUrl = m_sandbox->httpUrl();
}

void ServiceBench::fault(const QJsonObject &change)
{
    require(m_sandbox->board().change(change));
}

qint64 ServiceBench::callsServed()
{
    return m_sandbox->board().figures().value(u"calls"_s).toInteger();
}

void ServiceBench::killServices()
{
    m_sandbox.reset();
}

void ServiceBench::reviveServices()
{
    m_options.faults = {};
    start();
}

std::vector<Service> ServiceBench::services(const std::function<void(Service &)> &change) const
{
    const auto named = [&](const QString &name, ServiceKind kind, const QString &address) {
        Service service;
        service.name = name;
        service.kind = kind;
        service.address = address;
        service.limits = m_limits;
        if (change)
            change(service);
        return service;
    };
    return {named(u"maxbot"_s, ServiceKind::MaxBot, m_maxbotAddress),
            named(u"checkins"_s, ServiceKind::Checkins, m_httpUrl), named(u"users"_s, ServiceKind::Users, m_httpUrl)};
}

qint64 ServiceBench::callsInFlight() const
{
    qint64 calls = 0;
    for (const auto &[name, figures] : m_registry->figures())
        calls += figures.inFlight;
    return calls;
}

void ServiceBench::execute(const QByteArray &script)
{
    require(m_store->connection().script(script));
}

QStringList ServiceBench::ask(const QByteArray &query)
{
    const CellTable cells = valueOf(m_store->connection().cells(query));
    QStringList rows;
    for (std::size_t row = 0; row < cells.rowCount(); ++row) {
        QStringList values;
        for (std::size_t column = 0; column < cells.columnCount(); ++column)
            values.append(cells.at(row, column).isNull() ? u"NULL"_s : cells.text(row, column));
        rows.append(values.join(u'|'));
    }
    return rows;
}

Result<QUuid> ServiceBench::submitOwn(const QString &id, Submission submission)
{
    submission.operation = operation(id);
    const auto source =
        openOwnSource(m_store->connection(), submission.operation, m_registry.get(), submission.settings);
    return source ? submitRows(submission, **source) : Result<QUuid>(source.error());
}

Result<QUuid> ServiceBench::submitList(const QString &id, const QByteArray &csv, Submission submission)
{
    QFile file(m_files.filePath(u"list.csv"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(csv) != csv.size())
        qFatal("cannot write the list");
    file.close();
    submission.operation = operation(id);
    const std::unique_ptr<RowSource> source = valueOf(openCsvFile(file.fileName(), {}));
    return submitRows(submission, *source);
}

Result<QUuid> ServiceBench::submitRows(Submission &submission, RowSource &source)
{
    submission.mapping = mappingByName(submission.operation, source.spec().columns);
    submission.actor = u"anna"_s;
    submission.services = m_registry;
    return submit(*m_store, submission, source, {});
}

void ServiceBench::work(const QUuid &id)
{
    Runner::Options options;
    options.program = u"test"_s;
    options.onlyJob = id;
    options.services = m_registry;
    m_runner.reset();
    m_runner = std::make_unique<Runner>(m_database.target(), options);
    require(m_runner->start());
}

Job ServiceBench::job(const QUuid &id)
{
    return valueOf(existingJob(*m_store, id));
}

Job ServiceBench::until(const QUuid &id, const std::function<bool(const Job &)> &isSo)
{
    QElapsedTimer clock;
    clock.start();
    for (Job now = job(id);; now = job(id)) {
        if (isSo(now))
            return now;
        if (clock.elapsed() > patienceMs)
            qFatal("the job stays %s: %s", qPrintable(jobStateName(now.state)), qPrintable(now.reason.toEnglish()));
        QThread::msleep(5);
    }
}

Job ServiceBench::untilPaused(const QUuid &id)
{
    return until(id, [](const Job &job) { return job.state == JobState::Paused; });
}

Job ServiceBench::runToEnd(const QUuid &id)
{
    work(id);
    const Job ended = until(id, [](const Job &job) { return isFinal(job.state); });
    stopWorking();
    return ended;
}

std::chrono::milliseconds ServiceBench::timeToCancel(const QUuid &id)
{
    QElapsedTimer clock;
    clock.start();
    if (!valueOf(m_store->cancel(id, u"anna"_s, Text::verbatim(u"enough"_s))))
        qFatal("the job cannot be cancelled");
    while (callsInFlight() > 0 && clock.elapsed() < patienceMs)
        QThread::msleep(5);
    stopWorking();
    return std::chrono::milliseconds(clock.elapsed());
}

QStringList ServiceBench::failures(const QUuid &id)
{
    FailureQuery query;
    query.jobId = id;
    QStringList found;
    for (const Failure &failure : valueOf(m_store->failures(query)))
        found.append(u"%1:%2%3"_s.arg(failure.row)
                         .arg(failure.errors.front().code, failure.retryable ? u" (may pass)"_s : QString()));
    return found;
}

QByteArray ServiceBench::exported(const QUuid &id)
{
    QBuffer buffer;
    buffer.open(QIODevice::ReadWrite);
    static_cast<void>(valueOf(exportItems(*m_store, job(id), {}, buffer)));
    return buffer.data();
}

std::vector<OutboxEvent> ServiceBench::events(const QUuid &id, const QString &type)
{
    std::vector<OutboxEvent> events = valueOf(Outbox(*m_store).next(job(id), 0, 100'000));
    std::erase_if(events, [&](const OutboxEvent &event) { return event.type != type; });
    return events;
}

QStringList ServiceBench::faultsOf(const QUuid &id)
{
    QStringList faults;
    for (const VerifyFinding &finding : valueOf(verifyJob(*m_store, id))) {
        if (!finding.holds)
            faults.append(finding.fact.toEnglish() + u' ' + finding.found);
    }
    return faults;
}

} // namespace bulkhead::test
