// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobcells.h"

#include "ui/jobs/joblistmodel.h"
#include "ui/widgets/outcomebar.h"

#include <QPainter>

namespace bulkhead {

namespace {

constexpr int barHeight = 8;

} // namespace

std::optional<StatusLook> jobLook(const QModelIndex &index, const Theme &theme)
{
    return StatusLook::of(JobState(index.data(JobListModel::StateRole).toInt()),
                          JobAwaits(index.data(JobListModel::AwaitsRole).toInt()), theme);
}

void JobProgressDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    paintPanel(painter, cell);
    const auto state = JobState(index.data(JobListModel::StateRole).toInt());
    QRect words = cell.rect.adjusted(padding, 0, -padding, 0);
    if (!isFinal(state) && state != JobState::Pending) {
        const int figures = cell.fontMetrics.horizontalAdvance(QStringLiteral("100 %"));
        QRect bar = words.adjusted(0, 0, -figures - padding, 0);
        bar.setTop(cell.rect.center().y() - barHeight / 2 + 1);
        bar.setHeight(barHeight);
        paintOutcome(*painter, bar, index.data(JobListModel::CountsRole).value<JobCounts>(), Theme::of(cell.palette));
        words.setLeft(bar.right() + padding);
        cell.displayAlignment = Qt::AlignRight;
    }
    paintWords(painter, cell, words);
}

} // namespace bulkhead
