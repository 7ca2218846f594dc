// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/submission.h"
#include "core/operation/operationcatalog.h"
#include "tests/support/bothdatabases.h"

#include <QTemporaryDir>

namespace bulkhead::test {

/// A database with a job store, on which operations are run to their end. What cannot be had ends the test program.
class OperationBench
{
protected:
    void startServer();
    void tearDown();
    void newDatabase(Database kind);

    Operation operation(const QString &id) const { return valueOf(m_catalog.find(id)); }
    /// Where it is.
    QString writeList(const QByteArray &csv, const QString &name = QStringLiteral("list.csv")) const;
    Result<QUuid> plan(const Operation &operation, const QByteArray &csv, Submission submission = {});
    /// The job when nothing more happens to it by itself.
    Job untilStill(const QUuid &id);
    Job runWhole(const QString &operation, const QByteArray &csv);
    Job start(const QUuid &id);
    Job revert(const QUuid &id);
    /// Everything in every table that is not ours.
    QStringList records();
    /// "row:CODE" of the failed rows.
    QStringList outcome(const QUuid &job);
    /// The first column of the answer.
    QStringList ask(const QByteArray &sql);
    /// What was done, or would be, without the values that only say when.
    QStringList changes(const QUuid &job, bool ofPreview);
    void execute(const QByteArray &sql);

    std::unique_ptr<PostgresServer> m_server;
    QTemporaryDir m_folder;
    OperationCatalog m_catalog = OperationCatalog::load();
    std::unique_ptr<ScratchDatabase> m_database;
    std::unique_ptr<JobStore> m_store;
};

} // namespace bulkhead::test
