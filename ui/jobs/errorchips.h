// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/job.h"

#include <QWidget>

#include <vector>

class QLabel;
class QToolButton;

namespace bulkhead {

class FilterChip;
class FlowLayout;

/// The errors of a job by code, most frequent first, as buttons: pressing one narrows the items to that
/// code, pressing it again shows all. What does not fit stands in a menu.
class ErrorChips : public QWidget
{
    Q_OBJECT

public:
    explicit ErrorChips(QWidget *parent = nullptr);

    void setErrors(const std::vector<ErrorCount> &errors);
    void setChosen(const QString &code);
    QString chosen() const { return m_chosen; }

Q_SIGNALS:
    /// Empty: no code.
    void codeChosen(const QString &code);

private:
    void choose(const QString &code);
    void rebuild();
    void relabel();

    std::vector<ErrorCount> m_errors;
    QString m_chosen;
    FlowLayout *m_layout;
    QLabel *m_caption;
    std::vector<FilterChip *> m_buttons;
    QToolButton *m_more;
};

} // namespace bulkhead
