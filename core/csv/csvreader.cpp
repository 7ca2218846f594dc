// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/csv/csvreader.h"

#include "core/csv/csvencoding.h"
#include "core/csv/csvsource.h"
#include "core/csv/csvsplitter.h"
#include "core/csv/csvwindow.h"
#include "core/csv/utf8.h"

#include <QIODevice>

#include <algorithm>

namespace bulkhead {

class CsvReader::Pass
{
public:
    Pass(QIODevice *device, const CsvDialect &dialect, const CsvLimits &limits);

    Read next(CsvRecord &record);
    void readHeader();

    Error error;
    std::vector<QByteArray> header;
    CsvFault headerFault = CsvFault::None;
    std::optional<CsvSource> source;

private:
    bool isValid(const CsvSpan &span);
    bool isValidHere(QByteArrayView bytes) const;
    void findBadBytes(const CsvSpan &span, CsvRecord &record) const;
    void findLongCell(const CsvSpan &span, CsvRecord &record) const;
    void locate(const CsvSpan &span, qsizetype cell, CsvRecord &record) const;
    void fill(const CsvSpan &span, CsvRecord &record);
    QByteArrayView rewritten(const CsvSplitter::Cell &cell);

    CsvLimits m_limits;
    qint64 m_row = 0;
    std::vector<CsvSplitter::Cell> m_cells;
    QByteArray m_text;   // of cells that are not as in the source
    QByteArray m_pieces; // of one such cell on its way there
    QByteArray m_source; // the record's own bytes, of UTF-16
    // Text positions: up to m_checked it was looked for bytes that are no UTF-8, up to m_good in vain.
    qint64 m_checked = 0;
    qint64 m_good = 0;
};

CsvReader::Pass::Pass(QIODevice *device, const CsvDialect &dialect, const CsvLimits &limits) : m_limits(limits)
{
    Result<CsvEncoding> encoding = csvEncodingOf(dialect);
    if (!encoding)
        error = encoding.error();
    else
        source.emplace(device, dialect, limits, encoding.take());
}

CsvReader::Read CsvReader::Pass::next(CsvRecord &record)
{
    if (!error.code.isEmpty())
        return Read::Error;
    CsvSpan span;
    if (!source->splitter.next(span, m_cells)) {
        error = source->deviceError();
        return error.code.isEmpty() ? Read::End : Read::Error;
    }
    record.row = ++m_row;
    record.line = span.line;
    record.fault = span.fault;
    record.faultLine = span.faultLine;
    record.faultColumn = span.faultColumn;
    fill(span, record);
    return Read::Record;
}

void CsvReader::Pass::readHeader()
{
    CsvRecord record;
    if (next(record) != Read::Record)
        return;
    for (const QByteArrayView cell : record.cells)
        header.push_back(cell.toByteArray());
    headerFault = record.fault;
    m_row = 0;
}

/// Whether the record's bytes exist in the encoding. Looks at all that is in the window at once, and
/// at single records only where something is wrong there.
bool CsvReader::Pass::isValid(const CsvSpan &span)
{
    const CsvWindow &window = source->window;
    const QByteArrayView bytes(window.data() + span.begin, window.data() + span.end);
    if (source->encoding.kind() == CsvEncoding::Kind::SingleByte)
        return source->encoding.areAssigned(bytes);
    const qint64 end = window.offset() + static_cast<qint64>(span.end);
    if (end <= m_good)
        return true;
    if (end > m_checked) {
        const char *const from = window.data() + span.begin;
        const char *to = window.data() + window.end();
        // The last character may not be all there yet.
        for (int i = 0; i < 3 && to > from && (to[-1] & 0xC0) == 0x80; ++i)
            --to;
        if (to > from && (to[-1] & 0xC0) == 0xC0)
            --to;
        m_checked = window.offset() + (to - window.data());
        if (isUtf8(QByteArrayView(from, to)))
            m_good = m_checked;
        if (end <= m_good)
            return true;
    }
    return isUtf8(bytes);
}

bool CsvReader::Pass::isValidHere(QByteArrayView bytes) const
{
    return source->encoding.kind() == CsvEncoding::Kind::SingleByte ? source->encoding.areAssigned(bytes)
                                                                    : isUtf8(bytes);
}

void CsvReader::Pass::locate(const CsvSpan &span, qsizetype cell, CsvRecord &record) const
{
    const char *const begin = source->window.data() + span.begin;
    const char *const at = m_cells[static_cast<size_t>(cell)].data;
    record.faultColumn = static_cast<int>(cell) + 1;
    record.faultLine = span.line;
    for (const char *c = begin; c < at; ++c)
        record.faultLine += *c == '\n' || (*c == '\r' && c[1] != '\n');
}

void CsvReader::Pass::findBadBytes(const CsvSpan &span, CsvRecord &record) const
{
    record.fault = CsvFault::Encoding;
    const auto bad = std::find_if(m_cells.begin(), m_cells.end(), [this](const CsvSplitter::Cell &cell) {
        return !isValidHere(QByteArrayView(cell.data, static_cast<qsizetype>(cell.size)));
    });
    locate(span, std::min<qsizetype>(bad - m_cells.begin(), std::ssize(m_cells) - 1), record);
}

void CsvReader::Pass::findLongCell(const CsvSpan &span, CsvRecord &record) const
{
    const auto isLong = [this](const CsvSplitter::Cell &cell) {
        return cell.size > static_cast<size_t>(m_limits.maxField);
    };
    const auto found = std::find_if(m_cells.begin(), m_cells.end(), isLong);
    if (found == m_cells.end())
        return;
    record.fault = CsvFault::FieldTooLong;
    locate(span, found - m_cells.begin(), record);
}

void CsvReader::Pass::fill(const CsvSpan &span, CsvRecord &record)
{
    record.cells.clear();
    record.raw = {};
    if (span.fault == CsvFault::RecordTooLong)
        return;
    const CsvWindow &window = source->window;
    const QByteArrayView wide(window.data() + span.begin, window.data() + span.end);
    if (record.fault == CsvFault::None && wide.size() > m_limits.maxField)
        findLongCell(span, record);
    const bool valid = isValid(span);
    if (!valid && record.fault == CsvFault::None)
        findBadBytes(span, record);

    const bool singleByte = source->encoding.kind() == CsvEncoding::Kind::SingleByte;
    const bool asIs = valid && (!singleByte || isAscii(wide));
    m_text.resize(0);
    m_text.reserve(wide.size() * 3); // it may not move while cells look into it
    for (const CsvSplitter::Cell &cell : m_cells) {
        if (cell.verbatim && asIs)
            record.cells.emplace_back(cell.data, static_cast<qsizetype>(cell.size));
        else
            record.cells.push_back(rewritten(cell));
    }
    record.raw = wide;
    if (source->isUtf16()) {
        m_source = record.fault == CsvFault::None ? QByteArray() : source->utf16Of(wide);
        record.raw = m_source;
    }
}

/// Bad bytes first: what the quotes kept apart must not become a character together.
QByteArrayView CsvReader::Pass::rewritten(const CsvSplitter::Cell &cell)
{
    const QByteArrayView bytes(cell.data, static_cast<qsizetype>(cell.size));
    m_pieces.resize(0);
    if (source->encoding.kind() == CsvEncoding::Kind::SingleByte)
        source->encoding.appendDecoded(m_pieces, bytes);
    else
        appendLossyUtf8(m_pieces, bytes);
    const qsizetype begin = m_text.size();
    m_text.append(m_pieces);
    if (!cell.verbatim) {
        const char *const end = source->splitter.rewrite(m_pieces, m_text.data() + begin);
        m_text.resize(end - m_text.constData());
    }
    return QByteArrayView(m_text).sliced(begin);
}

CsvReader::CsvReader(QIODevice *device, const CsvDialect &dialect, const CsvLimits &limits)
    : m_pass(std::make_unique<Pass>(device, dialect, limits))
{
    if (dialect.header)
        m_pass->readHeader();
}

CsvReader::~CsvReader() = default;
CsvReader::CsvReader(CsvReader &&) noexcept = default;
CsvReader &CsvReader::operator=(CsvReader &&) noexcept = default;

CsvReader::Read CsvReader::next(CsvRecord &record)
{
    return m_pass->next(record);
}

const Error &CsvReader::error() const
{
    return m_pass->error;
}

const std::vector<QByteArray> &CsvReader::header() const
{
    return m_pass->header;
}

CsvFault CsvReader::headerFault() const
{
    return m_pass->headerFault;
}

qint64 CsvReader::bytesRead() const
{
    return m_pass->source ? m_pass->source->window.bytesRead() : 0;
}

} // namespace bulkhead
