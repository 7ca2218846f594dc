// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job/blob.h"

#include <zstd.h>

namespace bulkhead {

namespace {

constexpr int compressionLevel = 1;
/// No blob of ours is larger; guards against a damaged length.
constexpr unsigned long long largestBlob = 4ULL << 30;

} // namespace

Error damagedRows()
{
    return {QStringLiteral("BLOB_DAMAGED"), Text{QT_TRANSLATE_NOOP("core", "The stored rows of this job are damaged.")},
            Text{QT_TRANSLATE_NOOP("core", "Restore the job database from a backup.")}};
}

void appendVarint(QByteArray &out, quint64 value)
{
    char buffer[10];
    int length = 0;
    while (value >= 0x80) {
        buffer[length++] = static_cast<char>(value | 0x80);
        value >>= 7;
    }
    buffer[length++] = static_cast<char>(value);
    out.append(buffer, length);
}

QByteArray compressedBlob(const QByteArray &plain)
{
    QByteArray out(qsizetype(ZSTD_compressBound(std::size_t(plain.size()))), Qt::Uninitialized);
    const std::size_t size = ZSTD_compress(out.data(), std::size_t(out.size()), plain.constData(),
                                           std::size_t(plain.size()), compressionLevel);
    out.truncate(qsizetype(size)); // cannot fail: the buffer has the bound's size
    out.squeeze();
    return out;
}

Result<QByteArray> decompressedBlob(const QByteArray &blob)
{
    const auto size = ZSTD_getFrameContentSize(blob.constData(), std::size_t(blob.size()));
    if (size > largestBlob) // covers ZSTD_CONTENTSIZE_ERROR and _UNKNOWN
        return damagedRows();
    QByteArray plain(qsizetype(size), Qt::Uninitialized);
    const std::size_t got =
        ZSTD_decompress(plain.data(), std::size_t(size), blob.constData(), std::size_t(blob.size()));
    if (ZSTD_isError(got) || got != size || plain.isEmpty())
        return damagedRows();
    return plain;
}

} // namespace bulkhead
