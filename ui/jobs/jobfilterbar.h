// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLineEdit;
class QTimer;

namespace bulkhead {

class OperationCatalog;

/// Search, state and operation by which a list of jobs is narrowed.
class JobFilterBar : public QWidget
{
    Q_OBJECT

public:
    /// Only the states in `offered` can be chosen.
    JobFilterBar(const OperationCatalog &catalog, const std::vector<JobState> &offered,
                 QWidget *parent = nullptr);

    /// What is offered to choose from; what was chosen stays so.
    void setOperations(const OperationCatalog &catalog);
    /// The chosen state; nothing for any.
    std::optional<JobState> state() const;
    QString operation() const;
    QString text() const;
    bool isNarrowed() const;
    void clear();
    QLineEdit *search() const { return m_search; }

Q_SIGNALS:
    /// Typing is waited for.
    void changed();

private:
    QLineEdit *m_search;
    QComboBox *m_state;
    QComboBox *m_operation;
    QTimer *m_typing;
};

} // namespace bulkhead
