// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/changepage.h"
#include "core/job/job.h"
#include "ui/widgets/theme.h"

#include <QCoreApplication>
#include <QRectF>

class QPainter;

namespace bulkhead {

/// How a state is shown everywhere: a shape, a word and a colour, so that none of them carries the
/// meaning alone. ● done ◐ partly ✕ failed ▶ running ⏸ paused ○ waiting ⊘ cancelled ? unknown ◎ waits
/// for a person = is so already + inserted ~ changed − deleted
struct StatusLook
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::StatusLook)

public:
    enum class Shape { Disc, Half, Cross, Play, Pause, Ring, Barred, Question, Target, Equals, Plus, Wave, Minus };

    Shape shape = Shape::Ring;
    QString word;
    QColor color;

    static StatusLook of(JobState state, const Theme &theme);
    /// The state, and of a job that waits for a person, for what.
    static StatusLook of(const Job &job, const Theme &theme);
    static StatusLook of(JobState state, JobAwaits awaits, const Theme &theme);
    static StatusLook of(ChangeKind kind, const Theme &theme);
    static StatusLook of(ItemState state, const Theme &theme);
    static StatusLook of(ChunkState state, bool withFailures, const Theme &theme);

    /// The shape in the largest square that fits into the middle of `area`.
    void paint(QPainter &painter, const QRectF &area) const;
    void paint(QPainter &painter, const QRectF &area, const QColor &inColor) const;
};

} // namespace bulkhead
