// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/messagebar.h"

#include "ui/widgets/theme.h"
#include "ui/widgets/themedicon.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QTimer>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

QColor accentOf(MessageKind kind, const Theme &theme)
{
    switch (kind) {
    case MessageKind::Information:
        return theme.active;
    case MessageKind::Positive:
        return theme.positive;
    case MessageKind::Warning:
        return theme.caution;
    case MessageKind::Error:
        return theme.negative;
    }
    Q_UNREACHABLE();
}

QString iconOf(MessageKind kind)
{
    switch (kind) {
    case MessageKind::Information:
        return u"dialog-information"_s;
    case MessageKind::Positive:
        return u"dialog-ok"_s;
    case MessageKind::Warning:
        return u"dialog-warning"_s;
    case MessageKind::Error:
        return u"dialog-error"_s;
    }
    Q_UNREACHABLE();
}

constexpr int goodNewsMs = 8000;

} // namespace

MessageBar::MessageBar(QWidget *parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)), m_close(new QToolButton(this)),
      m_leave(new QTimer(this))
{
    setObjectName(u"messageBar"_s);
    m_text->setObjectName(u"messageText"_s);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    // The words may be a server's or a file's: never markup.
    m_text->setTextFormat(Qt::PlainText);
    m_close->setObjectName(u"messageClose"_s);
    m_close->setAutoRaise(true);
    m_close->setIcon(themedIcon(u"window-close"_s));
    m_close->setAccessibleName(tr("Close this message"));
    m_close->setToolTip(tr("Close this message"));
    connect(m_close, &QToolButton::clicked, this, &MessageBar::dismiss);
    m_leave->setSingleShot(true);
    connect(m_leave, &QTimer::timeout, this, &MessageBar::dismiss);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_icon, 0, Qt::AlignVCenter);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_close, 0, Qt::AlignVCenter);
    hide();
}

void MessageBar::tell(MessageKind kind, const QString &text)
{
    m_kind = kind;
    m_text->setText(text);
    m_icon->setPixmap(themedIcon(iconOf(kind)).pixmap(16, 16));
    setAccessibleName(text);
    if (kind == MessageKind::Information || kind == MessageKind::Positive)
        m_leave->start(goodNewsMs);
    else
        m_leave->stop();
    applyColors();
    show();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void MessageBar::dismiss()
{
    m_leave->stop();
    hide();
}

QString MessageBar::text() const
{
    return m_text->text();
}

void MessageBar::applyColors()
{
    update();
    m_icon->setPixmap(themedIcon(iconOf(m_kind)).pixmap(16, 16));
}

void MessageBar::paintEvent(QPaintEvent *)
{
    const QColor accent = accentOf(m_kind, Theme::of(palette()));
    QPainter painter(this);
    painter.fillRect(rect(), Theme::mixed(accent, palette().color(QPalette::Window), 0.12));
    painter.fillRect(QRect(0, 0, 4, height()), accent);
}

void MessageBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        applyColors();
    QWidget::changeEvent(event);
}

} // namespace bulkhead
