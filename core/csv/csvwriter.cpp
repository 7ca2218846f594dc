// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/csv/csvwriter.h"

#include "core/csv/csvencoding.h"
#include "core/csv/csvsource.h"

#include <QIODevice>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qsizetype blockSize = 64 * 1024;
constexpr QByteArrayView byteOrderMark = "\xEF\xBB\xBF";

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// [+-]digits[.,digits][e[+-]digits]
bool isPlainNumber(QByteArrayView cell)
{
    const auto digits = [&cell] {
        qsizetype count = 0;
        while (count < cell.size() && isDigit(cell[count]))
            ++count;
        cell = cell.sliced(count);
        return count > 0;
    };
    const auto step = [&cell](QByteArrayView oneOf) {
        if (cell.isEmpty() || !oneOf.contains(cell[0]))
            return false;
        cell = cell.sliced(1);
        return true;
    };
    step("+-");
    if (!digits() || (step(".,") && !digits()))
        return false;
    if (step("eE")) {
        step("+-");
        if (!digits())
            return false;
    }
    return cell.isEmpty();
}

bool looksLikeFormula(QByteArrayView cell)
{
    return !cell.isEmpty() && QByteArrayView("=+-@\t\r").contains(cell[0]) && !isPlainNumber(cell);
}

QByteArrayView withoutApostrophes(QByteArrayView cell)
{
    while (cell.startsWith('\''))
        cell = cell.sliced(1);
    return cell;
}

} // namespace

CsvWriter::CsvWriter(QIODevice *device, const CsvDialect &dialect, const CsvWriteOptions &options)
    : m_device(device), m_dialect(dialect), m_options(options)
{
    Result<CsvEncoding> encoding = csvEncodingOf(dialect);
    if (encoding)
        m_encoding = std::make_unique<CsvEncoding>(encoding.take());
    else
        m_error = encoding.error();
}

CsvWriter::~CsvWriter() = default;

Status CsvWriter::writeRecord(std::initializer_list<QByteArrayView> cells)
{
    return writeRecord(std::span(cells.begin(), cells.size()));
}

Status CsvWriter::writeRecord(std::span<const QByteArrayView> cells)
{
    if (!m_encoding)
        return m_error;
    const qsizetype before = m_pending.size();
    startRecord();
    m_record.resize(0);
    bool first = true;
    for (const QByteArrayView cell : cells) {
        if (!first)
            m_record.append(m_dialect.delimiter);
        if (!appendCell(cell, first, cells.size() == 1))
            return refused(before, quoteMissing(cell));
        first = false;
    }
    return finishRecord(before);
}

Status CsvWriter::writeRaw(QByteArrayView raw, std::span<const QByteArrayView> more)
{
    if (!m_encoding)
        return m_error;
    const qsizetype before = m_pending.size();
    startRecord();
    m_pending.append(raw);
    m_record.resize(0);
    for (const QByteArrayView cell : more) {
        m_record.append(m_dialect.delimiter);
        if (!appendCell(cell, false, false))
            return refused(before, quoteMissing(cell));
    }
    return finishRecord(before);
}

void CsvWriter::startRecord()
{
    if (!m_started && m_dialect.hasBom && m_encoding->kind() != CsvEncoding::Kind::SingleByte)
        m_encoding->appendEncoded(m_pending, byteOrderMark);
}

/// False if the cell needs a quote and there is none. In quotes stand also the only cell of a record if
/// it is empty, and what a reader would take for a byte order mark.
bool CsvWriter::appendCell(QByteArrayView cell, bool first, bool alone)
{
    QByteArray harmless;
    if (m_options.harmlessFormulas) {
        harmless = harmlessCsvCell(cell);
        cell = harmless;
    }
    const char quote = m_dialect.quote;
    const bool isShape = std::any_of(cell.begin(), cell.end(), [&](char c) {
        return c == m_dialect.delimiter || c == '\n' || c == '\r' || (quote && c == quote);
    });
    if (!isShape && !(alone && cell.isEmpty()) &&
        !(first && !m_started && !m_dialect.hasBom && cell.startsWith(byteOrderMark))) {
        m_record.append(cell);
        return true;
    }
    if (!quote)
        return false;
    m_record.append(quote);
    for (const char c : cell) {
        if (c == quote)
            m_record.append(quote);
        m_record.append(c);
    }
    m_record.append(quote);
    return true;
}

Status CsvWriter::finishRecord(qsizetype before)
{
    m_record.append(m_options.lineEnd == CsvWriteOptions::LineEnd::Crlf ? "\r\n" : "\n");
    if (!m_encoding->appendEncoded(m_pending, m_record)) {
        return refused(before, Error{u"ENCODING"_s,
                                     Text{QT_TRANSLATE_NOOP("core", "A character does not exist in %1: %2"),
                                          {QString::fromLatin1(m_dialect.encoding),
                                           QString::fromUtf8(m_record.left(200)).trimmed()}},
                                     Text{QT_TRANSLATE_NOOP("core", "Choose UTF-8 to write it."), {}}});
    }
    m_started = true;
    return m_pending.size() < blockSize ? Status(Done{}) : flush();
}

Status CsvWriter::refused(qsizetype before, const Error &error)
{
    m_pending.resize(before);
    return error;
}

Error CsvWriter::quoteMissing(QByteArrayView cell) const
{
    return Error{u"CSV_QUOTE"_s,
                 Text{QT_TRANSLATE_NOOP("core", "This cell can only be written in quotes: %1"),
                      {QString::fromUtf8(cell.first(std::min<qsizetype>(cell.size(), 200)))}},
                 Text{QT_TRANSLATE_NOOP("core", "Choose a quote character."), {}}};
}

Status CsvWriter::flush()
{
    if (!m_encoding)
        return m_error;
    qsizetype written = 0;
    while (written < m_pending.size()) {
        const qint64 now = m_device->write(m_pending.constData() + written, m_pending.size() - written);
        if (now <= 0) {
            m_pending.remove(0, written);
            return Error{
                u"CSV_WRITE"_s,
                Text{QT_TRANSLATE_NOOP("core", "The list could not be written on: %1"), {m_device->errorString()}},
                Text{QT_TRANSLATE_NOOP("core", "Check the free space and the rights."), {}}};
        }
        written += now;
    }
    m_pending.resize(0);
    return Done{};
}

QByteArray harmlessCsvCell(QByteArrayView cell)
{
    return looksLikeFormula(withoutApostrophes(cell)) ? '\'' + cell.toByteArray() : cell.toByteArray();
}

QByteArrayView plainCsvCell(QByteArrayView cell)
{
    return cell.startsWith('\'') && looksLikeFormula(withoutApostrophes(cell)) ? cell.sliced(1) : cell;
}

} // namespace bulkhead
