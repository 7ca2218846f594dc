// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/result.h"

#include <QTableView>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace bulkhead {

class JobStore;
class Session;

/// Rows by position, as ranges [first, last].
using RowRanges = std::vector<std::pair<int, int>>;

/// A table of any number of rows that are read as they are looked at. Nothing here walks over all of them,
/// however many are selected.
class RowTableView : public QTableView
{
    Q_OBJECT

public:
    RowTableView(Session &session, QAbstractItemModel &model, QWidget *parent = nullptr);

    RowRanges selectedRanges() const;
    qint64 selectedCount() const;
    /// Puts the selected rows on the clipboard as tab-separated text, as soon as they are read.
    void copySelection();
    /// Does nothing: it would read every row of the job.
    void keyboardSearch(const QString &search) override;

Q_SIGNALS:
    void copied(qint64 rows, bool all);
    void failed(const QString &message);

protected:
    struct Copy
    {
        QString text;
        qint64 rows = 0;
    };

    /// Reads these rows as text; runs on another thread.
    virtual std::function<Result<Copy>(JobStore &)> copyOf(const RowRanges &ranges) const = 0;

    /// The header, and below it these rows as far as a clipboard should hold them: `page` reads from a row
    /// on so many, `line` is one of them as text.
    template <typename Page, typename Line>
    static Result<Copy> copyPages(const QString &header, const RowRanges &ranges, const Page &page, const Line &line)
    {
        Copy copy{.text = header, .rows = 0};
        for (const auto &[first, last] : ranges) {
            for (qint64 at = first; at <= last && copy.rows < mostCopied; at += copyStep) {
                const int limit = int(std::min<qint64>({copyStep, last - at + 1, mostCopied - copy.rows}));
                const auto rows = page(at, limit);
                if (!rows)
                    return rows.error();
                for (const auto &row : *rows) {
                    copy.text += u'\n' + line(row);
                    ++copy.rows;
                }
            }
        }
        return copy;
    }

private:
    static constexpr int copyStep = 1000;
    // What a spreadsheet takes in one paste without a long wait.
    static constexpr qint64 mostCopied = 200000;

    Session &m_session;
};

} // namespace bulkhead
