// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/rowdelegate.h"

namespace bulkhead {

/// A row of one or two lines: words and, below them, a note; on the right a figure, and below it another.
/// All rows of a view have as many lines as `lines` says.
class AlbumDelegate : public RowDelegate
{
    Q_OBJECT

public:
    enum Role { NoteRole = Qt::UserRole + 1, FigureRole, FigureNoteRole };

    AlbumDelegate(int lines, QObject *parent) : RowDelegate(parent), m_lines(lines) {}

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    int m_lines;
};

} // namespace bulkhead
