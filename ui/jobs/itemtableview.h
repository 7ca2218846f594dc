// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jobs/rowtableview.h"

namespace bulkhead {

class ItemTableModel;

/// The table of a job's rows.
class ItemTableView : public RowTableView
{
    Q_OBJECT

public:
    ItemTableView(Session &session, ItemTableModel &model, QWidget *parent = nullptr);

    /// Of the selected rows that are loaded, those that can be retried; past a thousand selected rows all
    /// are taken to be.
    qint64 selectedRetryable() const;

Q_SIGNALS:
    void selectionMoved();

protected:
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    std::function<Result<Copy>(JobStore &)> copyOf(const RowRanges &ranges) const override;

private:
    void editCurrent();

    ItemTableModel &m_model;
};

} // namespace bulkhead
