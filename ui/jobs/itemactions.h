// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/exporter.h"
#include "core/engine/submission.h"
#include "ui/jobs/itemtableview.h"

#include <QObject>

class QWidget;

namespace bulkhead {

class Pages;
class Session;

/// What is done to the rows of a job as a whole: retry them, write them to a file. Runs in the
/// background; news go to the message bar.
class ItemActions : public QObject
{
    Q_OBJECT

public:
    ItemActions(Session &session, Pages &pages, QWidget *parent);

    /// Retries the failed rows (of `code`, if given) and opens the new job.
    void retry(const QUuid &jobId, const QString &code);
    /// Retries the failed rows among these positions of the query.
    void retrySelected(const Job &job, const ItemQuery &query, const RowRanges &ranges);
    /// Asks for the file's name first.
    void exportRows(const Job &job, const ExportOptions &options);

Q_SIGNALS:
    void retried();

private:
    void submitRetry(std::function<Result<RetryRequest>(JobStore &)> request);
    void write(const Job &job, const ExportOptions &options, const QString &path);
    static QString suggestedName(const Job &job, const ExportOptions &options);

    Session &m_session;
    Pages &m_pages;
    QWidget *m_widget;
};

} // namespace bulkhead
