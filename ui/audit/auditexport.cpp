// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/audit/auditexport.h"

#include "core/settings/settings.h"
#include "ui/session/frame.h"
#include "ui/session/session.h"
#include "ui/widgets/phrases.h"

#include <QDir>
#include <QFileDialog>
#include <QSaveFile>
#include <QStandardPaths>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr auto folderKey = "export/folder";

Error unwritable(const QSaveFile &file)
{
    return {u"FILE_UNWRITABLE"_s,
            {QT_TRANSLATE_NOOP("core", "Cannot write %1: %2."), {file.fileName(), file.errorString()}},
            QT_TRANSLATE_NOOP("core", "Choose another folder.")};
}

} // namespace

AuditExport::AuditExport(Session &session, Pages &pages, QWidget *parent)
    : QObject(parent), m_session(session), m_pages(pages), m_widget(parent)
{}

void AuditExport::ask(const AuditQuery &query)
{
    const QString key = QString::fromLatin1(folderKey);
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    //: kinds of files in the save dialog
    const QStringList kinds{tr("CSV (*.csv)"), tr("JSON, one object a line (*.json)")};
    auto *dialog = new QFileDialog(m_widget, tr("Export the audit"),
                                   m_session.settings().value(key, documents).toString(), kinds.join(u";;"_s));
    dialog->setObjectName(u"auditExportDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"csv"_s);
    dialog->selectFile(u"audit.csv"_s);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, kinds](const QString &kind) {
        dialog->setDefaultSuffix(kind == kinds.front() ? u"csv"_s : u"json"_s);
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this, query, key](const QString &path) {
        m_session.settings().setValue(key, QFileInfo(path).absolutePath());
        write(query, path);
    });
    dialog->open();
}

void AuditExport::write(const AuditQuery &query, const QString &path)
{
    const QString name = QDir::toNativeSeparators(path);
    //: %1 is the path of a file
    m_pages.tell(MessageKind::Information, tr("Writing the audit to %1…").arg(name));
    const auto format = path.endsWith(".json"_L1, Qt::CaseInsensitive) ? Audit::Format::Json : Audit::Format::Csv;
    m_session.ask<qint64>(
        this, Session::Lane::Background,
        [query, path, format, closing = m_session.closing()](JobStore &store) -> Result<qint64> {
            QSaveFile file(path);
            if (!file.open(QIODevice::WriteOnly))
                return unwritable(file);
            const Result<qint64> entries = Audit(store.connection()).exportTo(file, format, query, [closing](qint64) {
                return !closing.stop_requested();
            });
            if (entries && !file.commit())
                return unwritable(file);
            return entries;
        },
        [this, name](Result<qint64> entries) {
            if (entries) {
                //: %1 is a number, %2 the path of a file
                m_pages.tell(MessageKind::Positive,
                             tr("Wrote %1 entries to %2.").arg(Phrases::count(entries.value()), name));
            } else {
                m_pages.tell(MessageKind::Error, entries.error().toString());
            }
            Q_EMIT written();
        });
}

} // namespace bulkhead
