// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operationcatalog.h"
#include "ui/newjob/steppanel.h"

class QButtonGroup;

namespace bulkhead {

/// Step 1: which operation. Shows them in their groups, each with the sentence on what it changes.
class OperationStep : public StepPanel
{
    Q_OBJECT

public:
    explicit OperationStep(const OperationCatalog &catalog, QWidget *parent = nullptr);

    /// The chosen operation, or nothing. Points into the catalog.
    const Operation *operation() const;
    void choose(const QString &id);

Q_SIGNALS:
    void operationChanged();

private:
    void addProblems();
    void chosen();

    const OperationCatalog &m_catalog;
    QButtonGroup *m_buttons;
};

} // namespace bulkhead
