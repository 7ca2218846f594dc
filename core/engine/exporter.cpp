// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/exporter.h"

#include "core/csv/csvwriter.h"
#include "core/source/exportcolumns.h"
#include "core/store/audit.h"

#include <QIODevice>
#include <QJsonArray>
#include <QJsonDocument>

#include <array>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qint64 tellEvery = 1000;

QString messageOf(const Item &item)
{
    QStringList lines;
    for (const RowError &error : item.errors)
        lines.append(error.message.toString());
    return lines.join(u' ');
}

Error cannotWrite(const QIODevice &out)
{
    return {u"FILE_UNWRITABLE"_s, Text{QT_TRANSLATE_NOOP("core", "Cannot write the export: %1."), {out.errorString()}},
            Text{QT_TRANSLATE_NOOP("core", "Check the free space and the permissions of the folder.")}};
}

/// Columns of ours behind those of the source.
class CsvExport
{
public:
    CsvExport(QIODevice &out, const CsvDialect &dialect, const ExportOptions &options)
        : m_writer(&out, dialect, {.harmlessFormulas = !options.raw}), m_filter(options.filter)
    {}

    Status header(const QStringList &columns)
    {
        m_width = std::size_t(columns.size());
        std::vector<QByteArray> names;
        for (const QString &column : columns)
            names.push_back(column.toUtf8());
        names.emplace_back(exportRowColumn.data(), exportRowColumn.size());
        if (m_filter == ItemFilter::All)
            names.emplace_back(exportStatusColumn.data(), exportStatusColumn.size());
        names.emplace_back(exportCodeColumn.data(), exportCodeColumn.size());
        names.emplace_back(exportMessageColumn.data(), exportMessageColumn.size());
        if (m_filter != ItemFilter::Failed)
            names.emplace_back(exportResultColumn.data(), exportResultColumn.size());
        return m_writer.writeRecord(std::vector<QByteArrayView>(names.begin(), names.end()));
    }

    Status row(const Item &item)
    {
        std::vector<QByteArray> ours = ownCells(item);
        Status written = write(item, ours);
        if (!written && written.error().code == "ENCODING"_L1) {
            // Our words may have letters that the list's encoding lacks; the row itself came from it.
            for (QByteArray &cell : ours)
                cell = QString::fromUtf8(cell).toLatin1();
            for (QByteArray &cell : ours)
                std::ranges::replace_if(
                    cell, [](char c) { return static_cast<unsigned char>(c) > 126; }, '?');
            written = write(item, ours);
        }
        return written;
    }

    Status flush() { return m_writer.flush(); }

private:
    std::vector<QByteArray> ownCells(const Item &item) const
    {
        std::vector<QByteArray> cells{QByteArray::number(item.row)};
        if (m_filter == ItemFilter::All)
            cells.push_back(itemStateName(item.state).toUtf8());
        cells.push_back(item.errors.empty() ? QByteArray() : item.errors.front().code.toUtf8());
        cells.push_back(messageOf(item).toUtf8());
        if (m_filter != ItemFilter::Failed)
            cells.push_back(item.result.toUtf8());
        return cells;
    }

    Status write(const Item &item, const std::vector<QByteArray> &ours)
    {
        if (item.undecoded)
            return m_writer.writeRaw(item.cells.empty() ? QByteArrayView() : QByteArrayView(item.cells.front()),
                                     std::vector<QByteArrayView>(ours.begin(), ours.end()));
        // Ours stand in their columns whatever the row has; what it has too many comes behind them.
        std::vector<QByteArrayView> cells(item.cells.begin(), item.cells.end());
        if (cells.size() < m_width)
            cells.resize(m_width);
        cells.insert(cells.begin() + std::ptrdiff_t(m_width), ours.begin(), ours.end());
        return m_writer.writeRecord(cells);
    }

    CsvWriter m_writer;
    ItemFilter m_filter;
    std::size_t m_width = 0;
};

/// Reading out is audited: which columns, and how many rows of which state.
Status tellExport(JobStore &store, const Job &job, const ExportOptions &options, const QStringList &columns,
                  qint64 rows)
{
    static constexpr std::array what{u"all rows", u"failed rows", u"succeeded rows", u"cancelled rows",
                                     u"pending rows"};
    QJsonObject detail{{u"what"_s, QString::fromUtf16(what[std::size_t(options.filter)])},
                       {u"format"_s, options.format == ExportOptions::Format::Json ? u"json"_s : u"csv"_s}};
    if (!options.code.isEmpty())
        detail.insert(u"code"_s, options.code);
    return Audit(store.connection())
        .append({.action = u"exported"_s,
                 .jobId = job.id,
                 .operation = job.operation,
                 .rows = rows,
                 .columns = columns,
                 .detail = detail});
}

} // namespace

QJsonObject itemToJson(const Item &item, const QStringList &columns)
{
    QJsonArray errors;
    for (const RowError &error : item.errors)
        errors.append(QJsonObject{{u"code"_s, error.code},
                                  {u"field"_s, error.field.isEmpty() ? QJsonValue() : QJsonValue(error.field)},
                                  {u"message"_s, error.message.toString()}});
    QJsonObject input;
    for (qsizetype i = 0; i < qsizetype(item.cells.size()); ++i) {
        const QString name = item.undecoded ? u"raw"_s : columns.value(i, u"column %1"_s.arg(i + 1));
        input.insert(name, QString::fromUtf8(item.cells[std::size_t(i)]));
    }
    const QJsonObject nothing{{u"code"_s, QJsonValue()}, {u"field"_s, QJsonValue()}, {u"message"_s, QJsonValue()}};
    const QJsonObject first = errors.isEmpty() ? nothing : errors.first().toObject();
    return {{u"row"_s, item.row},
            {u"line"_s, item.line},
            {u"status"_s, itemStateName(item.state)},
            {u"code"_s, first.value("code"_L1)},
            {u"field"_s, first.value("field"_L1)},
            {u"message"_s, first.value("message"_L1)},
            {u"errors"_s, errors},
            {u"input"_s, input},
            {u"result"_s, item.result.isEmpty() ? QJsonValue() : QJsonValue(item.result)}};
}

Result<qint64> exportItems(JobStore &store, const Job &job, const ExportOptions &options, QIODevice &out,
                           const std::function<bool(qint64)> &observer)
{
    const Result<JobSpec> spec = JobSpec::fromJson(job.spec);
    if (!spec)
        return spec.error();
    ItemReader reader(store, job);
    if (const Status ready = reader.refresh(); !ready)
        return ready.error();
    CsvDialect dialect = spec->source.dialect;
    dialect.header = true;
    if (dialect.quote == 0)
        dialect.quote = '"';
    CsvExport csv(out, dialect, options);
    const bool isJson = options.format == ExportOptions::Format::Json;
    Status status = isJson ? Status(Done{}) : csv.header(reader.columns());
    qint64 rows = 0;
    if (status) {
        const ItemQuery query{.filter = options.filter, .code = options.code, .text = {}};
        const Status read = reader.each(query, [&](const Item &item) {
            if (isJson) {
                const QByteArray line =
                    QJsonDocument(itemToJson(item, reader.columns())).toJson(QJsonDocument::Compact) + '\n';
                if (out.write(line) != line.size())
                    status = cannotWrite(out);
            } else {
                status = csv.row(item);
            }
            ++rows;
            return status.ok() && (rows % tellEvery != 0 || !observer || observer(rows));
        });
        if (!read)
            return read.error();
    }
    if (status && !isJson)
        status = csv.flush();
    if (status)
        status = tellExport(store, job, options, reader.columns(), rows);
    return status ? Result<qint64>(rows) : Result<qint64>(status.error());
}

} // namespace bulkhead
