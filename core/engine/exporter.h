// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/items.h"

class QIODevice;

namespace bulkhead {

struct ExportOptions
{
    enum class Format { Csv, Json };
    Format format = Format::Csv;
    ItemFilter filter = ItemFilter::Failed;
    QString code;     ///< only rows with this error
    bool raw = false; ///< leave cells alone that a spreadsheet would run as a formula
};

/// Writes rows with the source's own columns, values, encoding and delimiter, plus bulkhead_row,
/// bulkhead_code and bulkhead_message (for succeeded rows also bulkhead_result); secrets are left
/// empty. JSON: one object a line, as `items --json`. Returns how many rows were written.
Result<qint64> exportItems(JobStore &store, const Job &job, const ExportOptions &options, QIODevice &out,
                           const std::function<bool(qint64 rows)> &observer = {});

/// One row as `items --json` prints it: row line status code field message errors input result.
QJsonObject itemToJson(const Item &item, const QStringList &columns);

} // namespace bulkhead
