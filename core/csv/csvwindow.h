// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/csv/csvencoding.h"
#include "core/csv/csvscan.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

class QIODevice;

namespace bulkhead {

/// The part of a source that is in memory: from the record being read on, with the marks of its shape
/// already found. Single-byte encodings and UTF-8 stand here as in the source, UTF-16 as the UTF-8 of
/// Utf16Stream; a byte order mark is not part of it. Behind end() stand 64 bytes NUL. Positions hold
/// until the next more().
class CsvWindow
{
public:
    /// quote 0: no quotes are marked.
    CsvWindow(QIODevice *device, CsvEncoding::Kind encoding, char delimiter, char quote);

    const char *data() const { return m_bytes.get(); }
    size_t begin() const { return m_begin; }
    size_t end() const { return m_end; }
    /// Blocks of 64 bytes; behind the last one stands one more without marks.
    size_t blocks() const { return (m_end + 63) / 64; }
    const CsvMarks *marks() const { return m_marks.data(); }
    /// end() is the end of the source, or of what could be read of it.
    bool atEnd() const { return m_atEnd; }

    /// What stands before position is done with.
    void drop(size_t position) { m_begin = position; }
    /// Reads on, at least as much as is there: starting a record anew after it costs no more than twice
    /// the work. False at the end.
    bool more();

    /// Where data() stands in the whole text.
    qint64 offset() const { return m_offset; }
    qint64 bytesRead() const { return m_bytesRead; }
    /// What the device said when it failed; empty if it did not.
    const QString &deviceError() const { return m_deviceError; }

private:
    void makeRoom(size_t wanted);
    qint64 readDevice(char *target, qint64 size);
    size_t append(size_t room);
    void mark(size_t from);

    QIODevice *m_device;
    std::optional<Utf16Stream> m_utf16;
    CsvScan m_scan;
    char m_delimiter;
    char m_quote;
    bool m_mayHaveMark;
    bool m_atEnd = false;
    std::unique_ptr<char[]> m_bytes;
    size_t m_capacity = 0;
    size_t m_begin = 0;
    size_t m_end = 0;
    qint64 m_offset = 0;
    qint64 m_bytesRead = 0;
    std::vector<CsvMarks> m_marks;
    std::vector<char> m_wide; // of UTF-16, as it comes
    QString m_deviceError;
};

} // namespace bulkhead
