// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobfilterbar.h"

#include "ui/widgets/searchfield.h"
#include "ui/widgets/statuslook.h"

#include <QComboBox>
#include <QHBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

JobFilterBar::JobFilterBar(const OperationCatalog &catalog, const std::vector<JobState> &offered, QWidget *parent)
    : FilterBar(new SearchField(u"jobSearch"_s, tr("Search jobs"), tr("Search list, operation, person or id")), parent),
      m_state(addChoice(u"jobStateFilter"_s, tr("Show jobs with this status")))
{
    search()->setMinimumWidth(fontMetrics().averageCharWidth() * 24);
    m_state->addItem(tr("Any status"));
    const Theme theme = Theme::of(palette());
    for (const JobState state : offered)
        m_state->addItem(StatusLook::of(state, theme).word, int(state));

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(search(), 1);
    layout->addWidget(m_state);
    layout->addWidget(addOperationChoice(u"jobOperationFilter"_s, catalog));
}

std::optional<JobState> JobFilterBar::state() const
{
    const QVariant chosen = m_state->currentData();
    return chosen.isValid() ? std::optional(JobState(chosen.toInt())) : std::nullopt;
}

} // namespace bulkhead
