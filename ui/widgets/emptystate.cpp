// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/emptystate.h"

#include "ui/widgets/headline.h"
#include "ui/widgets/themedicon.h"
#include "ui/widgets/tonedlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_title(new QLabel(this)),
      m_explanation(new TonedLabel(TonedLabel::Tone::Quiet, this)), m_button(new QPushButton(this))
{
    m_title->setFont(headline(font()));
    for (QLabel *label : {m_icon, m_title, static_cast<QLabel *>(m_explanation)})
        label->setAlignment(Qt::AlignCenter);
    m_explanation->setFixedWidth(fontMetrics().averageCharWidth() * 64);
    m_button->setObjectName(u"emptyStep"_s);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::stepTaken);

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(8);
    layout->addStretch(2);
    layout->addWidget(m_icon);
    layout->addSpacing(8);
    layout->addWidget(m_title);
    // Not by alignment: the layout would then reckon the height of the lines for the whole width.
    auto *middle = new QHBoxLayout;
    middle->addStretch();
    middle->addWidget(m_explanation);
    middle->addStretch();
    layout->addLayout(middle);
    layout->addSpacing(8);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(3);
}

void EmptyState::describe(const QString &icon, const QString &title, const QString &explanation, const QString &step)
{
    m_iconName = icon;
    m_title->setText(title);
    m_explanation->setText(explanation);
    m_button->setText(step);
    m_button->setVisible(!step.isEmpty());
    applyColors();
}

void EmptyState::applyColors()
{
    m_icon->setPixmap(themedIcon(m_iconName).pixmap(48, 48, QIcon::Disabled));
}

void EmptyState::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        applyColors();
    QWidget::changeEvent(event);
}

} // namespace bulkhead
