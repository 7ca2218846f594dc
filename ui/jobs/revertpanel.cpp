// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/revertpanel.h"

#include "core/engine/revert.h"
#include "ui/jobs/jobwatch.h"
#include "ui/session/frame.h"
#include "ui/session/session.h"
#include "ui/widgets/accentbutton.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/themedicon.h"
#include "ui/widgets/tonedlabel.h"

#include <QApplication>
#include <QDateTime>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

RevertPanel::RevertPanel(Session &session, Pages &pages, JobWatch &watch, QWidget *parent)
    : QWidget(parent), m_session(session), m_pages(pages), m_watch(watch), m_verb(new QWidget(this)),
      m_until(new TonedLabel(TonedLabel::Tone::Quiet, m_verb)), m_open(new QPushButton(m_verb)),
      m_question(new QLabel(this)), m_why(new QWidget(this)), m_reason(new QLineEdit(m_why)),
      m_error(new TonedLabel(TonedLabel::Tone::Negative, this)), m_cancel(new QPushButton(tr("Cancel"), this)),
      m_now(new QPushButton(tr("Revert now"), this)), m_look(new AccentButton(tr("Look first"), this))
{
    setObjectName(u"revertPanel"_s);
    buildVerb();
    m_question->setObjectName(u"revertQuestion"_s);
    m_question->setTextFormat(Qt::PlainText);
    m_question->setWordWrap(true);
    m_reason->setObjectName(u"revertReason"_s);
    m_reason->setPlaceholderText(tr("Kept in the log and the audit"));
    m_error->setObjectName(u"revertError"_s);
    m_error->hide();
    m_cancel->setObjectName(u"revertCancel"_s);
    m_now->setObjectName(u"revertNow"_s);
    m_look->setObjectName(u"revertLook"_s);
    m_look->setToolTip(tr("Find out what would be put back; nothing is written until you start it"));

    auto *label = new QLabel(tr("Why:"), m_why);
    label->setBuddy(m_reason);
    auto *reason = new QHBoxLayout(m_why);
    reason->setContentsMargins(0, 0, 0, 0);
    reason->setSpacing(8);
    reason->addWidget(label);
    reason->addWidget(m_reason, 1);
    auto *words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_question);
    words->addWidget(m_why);
    words->addWidget(m_error);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 8, 8, 8);
    layout->setSpacing(8);
    layout->addLayout(words, 1);
    for (QPushButton *verb : {m_cancel, m_now, m_look})
        layout->addWidget(verb, 0, Qt::AlignVCenter);

    connect(m_open, &QPushButton::clicked, this, &RevertPanel::open);
    connect(m_cancel, &QPushButton::clicked, this, &RevertPanel::close);
    connect(m_now, &QPushButton::clicked, this, [this] { revert(false); });
    connect(m_look, &QPushButton::clicked, this, [this] { revert(true); });
    connect(m_reason, &QLineEdit::textChanged, this, &RevertPanel::showVerbs);
    connect(&m_watch, &JobWatch::detailsChanged, this, &RevertPanel::showFacts);
    connect(&m_watch, &JobWatch::jobChanged, this, &RevertPanel::showFacts);
    hide();
}

void RevertPanel::buildVerb()
{
    m_until->setObjectName(u"revertibleUntil"_s);
    m_until->setWordWrap(false);
    m_open->setObjectName(u"revertJob"_s);
    m_open->setIcon(themedIcon(u"edit-undo"_s));
    auto *layout = new QHBoxLayout(m_verb);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_until);
    layout->addWidget(m_open);
    m_verb->hide();
}

void RevertPanel::showFacts()
{
    if (!m_watch.job() || !m_watch.facts())
        return;
    const Job &job = *m_watch.job();
    const JobFacts &facts = *m_watch.facts();
    const bool offered = isFinal(job.state) && facts.operation.writes() && !facts.ofPreview;
    m_verb->setVisible(offered);
    if (!offered) {
        close();
        return;
    }
    const bool can = !facts.notRevertible;
    m_open->setText(tr("Revert %Ln change(s)…", "", Phrases::plural(facts.tally.written())));
    m_open->setEnabled(can);
    m_open->setToolTip(can ? tr("Put every record back as it was before this job") : facts.notRevertible->toString());
    m_until->setVisible(can && job.revertibleUntil > 0);
    const QDateTime until = QDateTime::fromMSecsSinceEpoch(job.revertibleUntil);
    //: %1 is a date
    m_until->setText(tr("can be taken back until %1").arg(QLocale().toString(until.date(), QLocale::ShortFormat)));
    m_until->setToolTip(Phrases::exactTime(job.revertibleUntil));
    if (!can)
        close();
    showVerbs();
}

bool RevertPanel::asksReason() const
{
    const JobFacts &facts = *m_watch.facts();
    return facts.operation.limits.confirmAbove > 0 && facts.tally.written() > facts.operation.limits.confirmAbove;
}

void RevertPanel::open()
{
    m_question->setText(tr("Put %Ln record(s) back as they were? One that somebody changed since is kept and "
                           "listed.",
                           "", Phrases::plural(m_watch.facts()->tally.written())));
    m_why->setVisible(asksReason());
    m_error->say({});
    showVerbs();
    show();
    if (asksReason())
        m_reason->setFocus();
    else
        m_look->setFocus();
}

void RevertPanel::close()
{
    if (isAncestorOf(QApplication::focusWidget()))
        m_open->setFocus();
    hide();
}

void RevertPanel::showVerbs()
{
    const bool ready = !m_asking && m_watch.facts() && (!asksReason() || !m_reason->text().trimmed().isEmpty());
    for (QPushButton *verb : {m_now, m_look})
        verb->setEnabled(ready);
    m_cancel->setEnabled(!m_asking);
    m_now->setToolTip(ready || m_asking ? QString() : tr("So many changes are taken back only with a reason."));
}

void RevertPanel::revert(bool preview)
{
    m_asking = true;
    m_error->say(TonedLabel::Tone::Quiet, tr("Collecting what is to be put back…"));
    showVerbs();
    RevertRequest request{.parent = m_watch.jobId(),
                          .preview = preview,
                          .actor = m_session.actor(),
                          .reason = m_reason->text().trimmed(),
                          .worker = m_session.workerId()};
    m_session.ask<QUuid>(
        this, Session::Lane::Background,
        [request = std::move(request), closing = m_session.closing()](JobStore &store) {
            return revertJob(store, request, [&](const PlanProgress &) { return !closing.stop_requested(); });
        },
        [this](Result<QUuid> child) {
            m_asking = false;
            showVerbs();
            if (child)
                taken(child.value());
            else
                m_error->say(TonedLabel::Tone::Negative, child.error().toString());
            m_watch.refresh();
        });
}

void RevertPanel::taken(const QUuid &child)
{
    m_reason->clear();
    close();
    m_session.wakeRunner();
    m_pages.openJob(child);
}

void RevertPanel::paintEvent(QPaintEvent *)
{
    const QColor accent = Theme::of(palette()).caution;
    QPainter painter(this);
    painter.fillRect(rect(), Theme::mixed(accent, palette().color(QPalette::Window), 0.12));
    painter.fillRect(QRect(0, 0, 4, height()), accent);
}

bool RevertPanel::event(QEvent *event)
{
    // Before the frame takes it for Back.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape)
        event->accept();
    return QWidget::event(event);
}

void RevertPanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !m_asking)
        close();
    else
        QWidget::keyPressEvent(event);
}

} // namespace bulkhead
