// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/startbar.h"

#include "ui/widgets/accentbutton.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr int grid = 8;
}

StartBar::StartBar(QWidget *parent)
    : QFrame(parent), m_words(new QLabel(this)), m_bar(new QProgressBar(this)), m_start(new AccentButton(this))
{
    m_words->setObjectName(u"startWords"_s);
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(grid);
    m_bar->setAccessibleName(tr("Progress of loading the list"));
    m_bar->hide();
    m_start->setObjectName(u"startButton"_s);
    m_start->setDefault(true);
    m_start->setMinimumHeight(m_start->fontMetrics().height() + 2 * grid);
    connect(m_start, &QPushButton::clicked, this, &StartBar::startRequested);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(2 * grid, grid, 2 * grid, grid);
    layout->setSpacing(2 * grid);
    layout->addWidget(m_words, 3);
    layout->addWidget(m_bar, 1);
    layout->addWidget(m_start);
}

void StartBar::setPlan(bool ready, const QString &buttonText, const QString &words)
{
    m_start->setText(buttonText);
    m_start->setAccessibleName(buttonText);
    m_start->setEnabled(ready && !m_bar->isVisible());
    if (!m_bar->isVisible())
        m_words->setText(words);
}

void StartBar::setLoading(const QString &words, double share)
{
    m_words->setText(words);
    m_bar->setMaximum(share < 0 ? 0 : 1000);
    m_bar->setValue(share < 0 ? 0 : int(share * 1000));
    m_bar->show();
    m_start->setEnabled(false);
}

void StartBar::endLoading()
{
    m_bar->hide();
}

void StartBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QColor line = palette().color(QPalette::WindowText);
    line.setAlphaF(0.16F);
    painter.fillRect(QRect(0, 0, width(), 1), line);
}

} // namespace bulkhead
