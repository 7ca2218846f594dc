// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobheader.h"

#include "core/engine/servicereport.h"
#include "ui/jobs/chunkstrip.h"
#include "ui/jobs/errorchips.h"
#include "ui/jobs/jobactions.h"
#include "ui/jobs/jobkin.h"
#include "ui/jobs/joblistmodel.h"
#include "ui/jobs/jobwatch.h"
#include "ui/jobs/waitingnotice.h"
#include "ui/session/frame.h"
#include "ui/session/session.h"
#include "ui/widgets/headline.h"
#include "ui/widgets/outcomebar.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/themedicon.h"
#include "ui/widgets/tonedlabel.h"

#include <QAction>
#include <QClipboard>
#include <QDateTime>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace bulkhead {

namespace {

constexpr int glyphSize = 20;
/// Relative times grow old.
constexpr auto clockInterval = 15s;

QPixmap glyphOf(const StatusLook &look, qreal ratio)
{
    QPixmap pixmap(QSize(glyphSize, glyphSize) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    look.paint(painter, QRectF(0, 0, glyphSize, glyphSize));
    return pixmap;
}

QLabel *plainLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

JobHeader::JobHeader(Session &session, Pages &pages, JobWatch &watch, JobActions &actions, QWidget *parent)
    : QWidget(parent), m_session(session), m_pages(pages), m_watch(watch), m_actions(actions),
      m_glyph(new QLabel(this)), m_title(plainLabel(this)), m_subtitle(new TonedLabel(TonedLabel::Tone::Quiet, this)),
      m_reason(new TonedLabel(TonedLabel::Tone::Quiet, this)), m_kin(new JobKin(pages, watch, this)),
      m_notice(new WaitingNotice(session, watch, actions, this)), m_progress(plainLabel(this)),
      m_outcome(plainLabel(this)), m_services(new TonedLabel(TonedLabel::Tone::Quiet, this)),
      m_bar(new OutcomeBar(this)), m_chunks(new ChunkStrip(this)), m_errors(new ErrorChips(this)),
      m_pause(new QPushButton(themedIcon(u"media-playback-pause"_s), tr("Pause"), this)),
      m_resume(new QPushButton(themedIcon(u"media-playback-start"_s), tr("Resume"), this)),
      m_cancel(new QPushButton(themedIcon(u"process-stop"_s), tr("Cancel job"), this)), m_more(new QToolButton(this))
{
    m_bar->setObjectName(u"jobBar"_s);
    m_reason->hide();
    m_progress->setObjectName(u"jobProgress"_s);
    m_outcome->setObjectName(u"jobOutcome"_s);
    m_services->setObjectName(u"jobServices"_s);
    m_services->hide();
    auto *figures = new QHBoxLayout;
    figures->setSpacing(16);
    figures->addWidget(m_progress);
    figures->addStretch();
    figures->addWidget(m_outcome);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(buildTitle());
    layout->addWidget(m_kin);
    layout->addWidget(m_reason);
    layout->addWidget(m_notice);
    layout->addWidget(m_bar);
    layout->addLayout(figures);
    layout->addWidget(m_services);
    layout->addWidget(m_chunks);
    layout->addWidget(m_errors);

    connect(m_pause, &QPushButton::clicked, this, [this] { m_actions.pause(m_watch.jobId()); });
    connect(m_resume, &QPushButton::clicked, this, [this] { m_actions.resume(m_watch.jobId()); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_actions.cancel(m_watch.jobId()); });
    connect(&m_watch, &JobWatch::jobChanged, this, &JobHeader::showJob);
    connect(&m_watch, &JobWatch::detailsChanged, this, [this] {
        m_chunks->setChunks(m_watch.chunks());
        m_errors->setErrors(m_watch.errors());
        showServices();
    });
    auto *clock = new QTimer(this);
    connect(clock, &QTimer::timeout, this, &JobHeader::showAge);
    clock->start(clockInterval);
}

QWidget *JobHeader::buildTitle()
{
    auto *row = new QWidget(this);
    m_title->setFont(headline(m_title->font()));
    m_title->setObjectName(u"jobTitle"_s);
    m_subtitle->setObjectName(u"jobSubtitle"_s);
    m_subtitle->setWordWrap(false);
    m_subtitle->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_subtitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_pause->setObjectName(u"pauseJob"_s);
    m_resume->setObjectName(u"resumeJob"_s);
    m_cancel->setObjectName(u"cancelJob"_s);
    m_pause->setToolTip(tr("Start no further chunk; those that run may finish"));
    m_cancel->setToolTip(tr("Stop for good; rows that were done stay done"));
    m_more->setObjectName(u"moreJobVerbs"_s);
    m_more->setIcon(themedIcon(u"application-menu"_s));
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setFocusPolicy(Qt::StrongFocus);
    m_more->setAccessibleName(tr("More about this job"));
    m_more->setToolTip(tr("More about this job"));
    buildMenu();

    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_glyph);
    layout->addWidget(m_title);
    layout->addSpacing(8);
    layout->addWidget(m_subtitle, 1);
    for (QWidget *verb : {static_cast<QWidget *>(m_pause), static_cast<QWidget *>(m_resume),
                          static_cast<QWidget *>(m_cancel), static_cast<QWidget *>(m_more)})
        layout->addWidget(verb);
    for (QPushButton *verb : {m_pause, m_resume, m_cancel})
        verb->hide();
    tabThrough({m_glyph, m_pause, m_resume, m_cancel, m_more});
    return row;
}

void JobHeader::buildMenu()
{
    auto *menu = new QMenu(m_more);
    m_again = menu->addAction(themedIcon(u"media-playback-start"_s), tr("Run again"), this, [this] {
        if (m_watch.job())
            m_actions.runAgain(*m_watch.job());
    });
    m_copy = menu->addAction(themedIcon(u"edit-copy"_s), tr("Copy as new…"), this,
                             [this] { m_pages.newJob(m_watch.jobId()); });
    menu->addSeparator();
    m_parent = menu->addAction(tr("Open the job this one retries"), this,
                               [this] { m_pages.openJob(m_watch.job()->parentId); });
    menu->addAction(tr("Copy the job's id"), this,
                    [this] { QGuiApplication::clipboard()->setText(m_watch.jobId().toString(QUuid::WithoutBraces)); });
    menu->addSeparator();
    m_delete = menu->addAction(themedIcon(u"edit-delete"_s), tr("Delete…"), this, [this] {
        if (m_watch.job())
            m_actions.remove({*m_watch.job()});
    });
    m_more->setMenu(menu);
}

void JobHeader::showJob()
{
    const Job &job = *m_watch.job();
    const StatusLook look = StatusLook::of(job, Theme::of(QGuiApplication::palette()));
    m_glyph->setPixmap(glyphOf(look, devicePixelRatioF()));
    m_glyph->setToolTip(look.word);
    m_glyph->setAccessibleName(look.word);
    m_title->setText(jobTitle(m_session.catalog(), job));
    showAge();
    m_subtitle->setToolTip(Phrases::exactTime(job.createdAt));
    m_reason->say(job.state == JobState::Failed ? TonedLabel::Tone::Negative : TonedLabel::Tone::Quiet,
                  WaitingNotice::isWaiting(job) ? QString() : job.reason.toString());
    showFigures(job);
    showVerbs(job);
}

void JobHeader::showAge()
{
    if (m_watch.job())
        m_subtitle->setText(subtitle(*m_watch.job()));
}

void JobHeader::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    showAge();
}

QString JobHeader::subtitle(const Job &job) const
{
    //: under the title of a job: %1 list, %2 person, %3 when, %4 the beginning of its id
    return tr("%1 · by %2 · %3 · job %4")
        .arg(listTitle(m_session.catalog(), job), job.actor,
             Phrases::relativeTime(job.createdAt, QDateTime::currentMSecsSinceEpoch()),
             Phrases::shortId(job.id.toString(QUuid::WithoutBraces)));
}

void JobHeader::showServices()
{
    m_services->say(m_watch.facts() ? servicesInWords(m_watch.facts()->services) : QString());
}

void JobHeader::showFigures(const Job &job)
{
    // Before a job was let run there is no progress to show, and room is short.
    const bool begun = job.awaits == JobAwaits::Nothing || job.state != JobState::Pending;
    m_bar->setVisible(begun);
    m_chunks->setVisible(begun);
    m_bar->setCounts(job.counts);
    m_progress->setText(progressFigures(job));
    m_outcome->setText(outcomeFigures(job.counts));
}

QString JobHeader::progressFigures(const Job &job) const
{
    const StatusLook look = StatusLook::of(job, Theme::of(palette()));
    QStringList parts{look.word};
    if (job.state == JobState::Pending && job.awaits != JobAwaits::Nothing) {
        //: a job that waits for a person: the number of its rows
        parts.append(tr("%Ln row(s)", "", Phrases::plural(job.counts.total)));
        return parts.join(u"  ·  "_s);
    }
    if (job.state == JobState::Pending) {
        //: a job whose list is being read
        parts.append(tr("%Ln row(s) read so far", "", Phrases::plural(job.counts.total)));
        return parts.join(u"  ·  "_s);
    }
    if (!isFinal(job.state)) {
        parts.append(tr("%1 %").arg(QLocale().toString(percentSettled(job.counts))));
        //: progress of a job: %1 rows are settled, %Ln is their total
        parts.append(
            tr("%1 of %Ln row(s)", "", Phrases::plural(job.counts.total)).arg(Phrases::count(job.counts.settled())));
        if (m_watch.rowsPerSecond() > 0)
            parts.append(Phrases::rate(m_watch.rowsPerSecond()));
        if (const std::optional<qint64> left = m_watch.timeLeftMs())
            parts.append(Phrases::timeLeft(*left));
        return parts.join(u"  ·  "_s);
    }
    //: a finished job: the number of its rows
    parts.append(tr("%Ln row(s)", "", Phrases::plural(job.counts.total)));
    const qint64 took = job.completedAt - job.startedAt;
    if (job.startedAt > 0 && took > 0) {
        //: a finished job: %1 is a duration
        parts.append(tr("took %1").arg(Phrases::duration(took)));
        parts.append(Phrases::rate(double(job.counts.settled()) * 1000 / double(took)));
    }
    return parts.join(u"  ·  "_s);
}

QString JobHeader::outcomeFigures(const JobCounts &counts) const
{
    QStringList parts = Phrases::outcome(counts);
    if (counts.open() > 0) {
        //: rows of a job that are not settled yet
        parts.append(tr("%1 to go").arg(Phrases::count(counts.open())));
    }
    return parts.join(u"  ·  "_s);
}

void JobHeader::showVerbs(const Job &job)
{
    // Hiding the button that has the focus would throw the focus to wherever Qt likes.
    const bool pauseHadFocus = m_pause->hasFocus();
    const bool resumeHadFocus = m_resume->hasFocus();
    m_pause->setVisible(isAllowed(job.state, JobState::Paused));
    // Where a notice says what the job waits for, it has the verb too.
    const bool noticed = WaitingNotice::isWaiting(job);
    m_resume->setVisible(job.state == JobState::Paused && !noticed);
    m_cancel->setVisible(isAllowed(job.state, JobState::Cancelled) && job.awaits != JobAwaits::Start);
    if (pauseHadFocus && m_resume->isVisible())
        m_resume->setFocus();
    if (resumeHadFocus && m_pause->isVisible())
        m_pause->setFocus();
    const bool reverts = job.kind == JobKind::Revert;
    m_again->setEnabled(isFinal(job.state) && !reverts);
    m_copy->setEnabled(!reverts);
    m_delete->setEnabled(isFinal(job.state));
    m_parent->setVisible(!job.parentId.isNull());
    m_parent->setText(reverts ? tr("Open the job this one takes back") : tr("Open the job this one retries"));
}

void JobHeader::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_watch.job())
        showJob();
    QWidget::changeEvent(event);
}

} // namespace bulkhead
