// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/chosenlist.h"

#include "core/montage/montagesettings.h"
#include "core/source/ownsource.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace bulkhead {

using namespace Qt::StringLiterals;

ChosenList ChosenList::file(const QString &path)
{
    const QFileInfo info(path);
    return {.path = info.absoluteFilePath(), .pasted = {}, .queryOf = {}, .name = info.fileName(), .overrides = {}};
}

ChosenList ChosenList::clipboard(const QString &text)
{
    ChosenList list;
    list.pasted = text.toUtf8();
    //: The name of a list that was pasted
    list.name = QCoreApplication::translate("bulkhead::ChosenList", "clipboard");
    list.overrides.encoding = "UTF-8";
    // Spreadsheets copy cells with tabs between them; a comma in a cell must not win over them.
    if (text.contains(u'\t'))
        list.overrides.delimiter = '\t';
    return list;
}

ChosenList ChosenList::query(const Operation &operation)
{
    ChosenList list;
    list.queryOf = operation.id;
    list.name = operation.source ? operation.source->title.toString() : QString();
    return list;
}

Result<SourcePreview> previewList(const ChosenList &list, int maxRows)
{
    if (list.path.isEmpty()) {
        QBuffer buffer;
        buffer.setData(list.pasted);
        buffer.open(QIODevice::ReadOnly);
        return previewCsv(buffer, list.name, list.overrides, maxRows);
    }
    QFile file(list.path);
    if (!file.open(QIODevice::ReadOnly)) {
        // The source says it better: missing, unreadable, and what to do.
        auto source = openCsvFile(list.path, list.overrides);
        if (!source)
            return source.error();
        return Error{u"FILE_UNREADABLE"_s, Text::verbatim(file.errorString()), {}};
    }
    auto preview = previewCsv(file, list.name, list.overrides, maxRows);
    if (preview)
        preview->spec.fileSize = file.size();
    return preview;
}

Result<SourcePreview> previewQuery(const ChosenList &list, const Operation &operation, int maxRows,
                                   SqlConnection &connection, ServiceRegistry &services)
{
    const Result<std::unique_ptr<RowSource>> source = openListIn(connection, list, operation, services);
    if (!source)
        return source.error();
    SourcePreview preview;
    preview.spec = (*source)->spec();
    SourceRow row;
    while (int(preview.rows.size()) < maxRows) {
        const Result<bool> more = (*source)->next(row);
        if (!more)
            return more.error();
        if (!*more)
            break;
        std::vector<QString> cells;
        for (const QByteArrayView cell : row.cells)
            cells.push_back(QString::fromUtf8(cell));
        preview.rows.push_back(std::move(cells));
        preview.rowNumbers.push_back(row.row);
    }
    return preview;
}

Result<std::unique_ptr<RowSource>> openList(const ChosenList &list)
{
    if (!list.path.isEmpty())
        return openCsvFile(list.path, list.overrides);
    auto buffer = std::make_unique<QBuffer>();
    buffer->setData(list.pasted);
    buffer->open(QIODevice::ReadOnly);
    return openCsvStream(std::move(buffer), list.name, list.overrides);
}

Result<std::unique_ptr<RowSource>> openListIn(SqlConnection &connection, const ChosenList &list,
                                              const Operation &operation, ServiceRegistry &services)
{
    if (!list.isQuery())
        return openList(list);
    const Result<QMap<QString, QString>> settings = settingsOf(list, operation);
    return settings ? openOwnSource(connection, operation, &services, *settings)
                    : Result<std::unique_ptr<RowSource>>(settings.error());
}

Result<QMap<QString, QString>> settingsOf(const ChosenList &list, const Operation &operation)
{
    if (operation.effect.kind != EffectKind::Montages)
        return QMap<QString, QString>();
    return montageValues(list.settingsFile, QProcessEnvironment::systemEnvironment());
}

} // namespace bulkhead
