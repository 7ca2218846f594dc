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
}

OperationCard::OperationCard(const Operation &operation, QWidget *parent) : QAbstractButton(parent)
{
    m_summary = operation.summary.toString();
    setObjectName("operation_"_L1 + operation.id);
    setText(operation.title.toString());
    setAccessibleName(text());
    setAccessibleDescription(m_summary);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
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
    return {60 * fontMetrics().averageCharWidth(), heightForWidth(60 * fontMetrics().averageCharWidth())};
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
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, text());
    painter.setPen(Theme::of(palette()).quiet);
    painter.drawText(QRect(words.left(), words.bottom() + 1, words.width(), height()), Qt::TextWordWrap,
                     m_summary);
    if (hasFocus()) {
        QStyleOptionFocusRect option;
        option.initFrom(this);
        option.rect = rect().adjusted(3, 3, -3, -3);
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
    }
}

} // namespace bulkhead
