// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/changes.h"

#include <QCoreApplication>

namespace bulkhead {

/// What a job changes, in words: for the table of changes, the clipboard, and the buttons that say how many.
class ChangeWords
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::ChangeWords)

public:
    /// One value of a record as ChangeDelegate shows it: a null text is NULL.
    struct Cell
    {
        ChangeKind kind = ChangeKind::Unchanged;
        QString before;
        QString after;
    };
    static Cell cell(const ChangedRecord &record, const ChangedRecord::Value &value);
    /// The columns worth a column: those in which updates differ, and all of what is inserted, deleted or
    /// read, but the key.
    static QStringList columns(const ChangeTally &total, const std::vector<ChangedRecord> &records);
    /// Row, what, table, record, then each column before and after, as spreadsheets take them.
    static QString tabSeparatedHeader(const QStringList &columns);
    static QString tabSeparated(const ChangedRecord &record, const QStringList &columns);

    /// "Values that change: email 334 · name 857"; empty where none do.
    static QString byColumn(const ChangeTally &tally, bool ofPreview);
    /// "Start: create or change 12 records", "Start: make montages of 12 users".
    static QString startUpsert(qint64 rows);
    static QString startMontages(qint64 users);
    /// "Start: change 1,204 records", for the button that starts a job which was previewed.
    static QString start(const ChangeTally &tally, bool isRevert);
};

} // namespace bulkhead
