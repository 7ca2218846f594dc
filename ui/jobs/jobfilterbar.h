// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

#include "ui/widgets/filterbar.h"

#include <optional>

namespace bulkhead {

/// Search, state and operation by which a list of jobs is narrowed.
class JobFilterBar : public FilterBar
{
    Q_OBJECT

public:
    /// Only the states in `offered` can be chosen.
    JobFilterBar(const OperationCatalog &catalog, const std::vector<JobState> &offered, QWidget *parent = nullptr);

    /// The chosen state; nothing for any.
    std::optional<JobState> state() const;

private:
    QComboBox *m_state;
};

} // namespace bulkhead
