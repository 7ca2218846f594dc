// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operationcatalog.h"
#include "ui/newjob/steppanel.h"

#include <memory>
#include <vector>

class QButtonGroup;

namespace bulkhead {

/// Step 1: which operation. Shows them in their groups, each with the sentence on what it changes.
class OperationStep : public StepPanel
{
    Q_OBJECT

public:
    explicit OperationStep(const OperationCatalog &catalog, QWidget *parent = nullptr);

    /// The chosen operation, or nothing. Good until operationChanged() has been told.
    const Operation *operation() const;
    /// The files were read anew. What was chosen stays so, and is told only where its file changed.
    void setCatalog(const OperationCatalog &catalog);
    void choose(const QString &id);

Q_SIGNALS:
    void operationChanged();

private:
    void addCards();
    void addProblems(const OperationCatalog &catalog);
    void chosen();

    std::vector<std::shared_ptr<const Operation>> m_operations;
    QWidget *m_cards = nullptr;
    QButtonGroup *m_buttons;
};

} // namespace bulkhead
