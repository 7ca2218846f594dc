// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/source/rowsource.h"

namespace bulkhead {

/// The list that a person chose: a file, or text that was pasted. A value; any thread may open it, any
/// number of times.
struct ChosenList
{
    QString path;                  ///< absolute; empty when the list was pasted
    QByteArray pasted;             ///< UTF-8, as the spreadsheet copied it
    QString name;                  ///< for people
    CsvDialectOverrides overrides; ///< what the person corrected

    bool isEmpty() const { return path.isEmpty() && pasted.isEmpty(); }

    static ChosenList file(const QString &path);
    static ChosenList clipboard(const QString &text);
};

/// The first rows and what was detected. Reads no more than it needs. Errors as openCsvFile().
Result<SourcePreview> previewList(const ChosenList &list, int maxRows);
/// From the first row on.
Result<std::unique_ptr<RowSource>> openList(const ChosenList &list);

} // namespace bulkhead
