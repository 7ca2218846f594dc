// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <cstddef>

namespace bulkhead {

/// Whether the bytes are UTF-8 in the strict sense of Unicode 15, table 3-7: no overlong form, no
/// surrogate, nothing above U+10FFFF, nothing cut off.
bool isUtf8(QByteArrayView bytes);

bool isAscii(QByteArrayView bytes);

/// How many bytes at the start are strict UTF-8.
qsizetype validUtf8Prefix(QByteArrayView bytes);

/// Appends bytes to target with U+FFFD for each byte sequence that is not UTF-8.
void appendLossyUtf8(QByteArray &target, QByteArrayView bytes);

/// The two ways of isUtf8(), so that tests can hold one against the other. The vector one may only be
/// called where hasAvx2() says so.
bool isUtf8Portable(const char *bytes, size_t size);
bool isUtf8Avx2(const char *bytes, size_t size);
bool hasAvx2();

} // namespace bulkhead
