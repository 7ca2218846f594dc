// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace bulkhead {

struct CsvEncodingGuess
{
    QByteArray encoding;
    bool hasBom = false;
};

/// The encoding part of detectCsvDialect(). What the user fixed stays, but for the byte order of UTF-16
/// where a byte order mark says otherwise.
CsvEncodingGuess guessCsvEncoding(QByteArrayView sample, bool sampleIsWholeFile,
                                  const std::optional<QByteArray> &fixed);

} // namespace bulkhead
