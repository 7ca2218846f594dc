// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/operationcard.h"

#include "ui/widgets/theme.h"

#include <QPainter>
#include <QStyleOptionButton>
#include <QStyleOptionFocusRect>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr int grid = 8;

QString noteOf(const Operation &operation)
{
    if (!operation.writes()) {
        //: Of an operation: it looks records up and changes nothing
        return OperationCard::tr("Reads only");
    }
    //: Of an operation: whether its jobs can be undone
    return operation.revertible ? OperationCard::tr("Can be taken back") : OperationCard::tr("Cannot be taken back");
}
} // namespace

OperationCard::OperationCard(const Operation &operation, QWidget *parent) : QAbstractButton(parent)
{
    m_summary = operation.summary.toString();
    m_note = noteOf(operation);
    m_isFinal = operation.writes() && !operation.revertible;
    setObjectName("operation_"_L1 + operation.id);
    setText(operation.title.toString());
    setAccessibleName(text());
    setAccessibleDescription(m_summary + u' ' + m_note);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum); // as tall as its neighbour
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

QRect OperationCard::textRect(int width) const
{
    const int left = grid + style()->pixelMetric(QStyle::PM_ExclusiveIndicatorWidth, nullptr, this) + grid;
    return {left, grid, qMax(1, width - left - grid), 0};
}

int OperationCard::heightForWidth(int width) const
{
    const QRect words = textRect(width);
    const int summary =
        fontMetrics().boundingRect(QRect(0, 0, words.width(), 10000), Qt::TextWordWrap, m_summary).height();
    return 2 * grid + fontMetrics().height() + summary;
}

QSize OperationCard::sizeHint() const
{
    return {48 * fontMetrics().averageCharWidth(), heightForWidth(48 * fontMetrics().averageCharWidth())};
}

QSize OperationCard::minimumSizeHint() const
{
    return {20 * fontMetrics().averageCharWidth(), 2 * grid + 2 * fontMetrics().height()};
}

void OperationCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(1, 1, -1, -1);
    QColor accent = palette().color(QPalette::Highlight);
    if (isChecked() || underMouse()) {
        painter.setPen(isChecked() ? QPen(accent, 1.5) : QPen(Theme::of(palette()).line, 1));
        accent.setAlphaF(isChecked() ? 0.08F : 0);
        painter.setBrush(accent);
        painter.drawRoundedRect(frame, 4, 4);
    }
    QStyleOptionButton indicator;
    indicator.initFrom(this);
    indicator.state |= isChecked() ? QStyle::State_On : QStyle::State_Off;
    const int size = style()->pixelMetric(QStyle::PM_ExclusiveIndicatorWidth, &indicator, this);
    indicator.rect = QRect(grid, grid + (fontMetrics().height() - size) / 2, size, size);
    style()->drawPrimitive(QStyle::PE_IndicatorRadioButton, &indicator, &painter, this);

    QRect words = textRect(width());
    words.setHeight(fontMetrics().height());
    const Theme theme = Theme::of(palette());
    painter.setPen(m_isFinal ? theme.caution : theme.quiet);
    painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, m_note);
    const QRect title = words.adjusted(0, 0, -fontMetrics().horizontalAdvance(m_note) - grid, 0);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(title, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(text(), Qt::ElideRight, title.width()));
    painter.setPen(theme.quiet);
    painter.drawText(QRect(words.left(), words.bottom() + 1, words.width(), height()), Qt::TextWordWrap, m_summary);
    if (hasFocus()) {
        QStyleOptionFocusRect option;
        option.initFrom(this);
        option.rect = rect().adjusted(3, 3, -3, -3);
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
    }
}

} // namespace bulkhead
