// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/jobspec.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QSpinBox;
class QToolButton;

namespace bulkhead {

/// How a job is run: the few options that matter, and the rest behind "More options". Knows nothing of
/// a job; used for a new one and for the defaults.
class JobOptionsForm : public QWidget
{
    Q_OBJECT

public:
    explicit JobOptionsForm(QWidget *parent = nullptr);

    JobOptions options() const;
    void setOptions(const JobOptions &options);
    /// What "as the operation says" means now; 0 while no operation is chosen.
    void setOperationChunkSize(int rows);
    /// Whether the operation can be taken back, so that how long is a question.
    void setKeepsChanges(bool keeps);
    /// Opens or folds what is behind "More options".
    void setExpanded(bool expanded);

Q_SIGNALS:
    void optionsChanged();

private:
    enum Threshold { NoThreshold, CountThreshold, PercentThreshold };

    void addMain(QGridLayout *layout);
    void addPauses(QGridLayout *layout);
    void addMore(QGridLayout *layout);
    QSpinBox *makeSpin(const QString &name, int from, int to);
    QLabel *labelFor(const QString &text, QWidget *buddy);
    void makeShare(QDoubleSpinBox *spin, const QString &name, const QString &title);
    void showThreshold();

    QSpinBox *m_chunkSize;
    QSpinBox *m_concurrency;
    QCheckBox *m_stopOnError;
    QComboBox *m_threshold;
    QSpinBox *m_maxErrors;
    QDoubleSpinBox *m_maxPercent;
    QCheckBox *m_holdCheck;
    QSpinBox *m_holdAfter;
    QCheckBox *m_pauseCheck;
    QDoubleSpinBox *m_pauseAt;
    QLabel *m_keepLabel = nullptr;
    QSpinBox *m_keepDays;
    QToolButton *m_moreButton;
    QWidget *m_more;
    QSpinBox *m_maxRetries;
    QSpinBox *m_priority;
    QCheckBox *m_ordered;
};

} // namespace bulkhead
