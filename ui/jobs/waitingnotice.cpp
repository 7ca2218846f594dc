// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/waitingnotice.h"

#include "ui/jobs/changewords.h"
#include "ui/jobs/jobactions.h"
#include "ui/jobs/jobwatch.h"
#include "ui/session/services.h"
#include "ui/session/session.h"
#include "ui/widgets/accentbutton.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/tonedlabel.h"

#include <QApplication>
#include <QDateTime>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int glyphSize = 20;

} // namespace

WaitingNotice::WaitingNotice(Session &session, JobWatch &watch, JobActions &actions, QWidget *parent)
    : QWidget(parent), m_session(session), m_watch(watch), m_actions(actions), m_glyph(new QLabel(this)),
      m_headline(new QLabel(this)), m_explanation(new TonedLabel(TonedLabel::Tone::Quiet, this)),
      m_fields(new QWidget(this)), m_countLabel(new QLabel(m_fields)), m_count(new QLineEdit(m_fields)),
      m_reasonLabel(new QLabel(m_fields)), m_reason(new QLineEdit(m_fields)),
      m_error(new TonedLabel(TonedLabel::Tone::Negative, this)), m_discard(new QPushButton(this)),
      m_go(new AccentButton(this))
{
    setObjectName(u"waitingNotice"_s);
    m_headline->setObjectName(u"waitingHeadline"_s);
    m_headline->setTextFormat(Qt::PlainText);
    m_headline->setWordWrap(true);
    QFont strong = m_headline->font();
    strong.setWeight(QFont::DemiBold);
    m_headline->setFont(strong);
    m_explanation->setObjectName(u"waitingExplanation"_s);
    m_error->setObjectName(u"waitingError"_s);
    m_error->hide();
    m_discard->setObjectName(u"discardJob"_s);
    m_go->setObjectName(u"startJob"_s);
    buildFields();

    auto *words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_headline);
    words->addWidget(m_explanation);
    words->addWidget(m_fields);
    words->addWidget(m_error);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_glyph, 0, Qt::AlignTop);
    layout->addLayout(words, 1);
    layout->addWidget(m_discard, 0, Qt::AlignVCenter);
    layout->addWidget(m_go, 0, Qt::AlignVCenter);

    connect(m_go, &QPushButton::clicked, this, &WaitingNotice::press);
    connect(m_discard, &QPushButton::clicked, this, [this] {
        if (m_watch.job()->state == JobState::Paused)
            m_actions.pause(m_watch.jobId()); // from its rest: it stays paused then
        else
            m_actions.discard(m_watch.jobId());
    });
    connect(&m_watch, &JobWatch::jobChanged, this, &WaitingNotice::showJob);
    connect(&m_watch, &JobWatch::detailsChanged, this, &WaitingNotice::showJob);
    hide();
}

void WaitingNotice::buildFields()
{
    m_count->setObjectName(u"confirmCount"_s);
    m_reason->setObjectName(u"confirmReason"_s);
    m_reasonLabel->setText(tr("Why:"));
    m_reason->setPlaceholderText(tr("Kept in the log and the audit"));
    m_countLabel->setBuddy(m_count);
    m_reasonLabel->setBuddy(m_reason);
    m_count->setFixedWidth(fontMetrics().averageCharWidth() * 16);
    for (QLineEdit *field : {m_count, m_reason}) {
        connect(field, &QLineEdit::textChanged, this, &WaitingNotice::showVerbs);
        connect(field, &QLineEdit::returnPressed, this, [this] {
            if (m_go->isEnabled())
                press();
        });
    }
    auto *layout = new QHBoxLayout(m_fields);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_countLabel);
    layout->addWidget(m_count);
    layout->addSpacing(8);
    layout->addWidget(m_reasonLabel);
    layout->addWidget(m_reason, 1);
    m_fields->hide();
}

bool WaitingNotice::isWaiting(const Job &job)
{
    return (job.state == JobState::Pending && (job.awaits != JobAwaits::Nothing || job.resumesAt > 0)) ||
           (job.state == JobState::Paused && !job.reason.isEmpty());
}

qint64 WaitingNotice::changes() const
{
    const ChangeTally &tally = m_watch.facts()->tally;
    return tally.written() + tally.read;
}

void WaitingNotice::showJob()
{
    const bool waits = m_watch.job() && isWaiting(*m_watch.job());
    if (waits) {
        const Job &job = *m_watch.job();
        if (job.state == JobState::Paused)
            showPaused(job);
        else if (job.resumesAt > 0)
            showUnread(job);
        else if (job.awaits == JobAwaits::Approval)
            showApproval(job);
        else
            showStart(job);
        showGlyph();
        showVerbs();
    }
    setVisible(waits);
}

void WaitingNotice::showPaused(const Job &job)
{
    m_headline->setText(job.reason.toString());
    m_fields->hide();
    const bool rests = job.resumesAt > 0;
    m_discard->setVisible(rests);
    if (!rests) {
        m_explanation->say({});
        m_go->setText(tr("Resume"));
        return;
    }
    const std::optional<ServiceLookup> lookup = m_watch.facts() ? m_watch.facts()->operation.lookup : std::nullopt;
    const QString again = QDateTime::fromMSecsSinceEpoch(job.resumesAt).toString(u"HH:mm:ss"_s);
    if (lookup) {
        //: the job waits for a service that does not answer; %1 is its name, %2 a time of day
        m_explanation->say(tr("The job goes on by itself once the service “%1” is back; it asks again at %2.")
                               .arg(lookup->service, again));
    } else {
        //: the job waits for a service that does not answer; %1 is a time of day
        m_explanation->say(tr("The job goes on by itself once the service is back; it asks again at %1.").arg(again));
    }
    //: button: the job that waits for a service stays paused until somebody resumes it
    m_discard->setText(tr("Keep paused"));
    m_discard->setToolTip(tr("Do not go on until somebody resumes it"));
    //: button: ask the service again at once
    m_go->setText(tr("Ask again now"));
}

void WaitingNotice::showUnread(const Job &job)
{
    m_headline->setText(job.reason.toString());
    m_fields->hide();
    m_discard->hide();
    //: the job waits for the service that says whom it is about; %1 is a time of day
    m_explanation->say(
        tr("Whom the job is about is not known yet. It goes on by itself once the service is back; it asks again at %1.")
            .arg(QDateTime::fromMSecsSinceEpoch(job.resumesAt).toString(u"HH:mm:ss"_s)));
}

void WaitingNotice::showStart(const Job &job)
{
    const bool previewed = m_watch.facts() && m_watch.facts()->isPreviewed();
    const bool nothing = previewed && changes() == 0;
    if (nothing)
        m_headline->setText(tr("This job would change nothing."));
    else if (previewed)
        m_headline->setText(tr("Nothing is written yet: look at what would change, then start."));
    else
        m_headline->setText(tr("This job waits for you to start it."));
    const StartNeeds asked = m_watch.facts() && !nothing
                                 ? startNeeds(m_watch.facts()->operation, job.counts.total,
                                              m_watch.facts()->spec.confirmedRows, m_watch.facts()->spec.reason)
                                 : StartNeeds();
    QStringList sentences;
    if (!asked.missing.isEmpty())
        sentences.append(asked.missing.toString());
    else if (nothing)
        sentences.append(tr("Every row is so already, or was refused."));
    else if (previewed)
        sentences.append(tr("A record that somebody changes meanwhile is left alone and listed."));
    if (asked.isApproval)
        sentences.append(asked.approval.toString());
    m_explanation->say(TonedLabel::Tone::Quiet, sentences.join(u' '));

    const bool asksCount = !asked.missing.isEmpty() && m_watch.facts()->spec.confirmedRows != job.counts.total;
    const bool asksReason = !asked.missing.isEmpty() && m_watch.facts()->spec.reason.trimmed().isEmpty();
    //: before a field in which that number is to be typed; %1 is a number of rows
    m_countLabel->setText(tr("Type %1 to confirm:").arg(Phrases::count(job.counts.total)));
    m_countLabel->setVisible(asksCount);
    m_count->setVisible(asksCount);
    m_reasonLabel->setVisible(asksReason);
    m_reason->setVisible(asksReason);
    m_fields->setVisible(asksCount || asksReason);
    m_discard->setText(previewed ? tr("Discard preview") : tr("Discard"));
    m_discard->setToolTip(tr("Throw this job away; it has written nothing"));
    m_discard->show();
    if (!previewed)
        m_go->setText(tr("Start: %Ln row(s)", "", Phrases::plural(job.counts.total)));
    else
        m_go->setText(ChangeWords::start(m_watch.facts()->tally, m_watch.facts()->isRevert()));
}

void WaitingNotice::showApproval(const Job &job)
{
    m_headline->setText(job.reason.toString());
    //: who submitted a job that now waits for approval; %1 is a person
    QString words = tr("Submitted by %1.").arg(job.actor);
    if (m_watch.facts() && !m_watch.facts()->spec.reason.isEmpty()) {
        //: why somebody submitted a job; %1 are that person's own words
        words += u' ' + tr("Reason: %1").arg(m_watch.facts()->spec.reason);
    }
    m_explanation->say(words);
    m_fields->hide();
    m_discard->hide();
    //: button: a second person lets a large job run
    m_go->setText(tr("Approve"));
}

StartNeeds WaitingNotice::needs() const
{
    const JobFacts &facts = *m_watch.facts();
    const std::optional<qint64> typed = Phrases::typedCount(m_count->text());
    const QString reason = m_reason->text().trimmed();
    return startNeeds(facts.operation, m_watch.job()->counts.total, typed ? typed : facts.spec.confirmedRows,
                      reason.isEmpty() ? facts.spec.reason : reason);
}

void WaitingNotice::showVerbs()
{
    if (!m_watch.job())
        return;
    const Job &job = *m_watch.job();
    m_go->setVisible(job.state == JobState::Paused || job.awaits != JobAwaits::Nothing);
    bool ready = !m_asking;
    QString tip;
    if (job.state == JobState::Pending && !m_watch.facts()) {
        ready = false;
    } else if (job.awaits == JobAwaits::Approval && (job.actor == m_session.actor() || job.user == m_session.actor())) {
        ready = false;
        tip = tr("You submitted this job, so somebody else must approve it.");
    } else if (job.awaits == JobAwaits::Start) {
        const StartNeeds still = needs();
        const bool nothing = m_watch.facts()->isPreviewed() && changes() == 0;
        ready = ready && still.missing.isEmpty() && !nothing;
        tip = nothing ? tr("The preview found nothing to change.") : still.missing.toString();
    }
    m_go->setEnabled(ready);
    m_go->setToolTip(ready ? QString() : tip);
    m_discard->setEnabled(!m_asking);
}

void WaitingNotice::press()
{
    const Job &job = *m_watch.job();
    if (job.state == JobState::Paused) {
        // Else the job would rest again unasked until the pause is over.
        if (job.resumesAt > 0)
            m_session.services().registry()->tryNow();
        m_actions.resume(job.id);
        return;
    }
    m_asking = true;
    m_error->say({});
    showVerbs();
    m_actions.start(job.id, Phrases::typedCount(m_count->text()), m_reason->text(), [this](const Status &started) {
        m_asking = false;
        if (!started)
            m_error->say(started.error().toString());
        showVerbs();
    });
}

void WaitingNotice::showGlyph()
{
    const StatusLook look = StatusLook::of(*m_watch.job(), Theme::of(QApplication::palette()));
    QPixmap pixmap(QSize(glyphSize, glyphSize) * devicePixelRatioF());
    pixmap.setDevicePixelRatio(devicePixelRatioF());
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    look.paint(painter, QRectF(0, 0, glyphSize, glyphSize));
    painter.end();
    m_glyph->setPixmap(pixmap);
    m_glyph->setToolTip(look.word);
    update();
}

void WaitingNotice::paintEvent(QPaintEvent *)
{
    const QColor accent = Theme::of(palette()).caution;
    QPainter painter(this);
    painter.fillRect(rect(), Theme::mixed(accent, palette().color(QPalette::Window), 0.12));
    painter.fillRect(QRect(0, 0, 4, height()), accent);
}

void WaitingNotice::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_watch.job())
        showGlyph();
}

} // namespace bulkhead
