// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/rowdelegate.h"

namespace bulkhead {

/// A cell that shows what becomes of a value: old → new, and of both the part that differs is marked, by
/// a line (through the old, under the new) as well as by colour. Cells without a ChangeKindRole are
/// painted as RowDelegate does.
class ChangeDelegate : public RowDelegate
{
    Q_OBJECT

public:
    enum Role {
        /// The value before, and after. A text, also an empty one; NULL is a null QString.
        OldTextRole = Qt::UserRole + 40,
        NewTextRole,
        /// int(ChangeKind) of this one value: Update shows both, Insert and Read the new, Delete the old,
        /// Unchanged the new in second-rank colour.
        ChangeKindRole,
    };

    using RowDelegate::RowDelegate;

    /// Where two values differ: `start` code units are the same before, `end` of them behind.
    struct Difference
    {
        qsizetype start = 0;
        qsizetype end = 0;
    };
    /// Nothing is called the same when too little is: then all of it is marked.
    static Difference difference(const QString &before, const QString &after);
    /// The cell in words, for Qt::DisplayRole, the clipboard and screen readers: "old → new".
    static QString words(int changeKind, const QString &before, const QString &after);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace bulkhead
