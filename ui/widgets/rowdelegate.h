// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/statuslook.h"

#include <QStyledItemDelegate>

#include <functional>
#include <optional>

class QTableView;

namespace bulkhead {

/// The look that all tables share: whole rows, no grid, one row height by the font, columns that are
/// resized by hand, headers that do not shout.
void setUpTable(QTableView &table);

/// A cell: one line of text, cut where it does not fit, in line with its header. No frame around the
/// current cell: the row is what is chosen.
class RowDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// Left and right of the words, in pixels.
    static constexpr int padding = 8;

    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
    /// Background and selection of the cell, without its text; `option` is made ready for the painter.
    static void paintPanel(QPainter *painter, QStyleOptionViewItem &option);
    /// The option's words in `area`, in the colour of the cell.
    static void paintWords(QPainter *painter, const QStyleOptionViewItem &option, const QRect &area);
    /// The shape of a state in its colour, and the option's words behind it.
    static void paintStatus(QPainter *painter, const QStyleOptionViewItem &option, const StatusLook &look);
    static QColor textColor(const QStyleOptionViewItem &option);
};

/// A state as shape and word. The word is the model's; `look` says of a cell how its state is painted, and
/// nothing while that is not known.
class StatusDelegate : public RowDelegate
{
    Q_OBJECT

public:
    using Look = std::function<std::optional<StatusLook>(const QModelIndex &index, const Theme &theme)>;

    explicit StatusDelegate(Look look, QObject *parent = nullptr);
    /// The width of a cell in which all of the word is seen, in pixels.
    static int roomFor(const StatusLook &look, const QFontMetrics &metrics);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    Look m_look;
};

} // namespace bulkhead
