// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/navigation.h"

#include "ui/widgets/phrases.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/themedicon.h"

#include <QEvent>
#include <QPainter>
#include <QStyleOptionFocusRect>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int margin = 8;
constexpr int iconSide = 16;
constexpr qreal radius = 6;

} // namespace

NavigationButton::NavigationButton(const QString &icon, const QString &words, QWidget *parent)
    : QToolButton(parent), m_iconName(icon)
{
    setText(words);
    setAccessibleName(words);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
}

void NavigationButton::setBadge(int number)
{
    if (m_badge == number)
        return;
    m_badge = number;
    //: accessible name of a navigation entry: %1 its words, %2 a number of jobs
    setAccessibleName(number > 0 ? tr("%1, %2 unfinished").arg(text(), Phrases::count(number)) : text());
    update();
}

QSize NavigationButton::sizeHint() const
{
    const int words = fontMetrics().horizontalAdvance(text());
    return {margin * 6 + iconSide + words + fontMetrics().horizontalAdvance(u"000"_s), fontMetrics().height() + 16};
}

void NavigationButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme theme = Theme::of(palette());
    const QColor window = palette().color(QPalette::Window);
    const QRectF panel = QRectF(rect()).adjusted(margin, 1, -margin, -1);
    painter.setPen(Qt::NoPen);
    if (isChecked()) {
        painter.setBrush(Theme::mixed(theme.active, window, theme.dark ? 0.28 : 0.16));
        painter.drawRoundedRect(panel, radius, radius);
        painter.setBrush(theme.active);
        painter.drawRoundedRect(QRectF(panel.left(), panel.top() + 6, 3, panel.height() - 12), 1.5, 1.5);
    } else if (underMouse()) {
        painter.setBrush(Theme::mixed(palette().color(QPalette::WindowText), window, 0.07));
        painter.drawRoundedRect(panel, radius, radius);
    }
    const int left = margin * 2 + 4;
    themedIcon(m_iconName).paint(&painter, QRect(left, (height() - iconSide) / 2, iconSide, iconSide));
    painter.setPen(palette().color(QPalette::WindowText));
    QFont words = font();
    words.setWeight(isChecked() ? QFont::DemiBold : QFont::Normal);
    painter.setFont(words);
    const QRect area = rect().adjusted(left + iconSide + margin + 2, 0, -margin * 2 - 4, 0);
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft, text());
    if (m_badge > 0) {
        painter.setFont(font());
        painter.setPen(theme.active);
        painter.drawText(area, Qt::AlignVCenter | Qt::AlignRight, Phrases::count(m_badge));
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.active, 1));
        painter.drawRoundedRect(panel.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    }
}

void NavigationButton::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        update();
    QToolButton::changeEvent(event);
}

Navigation::Navigation(QWidget *parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 8, 0, 8);
    m_layout->setSpacing(2);
    m_layout->addStretch();
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    setMinimumWidth(fontMetrics().averageCharWidth() * 24);
}

NavigationButton *Navigation::add(const QString &name, const QString &icon, const QString &words)
{
    // No QButtonGroup: it takes all but the current entry out of the order of Tab.
    auto *button = new NavigationButton(icon, words, this);
    button->setObjectName(name);
    const int place = int(m_buttons.size());
    m_buttons.push_back(button);
    m_layout->insertWidget(place, button);
    connect(button, &QToolButton::clicked, this, [this, place] {
        setCurrent(place);
        Q_EMIT chosen(place);
    });
    return button;
}

void Navigation::addAtBottom(QWidget *widget)
{
    m_layout->addWidget(widget);
}

void Navigation::setCurrent(int place)
{
    for (std::size_t i = 0; i < m_buttons.size(); ++i)
        m_buttons[i]->setChecked(int(i) == place);
}

void Navigation::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme = Theme::of(palette());
    const QColor window = palette().color(QPalette::Window);
    painter.fillRect(rect(), Theme::mixed(palette().color(QPalette::WindowText), window, 0.035));
    painter.fillRect(QRect(width() - 1, 0, 1, height()), theme.line);
}

} // namespace bulkhead
