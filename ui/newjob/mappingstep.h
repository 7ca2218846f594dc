// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"
#include "core/source/rowsource.h"
#include "ui/newjob/steppanel.h"

class QPushButton;

namespace bulkhead {

class FieldRow;
class Settings;
class TonedLabel;

/// Step 3: which column feeds which field. Filled in from what was saved for this header, else by
/// name; corrected by hand; says what is missing and which columns are left over.
class MappingStep : public StepPanel
{
    Q_OBJECT

public:
    MappingStep(Settings &settings, QWidget *parent = nullptr);

    /// Another operation or list. What was chosen by hand stays while both have the same fields and
    /// columns as before. Null or no columns: nothing to map yet.
    void setInput(const Operation *operation, const SourcePreview &preview);
    /// As another job had it; for the input that comes next as well as for the one that is there.
    void setMapping(const Mapping &mapping);

    Mapping mapping() const;
    /// Whether a job could be made with it.
    bool isUsable() const;
    /// Columns that feed a secret or masked field.
    QStringList hiddenColumns() const;

Q_SIGNALS:
    void mappingChanged();

private:
    void rebuildRows();
    void prefill();
    void apply(const Mapping &mapping);
    void refresh();
    void changed();
    void save();
    QString example(const FieldRow &row) const;

    Settings &m_settings;
    const Operation *m_operation = nullptr;
    SourcePreview m_preview;
    std::optional<Mapping> m_requested; ///< from a copied job, until there is an input for it
    std::vector<FieldRow *> m_rows;
    QWidget *m_grid = nullptr;
    TonedLabel *m_empty;
    TonedLabel *m_origin;
    TonedLabel *m_problems;
    TonedLabel *m_unused;
    QPushButton *m_save;
    QPushButton *m_byName;
    QWidget *m_content;
};

} // namespace bulkhead
