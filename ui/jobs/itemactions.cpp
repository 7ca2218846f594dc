// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/itemactions.h"

#include "core/settings/settings.h"
#include "ui/session/frame.h"
#include "ui/session/session.h"
#include "ui/widgets/phrases.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int resolveStep = 1000;
constexpr auto folderKey = "export/folder";

/// Positions of a query become row numbers of the source, of those that can be retried.
Result<std::vector<qint64>> retryableRows(JobStore &store, const Job &job, const ItemQuery &query,
                                          const RowRanges &ranges)
{
    ItemReader reader(store, job);
    if (const Status read = reader.refresh(); !read)
        return read.error();
    std::vector<qint64> rows;
    for (const auto &[first, last] : ranges) {
        for (qint64 at = first; at <= last; at += resolveStep) {
            const Result<std::vector<Item>> items =
                reader.page(query, at, int(std::min<qint64>(resolveStep, last - at + 1)));
            if (!items)
                return items.error();
            for (const Item &item : *items) {
                if (item.state == ItemState::Failed && item.retriedIn.isNull())
                    rows.push_back(item.row);
            }
        }
    }
    return rows;
}

} // namespace

ItemActions::ItemActions(Session &session, Pages &pages, QWidget *parent)
    : QObject(parent), m_session(session), m_pages(pages), m_widget(parent)
{}

void ItemActions::retry(const QUuid &jobId, const QString &code)
{
    submitRetry(
        [jobId, code](JobStore &) -> Result<RetryRequest> { return RetryRequest{.parent = jobId, .code = code}; });
}

void ItemActions::retrySelected(const Job &job, const ItemQuery &query, const RowRanges &ranges)
{
    submitRetry([job, query, ranges](JobStore &store) -> Result<RetryRequest> {
        Result<std::vector<qint64>> rows = retryableRows(store, job, query, ranges);
        if (!rows)
            return rows.error();
        if (rows->empty()) {
            return Error{u"NOTHING_TO_RETRY"_s, QT_TRANSLATE_NOOP("core", "None of the selected rows can be retried."),
                         QT_TRANSLATE_NOOP("core", "Select rows that failed and were not retried yet.")};
        }
        return RetryRequest{.parent = job.id, .rows = rows.take()};
    });
}

void ItemActions::submitRetry(std::function<Result<RetryRequest>(JobStore &)> request)
{
    m_session.ask<QUuid>(
        this, Session::Lane::Background,
        [request = std::move(request), actor = m_session.actor(),
         worker = m_session.workerId()](JobStore &store) -> Result<QUuid> {
            Result<RetryRequest> wanted = request(store);
            if (!wanted)
                return wanted.error();
            wanted->actor = actor;
            wanted->worker = worker;
            return retryFailed(store, wanted.value(), {});
        },
        [this](Result<QUuid> child) {
            if (!child) {
                m_pages.tell(MessageKind::Error, child.error().toString());
                return;
            }
            m_session.wakeRunner();
            Q_EMIT retried();
            m_pages.openJob(child.value());
        });
}

QString ItemActions::suggestedName(const Job &job, const ExportOptions &options)
{
    QString name = QFileInfo(job.sourceName).completeBaseName();
    if (name.isEmpty())
        name = u"rows"_s;
    if (options.filter == ItemFilter::Failed)
        name += u"-failed"_s;
    else if (options.filter == ItemFilter::Succeeded)
        name += u"-succeeded"_s;
    else if (options.filter == ItemFilter::Skipped)
        name += u"-skipped"_s;
    if (!options.code.isEmpty())
        name += u'-' + options.code.toLower();
    return name + (options.format == ExportOptions::Format::Csv ? u".csv"_s : u".json"_s);
}

void ItemActions::exportRows(const Job &job, const ExportOptions &options)
{
    const bool csv = options.format == ExportOptions::Format::Csv;
    const QString folder =
        m_session.settings()
            .value(QString::fromLatin1(folderKey), QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
            .toString();
    auto *dialog = new QFileDialog(m_widget, tr("Export rows"), folder,
                                   //: kinds of files in the save dialog
                                   csv ? tr("CSV (*.csv)") : tr("JSON, one object a line (*.json)"));
    dialog->setObjectName(u"exportDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(csv ? u"csv"_s : u"json"_s);
    dialog->selectFile(suggestedName(job, options));
    connect(dialog, &QFileDialog::fileSelected, this, [this, job, options](const QString &path) {
        m_session.settings().setValue(QString::fromLatin1(folderKey), QFileInfo(path).absolutePath());
        write(job, options, path);
    });
    dialog->open();
}

void ItemActions::write(const Job &job, const ExportOptions &options, const QString &path)
{
    const QString name = QDir::toNativeSeparators(path);
    //: %1 is the path of a file
    m_pages.tell(MessageKind::Information, tr("Writing rows to %1…").arg(name));
    m_session.ask<qint64>(
        this, Session::Lane::Background,
        [job, options, path, closing = m_session.closing()](JobStore &store) -> Result<qint64> {
            QSaveFile file(path);
            if (!file.open(QIODevice::WriteOnly)) {
                return Error{u"FILE_UNWRITABLE"_s,
                             {QT_TRANSLATE_NOOP("core", "Cannot write %1: %2."), {path, file.errorString()}},
                             QT_TRANSLATE_NOOP("core", "Choose another folder.")};
            }
            const Result<qint64> rows =
                exportItems(store, job, options, file, [closing](qint64) { return !closing.stop_requested(); });
            if (!rows)
                return rows.error();
            if (!file.commit()) {
                return Error{u"FILE_UNWRITABLE"_s,
                             {QT_TRANSLATE_NOOP("core", "Cannot write %1: %2."), {path, file.errorString()}},
                             QT_TRANSLATE_NOOP("core", "Is the disk full?")};
            }
            return rows;
        },
        [this, name](Result<qint64> rows) {
            if (!rows)
                m_pages.tell(MessageKind::Error, rows.error().toString());
            else
                //: %1 is the path of a file
                m_pages.tell(MessageKind::Positive,
                             tr("Wrote %Ln row(s) to %1.", "", Phrases::plural(rows.value())).arg(name));
        });
}

} // namespace bulkhead
