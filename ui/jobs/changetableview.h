// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jobs/rowtableview.h"

namespace bulkhead {

class ChangeTableModel;

/// The table of what a job changed.
class ChangeTableView : public RowTableView
{
    Q_OBJECT

public:
    ChangeTableView(Session &session, ChangeTableModel &model, QWidget *parent = nullptr);

protected:
    std::function<Result<Copy>(JobStore &)> copyOf(const RowRanges &ranges) const override;

private:
    ChangeTableModel &m_model;
};

} // namespace bulkhead
