// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/operationbench.h"

#include "core/engine/changes.h"
#include "core/engine/revert.h"
#include "core/engine/runner.h"
#include "core/engine/start.h"
#include "core/operation/tablecatalog.h"

#include <QElapsedTimer>
#include <QFile>
#include <QThread>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead::test {

void OperationBench::startServer()
{
    QString whyNot;
    m_server = PostgresServer::start(&whyNot);
    if (!m_server)
        qFatal("%s", qPrintable(whyNot));
}

void OperationBench::tearDown()
{
    m_store.reset();
    m_database.reset();
    m_server.reset();
}

void OperationBench::newDatabase(Database kind)
{
    m_store.reset();
    m_database = std::make_unique<ScratchDatabase>(kind, m_server.get());
    m_database->migrate();
    m_store = valueOf(JobStore::open(m_database->target()));
}

void OperationBench::execute(const QByteArray &sql)
{
    const Status done = m_store->connection().script(sql);
    if (!done)
        qFatal("%s: %s", sql.constData(), qPrintable(done.error().toString()));
}

QString OperationBench::writeList(const QByteArray &csv, const QString &name) const
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(csv) != csv.size())
        qFatal("cannot write the list");
    return file.fileName();
}

Result<QUuid> OperationBench::plan(const Operation &operation, const QByteArray &csv, Submission submission)
{
    const std::unique_ptr<RowSource> source = valueOf(openCsvFile(writeList(csv), {}));
    submission.operation = operation;
    submission.mapping = mappingByName(operation, source->spec().columns);
    if (submission.actor.isEmpty())
        submission.actor = u"anna"_s;
    return submit(*m_store, submission, *source, {});
}

/// The job when nothing more happens to it by itself.
Job OperationBench::untilStill(const QUuid &id)
{
    Runner runner(m_database->target(), {.program = u"tests"_s, .onlyJob = id, .onChanged = {}});
    const Status started = runner.start();
    if (!started)
        qFatal("%s", qPrintable(started.error().toString()));
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < 60'000) {
        const std::optional<Job> job = valueOf(m_store->job(id));
        if (job && (isFinal(job->state) || job->state == JobState::Paused))
            return *job;
        QThread::msleep(5);
    }
    qFatal("the job did not end");
}

Job OperationBench::runWhole(const QString &id, const QByteArray &csv)
{
    return untilStill(valueOf(plan(operation(id), csv)));
}

Job OperationBench::start(const QUuid &id)
{
    const Status started = startJob(*m_store, {.job = id, .actor = u"anna"_s, .confirmedRows = {}, .reason = {}});
    if (!started)
        qFatal("%s", qPrintable(started.error().toString()));
    return untilStill(id);
}

Job OperationBench::revert(const QUuid &id)
{
    return untilStill(valueOf(revertJob(*m_store, {.parent = id, .actor = u"anna"_s, .reason = {}, .worker = {}}, {})));
}

/// Everything in every table that is not ours.
QStringList OperationBench::records()
{
    QStringList all;
    for (const QString &table : valueOf(tableNames(m_store->connection()))) {
        const CellTable cells = valueOf(m_store->connection().cells("select * from " + quotedIdentifier(table)));
        QStringList rows;
        for (std::size_t row = 0; row < cells.rowCount(); ++row) {
            QStringList values;
            for (std::size_t column = 0; column < cells.columnCount(); ++column)
                values.append(cells.at(row, column).isNull() ? u"NULL"_s : cells.at(row, column).toString());
            rows.append(table + u": "_s + values.join(u" | "_s));
        }
        rows.sort();
        all += rows;
    }
    return all;
}

QStringList OperationBench::outcome(const QUuid &job)
{
    QStringList found;
    for (const Failure &failure :
         valueOf(m_store->failures({.jobId = job, .code = {}, .field = {}, .text = {}, .rows = {}})))
        found.append(u"%1:%2"_s.arg(failure.row).arg(failure.errors.front().code));
    return found;
}

QStringList OperationBench::ask(const QByteArray &sql)
{
    const CellTable cells = valueOf(m_store->connection().cells(sql));
    QStringList answer;
    for (std::size_t row = 0; row < cells.rowCount(); ++row)
        answer.append(cells.text(row, 0));
    return answer;
}

/// Without the values that only say when.
QStringList OperationBench::changes(const QUuid &job, bool ofPreview)
{
    ChangeReader reader(*m_store, job, ofPreview);
    const Status read = reader.refresh();
    if (!read)
        qFatal("%s", qPrintable(read.error().toString()));
    QStringList all;
    const Status done = reader.each([&](const ChangedRecord &record) {
        if (record.kind == ChangeKind::Unchanged)
            return true;
        QStringList values;
        for (const ChangedRecord::Value &value : record.values) {
            if (!value.column.endsWith(u"_at"_s))
                values.append(u"%1: %2 → %3"_s.arg(value.column, value.before.value_or(u"NULL"_s),
                                                   value.after.value_or(u"NULL"_s)));
        }
        all.append(u"%1 %2 %3"_s.arg(record.row).arg(changeKindName(record.kind), values.join(u", "_s)));
        return true;
    });
    if (!done)
        qFatal("%s", qPrintable(done.error().toString()));
    return all;
}

} // namespace bulkhead::test
