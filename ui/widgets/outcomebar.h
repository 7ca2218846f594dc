// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/job.h"
#include "ui/widgets/theme.h"

#include <QProgressBar>

class QPainter;

namespace bulkhead {

/// Paints how far a job has come as one rounded bar, parted by outcome: succeeded, failed, the rest of
/// what is settled, and the empty track of what is open.
void paintOutcome(QPainter &painter, const QRectF &area, const JobCounts &counts, const Theme &theme);
/// Settled rows in percent, never rounded up to 100.
int percentSettled(const JobCounts &counts);

/// That bar as a widget; to assistive technology it is a progress bar that speaks at every tenth.
class OutcomeBar : public QProgressBar
{
    Q_OBJECT

public:
    explicit OutcomeBar(QWidget *parent = nullptr);

    void setCounts(const JobCounts &counts);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    JobCounts m_counts;
};

} // namespace bulkhead
