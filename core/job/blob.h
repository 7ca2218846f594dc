// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/result.h"

#include <QByteArray>
#include <QByteArrayView>

#include <string_view>

namespace bulkhead {

/// BLOB_DAMAGED: what is stored is not what was written.
Error damagedRows();

/// Seven bits a byte, the lowest first.
void appendVarint(QByteArray &out, quint64 value);

/// Reads forward and remembers that it ran past the end, so that callers check once.
class BlobCursor
{
public:
    explicit BlobCursor(QByteArrayView bytes) : m_at(bytes.data()), m_end(bytes.data() + bytes.size()) {}

    bool ok() const { return m_ok; }
    bool atEnd() const { return m_at == m_end; }

    quint64 varint()
    {
        quint64 value = 0;
        for (int shift = 0; shift < 64 && m_at != m_end; shift += 7) {
            const auto byte = static_cast<unsigned char>(*m_at++);
            value |= quint64(byte & 0x7f) << shift;
            if (!(byte & 0x80))
                return value;
        }
        m_ok = false;
        return 0;
    }

    std::string_view bytes(quint64 length)
    {
        if (length > quint64(m_end - m_at)) {
            m_ok = false;
            return {};
        }
        const std::string_view view(m_at, length);
        m_at += length;
        return view;
    }

private:
    const char *m_at;
    const char *m_end;
    bool m_ok = true;
};

/// One zstd frame that knows its size.
QByteArray compressedBlob(const QByteArray &plain);
/// Error BLOB_DAMAGED, also for a blob of nothing.
Result<QByteArray> decompressedBlob(const QByteArray &blob);

} // namespace bulkhead
