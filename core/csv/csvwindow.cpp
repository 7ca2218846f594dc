// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/csv/csvwindow.h"

#include <QFileDevice>
#include <QIODevice>

#include <algorithm>
#include <cstring>

namespace bulkhead {

namespace {

constexpr size_t firstCapacity = 16 * 1024; // many lists are small, and the first rows come at once
constexpr size_t usualCapacity = 256 * 1024;
constexpr size_t leastRead = 4096; // a device is not asked for crumbs
constexpr size_t padding = 64;
constexpr char byteOrderMark[] = "\xEF\xBB\xBF";

} // namespace

CsvWindow::CsvWindow(QIODevice *device, CsvEncoding::Kind encoding, char delimiter, char quote)
    : m_device(device), m_scan(fastestCsvScan()), m_delimiter(delimiter), m_quote(quote),
      m_mayHaveMark(encoding != CsvEncoding::Kind::SingleByte)
{
    if (encoding == CsvEncoding::Kind::Utf16Le || encoding == CsvEncoding::Kind::Utf16Be)
        m_utf16.emplace(encoding == CsvEncoding::Kind::Utf16Be);
    makeRoom(firstCapacity);
    mark(0);
}

bool CsvWindow::more()
{
    const size_t wanted = std::max<size_t>(m_end - m_begin, m_mayHaveMark ? 3 : 1);
    size_t got = 0;
    while (got < wanted && !m_atEnd) {
        makeRoom(std::max<size_t>(wanted - got, leastRead));
        got += append(m_capacity - m_end);
    }
    if (m_mayHaveMark) {
        m_mayHaveMark = false;
        if (m_end >= 3 && std::memcmp(data(), byteOrderMark, 3) == 0)
            m_begin = 3;
    }
    return got > 0;
}

/// Space for wanted bytes behind end(): by moving the rest to the front where that is enough.
void CsvWindow::makeRoom(size_t wanted)
{
    if (m_capacity - m_end >= wanted)
        return;
    const size_t kept = m_end - m_begin;
    if (m_capacity >= usualCapacity && m_capacity - kept >= wanted) {
        std::memmove(m_bytes.get(), m_bytes.get() + m_begin, kept);
    } else {
        const size_t usual = m_capacity ? usualCapacity : firstCapacity;
        const size_t capacity = std::max({usual, kept + wanted, m_capacity * 2});
        std::unique_ptr<char[]> bytes(new char[capacity + padding]);
        if (kept)
            std::memcpy(bytes.get(), m_bytes.get() + m_begin, kept);
        m_bytes = std::move(bytes);
        m_capacity = capacity;
        m_marks.resize(capacity / 64 + 2);
    }
    m_offset += static_cast<qint64>(m_begin);
    m_begin = 0;
    m_end = kept;
    mark(0);
}

/// 0 at the end; a device that failed is at its end, with m_deviceError.
qint64 CsvWindow::readDevice(char *target, qint64 size)
{
    for (;;) {
        const qint64 got = m_device->read(target, size);
        if (got > 0) {
            m_bytesRead += got;
            return got;
        }
        const auto *file = qobject_cast<QFileDevice *>(m_device);
        const bool failed =
            file ? file->error() != QFileDevice::NoError : got < 0 && !m_device->isSequential() && !m_device->atEnd();
        if (failed)
            m_deviceError = m_device->errorString();
        // A sequential device says 0 also while it waits; files and buffers say at once that they can't.
        if (failed || got < 0 || !m_device->waitForReadyRead(-1))
            return 0;
    }
}

size_t CsvWindow::append(size_t room)
{
    const size_t before = m_end;
    char *const target = m_bytes.get() + m_end;
    if (!m_utf16) {
        const qint64 got = readDevice(target, static_cast<qint64>(room));
        m_atEnd = got == 0;
        m_end += static_cast<size_t>(got);
    } else {
        m_wide.resize(std::max<size_t>(2, (room - 6) * 2 / 3));
        const qint64 got = readDevice(m_wide.data(), static_cast<qint64>(m_wide.size()));
        m_atEnd = got == 0;
        m_end += got ? m_utf16->feed(m_wide.data(), static_cast<size_t>(got), target) : m_utf16->finish(target);
    }
    mark(before);
    return m_end - before;
}

/// Marks what stands from there on; the block it stands in is done again.
void CsvWindow::mark(size_t from)
{
    std::memset(m_bytes.get() + m_end, 0, padding);
    const size_t first = from / 64;
    const size_t last = blocks();
    // No delimiter or quote is NUL where it counts, so that the padding leaves no marks.
    m_scan(m_bytes.get() + first * 64, last - std::min(first, last), m_delimiter, m_quote ? m_quote : '\n',
           m_marks.data() + first);
    if (!m_quote) {
        for (size_t block = first; block < last; ++block)
            m_marks[block].quotes = 0;
    }
    m_marks[last] = {};
}

} // namespace bulkhead
