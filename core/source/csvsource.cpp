// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/source/rowsource.h"

#include "core/csv/csvdetect.h"
#include "core/csv/csvreader.h"
#include "core/csv/csvwriter.h"
#include "core/source/exportcolumns.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QSet>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// What was looked at to find the dialect, and then the rest of a device that cannot go back.
class ReplayedDevice final : public QIODevice
{
public:
    ReplayedDevice(QByteArray start, std::unique_ptr<QIODevice> rest)
        : m_start(std::move(start)), m_rest(std::move(rest))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 size) override
    {
        if (m_at < m_start.size()) {
            const qint64 length = std::min<qint64>(size, m_start.size() - m_at);
            std::copy_n(m_start.constData() + m_at, length, data);
            m_at += length;
            if (m_at == m_start.size())
                m_start.clear(), m_at = 0;
            return length;
        }
        const qint64 got = m_rest->read(data, size);
        if (got < 0)
            setErrorString(m_rest->errorString());
        return got;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_start;
    qint64 m_at = 0;
    std::unique_ptr<QIODevice> m_rest;
};

/// read() of a pipe gives what there is; this waits for a whole sample, or the end.
QByteArray readSample(QIODevice &device, bool &isWhole)
{
    QByteArray sample;
    isWhole = false;
    while (sample.size() < csvSampleBytes) {
        const QByteArray more = device.read(csvSampleBytes - sample.size());
        if (more.isEmpty()) {
            isWhole = true;
            break;
        }
        sample += more;
    }
    return sample;
}

/// Names that can be told apart: an empty header cell becomes "column 3", a second "email" "email (2)".
QStringList columnNames(const std::vector<QByteArray> &header)
{
    QStringList names;
    QSet<QString> taken;
    for (const QByteArray &cell : header) {
        QString name = QString::fromUtf8(cell).simplified();
        if (name.isEmpty())
            name = u"column %1"_s.arg(names.size() + 1);
        QString unique = name;
        for (int n = 2; taken.contains(unique); ++n)
            unique = u"%1 (%2)"_s.arg(name).arg(n);
        taken.insert(unique);
        names.append(unique);
    }
    return names;
}

class CsvSource final : public RowSource
{
public:
    CsvSource(std::unique_ptr<QIODevice> device, SourceSpec spec);

    /// Reads far enough to know the columns.
    Status start();
    const SourceSpec &spec() const override { return m_spec; }
    Result<bool> next(SourceRow &row) override;
    double progress() const override
    {
        return m_spec.fileSize > 0 ? std::min(1.0, double(m_reader.bytesRead()) / double(m_spec.fileSize)) : -1;
    }

private:
    Result<bool> read();
    void takeColumns(const QStringList &names);
    void takeFault(SourceRow &row);
    void takeOwnColumns(SourceRow &row);

    std::unique_ptr<QIODevice> m_device;
    SourceSpec m_spec;
    CsvReader m_reader;
    CsvRecord m_record;
    bool m_readAhead = false;    ///< without a header the first record was read to learn the number of columns
    qsizetype m_width = 0;       ///< cells of a whole record, our own columns of an earlier export included
    std::vector<bool> m_ours;    ///< columns that our export added; empty if there are none
    std::size_t m_rowColumn = 0; ///< of those, the one with the row number
    std::vector<QByteArrayView> m_kept;
    std::vector<RowError> m_faults;
};

CsvSource::CsvSource(std::unique_ptr<QIODevice> device, SourceSpec spec)
    : m_device(std::move(device)), m_spec(std::move(spec)), m_reader(m_device.get(), m_spec.dialect)
{}

Status CsvSource::start()
{
    std::vector<QByteArray> header = m_reader.header();
    if (!m_spec.dialect.header) {
        const Result<bool> more = read();
        if (!more)
            return more.error();
        m_readAhead = *more;
        if (*more)
            header.resize(m_record.cells.size());
    }
    if (header.empty())
        return Error{u"FILE_EMPTY"_s,
                     Text{QT_TRANSLATE_NOOP("core", "There is nothing to read in %1: it is empty."), {m_spec.name}},
                     {}};
    takeColumns(columnNames(header));
    return Done{};
}

void CsvSource::takeColumns(const QStringList &names)
{
    m_width = names.size();
    m_spec.columns.clear();
    std::vector<bool> ours(static_cast<std::size_t>(m_width), false);
    // Only the whole set is ours: a list of somebody else may well have a column of such a name.
    if (names.contains(exportRowColumn) && names.contains(exportCodeColumn)) {
        for (qsizetype i = 0; i < m_width; ++i)
            ours[std::size_t(i)] = isExportColumn(names.at(i));
        m_ours = ours;
        m_rowColumn = std::size_t(names.indexOf(exportRowColumn));
    }
    for (qsizetype i = 0; i < m_width; ++i) {
        if (!ours[std::size_t(i)])
            m_spec.columns.append(names.at(i));
    }
}

Result<bool> CsvSource::read()
{
    switch (m_reader.next(m_record)) {
    case CsvReader::Read::Record:
        return true;
    case CsvReader::Read::End:
        return false;
    case CsvReader::Read::Error:
        break;
    }
    return m_reader.error();
}

Result<bool> CsvSource::next(SourceRow &row)
{
    if (m_readAhead) {
        m_readAhead = false;
    } else {
        const Result<bool> more = read();
        if (!more || !*more)
            return more;
    }
    row.row = m_record.row;
    row.line = m_record.line;
    row.raw = {};
    row.exportedRow = 0;
    row.keptSecrets = {};
    m_faults.clear();
    if (m_record.fault != CsvFault::None || qsizetype(m_record.cells.size()) != m_width) [[unlikely]]
        takeFault(row);
    row.faults = m_faults;
    if (!m_ours.empty() && row.raw.isNull())
        takeOwnColumns(row);
    row.cells = m_ours.empty() ? std::span<const QByteArrayView>(m_record.cells) : m_kept;
    if (!row.raw.isNull())
        row.cells = {};
    return true;
}

void CsvSource::takeFault(SourceRow &row)
{
    if (m_record.fault != CsvFault::None) {
        m_faults.push_back({QString::fromLatin1(csvFaultCode(m_record.fault)),
                            m_spec.columns.value(m_record.faultColumn - 1), csvFaultText(m_record)});
        if (m_record.fault == CsvFault::Encoding)
            row.raw = m_record.raw;
        return;
    }
    m_faults.push_back(
        {u"COLUMN_COUNT"_s,
         QString(),
         {QT_TRANSLATE_NOOP("core", "Line %1 has %2 columns instead of %3."),
          {QString::number(m_record.line), QString::number(m_record.cells.size()), QString::number(m_width)}}});
}

/// The columns that export added are left out, and what it did to formulas is undone.
void CsvSource::takeOwnColumns(SourceRow &row)
{
    m_kept.clear();
    if (m_rowColumn < m_record.cells.size())
        row.exportedRow = m_record.cells[m_rowColumn].toLongLong();
    for (std::size_t i = 0; i < m_record.cells.size(); ++i) {
        if (i >= m_ours.size() || !m_ours[i])
            m_kept.push_back(plainCsvCell(m_record.cells[i]));
    }
}

Result<std::unique_ptr<RowSource>> started(std::unique_ptr<QIODevice> device, SourceSpec spec)
{
    auto source = std::make_unique<CsvSource>(std::move(device), std::move(spec));
    if (const Status status = source->start(); !status)
        return status.error();
    return std::unique_ptr<RowSource>(std::move(source));
}

Error unreadable(const QString &path, const QString &why)
{
    return {u"FILE_UNREADABLE"_s, Text{QT_TRANSLATE_NOOP("core", "Cannot read %1: %2."), {path, why}},
            Text{QT_TRANSLATE_NOOP("core", "Check its permissions, and that no other program holds it.")}};
}

} // namespace

Result<std::unique_ptr<RowSource>> openCsvFile(const QString &path, const CsvDialectOverrides &overrides)
{
    const QFileInfo info(path);
    if (!info.exists())
        return Error{u"FILE_MISSING"_s, Text{QT_TRANSLATE_NOOP("core", "There is no file %1."), {path}}, {}};
    if (info.isDir())
        return Error{u"FILE_UNREADABLE"_s, Text{QT_TRANSLATE_NOOP("core", "%1 is a folder, not a file."), {path}}, {}};
    if (!info.isFile()) { // a pipe or a device: it can be read once, like standard input
        auto pipe = std::make_unique<QFile>(path);
        if (!pipe->open(QIODevice::ReadOnly))
            return unreadable(path, pipe->errorString());
        return openCsvStream(std::move(pipe), info.fileName(), overrides);
    }
    auto file = std::make_unique<QFile>(path);
    if (!file->open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return unreadable(path, file->errorString());
    bool isWhole = false;
    const QByteArray sample = readSample(*file, isWhole);
    file->seek(0);
    SourceSpec spec{.kind = SourceSpec::Kind::File,
                    .path = info.absoluteFilePath(),
                    .name = info.fileName(),
                    .dialect = detectCsvDialect(sample, isWhole, overrides),
                    .columns = {},
                    .fileSize = info.size(),
                    .fileModifiedAt = info.lastModified().toMSecsSinceEpoch()};
    return started(std::move(file), std::move(spec));
}

Result<std::unique_ptr<RowSource>> openCsvStream(std::unique_ptr<QIODevice> device, const QString &name,
                                                 const CsvDialectOverrides &overrides)
{
    bool isWhole = false;
    QByteArray sample = readSample(*device, isWhole);
    SourceSpec spec{.kind = SourceSpec::Kind::Stream,
                    .path = {},
                    .name = name,
                    .dialect = detectCsvDialect(sample, isWhole, overrides),
                    .columns = {}};
    return started(std::make_unique<ReplayedDevice>(std::move(sample), std::move(device)), std::move(spec));
}

Result<std::unique_ptr<RowSource>> reopen(const SourceSpec &spec)
{
    if (spec.kind != SourceSpec::Kind::File)
        return Error{
            u"SOURCE_GONE"_s,
            Text{QT_TRANSLATE_NOOP("core", "%1 was read from a stream and cannot be read again."), {spec.name}},
            Text{QT_TRANSLATE_NOOP("core", "Nothing was written; submit the list again.")}};
    const QFileInfo info(spec.path);
    if (!info.exists())
        return Error{u"SOURCE_GONE"_s, Text{QT_TRANSLATE_NOOP("core", "The file %1 is no longer there."), {spec.path}},
                     Text{QT_TRANSLATE_NOOP("core", "Nothing was written; submit the list again.")}};
    if (info.size() != spec.fileSize || info.lastModified().toMSecsSinceEpoch() != spec.fileModifiedAt)
        return Error{
            u"SOURCE_CHANGED"_s,
            Text{QT_TRANSLATE_NOOP("core", "The file %1 was changed since the job was submitted."), {spec.path}},
            Text{QT_TRANSLATE_NOOP("core", "Nothing was written; submit the list again.")}};
    return openCsvFile(spec.path, {.encoding = spec.dialect.encoding,
                                   .delimiter = spec.dialect.delimiter,
                                   .header = spec.dialect.header,
                                   .quote = spec.dialect.quote});
}

Result<SourcePreview> previewCsv(QIODevice &device, const QString &name, const CsvDialectOverrides &overrides,
                                 int maxRows)
{
    bool isWhole = false;
    const QByteArray sample = readSample(device, isWhole);
    SourceSpec spec{.kind = SourceSpec::Kind::Stream,
                    .path = {},
                    .name = name,
                    .dialect = detectCsvDialect(sample, isWhole, overrides),
                    .columns = {},
                    .fileSize = device.isSequential() ? 0 : device.size()};
    device.seek(0);
    // Lent, not given: the source wants to own its device, the caller keeps this one.
    class Lent final : public QIODevice
    {
    public:
        explicit Lent(QIODevice &lender) : m_lender(lender) { open(QIODevice::ReadOnly | QIODevice::Unbuffered); }
        bool isSequential() const override { return true; }

    protected:
        qint64 readData(char *data, qint64 size) override { return m_lender.read(data, size); }
        qint64 writeData(const char *, qint64) override { return -1; }

    private:
        QIODevice &m_lender;
    };
    Result<std::unique_ptr<RowSource>> source = started(std::make_unique<Lent>(device), std::move(spec));
    if (!source)
        return source.error();
    SourcePreview preview{.spec = source.value()->spec(), .rows = {}, .rowNumbers = {}};
    SourceRow row;
    while (int(preview.rows.size()) < maxRows) {
        const Result<bool> more = source.value()->next(row);
        if (!more)
            return more.error();
        if (!*more)
            break;
        std::vector<QString> cells;
        for (const QByteArrayView cell : row.cells)
            cells.push_back(QString::fromUtf8(cell));
        if (!row.raw.isNull())
            cells.push_back(QString::fromUtf8(row.raw));
        preview.rows.push_back(std::move(cells));
        preview.rowNumbers.push_back(row.row);
    }
    return preview;
}

} // namespace bulkhead
