// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/itemspanel.h"

#include "core/settings/settings.h"
#include "ui/jobs/changespanel.h"
#include "ui/jobs/itemactions.h"
#include "ui/jobs/itemsfooter.h"
#include "ui/jobs/itemtablemodel.h"
#include "ui/jobs/itemtableview.h"
#include "ui/jobs/joblogmodel.h"
#include "ui/jobs/jobspecwords.h"
#include "ui/jobs/jobwatch.h"
#include "ui/session/frame.h"
#include "ui/session/session.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/rowdelegate.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/themedicon.h"

#include <QAction>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QTimer>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace bulkhead {

namespace {

constexpr auto typingPause = 250ms;
constexpr auto rowsPace = 700ms;

} // namespace

ItemsPanel::ItemsPanel(Session &session, Pages &pages, JobWatch &watch, QWidget *parent)
    : QWidget(parent), m_session(session), m_pages(pages), m_watch(watch),
      m_actions(new ItemActions(session, pages, this)), m_model(new ItemTableModel(session, this)),
      m_logModel(new JobLogModel(session, watch.jobId(), this)), m_tabs(new QTabBar(this)),
      m_search(new SearchField(u"itemSearch"_s, tr("Search failed rows"), tr("Search failed rows"), this)),
      m_typing(new QTimer(this)), m_pace(new QTimer(this)), m_stack(new QStackedWidget(this)),
      m_table(new ItemTableView(session, *m_model, this)), m_empty(new EmptyState(this)),
      m_changes(new ChangesPanel(session, pages, watch, this)), m_log(new QTableView(this)),
      m_spec(new QPlainTextEdit(this)), m_footer(new ItemsFooter(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(buildTabs());
    buildTable();
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_footer);
    connectFooter();

    m_pace->setSingleShot(true);
    m_pace->setInterval(rowsPace);
    connect(m_pace, &QTimer::timeout, this, [this] {
        if (m_moved)
            showItems();
    });
    const auto tell = [this](const QString &message) { m_pages.tell(MessageKind::Error, message); };
    connect(m_model, &ItemTableModel::failed, this, tell);
    connect(m_logModel, &JobLogModel::failed, this, tell);
    connect(m_model, &ItemTableModel::mended, this, &ItemsPanel::retryableChanged);
    connect(m_model, &ItemTableModel::loaded, this, &ItemsPanel::showContent);
    connect(m_model, &ItemTableModel::rowsInserted, this, &ItemsPanel::showContent);
    connect(m_model, &ItemTableModel::rowsRemoved, this, &ItemsPanel::showContent);
    connect(m_model, &ItemTableModel::columnsChanged, this, &ItemsPanel::keepColumns);
    connect(m_actions, &ItemActions::retried, this, &ItemsPanel::retryableChanged);
    connect(&m_watch, &JobWatch::jobChanged, this, &ItemsPanel::jobShown);
    connect(&m_watch, &JobWatch::detailsChanged, this, [this] {
        showCounts();
        showVerbs();
        offerSums();
    });
    connect(&m_watch, &JobWatch::itemsChanged, this, &ItemsPanel::refresh);
    setFocusProxy(m_table);
    showVerbs();
}

QWidget *ItemsPanel::buildTabs()
{
    auto *row = new QWidget(this);
    m_tabs->setObjectName(u"itemTabs"_s);
    //: accessible name of the tabs below a job: all rows, failed, succeeded, so already, changes, log, spec
    m_tabs->setAccessibleName(tr("What to show of the job"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setDocumentMode(true);
    for (int tab = AllTab; tab <= SpecTab; ++tab)
        m_tabs->addTab({});
    connect(m_tabs, &QTabBar::currentChanged, this, &ItemsPanel::showTab);

    m_search->setMinimumWidth(fontMetrics().averageCharWidth() * 28);
    m_typing->setSingleShot(true);
    m_typing->setInterval(typingPause);
    connect(m_search, &QLineEdit::textChanged, m_typing, qOverload<>(&QTimer::start));
    connect(m_typing, &QTimer::timeout, this, [this] {
        // Only failed rows are kept so that SQL can search them.
        if (!m_search->text().isEmpty() && m_tabs->currentIndex() != FailedTab)
            m_tabs->setCurrentIndex(FailedTab);
        else
            showTab(m_tabs->currentIndex());
    });

    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(m_tabs, 0, Qt::AlignBottom);
    layout->addStretch(1);
    layout->addWidget(m_search);
    showCounts();
    return row;
}

void ItemsPanel::buildTable()
{
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QTableView::customContextMenuRequested, this, &ItemsPanel::openMenu);
    connect(m_table, &ItemTableView::selectionMoved, this, &ItemsPanel::showVerbs);
    connect(m_table, &ItemTableView::failed, this,
            [this](const QString &message) { m_pages.tell(MessageKind::Error, message); });
    connect(m_table, &ItemTableView::copied, this, [this](qint64 rows, bool all) {
        if (all)
            m_pages.tell(MessageKind::Positive, tr("Copied %Ln row(s).", "", int(rows)));
        else
            m_pages.tell(MessageKind::Warning,
                         tr("Copied the first %Ln row(s); export the rest to a file.", "", int(rows)));
    });
    connect(m_empty, &EmptyState::stepTaken, this, &ItemsPanel::clearNarrowing);

    m_log->setObjectName(u"jobLog"_s);
    m_log->setAccessibleName(tr("Log of the job"));
    m_log->setModel(m_logModel);
    setUpTable(*m_log);
    m_log->setItemDelegate(new RowDelegate(m_log));
    const int unit = fontMetrics().averageCharWidth();
    m_log->horizontalHeader()->resizeSection(JobLogModel::TimeColumn, unit * 28);
    m_log->horizontalHeader()->resizeSection(JobLogModel::EventColumn, unit * 28);
    m_log->horizontalHeader()->setStretchLastSection(true);

    m_spec->setObjectName(u"jobSpec"_s);
    //: accessible name of the text that holds everything a job was told
    m_spec->setAccessibleName(tr("The job as text"));
    m_spec->setReadOnly(true);
    m_spec->setFrameShape(QFrame::NoFrame);
    m_spec->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_spec->setTabChangesFocus(true);
    for (QWidget *content :
         {static_cast<QWidget *>(m_table), static_cast<QWidget *>(m_empty), static_cast<QWidget *>(m_changes),
          static_cast<QWidget *>(m_log), static_cast<QWidget *>(m_spec)})
        m_stack->addWidget(content);
}

void ItemsPanel::connectFooter()
{
    connect(m_footer, &ItemsFooter::retryWanted, this, [this] { m_actions->retry(m_watch.jobId(), m_watch.code()); });
    connect(m_footer, &ItemsFooter::retrySelectedWanted, this,
            [this] { m_actions->retrySelected(m_model->job(), m_model->query(), m_table->selectedRanges()); });
    connect(m_footer, &ItemsFooter::exportWanted, this, [this](ItemFilter filter, ExportOptions::Format format) {
        const QString code = filter == ItemFilter::Failed ? m_watch.code() : QString();
        m_actions->exportRows(*m_watch.job(), {.format = format, .filter = filter, .code = code});
    });
}

void ItemsPanel::keepColumns()
{
    QHeaderView *header = m_table->horizontalHeader();
    const int unit = fontMetrics().averageCharWidth();
    const int widths[] = {12, 16, 24, 42};
    for (int column = 0; column < m_model->columnCount(); ++column)
        header->resizeSection(column, unit * (column < ItemTableModel::FirstCellColumn ? widths[column] : 22));
    header->setStretchLastSection(true);
    const QString key = u"itemsTable/%1/%2"_s.arg(m_model->job().operation).arg(m_model->columnCount());
    header->restoreState(m_session.settings().value(key).toByteArray());
    disconnect(header, &QHeaderView::sectionResized, this, nullptr);
    connect(header, &QHeaderView::sectionResized, this, [this, header, key] {
        // Only a hand on the header is worth remembering.
        if (header->underMouse())
            m_session.settings().setValue(key, header->saveState());
    });
    showColumns();
}

void ItemsPanel::showColumns()
{
    const ItemFilter filter = m_model->query().filter;
    const bool went = filter == ItemFilter::Succeeded || filter == ItemFilter::Skipped;
    m_table->setColumnHidden(ItemTableModel::CodeColumn, went);
    m_table->setColumnHidden(ItemTableModel::StatusColumn, went);
}

void ItemsPanel::showSortable()
{
    const bool sortable = m_model->query().filter == ItemFilter::Failed;
    QHeaderView *header = m_table->horizontalHeader();
    if (sortable) {
        const ItemQuery &query = m_model->query();
        const int column = query.sort == FailureSort::Code      ? ItemTableModel::CodeColumn
                           : query.sort == FailureSort::Message ? ItemTableModel::OutcomeColumn
                                                                : ItemTableModel::RowColumn;
        header->setSortIndicator(column, query.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    }
    m_table->setSortingEnabled(sortable);
    header->setSortIndicatorShown(sortable);
}

bool ItemsPanel::isItemTab() const
{
    return m_tabs->currentIndex() <= SkippedTab;
}

ItemQuery ItemsPanel::queryOf(int tab) const
{
    ItemQuery query;
    if (tab == SucceededTab) {
        query.filter = ItemFilter::Succeeded;
    } else if (tab == SkippedTab) {
        query.filter = ItemFilter::Skipped;
    } else if (tab == FailedTab) {
        query.filter = ItemFilter::Failed;
        query.code = m_watch.code();
        query.text = m_search->text().trimmed();
        if (m_model->query().filter == ItemFilter::Failed) {
            query.sort = m_model->query().sort;
            query.descending = m_model->query().descending;
        }
    }
    return query;
}

void ItemsPanel::jobShown()
{
    const Job &job = *m_watch.job();
    showCounts();
    showVerbs();
    if (m_opened)
        return;
    m_opened = true;
    const int first = firstTab(job);
    if (m_tabs->currentIndex() == first)
        showTab(first);
    else
        m_tabs->setCurrentIndex(first);
}

int ItemsPanel::firstTab(const Job &job) const
{
    // Of a finished job one wants to see first what went wrong, of one that is to be started what it would
    // do.
    if (isFinal(job.state) && job.counts.failed > 0)
        return FailedTab;
    return job.state == JobState::Pending && job.awaits != JobAwaits::Nothing ? ChangesTab : AllTab;
}

void ItemsPanel::offerSums()
{
    // What was worked out is what one came for, unless rows failed or somebody looks at something else
    // already.
    if (m_sumsOffered || !m_opened || !m_watch.facts())
        return;
    m_sumsOffered = true;
    if (!m_watch.facts()->tally.sums.isEmpty() && isFinal(m_watch.job()->state) && m_tabs->currentIndex() == AllTab)
        m_tabs->setCurrentIndex(ChangesTab);
}

void ItemsPanel::showCounts()
{
    const JobCounts counts = m_watch.job() ? m_watch.job()->counts : JobCounts();
    //: tab: all rows of a job; %1 is their number
    m_tabs->setTabText(AllTab, tr("All %1").arg(Phrases::count(counts.total)));
    //: tab: failed rows of a job; %1 is their number
    m_tabs->setTabText(FailedTab, tr("Failed %1").arg(Phrases::count(counts.failed)));
    //: tab: rows of a job that succeeded; %1 is their number
    m_tabs->setTabText(SucceededTab, tr("Succeeded %1").arg(Phrases::count(counts.succeeded)));
    //: tab: rows of a job whose records were as they should be before it; %1 is their number
    m_tabs->setTabText(SkippedTab, tr("So already %1").arg(Phrases::count(counts.skipped)));
    m_tabs->setTabVisible(SkippedTab, counts.skipped > 0 || m_tabs->currentIndex() == SkippedTab);
    const bool planned = m_watch.facts() && m_watch.facts()->ofPreview;
    const qint64 changes = m_watch.facts() ? m_watch.facts()->tally.written() : 0;
    //: tab: what a job would change, as its preview says; %1 is the number of records
    m_tabs->setTabText(ChangesTab, (planned ? tr("Preview %1")
                                            //: tab: what a job changed; %1 is the number of records
                                            : tr("Changes %1"))
                                       .arg(Phrases::count(changes)));
    //: tab: the events of a job
    m_tabs->setTabText(LogTab, tr("Log"));
    //: tab: everything a job was told, as text
    m_tabs->setTabText(SpecTab, tr("Spec"));
}

void ItemsPanel::showTab(int tab)
{
    if (!m_watch.job())
        return;
    m_typing->stop();
    if (isItemTab()) {
        m_model->show(*m_watch.job(), queryOf(tab));
        m_moved = false;
    } else if (tab == ChangesTab) {
        m_changes->look();
    } else if (tab == LogTab) {
        m_logModel->readOn();
    } else {
        showSpec();
    }
    showContent();
}

void ItemsPanel::refresh()
{
    m_moved = true;
    if (!m_pace->isActive())
        showItems();
}

void ItemsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_moved)
        refresh();
}

void ItemsPanel::showItems()
{
    // What moved while nobody looks is read when somebody does.
    if (!isVisible() || !m_watch.job())
        return;
    m_moved = false;
    m_pace->start();
    if (m_tabs->currentIndex() == LogTab)
        m_logModel->readOn();
    if (m_model->job().id == m_watch.jobId())
        m_model->jobMoved(*m_watch.job());
}

void ItemsPanel::showContent()
{
    const int tab = m_tabs->currentIndex();
    if (tab == ChangesTab) {
        m_stack->setCurrentWidget(m_changes);
    } else if (tab == LogTab || tab == SpecTab) {
        m_stack->setCurrentWidget(tab == LogTab ? static_cast<QWidget *>(m_log) : m_spec);
    } else if (m_model->isLoaded() && m_model->rowCount() == 0) {
        showEmpty();
        m_stack->setCurrentWidget(m_empty);
    } else {
        m_stack->setCurrentWidget(m_table);
    }
    if (m_model->isLoaded()) {
        showColumns();
        showSortable();
    }
    showVerbs();
}

void ItemsPanel::showEmpty()
{
    const ItemQuery &query = m_model->query();
    const bool ended = isFinal(m_model->job().state);
    if (!query.code.isEmpty() || !query.text.isEmpty())
        m_empty->describe(u"edit-find"_s, tr("No failed row matches"),
                          tr("No failed row has this error and this text."), tr("Clear the filter"));
    else if (query.filter == ItemFilter::Failed)
        m_empty->describe(u"dialog-ok"_s, tr("No row has failed"), {}, {});
    else if (query.filter == ItemFilter::Succeeded)
        m_empty->describe(u"view-table"_s, ended ? tr("No row succeeded") : tr("No row is done yet"), {}, {});
    else if (ended)
        m_empty->describe(u"view-table"_s, tr("This job has no rows"), {}, {});
    else
        m_empty->describe(u"view-table"_s, tr("No rows yet"), tr("The list is being read."), {});
}

void ItemsPanel::clearNarrowing()
{
    m_search->clear();
    m_typing->stop();
    setCode({});
    Q_EMIT codeChanged({});
}

void ItemsPanel::setCode(const QString &code)
{
    m_watch.setCode(code);
    if (m_tabs->currentIndex() != FailedTab)
        m_tabs->setCurrentIndex(FailedTab);
    else
        showTab(FailedTab);
    showVerbs();
}

void ItemsPanel::goToItem(qint64 item)
{
    const auto scroll = [this, item] {
        const QModelIndex target = m_model->index(int(item - 1), ItemTableModel::RowColumn);
        m_table->setCurrentIndex(target);
        m_table->scrollTo(target, QAbstractItemView::PositionAtTop);
        m_table->setFocus();
    };
    if (m_tabs->currentIndex() == AllTab && m_model->isLoaded()) {
        scroll();
        return;
    }
    connect(m_model, &ItemTableModel::loaded, this, scroll, Qt::SingleShotConnection);
    m_tabs->setCurrentIndex(AllTab);
}

void ItemsPanel::focusSearch()
{
    m_search->begin();
}

void ItemsPanel::showVerbs()
{
    const QString &code = m_watch.code();
    std::optional<ItemsFooter::Selection> selection;
    if (isItemTab() && m_stack->currentWidget() == m_table)
        selection = {.rows = m_table->selectedCount(), .retryable = m_table->selectedRetryable()};
    m_footer->showVerbs(m_watch.job(), code.isEmpty() ? m_watch.open() : m_watch.openOfCode(), code, selection);
}

void ItemsPanel::retry()
{
    m_footer->retry();
}

void ItemsPanel::openExportMenu()
{
    m_footer->openExportMenu();
}

void ItemsPanel::openMenu(const QPoint &position)
{
    if (m_table->selectedCount() == 0)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QModelIndex current = m_table->currentIndex();
    QAction *edit = menu->addAction(themedIcon(u"document-edit"_s), tr("Edit cell"), m_table,
                                    [this, current] { m_table->edit(current); });
    edit->setEnabled(current.flags() & Qt::ItemIsEditable);
    menu->addAction(themedIcon(u"edit-copy"_s), tr("Copy rows"), m_table, &ItemTableView::copySelection);
    menu->addSeparator();
    QPushButton *retrySelected = m_footer->retrySelectedButton();
    QAction *again =
        menu->addAction(themedIcon(u"view-refresh"_s), retrySelected->text(), retrySelected, &QPushButton::click);
    again->setEnabled(retrySelected->isEnabled());
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

void ItemsPanel::showSpec()
{
    const QString words = jobSpecWords(*m_watch.job());
    if (m_spec->toPlainText() != words)
        m_spec->setPlainText(words);
}

} // namespace bulkhead
