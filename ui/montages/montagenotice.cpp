// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/montages/montagenotice.h"

#include "ui/widgets/theme.h"
#include "ui/widgets/themedicon.h"

#include <QAccessible>
#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

MontageNotice::MontageNotice(QWidget *parent)
    : QWidget(parent), m_words(new QLabel(this)), m_open(new QPushButton(tr("Open job"), this)),
      m_cancel(new QPushButton(this)), m_verb(new QPushButton(this))
{
    setObjectName(u"montageNotice"_s);
    m_words->setObjectName(u"montageNoticeWords"_s);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_open->setObjectName(u"openMontageJob"_s);
    m_open->setIcon(themedIcon(u"document-open"_s));
    m_cancel->setObjectName(u"closeMontageNotice"_s);
    m_verb->setObjectName(u"confirmMontageLoss"_s);
    m_verb->setIcon(themedIcon(u"edit-delete"_s));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_words, 1);
    for (QPushButton *button : {m_cancel, m_open, m_verb})
        layout->addWidget(button, 0, Qt::AlignVCenter);
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT jobWanted(m_job); });
    connect(m_cancel, &QPushButton::clicked, this, &MontageNotice::close);
    connect(m_verb, &QPushButton::clicked, this, [this] {
        const std::function<void()> confirmed = m_confirmed;
        close();
        confirmed();
    });
    hide();
}

void MontageNotice::tell(MessageKind kind, const QString &words, const QUuid &job)
{
    if (isAsking()) // a question is not talked over
        return;
    m_kind = kind;
    m_job = job;
    m_words->setText(words);
    setAccessibleName(words);
    m_open->setVisible(!job.isNull());
    m_verb->hide();
    m_cancel->setText(tr("Close"));
    show();
    update();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void MontageNotice::ask(const QString &question, const QString &verb, std::function<void()> confirmed)
{
    m_kind = MessageKind::Warning;
    m_confirmed = std::move(confirmed);
    m_words->setText(question);
    setAccessibleName(question);
    m_open->hide();
    m_verb->setText(verb);
    m_verb->show();
    m_cancel->setText(tr("Cancel"));
    show();
    update();
    m_cancel->setFocus(Qt::OtherFocusReason);
}

void MontageNotice::close()
{
    m_confirmed = nullptr;
    if (isAncestorOf(QApplication::focusWidget()))
        Q_EMIT keyboardLeft();
    hide();
}

bool MontageNotice::event(QEvent *event)
{
    // Else the window would take Esc as "leave the page".
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape)
        event->accept();
    return QWidget::event(event);
}

void MontageNotice::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

void MontageNotice::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(palette());
    const QColor accent = m_kind == MessageKind::Error      ? theme.negative
                          : m_kind == MessageKind::Warning  ? theme.caution
                          : m_kind == MessageKind::Positive ? theme.positive
                                                            : theme.active;
    QPainter painter(this);
    painter.fillRect(rect(), Theme::mixed(accent, palette().color(QPalette::Window), 0.12));
    painter.fillRect(QRect(0, 0, 4, height()), accent);
}

} // namespace bulkhead
