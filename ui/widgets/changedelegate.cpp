// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/changedelegate.h"

#include "core/job/changepage.h"
#include "ui/widgets/theme.h"

#include <QPainter>

#include <algorithm>
#include <vector>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {

// A value may hold megabytes; a cell shows a line.
constexpr qsizetype longestPart = 160;
// So much of what stayed the same is shown beside what changed.
constexpr qsizetype keptSame = 24;

struct Piece
{
    enum class Look { Plain, Quiet, Removed, Added };
    QString text;
    Look look = Look::Plain;
};

QString oneLine(QString text)
{
    for (QChar &c : text) {
        if (c == u'\n' || c == u'\r')
            c = u'↵';
        else if (c == u'\t')
            c = u' ';
    }
    return text;
}

QString head(const QString &text, qsizetype most)
{
    return oneLine(text.size() > most ? text.left(most) + u'…' : text);
}

QString tail(const QString &text, qsizetype most)
{
    return oneLine(text.size() > most ? u'…' + text.right(most) : text);
}

/// What stands for a value that has no characters; empty for the others.
QString wordForNothing(const QString &value)
{
    if (value.isNull()) {
        //: Stands for NULL in a table of changes
        return ChangeDelegate::tr("no value");
    }
    //: Stands for a text without characters in a table of changes
    return value.isEmpty() ? ChangeDelegate::tr("empty") : QString();
}

void addValue(std::vector<Piece> &pieces, const QString &value, Piece::Look look)
{
    const QString nothing = wordForNothing(value);
    pieces.push_back(nothing.isEmpty() ? Piece{head(value, longestPart), look}
                                       : Piece{nothing, look == Piece::Look::Plain ? Piece::Look::Quiet : look});
}

void addMarked(std::vector<Piece> &pieces, const QString &value, const ChangeDelegate::Difference &same,
               Piece::Look look)
{
    if (value.isEmpty()) {
        addValue(pieces, value, look);
        return;
    }
    pieces.push_back({tail(value.left(same.start), keptSame), Piece::Look::Plain});
    pieces.push_back({head(value.mid(same.start, value.size() - same.start - same.end), longestPart), look});
    pieces.push_back({head(value.right(same.end), keptSame), Piece::Look::Plain});
}

std::vector<Piece> piecesOf(const QModelIndex &index)
{
    const auto kind = ChangeKind(index.data(ChangeDelegate::ChangeKindRole).toInt());
    const QString before = index.data(ChangeDelegate::OldTextRole).toString();
    const QString after = index.data(ChangeDelegate::NewTextRole).toString();
    std::vector<Piece> pieces;
    switch (kind) {
    case ChangeKind::Insert:
        addValue(pieces, after, Piece::Look::Added);
        break;
    case ChangeKind::Read:
        addValue(pieces, after, Piece::Look::Plain);
        break;
    case ChangeKind::Delete:
        addValue(pieces, before, Piece::Look::Removed);
        break;
    case ChangeKind::Unchanged:
        addValue(pieces, after, Piece::Look::Quiet);
        break;
    case ChangeKind::Update: {
        const ChangeDelegate::Difference same = ChangeDelegate::difference(before, after);
        addMarked(pieces, before, same, Piece::Look::Removed);
        pieces.push_back({u" → "_s, Piece::Look::Quiet});
        addMarked(pieces, after, same, Piece::Look::Added);
        break;
    }
    }
    std::erase_if(pieces, [](const Piece &piece) { return piece.text.isEmpty(); });
    return pieces;
}

QFont fontOf(const QFont &base, Piece::Look look)
{
    QFont font = base;
    font.setStrikeOut(look == Piece::Look::Removed);
    font.setUnderline(look == Piece::Look::Added);
    return font;
}

/// The whole of a cell in one colour would shout: an inserted or a deleted value is not underlined.
bool isWhole(const QModelIndex &index)
{
    return ChangeKind(index.data(ChangeDelegate::ChangeKindRole).toInt()) != ChangeKind::Update;
}

} // namespace

ChangeDelegate::Difference ChangeDelegate::difference(const QString &before, const QString &after)
{
    const qsizetype shorter = std::min(before.size(), after.size());
    Difference same;
    while (same.start < shorter && before[same.start] == after[same.start])
        ++same.start;
    if (same.start > 0 && before[same.start - 1].isHighSurrogate())
        --same.start;
    while (same.end < shorter - same.start &&
           before[before.size() - 1 - same.end] == after[after.size() - 1 - same.end])
        ++same.end;
    if (same.end > 0 && before[before.size() - same.end].isLowSurrogate())
        --same.end;
    // Two other words that share a letter or two read better whole.
    return 2 * (same.start + same.end) < shorter ? Difference() : same;
}

QString ChangeDelegate::words(int changeKind, const QString &before, const QString &after)
{
    const auto word = [](const QString &value) {
        const QString nothing = wordForNothing(value);
        return nothing.isEmpty() ? value : nothing;
    };
    switch (ChangeKind(changeKind)) {
    case ChangeKind::Delete:
        return word(before);
    case ChangeKind::Update:
        return word(before) + u" → "_s + word(after);
    case ChangeKind::Insert:
    case ChangeKind::Read:
    case ChangeKind::Unchanged:
        break;
    }
    return word(after);
}

void ChangeDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (!index.data(ChangeKindRole).isValid()) {
        RowDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    paintPanel(painter, cell);
    const bool selected = cell.state & QStyle::State_Selected;
    const Theme theme = Theme::of(cell.palette);
    const QColor ink = textColor(cell);
    const QColor ground = cell.palette.color(selected ? QPalette::Highlight : QPalette::Base);
    const bool whole = isWhole(index);
    QRect room = cell.rect.adjusted(padding, 0, -padding, 0);
    painter->save();
    for (const Piece &piece : piecesOf(index)) {
        if (room.width() <= 0)
            break;
        const bool removed = piece.look == Piece::Look::Removed;
        const bool marked = removed || piece.look == Piece::Look::Added;
        const QFont font = whole && !removed ? cell.font : fontOf(cell.font, piece.look);
        const QFontMetrics metrics(font);
        const QString text = metrics.elidedText(piece.text, Qt::ElideRight, room.width());
        const int width = std::min(metrics.horizontalAdvance(text), room.width());
        if (marked) {
            const QColor color = selected ? ink : removed ? theme.negative : theme.positive;
            const int spare = (room.height() - metrics.height()) / 2;
            painter->fillRect(QRect(room.left(), room.top() + spare, width, metrics.height()),
                              Theme::mixed(color, ground, 0.16));
        }
        painter->setFont(font);
        painter->setPen(piece.look == Piece::Look::Quiet && !selected ? theme.quiet : ink);
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
        room.setLeft(room.left() + width);
    }
    painter->restore();
}

QSize ChangeDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = RowDelegate::sizeHint(option, index);
    if (!index.data(ChangeKindRole).isValid())
        return size;
    const QFontMetrics metrics(option.font);
    int width = 2 * padding + 2;
    for (const Piece &piece : piecesOf(index))
        width += metrics.horizontalAdvance(piece.text);
    size.setWidth(width);
    return size;
}

} // namespace bulkhead
