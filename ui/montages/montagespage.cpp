// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/montages/montagespage.h"

#include "core/settings/settings.h"
#include "ui/montages/albumdelegate.h"
#include "ui/montages/montagejobs.h"
#include "ui/montages/montagelistmodel.h"
#include "ui/montages/montagepanel.h"
#include "ui/montages/peoplemodel.h"
#include "ui/session/frame.h"
#include "ui/session/session.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/headline.h"
#include "ui/widgets/searchfield.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace bulkhead {

namespace {

constexpr int pageSize = 60;
/// A refresh reads no more than that of a long list again; the rest comes with scrolling.
constexpr int mostReadAgain = 300;
constexpr auto searchAfter = 250ms;
/// A night's job changes something all the time.
constexpr auto lookAfter = 2s;
/// Of the newest jobs of each operation: who looks at montages cares for what happens now.
constexpr int jobsLookedAt = 5;
constexpr auto splitterKey = "montages/splitter";

void setUpList(QListView &view, QAbstractItemModel *model, int lines)
{
    view.setModel(model);
    view.setItemDelegate(new AlbumDelegate(lines, &view));
    view.setUniformItemSizes(true);
    view.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view.setEditTriggers(QAbstractItemView::NoEditTriggers);
    view.setContextMenuPolicy(Qt::ActionsContextMenu);
}

} // namespace

MontagesPage::MontagesPage(Session &session, Pages &pages, QWidget *parent)
    : QWidget(parent), m_session(session), m_pages(pages), m_people(new PeopleModel(this)),
      m_montages(new MontageListModel(this)), m_soon(new QTimer(this)), m_look(new QTimer(this))
{
    setObjectName(u"montagesPage"_s);
    m_soon->setSingleShot(true);
    m_soon->setInterval(searchAfter);
    m_look->setSingleShot(true);
    m_look->setInterval(lookAfter);
    m_stack = new QStackedWidget(this);
    m_empty = new EmptyState(m_stack);
    m_empty->setObjectName(u"montagesEmpty"_s);
    m_splitter = new QSplitter(m_stack);
    m_splitter->setChildrenCollapsible(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 8);
    layout->setSpacing(8);
    layout->addWidget(buildHeader());
    m_splitter->addWidget(buildLists());
    m_panel = new MontagePanel(session, pages, m_splitter);
    m_splitter->addWidget(m_panel);
    m_splitter->setStretchFactor(1, 1);
    m_stack->addWidget(m_splitter);
    m_stack->addWidget(m_empty);
    layout->addWidget(m_stack, 1);
    Settings &settings = m_session.settings();
    const int unit = fontMetrics().averageCharWidth();
    if (!m_splitter->restoreState(settings.value(QString::fromLatin1(splitterKey)).toByteArray()))
        m_splitter->setSizes({42 * unit, 112 * unit});
    for (QListView *view : {m_peopleView, m_montageView})
        view->addActions(m_panel->actions());
    connectParts();
    setFocusProxy(m_peopleView);
    showState();
    showMontage();
}

MontagesPage::~MontagesPage()
{
    // What goes now tells nobody any more.
    m_search->disconnect(this);
    m_peopleView->selectionModel()->disconnect(this);
    m_montageView->selectionModel()->disconnect(this);
}

QWidget *MontagesPage::buildHeader()
{
    auto *header = new QWidget(this);
    auto *title = pageTitle(tr("Montages"), header);
    m_search = new SearchField(u"montageSearch"_s, tr("Search people"), tr("Search name or e-mail"), header);
    auto *layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(title);
    layout->addWidget(m_search, 1);
    return header;
}

QWidget *MontagesPage::buildLists()
{
    auto *lists = new QWidget(m_splitter);
    m_peopleView = new QListView(lists);
    m_peopleView->setObjectName(u"montagePeople"_s);
    m_peopleView->setAccessibleName(tr("People with montages"));
    setUpList(*m_peopleView, m_people, 2);
    m_interestsHeading = new QLabel(lists);
    m_interestsHeading->setTextFormat(Qt::PlainText);
    m_interestsHeading->setFont(headline(m_interestsHeading->font(), 1));
    m_montageView = new QListView(lists);
    m_montageView->setObjectName(u"montageInterests"_s);
    m_montageView->setAccessibleName(tr("Montages of the chosen person"));
    setUpList(*m_montageView, m_montages, 1);
    auto *layout = new QVBoxLayout(lists);
    layout->setContentsMargins(0, 0, 8, 0);
    layout->setSpacing(8);
    layout->addWidget(m_peopleView, 3);
    layout->addWidget(m_interestsHeading);
    layout->addWidget(m_montageView, 2);
    lists->setMinimumWidth(fontMetrics().averageCharWidth() * 26);
    return lists;
}

void MontagesPage::connectParts()
{
    connect(&m_session, &Session::stateChanged, this, &MontagesPage::startOver);
    connect(&m_session, &Session::jobChanged, this, [this] {
        if (isVisible() && !m_look->isActive())
            m_look->start();
    });
    connect(m_look, &QTimer::timeout, this, &MontagesPage::lookForOthers);
    connect(m_soon, &QTimer::timeout, this, &MontagesPage::askPeople);
    connect(m_search, &QLineEdit::textChanged, m_soon, qOverload<>(&QTimer::start));
    connect(m_people, &PeopleModel::moreWanted, this, &MontagesPage::askMorePeople);
    connect(m_peopleView->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &index) { choosePerson(index.isValid() ? index.row() : -1); });
    connect(m_montageView->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &index) { chooseMontage(index.isValid() ? index.row() : -1); });
    connect(m_montageView, &QListView::activated, this, [this] { m_panel->setFocus(Qt::OtherFocusReason); });
    connect(m_splitter, &QSplitter::splitterMoved, this,
            [this] { m_session.settings().setValue(QString::fromLatin1(splitterKey), m_splitter->saveState()); });
    connect(m_panel, &MontagePanel::changed, this, &MontagesPage::refresh);
    connect(m_panel, &MontagePanel::keyboardLeft, m_montageView, qOverload<>(&QWidget::setFocus));
    connect(m_empty, &EmptyState::stepTaken, this, [this] {
        if (!m_search->text().isEmpty())
            m_search->clear();
        else if (!m_error.code.isEmpty())
            refresh();
        else
            m_pages.newJobOf(MontageJobs::operationOf(MontageJobs::Verb::Regenerate));
    });
}

void MontagesPage::focusSearch()
{
    m_search->begin();
}

void MontagesPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void MontagesPage::startOver()
{
    m_answered = false;
    m_asking = m_looking = false; // their answers will not come
    m_jobs.clear();
    m_error = {};
    m_person = {};
    m_interest.clear();
    m_people->update({}, true);
    takeMontages({});
    m_panel->startOver();
    if (isVisible())
        refresh();
    else
        showState();
}

void MontagesPage::refresh()
{
    m_panel->refresh();
    askPeople();
}

/// Whether a job made or deleted montages since the last look, whoever runs it; then they are read anew.
void MontagesPage::lookForOthers()
{
    if (m_looking || !isVisible() || m_session.state() != Session::State::Open)
        return;
    m_looking = true;
    m_session.ask<QStringList>(
        this, Session::Lane::Interactive,
        [](JobStore &store) -> Result<QStringList> {
            QStringList all;
            for (const MontageJobs::Verb verb : {MontageJobs::Verb::Regenerate, MontageJobs::Verb::Delete}) {
                JobQuery query;
                query.operation = MontageJobs::operationOf(verb);
                query.limit = jobsLookedAt;
                const Result<std::vector<Job>> jobs = store.jobs(query);
                if (!jobs)
                    return jobs.error();
                for (const Job &job : *jobs)
                    all.append(u"%1 %2 %3"_s.arg(job.id.toString()).arg(int(job.state)).arg(job.counts.succeeded));
            }
            return all;
        },
        [this](const Result<QStringList> &jobs) {
            m_looking = false;
            if (!jobs || *jobs == m_jobs)
                return;
            m_jobs = *jobs;
            askPeople();
        });
}

void MontagesPage::askPeople()
{
    if (m_session.state() != Session::State::Open) {
        showState();
        return;
    }
    const PeopleQuery query{
        .text = m_search->text(), .limit = std::clamp(m_people->rowCount(), pageSize, mostReadAgain), .after = {}};
    m_asking = true;
    readPeople(query, [this, query](Result<std::vector<MontagePerson>> people) {
        m_asking = false;
        m_answered = true;
        m_error = people ? Error{} : people.error();
        const bool complete = !people || int(people->size()) < query.limit;
        const int scrolledTo = m_peopleView->verticalScrollBar()->value();
        m_people->update(people ? people.take() : std::vector<MontagePerson>(), complete);
        showState();
        // Whoever was chosen stays chosen.
        const int row = std::max(0, m_people->rowOf(m_person));
        const QUuid before = m_person;
        m_peopleView->setCurrentIndex(m_people->index(row));
        // Nor is a list that somebody scrolls through taken back to the chosen one.
        if (m_person == before)
            m_peopleView->verticalScrollBar()->setValue(scrolledTo);
        if (m_people->rowCount() == 0)
            choosePerson(-1);
        else if (m_person == before)
            askMontages();
    });
}

void MontagesPage::askMorePeople()
{
    // The list is about to be another one; the view asks again then.
    if (m_asking || m_soon->isActive()) {
        m_people->giveUp();
        return;
    }
    const PeopleQuery query{
        .text = m_search->text(), .limit = pageSize, .after = m_people->person(m_people->rowCount() - 1)};
    readPeople(query, [this, query](Result<std::vector<MontagePerson>> people) {
        if (!people) {
            m_people->giveUp();
            m_pages.tell(MessageKind::Error, people.error().toString());
            return;
        }
        const bool complete = int(people->size()) < query.limit;
        m_people->append(people.take(), complete);
    });
}

void MontagesPage::readPeople(const PeopleQuery &query, std::function<void(Result<std::vector<MontagePerson>>)> take)
{
    m_session.ask<std::vector<MontagePerson>>(
        this, Session::Lane::Interactive,
        [query](JobStore &store) { return MontageAlbum(store.connection()).people(query); },
        [this, take = std::move(take), serial = ++m_peopleSerial](Result<std::vector<MontagePerson>> people) {
            if (serial == m_peopleSerial)
                take(std::move(people));
        });
}

void MontagesPage::choosePerson(int row)
{
    const QUuid chosen = row < 0 ? QUuid() : m_people->person(row).id;
    // While the list is read anew nobody is current for a moment.
    if (chosen == m_person || (row < 0 && m_people->rowCount() > 0))
        return;
    m_person = chosen;
    m_interest.clear();
    takeMontages({});
    askMontages();
}

void MontagesPage::askMontages()
{
    ++m_montageSerial;
    if (m_person.isNull())
        return;
    m_session.ask<std::vector<AlbumMontage>>(
        this, Session::Lane::Interactive,
        [person = m_person](JobStore &store) { return MontageAlbum(store.connection()).montages(person); },
        [this, serial = m_montageSerial](Result<std::vector<AlbumMontage>> montages) {
            if (serial != m_montageSerial)
                return;
            if (montages)
                takeMontages(montages.take());
            else
                m_pages.tell(MessageKind::Error, montages.error().toString());
        });
}

void MontagesPage::takeMontages(std::vector<AlbumMontage> montages)
{
    const QString interest = m_interest;
    m_montages->update(std::move(montages));
    if (m_montages->rowCount() == 0) {
        showMontage();
        return;
    }
    m_montageView->setCurrentIndex(m_montages->index(std::max(0, m_montages->rowOf(interest))));
}

void MontagesPage::chooseMontage(int row)
{
    if (row < 0)
        return;
    m_interest = m_montages->montage(row).interest;
    showMontage();
}

void MontagesPage::showState()
{
    const bool empty = m_people->rowCount() == 0;
    m_stack->setCurrentWidget(empty ? static_cast<QWidget *>(m_empty) : m_splitter);
    m_search->setEnabled(!empty || !m_search->text().isEmpty());
    if (!empty)
        return;
    if (!m_answered)
        m_empty->describe(u"view-grid"_s, {}, {}, {});
    else if (!m_error.code.isEmpty())
        m_empty->describe(u"view-grid"_s, tr("Montages cannot be shown"), m_error.toString(), tr("Try again"));
    else if (!m_search->text().trimmed().isEmpty())
        m_empty->describe(u"edit-find"_s, tr("Nobody matches"),
                          tr("Nobody with montages has these letters in the name or e-mail address."),
                          tr("Clear the search"));
    else
        m_empty->describe(u"view-grid"_s, tr("No montages yet"),
                          tr("A montage is a collage of somebody's newest check-ins: one of everything, and one for "
                             "each interest. A job makes them for everybody with new check-ins."),
                          tr("Begin a new job"));
}

const MontagePerson *MontagesPage::person() const
{
    const int row = m_people->rowOf(m_person);
    return row < 0 ? nullptr : &m_people->person(row);
}

const AlbumMontage *MontagesPage::montage() const
{
    const int row = m_montages->rowOf(m_interest);
    return row < 0 ? nullptr : &m_montages->montage(row);
}

void MontagesPage::showMontage()
{
    const MontagePerson *whose = person();
    m_interestsHeading->setText(whose ? whose->name : QString());
    m_panel->setMontage(whose, montage());
}

} // namespace bulkhead
