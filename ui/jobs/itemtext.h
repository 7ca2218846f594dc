// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/items.h"

#include <QCoreApplication>

namespace bulkhead {

/// A row of a job in words, for the table and the clipboard.
class ItemText
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::ItemText)

public:
    /// The codes of all its errors, each once.
    static QString codes(const Item &item);
    /// What is wrong, or what came of it.
    static QString outcome(const Item &item);
    /// The cell as it stands now: mended, if it was.
    static QString cell(const Item &item, const QStringList &columns, int column);
    static QString originalCell(const Item &item, int column);
    /// Row number, status, codes, outcome and the cells, separated by tabs as spreadsheets take them.
    /// Masked columns are left empty.
    static QString tabSeparated(const Item &item, const QStringList &columns, const std::vector<bool> &masked);
    static QString tabSeparatedHeader(const QStringList &columns);
    /// A cell for the clipboard: quoted where a spreadsheet would else see a border.
    static QString quoted(QString cell);
};

} // namespace bulkhead
