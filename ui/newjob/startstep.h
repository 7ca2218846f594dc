// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/jobspec.h"
#include "ui/newjob/steppanel.h"

namespace bulkhead {

class JobOptionsForm;

/// Step 5: how the job is run.
class StartStep : public StepPanel
{
    Q_OBJECT

public:
    explicit StartStep(QWidget *parent = nullptr);

    JobOptions options() const;
    void setOptions(const JobOptions &options);
    void setOperationChunkSize(int rows);

Q_SIGNALS:
    void optionsChanged();

private:
    JobOptionsForm *m_form;
};

} // namespace bulkhead
