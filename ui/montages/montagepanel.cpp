// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/montages/montagepanel.h"

#include "core/settings/settings.h"
#include "ui/montages/collageview.h"
#include "ui/montages/largemoment.h"
#include "ui/montages/montagejobs.h"
#include "ui/montages/montagelistmodel.h"
#include "ui/montages/montagenotice.h"
#include "ui/montages/pictures.h"
#include "ui/session/frame.h"
#include "ui/session/session.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/headline.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/themedicon.h"
#include "ui/widgets/tonedlabel.h"

#include <QAction>
#include <QApplication>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QStandardPaths>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr auto zoomKey = "montages/zoom";

QString pictureFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + u"/pictures"_s;
}

} // namespace

MontagePanel::MontagePanel(Session &session, Pages &pages, QWidget *parent)
    : QWidget(parent), m_session(session), m_pages(pages), m_pictures(new Pictures(pictureFolder(), this)),
      m_jobs(new MontageJobs(session, this)), m_notice(new MontageNotice(this)), m_shown(new QStackedWidget(this)),
      m_collage(new CollageView(*m_pictures, m_shown)), m_large(new LargeMoment(*m_pictures, m_shown)),
      m_nothing(new EmptyState(m_shown))
{
    m_shown->addWidget(m_collage);
    m_shown->addWidget(m_large);
    m_shown->addWidget(m_nothing);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(buildHead());
    layout->addWidget(m_notice);
    layout->addWidget(m_shown, 1);
    m_collage->setZoom(m_session.settings().value(QString::fromLatin1(zoomKey), 1.0).toDouble());
    setFocusProxy(m_collage);
    buildVerbs();
    connectParts();
    setMontage(nullptr, nullptr);
}

QWidget *MontagePanel::buildHead()
{
    auto *head = new QWidget(this);
    m_title = new ElidedLabel(head);
    m_title->setObjectName(u"montageTitle"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setFont(headline(m_title->font(), 1.2));
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_facts = new TonedLabel(TonedLabel::Tone::Quiet, head);
    m_facts->setObjectName(u"montageFacts"_s);
    m_facts->setWordWrap(false);
    m_facts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_regenerateButton = new QPushButton(head);
    m_deleteButton = new QPushButton(head);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_facts);
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(3, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(words, 1);
    layout->addWidget(m_regenerateButton, 0, Qt::AlignVCenter);
    layout->addWidget(m_deleteButton, 0, Qt::AlignVCenter);
    return head;
}

QAction *MontagePanel::addVerb(const QString &name, const QString &icon, const QString &words, QPushButton *button)
{
    auto *action = new QAction(themedIcon(icon), words, this);
    action->setObjectName(name + u"Action"_s);
    button->setObjectName(name);
    button->setIcon(action->icon());
    button->setText(words);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    addAction(action);
    return action;
}

void MontagePanel::buildVerbs()
{
    m_regenerate = addVerb(u"regenerateMontages"_s, u"view-refresh"_s, tr("Regenerate"), m_regenerateButton);
    m_delete = addVerb(u"deleteMontage"_s, u"edit-delete"_s, tr("Delete…"), m_deleteButton);
    m_delete->setShortcut(QKeySequence::Delete);
    m_delete->setShortcutContext(Qt::WidgetShortcut);
    connect(m_regenerate, &QAction::triggered, this, &MontagePanel::regenerate);
    connect(m_delete, &QAction::triggered, this, &MontagePanel::askBeforeDelete);
}

void MontagePanel::connectParts()
{
    connect(&m_session, &Session::operationsChanged, this, &MontagePanel::showVerbs);
    connect(m_collage, &CollageView::opened, this, &MontagePanel::openMoment);
    connect(m_collage, &CollageView::zoomed, this,
            [this](qreal zoom) { m_session.settings().setValue(QString::fromLatin1(zoomKey), zoom); });
    connect(m_large, &LargeMoment::left, this, &MontagePanel::leaveMoment);
    connect(m_jobs, &MontageJobs::told, m_notice, &MontageNotice::tell);
    connect(m_jobs, &MontageJobs::ended, this, &MontagePanel::changed);
    connect(m_notice, &MontageNotice::jobWanted, this, [this](const QUuid &job) { m_pages.openJob(job); });
    connect(m_notice, &MontageNotice::keyboardLeft, this, &MontagePanel::keyboardLeft);
}

void MontagePanel::startOver()
{
    m_notice->close();
}

void MontagePanel::refresh()
{
    m_pictures->retryMissing();
    m_collage->viewport()->update();
    showVerbs();
}

void MontagePanel::setMontage(const MontagePerson *person, const AlbumMontage *montage)
{
    m_person = person ? std::optional(*person) : std::nullopt;
    m_montage = montage ? std::optional(*montage) : std::nullopt;
    if (!montage)
        takeItems({});
    showFacts();
    showVerbs();
    if (montage)
        askItems();
}

void MontagePanel::askItems()
{
    m_session.ask<std::vector<AlbumItem>>(
        this, Session::Lane::Interactive,
        [id = m_montage->id](JobStore &store) { return MontageAlbum(store.connection()).items(id); },
        [this, id = m_montage->id, serial = ++m_serial](const Result<std::vector<AlbumItem>> &items) {
            if (serial != m_serial)
                return;
            if (!items) {
                m_pages.tell(MessageKind::Error, items.error().toString());
                return;
            }
            // What is shown already stays where it is.
            const auto isSame = [](const AlbumItem &a, const AlbumItem &b) {
                return a.id == b.id && a.metadata == b.metadata;
            };
            if (id == m_itemsOf && std::ranges::equal(*items, m_items, isSame))
                return;
            takeItems(*items);
            m_itemsOf = id;
        });
}

void MontagePanel::takeItems(const std::vector<AlbumItem> &items)
{
    ++m_serial;
    m_items = items;
    m_itemsOf = {};
    m_pictures->drop();
    std::vector<MontageMoment> moments;
    for (const AlbumItem &item : items)
        moments.push_back(MontageMoment::of(item));
    // The large place is for a picture: words would leave it empty.
    const auto first = std::ranges::find_if(moments, &MontageMoment::hasPicture);
    if (first != moments.end())
        std::rotate(moments.begin(), first, first + 1);
    const QWidget *focused = QApplication::focusWidget();
    const bool hadFocus = focused && (focused == m_large || m_large->isAncestorOf(focused));
    m_collage->setMoments(std::move(moments));
    const bool isEmpty = items.empty() && m_montage;
    if (isEmpty)
        m_nothing->describe(u"view-grid"_s, tr("Nothing in this montage"),
                            tr("Its check-ins are no longer shown to others. It goes when the montages of this "
                               "person are made anew."),
                            {});
    m_shown->setCurrentWidget(isEmpty ? static_cast<QWidget *>(m_nothing) : m_collage);
    if (hadFocus)
        m_collage->setFocus(Qt::OtherFocusReason);
}

void MontagePanel::showFacts()
{
    m_title->setText(m_montage ? montageTitle(*m_montage) : QString());
    if (m_montage) {
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        QStringList facts{tr("%Ln moment(s)", "", Phrases::plural(m_montage->items)),
                          //: %1 is a time, such as "5 min ago"
                          tr("made %1").arg(Phrases::relativeTime(m_montage->generatedAt, now))};
        if (m_montage->uses > 0)
            facts.append(tr("chosen from %Ln check-in(s)", "", Phrases::plural(m_montage->uses)));
        if (m_montage->expiresAt > 0 && m_montage->expiresAt < now)
            facts.append(tr("out of date"));
        m_facts->setText(facts.join(u"  ·  "_s));
        m_facts->setToolTip(m_facts->text() + u'\n' + Phrases::exactTime(m_montage->generatedAt));
    } else {
        m_facts->clear();
    }
}

void MontagePanel::showVerbs()
{
    const auto show = [](QAction *action, QPushButton *button, bool possible, const QString &whyNot,
                         const QString &tip) {
        action->setEnabled(possible && whyNot.isEmpty());
        button->setEnabled(action->isEnabled());
        button->setToolTip(whyNot.isEmpty() ? tip : whyNot);
    };
    show(m_regenerate, m_regenerateButton, m_person.has_value(), m_jobs->whyNot(MontageJobs::Verb::Regenerate),
         tr("Make all montages of this person anew, from the newest check-ins"));
    show(m_delete, m_deleteButton, m_montage.has_value(), m_jobs->whyNot(MontageJobs::Verb::Delete),
         tr("Delete this montage (Del)"));
}

void MontagePanel::openMoment(int index)
{
    m_large->show(m_collage->moments(), index);
    m_shown->setCurrentWidget(m_large);
    m_large->setFocus(Qt::OtherFocusReason);
}

void MontagePanel::leaveMoment()
{
    m_shown->setCurrentWidget(m_collage);
    m_collage->setCurrent(m_large->index());
    m_collage->setFocus(Qt::OtherFocusReason);
}

void MontagePanel::regenerate()
{
    if (m_person)
        m_jobs->regenerate(m_person->id, m_person->name);
}

void MontagePanel::askBeforeDelete()
{
    if (!m_person || !m_montage)
        return;
    //: names a montage in a sentence: %1 an interest, %2 a person
    const QString words = tr("The montage “%1” of %2").arg(montageTitle(*m_montage), m_person->name);
    m_notice->ask(tr("Delete the montage “%1” of %2? Its %Ln moment(s) are lost. The check-ins stay, so it is made "
                     "again when the montages of this person are next generated.",
                     "", Phrases::plural(m_montage->items))
                      .arg(montageTitle(*m_montage), m_person->name),
                  tr("Delete montage"), [this, id = m_montage->id, words] { m_jobs->remove(id, words); });
}

} // namespace bulkhead
