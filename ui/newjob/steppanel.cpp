// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/steppanel.h"

#include "ui/widgets/theme.h"

#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QStyleOptionFocusRect>
#include <QVBoxLayout>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {

constexpr int grid = 8;

QString glyph(const StepPanel &step)
{
    switch (step.state()) {
    case StepState::Ready:
        return u"✓"_s;
    case StepState::Attention:
        return u"!"_s;
    case StepState::Working:
    case StepState::Open:
    case StepState::Waiting:
        break;
    }
    return QLocale().toString(step.number());
}

void paintBadge(QPainter &painter, const QRectF &rect, const QPalette &palette, const StepPanel &step)
{
    const Theme theme = Theme::of(palette);
    const bool filled = step.state() == StepState::Ready || step.state() == StepState::Attention;
    const QColor color = step.state() == StepState::Ready       ? theme.positive
                         : step.state() == StepState::Attention ? theme.caution
                         : step.state() == StepState::Waiting   ? theme.quiet
                                                                : theme.active;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(filled ? QBrush(color) : Qt::NoBrush);
    painter.drawEllipse(rect.adjusted(1, 1, -1, -1));
    QFont font = painter.font();
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(filled ? Theme::on(color) : color);
    painter.drawText(rect, Qt::AlignCenter, glyph(step));
}

QString stateWords(StepState state)
{
    switch (state) {
    case StepState::Waiting:
        return StepButton::tr("waiting", "step");
    case StepState::Open:
        return StepButton::tr("to do", "step");
    case StepState::Working:
        return StepButton::tr("working", "step");
    case StepState::Ready:
        return StepButton::tr("done", "step");
    case StepState::Attention:
        return StepButton::tr("needs attention", "step");
    }
    return {};
}

} // namespace

StepPanel::StepPanel(int number, const QString &title, QWidget *parent)
    : QFrame(parent), m_number(number), m_title(new QLabel(title, this)), m_body(new QVBoxLayout)
{
    m_title->setTextFormat(Qt::PlainText);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * grid, grid + grid / 2, 2 * grid, 2 * grid);
    layout->setSpacing(grid);
    layout->addWidget(m_title);
    m_body->setSpacing(grid);
    layout->addLayout(m_body);
    restyle();
}

QString StepPanel::title() const
{
    return m_title->text();
}

void StepPanel::setState(StepState state, const QString &summary)
{
    if (m_state == state && m_summary == summary)
        return;
    m_state = state;
    m_summary = summary;
    Q_EMIT stateChanged();
}

void StepPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor window = palette().color(QPalette::Window);
    painter.setPen(Theme::of(palette()).line);
    painter.setBrush(Theme::mixed(palette().color(QPalette::Base), window, 0.6));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

void StepPanel::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange)
        restyle();
}

void StepPanel::restyle()
{
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
}

StepButton::StepButton(const StepPanel *step, QWidget *parent) : QAbstractButton(parent), m_step(step)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    const auto describe = [this] {
        setAccessibleName(m_step->title());
        setAccessibleDescription(m_step->summary().isEmpty()
                                     ? stateWords(m_step->state())
                                     : stateWords(m_step->state()) + u" · "_s + m_step->summary());
        setToolTip(m_step->summary());
        update();
    };
    connect(step, &StepPanel::stateChanged, this, describe);
    describe();
}

void StepButton::setCurrent(bool current)
{
    if (m_current != current) {
        m_current = current;
        update();
    }
}

QSize StepButton::sizeHint() const
{
    return {20 * fontMetrics().averageCharWidth(), 2 * fontMetrics().height() + 2 * grid};
}

QSize StepButton::minimumSizeHint() const
{
    return {10 * fontMetrics().averageCharWidth(), sizeHint().height()};
}

void StepButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor window = palette().color(QPalette::Window);
    const QColor ink = palette().color(QPalette::WindowText);
    if (underMouse()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Theme::mixed(ink, window, 0.06));
        painter.drawRoundedRect(rect().adjusted(0, 0, 0, -2), 4, 4);
    }
    const int lines = 2 * fontMetrics().height();
    const int badge = fontMetrics().height() + grid / 2;
    const QRect content = rect().adjusted(grid, (height() - lines) / 2, -grid, 0);
    paintBadge(painter, QRectF(content.left(), content.top(), badge, badge), palette(), *m_step);

    painter.setFont(font());
    const QRect words = content.adjusted(badge + grid, 0, 0, 0);
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(m_step->state() == StepState::Waiting ? Theme::of(palette()).quiet : ink);
    const QFontMetrics boldMetrics(bold);
    painter.drawText(QRect(words.left(), words.top(), words.width(), boldMetrics.height()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     boldMetrics.elidedText(m_step->title(), Qt::ElideRight, words.width()));
    painter.setFont(font());
    painter.setPen(Theme::of(palette()).quiet);
    painter.drawText(QRect(words.left(), words.top() + boldMetrics.height(), words.width(), fontMetrics().height()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(m_step->summary(), Qt::ElideMiddle, words.width()));
    if (m_current)
        painter.fillRect(QRect(0, height() - 2, width(), 2), palette().color(QPalette::Highlight));
    if (hasFocus()) {
        QStyleOptionFocusRect option;
        option.initFrom(this);
        option.rect = rect().adjusted(1, 1, -1, -3);
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
    }
}

} // namespace bulkhead
