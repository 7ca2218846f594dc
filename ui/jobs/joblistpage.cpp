// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/joblistpage.h"

#include "core/settings/settings.h"
#include "ui/jobs/jobactions.h"
#include "ui/jobs/jobcells.h"
#include "ui/jobs/jobfilterbar.h"
#include "ui/jobs/joblistmodel.h"
#include "ui/jobs/runningjobs.h"
#include "ui/session/frame.h"
#include "ui/session/session.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/headline.h"
#include "ui/widgets/rowdelegate.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/verbs.h"

#include <QApplication>
#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>

#include <algorithm>
#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace bulkhead {

namespace {

constexpr auto paceInterval = 400ms;
constexpr auto hiddenPaceInterval = 2s;
constexpr auto clockInterval = 15s;
constexpr int pageSize = 100;
constexpr int mostUnfinished = 200;
constexpr qint64 recentMs = 7LL * 24 * 60 * 60 * 1000;

std::vector<JobState> offeredStates(JobListPage::Scope scope)
{
    if (scope == JobListPage::Scope::Finished)
        return finalStates();
    return {JobState::Processing, JobState::Queued, JobState::Paused,   JobState::Completed,
            JobState::Partial,    JobState::Failed, JobState::Cancelled};
}

/// A state that is cut is none, in any language.
int roomForStates(const QFontMetrics &metrics)
{
    const Theme theme = Theme::of(QApplication::palette());
    int room = 0;
    const auto make = [&](JobState state, JobAwaits awaits) {
        room = std::max(room, StatusDelegate::roomFor(StatusLook::of(state, awaits, theme), metrics));
    };
    for (const std::vector<JobState> &states : {unfinishedStates(), finalStates()}) {
        for (const JobState state : states)
            make(state, JobAwaits::Nothing);
    }
    for (const JobAwaits awaits : {JobAwaits::Start, JobAwaits::Approval})
        make(JobState::Pending, awaits);
    return room;
}

} // namespace

JobListPage::JobListPage(Scope scope, Session &session, Pages &pages, RunningJobs &running, QWidget *parent)
    : QWidget(parent), m_scope(scope), m_session(session), m_pages(pages), m_running(running),
      m_actions(new JobActions(session, pages, this)), m_model(new JobListModel(session.catalog(), running, this)),
      m_filters(new JobFilterBar(session.catalog(), offeredStates(scope), this)), m_stack(new QStackedWidget(this)),
      m_table(new QTableView(this)), m_empty(new EmptyState(this)), m_pace(new QTimer(this)), m_clock(new QTimer(this))
{
    setObjectName(scope == Scope::Current ? u"jobsPage"_s : u"historyPage"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 8);
    layout->setSpacing(8);
    layout->addWidget(buildHeader());
    buildTable();
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_footer = buildFooter());

    m_pace->setSingleShot(true);
    connect(m_pace, &QTimer::timeout, this, [this] {
        if (m_lookAgain)
            look();
    });
    m_clock->setInterval(clockInterval);
    connect(m_clock, &QTimer::timeout, m_model, &JobListModel::refreshTimes);

    connect(m_filters, &JobFilterBar::changed, this, &JobListPage::refresh);
    connect(m_actions, &JobActions::done, this, &JobListPage::refresh);
    connect(&m_session, &Session::operationsChanged, m_filters,
            [this] { m_filters->setOperations(m_session.catalog()); });
    connect(&m_session, &Session::stateChanged, this, [this] {
        m_answered = false;
        m_model->update({}, true);
        showState();
        refresh();
    });
    if (scope == Scope::Current)
        connect(&m_session, &Session::jobChanged, this, &JobListPage::lookSoon);
    else
        connect(&m_running, &RunningJobs::finished, this, &JobListPage::lookSoon);
    connect(m_empty, &EmptyState::stepTaken, this, [this] {
        if (m_filters->isNarrowed())
            m_filters->clear();
        else
            m_pages.newJob();
    });
    setFocusProxy(m_table);
    showState();
    showVerbs();
}

QWidget *JobListPage::buildHeader()
{
    auto *header = new QWidget(this);
    auto *title = pageTitle(m_scope == Scope::Current ? tr("Jobs") : tr("History"), header);
    auto *layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(title, 1);
    layout->addWidget(m_filters, 2);
    return header;
}

void JobListPage::buildTable()
{
    m_table->setObjectName(m_scope == Scope::Current ? u"jobsTable"_s : u"historyTable"_s);
    m_table->setAccessibleName(m_scope == Scope::Current ? tr("Jobs") : tr("History"));
    m_table->setModel(m_model);
    setUpTable(*m_table);
    m_table->setItemDelegate(new RowDelegate(m_table));
    m_table->setItemDelegateForColumn(JobListModel::StatusColumn, new StatusDelegate(jobLook, m_table));
    m_table->setItemDelegateForColumn(JobListModel::ProgressColumn, new JobProgressDelegate(m_table));
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 16);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QTableView::customContextMenuRequested, this, &JobListPage::openMenu);
    connect(m_table, &QTableView::activated, this,
            [this](const QModelIndex &index) { m_pages.openJob(m_model->job(index.row()).id); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &JobListPage::showVerbs);
    connect(m_model, &JobListModel::dataChanged, this, &JobListPage::showVerbs);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (value >= m_table->verticalScrollBar()->maximum() - 2)
            lookFurther();
    });
    keepColumns();
}

void JobListPage::keepColumns()
{
    QHeaderView *header = m_table->horizontalHeader();
    const QString key = m_table->objectName() + u"/columns"_s;
    const int unit = m_table->fontMetrics().averageCharWidth();
    const int widths[] = {17, 22, 22, 30, 12, 11, 17, 17};
    for (int column = 0; column < JobListModel::ColumnCount; ++column)
        header->resizeSection(column, widths[column] * unit);
    header->resizeSection(JobListModel::StatusColumn,
                          std::max(widths[JobListModel::StatusColumn] * unit, roomForStates(m_table->fontMetrics())));
    header->setSectionResizeMode(JobListModel::ListColumn, QHeaderView::Stretch);
    header->restoreState(m_session.settings().value(key).toByteArray());
    header->setSortIndicatorShown(true);
    header->setSortIndicator(JobListModel::WhenColumn, Qt::DescendingOrder);
    connect(header, &QHeaderView::sortIndicatorChanged, this, &JobListPage::sortBy);
    const auto keep = [this, header, key] { m_session.settings().setValue(key, header->saveState()); };
    connect(header, &QHeaderView::sectionResized, this, [this, keep] {
        // Also called while the window takes shape; only a hand on the header is worth remembering.
        if (m_table->horizontalHeader()->underMouse())
            keep();
    });
}

void JobListPage::sortBy(int column, Qt::SortOrder order)
{
    const std::optional<JobSort> sort = JobListModel::sortOf(JobListModel::Column(column));
    if (!sort) { // stay as it was
        int former = 0;
        while (JobListModel::sortOf(JobListModel::Column(former)) != m_sort)
            ++former;
        const QSignalBlocker quiet(m_table->horizontalHeader());
        m_table->horizontalHeader()->setSortIndicator(former, m_descending ? Qt::DescendingOrder : Qt::AscendingOrder);
        return;
    }
    m_sort = *sort;
    m_descending = order == Qt::DescendingOrder;
    m_fromTop = true;
    refresh();
}

QWidget *JobListPage::buildFooter()
{
    auto *footer = new QWidget(this);
    auto *layout = new QHBoxLayout(footer);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_open = addVerb(layout, u"openJob"_s, u"document-open"_s, tr("Open"), tr("Open the job (Enter)"));
    m_again = addVerb(layout, u"runJobAgain"_s, u"media-playback-start"_s, tr("Run again"),
                      tr("Run the same list with the same settings as a new job"));
    m_copy =
        addVerb(layout, u"copyJob"_s, u"edit-copy"_s, tr("Copy as new…"), tr("Open New job filled in as this job was"));
    layout->addStretch();
    m_delete = addVerb(layout, u"deleteJob"_s, u"edit-delete"_s, tr("Delete…"),
                       tr("Delete the record of finished jobs (Del)"));
    connect(m_open, &QPushButton::clicked, this, [this] { m_pages.openJob(chosen().front().id); });
    connect(m_again, &QPushButton::clicked, this, [this] { m_actions->runAgain(chosen().front()); });
    connect(m_copy, &QPushButton::clicked, this, [this] { m_pages.newJob(chosen().front().id); });
    connect(m_delete, &QPushButton::clicked, this, [this] { m_actions->remove(chosen()); });

    auto *erase = new QAction(this);
    erase->setShortcut(QKeySequence::Delete);
    erase->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(erase);
    connect(erase, &QAction::triggered, m_delete, &QPushButton::click);
    return footer;
}

void JobListPage::focusSearch()
{
    m_filters->search()->begin();
}

void JobListPage::refresh()
{
    ++m_serial;
    m_asking = false;
    look();
}

void JobListPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_clock->start();
    refresh();
}

void JobListPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // What the progress and the page of the job say too gives way first.
    const bool narrow = width() < fontMetrics().averageCharWidth() * 140;
    m_table->setColumnHidden(JobListModel::RowsColumn, narrow);
    m_table->setColumnHidden(JobListModel::ActorColumn, narrow);
}

void JobListPage::hideEvent(QHideEvent *event)
{
    m_clock->stop();
    QWidget::hideEvent(event);
}

void JobListPage::lookSoon()
{
    // A hidden list is kept up too, if not as closely: it must not jump when one comes back to it.
    if (m_asking || m_pace->isActive())
        m_lookAgain = true;
    else
        look();
}

JobQuery JobListPage::query() const
{
    JobQuery query;
    if (const std::optional<JobState> state = m_filters->state())
        query.states = {*state};
    query.operation = m_filters->operation();
    query.text = m_filters->text();
    query.sort = m_sort;
    query.descending = m_descending;
    return query;
}

void JobListPage::look()
{
    if (m_session.state() != Session::State::Open)
        return;
    m_asking = true;
    m_lookAgain = false;
    JobQuery wanted = query();
    wanted.limit = m_fromTop ? pageSize : std::max(pageSize, m_model->rowCount());
    const auto question = m_scope == Scope::Current ? &JobListPage::current : &JobListPage::finished;
    m_session.ask<Answer>(
        this, Session::Lane::Interactive, [wanted, question](JobStore &store) { return question(store, wanted); },
        [this, serial = m_serial](Result<Answer> answer) {
            if (serial != m_serial)
                return;
            m_asking = false;
            m_pace->start(isVisible() ? paceInterval : hiddenPaceInterval);
            if (!answer) {
                m_pages.tell(MessageKind::Error, answer.error().toString());
                return;
            }
            m_model->update(std::move(answer->jobs), answer->complete);
            if (std::exchange(m_fromTop, false))
                m_table->scrollToTop();
            const bool first = !std::exchange(m_answered, true);
            showState();
            if (first)
                beginInTable();
            showVerbs();
        });
}

void JobListPage::beginInTable()
{
    if (!isVisible() || m_model->rowCount() == 0)
        return;
    m_table->selectionModel()->setCurrentIndex(m_model->index(0, 0), QItemSelectionModel::NoUpdate);
    // Who types a search already is left alone.
    if (!isAncestorOf(QApplication::focusWidget()))
        m_table->setFocus();
}

void JobListPage::lookFurther()
{
    if (m_asking || m_model->isComplete() || m_model->rowCount() == 0)
        return;
    m_asking = true;
    JobQuery wanted = query();
    wanted.limit = pageSize;
    wanted.after = m_model->job(m_model->rowCount() - 1);
    m_session.ask<Answer>(
        this, Session::Lane::Interactive, [wanted](JobStore &store) { return finished(store, wanted); },
        [this, serial = m_serial](Result<Answer> answer) {
            if (serial != m_serial)
                return;
            m_asking = false;
            if (answer)
                m_model->append(std::move(answer->jobs), answer->complete);
        });
}

Result<JobListPage::Answer> JobListPage::current(JobStore &store, JobQuery query)
{
    query.openOrSince = QDateTime::currentMSecsSinceEpoch() - recentMs;
    query.limit = mostUnfinished + pageSize;
    // Who sorts wants one order. Else what is not finished stands first, whenever it was submitted.
    if (query.sort != JobSort::Submitted || !query.descending || !query.states.empty()) {
        Result<std::vector<Job>> jobs = store.jobs(query);
        return jobs ? Result<Answer>({.jobs = jobs.take()}) : jobs.error();
    }
    Answer answer;
    for (const bool final : {false, true}) {
        query.states = final ? finalStates() : unfinishedStates();
        query.limit = final ? pageSize : mostUnfinished;
        Result<std::vector<Job>> jobs = store.jobs(query);
        if (!jobs)
            return jobs.error();
        std::ranges::move(jobs.value(), std::back_inserter(answer.jobs));
    }
    return answer;
}

Result<JobListPage::Answer> JobListPage::finished(JobStore &store, JobQuery query)
{
    if (query.states.empty())
        query.states = finalStates();
    Result<std::vector<Job>> jobs = store.jobs(query);
    if (!jobs)
        return jobs.error();
    const bool complete = jobs->size() < std::size_t(query.limit);
    return Answer{.jobs = jobs.take(), .complete = complete};
}

void JobListPage::showState()
{
    const bool empty = m_model->rowCount() == 0;
    m_footer->setVisible(!empty);
    m_stack->setCurrentWidget(empty ? static_cast<QWidget *>(m_empty) : m_table);
    if (!empty)
        return;
    if (m_session.state() == Session::State::Failed) {
        m_empty->describe(u"network-server"_s, tr("This database is not open"),
                          tr("Choose another one, or try this one again, with File > Connect."), {});
    } else if (!m_answered) {
        m_empty->describe(u"view-list"_s, {}, {}, {});
    } else if (m_filters->isNarrowed()) {
        m_empty->describe(u"edit-find"_s, tr("No job matches"),
                          tr("No job here has this status, operation and text together."), tr("Clear the filter"));
    } else if (m_scope == Scope::Current) {
        m_empty->describe(u"view-list"_s, tr("No jobs yet"),
                          tr("A job applies one operation to a list of records. Here you watch it run, see why a "
                             "row failed, mend it and retry. Start with a CSV file."),
                          tr("New job"));
    } else {
        m_empty->describe(u"view-history"_s, tr("Nothing has finished yet"),
                          tr("Every finished job is kept here, whoever ran it: open it, run it again, or use it as "
                             "the start of a new one."),
                          tr("New job"));
    }
}

void JobListPage::showVerbs()
{
    const std::vector<Job> jobs = chosen();
    m_open->setEnabled(jobs.size() == 1);
    m_again->setEnabled(jobs.size() == 1 && isFinal(jobs.front().state));
    m_copy->setEnabled(jobs.size() == 1);
    m_delete->setEnabled(std::ranges::any_of(jobs, [](const Job &job) { return isFinal(job.state); }));
}

std::vector<Job> JobListPage::chosen() const
{
    std::vector<Job> jobs;
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows)
        jobs.push_back(m_model->job(row.row()));
    return jobs;
}

void JobListPage::openMenu(const QPoint &position)
{
    if (chosen().empty())
        return;
    popUpVerbs({{m_open, m_again, m_copy}, {m_delete}}, m_table->viewport()->mapToGlobal(position), this);
}

} // namespace bulkhead
