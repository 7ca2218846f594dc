// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/startstep.h"

#include "ui/newjob/joboptionsform.h"

#include <QVBoxLayout>

namespace bulkhead {

StartStep::StartStep(QWidget *parent) : StepPanel(5, tr("Start"), parent), m_form(new JobOptionsForm(this))
{
    body()->addWidget(m_form);
    connect(m_form, &JobOptionsForm::optionsChanged, this, &StartStep::optionsChanged);
}

JobOptions StartStep::options() const
{
    return m_form->options();
}

void StartStep::setOptions(const JobOptions &options)
{
    m_form->setOptions(options);
}

void StartStep::setOperationChunkSize(int rows)
{
    m_form->setOperationChunkSize(rows);
}

} // namespace bulkhead
