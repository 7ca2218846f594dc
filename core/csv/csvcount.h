// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/csv/csvdialect.h"
#include "core/job/result.h"

#include <functional>

class QIODevice;

namespace bulkhead {

/// How many records CsvReader would give for the same source, dialect and limits (those with a fault
/// among them, the header not), without making cells of them: several times faster. Calls keepGoing
/// every few megabytes with the bytes and records so far; if it says false the answer is the error
/// CANCELLED. The device must be open and stand at its start; blocks on it, so not for the UI thread.
Result<qint64> countCsvRecords(QIODevice *device, const CsvDialect &dialect,
                               const std::function<bool(qint64 bytes, qint64 records)> &keepGoing = {},
                               const CsvLimits &limits = {});

} // namespace bulkhead
