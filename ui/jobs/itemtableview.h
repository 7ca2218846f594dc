// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

#include <utility>
#include <vector>

namespace bulkhead {

class ItemTableModel;
class Session;

/// Rows by position, as ranges [first, last].
using RowRanges = std::vector<std::pair<int, int>>;

/// The table of a job's rows. Nothing here walks over all rows, however many are selected.
class ItemTableView : public QTableView
{
    Q_OBJECT

public:
    ItemTableView(Session &session, ItemTableModel &model, QWidget *parent = nullptr);

    RowRanges selectedRanges() const;
    qint64 selectedCount() const;
    /// Of the selected rows that are loaded, those that can be retried; past a thousand selected rows all
    /// are taken to be.
    qint64 selectedRetryable() const;
    /// Puts the selected rows on the clipboard as tab-separated text, as soon as they are read.
    void copySelection();
    /// Does nothing: it would read every row of the job.
    void keyboardSearch(const QString &search) override;

Q_SIGNALS:
    void selectionMoved();
    void copied(qint64 rows, bool all);
    void failed(const QString &message);

protected:
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;

private:
    void editCurrent();

    Session &m_session;
    ItemTableModel &m_model;
};

} // namespace bulkhead
