// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/jobs/windowworld.h"

#include "core/engine/submission.h"
#include "tests/support/patience.h"
#include "tests/support/slowinserts.h"

#include <QBuffer>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead::test {

namespace {

template <typename T> T valueOf(Result<T> result)
{
    if (!result)
        qFatal("%s: %s", qPrintable(result.error().code), qPrintable(result.error().toString()));
    return result.take();
}

} // namespace

WindowWorld::WindowWorld()
    : m_settings(m_folder.filePath(u"bulkhead.ini"_s)), m_catalog(OperationCatalog::load()),
      m_session(std::make_unique<Session>(m_settings, m_catalog))
{
    m_session->open(target(), true);
    if (!QTest::qWaitFor([this] { return m_session->state() != Session::State::Opening; }, patienceMs) ||
        m_session->state() != Session::State::Open)
        qFatal("cannot open: %s", qPrintable(m_session->lastError().toString()));
}

WindowWorld::~WindowWorld()
{
    m_store.reset();
    m_session.reset();
}

ConnectionTarget WindowWorld::target() const
{
    return {.kind = Database::SQLite, .file = m_folder.filePath(u"jobs.sqlite"_s)};
}

JobStore &WindowWorld::store()
{
    if (!m_store)
        m_store = valueOf(JobStore::open(target()));
    return *m_store;
}

QUuid WindowWorld::submit(const QByteArray &csv, const JobOptions &options)
{
    auto device = std::make_unique<QBuffer>();
    device->setData(csv);
    device->open(QIODevice::ReadOnly);
    const std::unique_ptr<RowSource> source = valueOf(openCsvStream(std::move(device), u"people.csv"_s, {}));
    const Operation operation = valueOf(m_catalog.find(u"users.create"_s));
    const QUuid jobId = valueOf(bulkhead::submit(store(),
                                                 {.operation = operation,
                                                  .mapping = mappingByName(operation, source->spec().columns),
                                                  .options = options,
                                                  .actor = u"anna"_s,
                                                  .worker = m_session->workerId()},
                                                 *source, {}));
    m_session->wakeRunner();
    return jobId;
}

Job WindowWorld::finishedJob(const QByteArray &csv, const JobOptions &options)
{
    const QUuid jobId = submit(csv, options);
    if (!waitForEnd(jobId))
        qFatal("the job does not end");
    return job(jobId);
}

Job WindowWorld::job(const QUuid &jobId)
{
    const std::optional<Job> found = valueOf(store().job(jobId));
    if (!found)
        qFatal("the job is not there");
    return *found;
}

bool WindowWorld::waitForEnd(const QUuid &jobId)
{
    return QTest::qWaitFor([&] { return isFinal(job(jobId).state); }, patienceMs);
}

void WindowWorld::slowDown(int ms)
{
    valueOf(Result<Done>(store().connection().script(slowInserts(Database::SQLite, ms))));
}

QByteArray WindowWorld::users(int good, int bad, const QByteArray &prefix)
{
    QByteArray csv = "email,name,password_hash\n";
    for (int i = 0; i < good; ++i) {
        const QByteArray number = QByteArray::number(i);
        csv += prefix + number + "@example.org,Person " + number + ",$argon2id$hash\n";
    }
    for (int i = 0; i < bad; ++i)
        csv += prefix + "-bad" + QByteArray::number(i) + "@,Broken " + QByteArray::number(i) + ",$argon2id$hash\n";
    return csv;
}

} // namespace bulkhead::test
