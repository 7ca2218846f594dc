// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/newjobpage.h"

#include "core/engine/startrules.h"
#include "core/settings/settings.h"
#include "ui/jobs/changewords.h"
#include "ui/newjob/checkstep.h"
#include "ui/newjob/dropcover.h"
#include "ui/newjob/dryrunpanel.h"
#include "ui/newjob/launch.h"
#include "ui/newjob/mappingstep.h"
#include "ui/newjob/operationstep.h"
#include "ui/newjob/sourcestep.h"
#include "ui/newjob/startbar.h"
#include "ui/newjob/startstep.h"
#include "ui/newjob/startwords.h"
#include "ui/session/frame.h"
#include "ui/session/session.h"
#include "ui/widgets/phrases.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QScrollArea>
#include <QScrollBar>
#include <QShortcut>
#include <QUrl>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {

constexpr int grid = 8;

bool carriesList(const QMimeData *data)
{
    return data->hasUrls() ? data->urls().constFirst().isLocalFile() : data->hasText();
}

CsvDialectOverrides fixedTo(const CsvDialect &dialect)
{
    return {
        .encoding = dialect.encoding, .delimiter = dialect.delimiter, .header = dialect.header, .quote = dialect.quote};
}

} // namespace

NewJobPage::NewJobPage(Session &session, Pages &pages, QWidget *parent)
    : QWidget(parent), m_session(session), m_pages(pages), m_operation(new OperationStep(session.catalog(), this)),
      m_source(new SourceStep(session, this)), m_mapping(new MappingStep(session.settings(), this)),
      m_check(new CheckStep(session, this)), m_start(new StartStep(this))
{
    setAcceptDrops(true);
    m_steps = {m_operation, m_source, m_mapping, m_check, m_start};
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeStrip());
    layout->addWidget(makeSteps(), 1);
    m_bar = new StartBar(this); // not before: Tab goes to it last
    layout->addWidget(m_bar);
    setFocusProxy(m_buttons.front());
    m_dropCover = new DropCover(this);
    connectSteps();
    m_start->setOptions(session.settings().defaultOptions());
    inputChanged();
}

NewJobPage::~NewJobPage() = default;

QWidget *NewJobPage::makeStrip()
{
    auto *strip = new QWidget(this);
    auto *layout = new QHBoxLayout(strip);
    layout->setContentsMargins(grid, grid, grid, 0);
    layout->setSpacing(0);
    for (StepPanel *step : m_steps) {
        auto *button = new StepButton(step, strip);
        button->setObjectName("step_"_L1 + QString::number(step->number()));
        connect(button, &StepButton::clicked, this, [this, step] { showStep(step); });
        layout->addWidget(button);
        m_buttons.push_back(button);
    }
    return strip;
}

QWidget *NewJobPage::makeSteps()
{
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(2 * grid, grid, 2 * grid, 2 * grid);
    layout->setSpacing(grid);
    for (StepPanel *step : m_steps)
        layout->addWidget(step);
    layout->addStretch();
    m_scroll = new QScrollArea(this);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidget(content);
    connect(m_scroll->verticalScrollBar(), &QScrollBar::valueChanged, this, &NewJobPage::markCurrentStep);
    connect(m_scroll->verticalScrollBar(), &QScrollBar::rangeChanged, this, &NewJobPage::markCurrentStep);
    return m_scroll;
}

void NewJobPage::connectSteps()
{
    connect(m_operation, &OperationStep::operationChanged, this, &NewJobPage::inputChanged);
    connect(&m_session, &Session::operationsChanged, this, [this] { m_operation->setCatalog(m_session.catalog()); });
    connect(m_source, &SourceStep::listChanged, this, &NewJobPage::inputChanged);
    connect(m_mapping, &MappingStep::mappingChanged, this, &NewJobPage::mappingChanged);
    connect(m_start, &StartStep::optionsChanged, this, [this] {
        offerDryRun();
        refreshPlan();
    });
    connect(m_start, &StartStep::confirmationChanged, this, &NewJobPage::refreshPlan);
    connect(m_bar, &StartBar::startRequested, this, &NewJobPage::start);
    connect(&m_session, &Session::stateChanged, this, [this] {
        if (m_session.state() != Session::State::Open)
            giveUpStarting();
        if (isVisible())
            m_check->dryRun().comeBack(rows());
        refreshPlan();
    });
    connect(m_check, &CheckStep::reportChanged, this, [this] {
        if (const auto &report = m_check->report())
            m_source->setRowCount(report->rows);
        offerDryRun();
        refreshPlan();
    });
    connect(&m_check->dryRun(), &DryRunPanel::reportChanged, this, &NewJobPage::refreshPlan);
    connect(&m_check->dryRun(), &DryRunPanel::started, this, [this](const Result<QUuid> &job) {
        m_starting = false;
        m_bar->endLoading();
        if (job)
            leaveTo(*job);
        else
            m_pages.tell(MessageKind::Error, tr("The job could not be started: %1").arg(job.error().toString()));
        refreshPlan();
    });
    auto *pasteKey = new QShortcut(QKeySequence::Paste, this);
    pasteKey->setContext(Qt::WidgetWithChildrenShortcut);
    connect(pasteKey, &QShortcut::activated, m_source, &SourceStep::paste);
}

void NewJobPage::startFrom(const Job &copyOf)
{
    const Result<JobSpec> spec = JobSpec::fromJson(copyOf.spec);
    if (!spec) {
        m_pages.tell(MessageKind::Error, tr("That job cannot be copied: %1").arg(spec.error().toString()));
        return;
    }
    // The old list goes first: the columns of the copy are for the list that comes.
    m_source->clear();
    m_operation->choose(spec->operation);
    m_mapping->setMapping(spec->mapping);
    m_start->setOptions(spec->options);
    m_start->setActAs(spec->actAs);
    switch (spec->source.kind) {
    case SourceSpec::Kind::File:
        m_source->loadFile(spec->source.path, fixedTo(spec->source.dialect));
        break;
    case SourceSpec::Kind::Stream:
        m_source->clear(
            tr("The list of the copied job (%1) was not a file, so it is gone. Choose a list.").arg(spec->source.name));
        break;
    case SourceSpec::Kind::Retry:
        m_source->clear(tr("The copied job retried failed rows of another one. Choose a list."));
        break;
    case SourceSpec::Kind::Query:
        m_source->loadQuery();
        break;
    case SourceSpec::Kind::Revert:
        m_source->clear(tr("The copied job had no list of its own. Choose one."));
        break;
    }
    if (!m_operation->operation() || m_operation->operation()->id != spec->operation)
        m_pages.tell(MessageKind::Warning,
                     tr("The operation of that job, %1, is not here any more.").arg(spec->operation));
}

void NewJobPage::startWith(const QString &operation)
{
    m_operation->choose(operation);
    if (m_operation->operation() && m_operation->operation()->id == operation)
        m_source->loadQuery();
}

void NewJobPage::loadFile(const QString &path)
{
    m_source->loadFile(path);
}

void NewJobPage::dragEnterEvent(QDragEnterEvent *event)
{
    if (!carriesList(event->mimeData()))
        return;
    event->acceptProposedAction();
    m_dropCover->cover();
    m_dropCover->raise();
    m_dropCover->show();
}

void NewJobPage::dragLeaveEvent(QDragLeaveEvent *)
{
    m_dropCover->hide();
}

void NewJobPage::dropEvent(QDropEvent *event)
{
    m_dropCover->hide();
    const QMimeData *dropped = event->mimeData();
    if (!carriesList(dropped))
        return;
    event->acceptProposedAction();
    if (dropped->hasUrls())
        m_source->loadFile(dropped->urls().constFirst().toLocalFile());
    else
        m_source->loadText(dropped->text());
}

void NewJobPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_dropCover->cover();
}

void NewJobPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!event->spontaneous())
        m_check->dryRun().comeBack(rows());
}

void NewJobPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    // A job that nobody looks at any more would wait among the others for ever.
    if (!event->spontaneous() && !m_starting)
        m_check->dryRun().leave();
}

void NewJobPage::showStep(StepPanel *step)
{
    m_scroll->verticalScrollBar()->setValue(step->y() - grid);
    for (size_t i = 0; i < m_steps.size(); ++i)
        m_buttons[i]->setCurrent(m_steps[i] == step);
    // Where the step begins is where the keyboard goes on.
    QWidget *next = step->nextInFocusChain();
    while (next && step->isAncestorOf(next)) {
        if ((next->focusPolicy() & Qt::TabFocus) && next->isVisible() && next->isEnabled()) {
            next->setFocus(Qt::OtherFocusReason);
            break;
        }
        next = next->nextInFocusChain();
    }
}

void NewJobPage::markCurrentStep()
{
    const QScrollBar *bar = m_scroll->verticalScrollBar();
    // The line that says which step is read wanders from the top of the view to its foot with the
    // scroll, so that the first and the last step can both be reached.
    const double share = bar->maximum() > 0 ? double(bar->value()) / bar->maximum() : 0;
    const int line = bar->value() + 2 * grid + int(share * (m_scroll->viewport()->height() - 4 * grid));
    size_t current = 0;
    for (size_t i = 0; i < m_steps.size(); ++i) {
        if (m_steps[i]->y() <= line)
            current = i;
    }
    for (size_t i = 0; i < m_buttons.size(); ++i)
        m_buttons[i]->setCurrent(i == current);
}

void NewJobPage::inputChanged()
{
    const Operation *operation = m_operation->operation();
    m_start->setOperation(operation);
    m_source->setOperation(operation);
    m_mapping->setInput(operation, m_source->list() ? m_source->preview() : SourcePreview());
    mappingChanged();
}

void NewJobPage::mappingChanged()
{
    m_source->setHiddenColumns(m_mapping->hiddenColumns());
    recheck();
    refreshPlan();
}

void NewJobPage::recheck()
{
    if (m_source->list() && m_mapping->isUsable())
        m_check->check(*m_source->list(), m_source->preview().spec.columns, *m_operation->operation(),
                       m_mapping->mapping());
    else
        m_check->clear();
}

JobOrder NewJobPage::order() const
{
    return {.list = *m_source->list(),
            .operation = *m_operation->operation(),
            .mapping = m_mapping->mapping(),
            .options = m_start->options(),
            .actAs = m_start->actAs(),
            .reason = m_start->reason(),
            .confirmedRows = m_start->confirmedRows()};
}

/// What is known of it: the list is counted beside everything else, and again by the check.
std::optional<qint64> NewJobPage::rows() const
{
    return m_check->report() ? std::optional(m_check->report()->rows) : m_source->rowCount();
}

/// Only what the check has let through, or was not to hold up.
void NewJobPage::offerDryRun()
{
    const auto &report = m_check->report();
    const bool usable = report ? report->good > 0 : m_check->wasSkipped();
    if (!usable || !m_source->list() || !m_operation->operation() || !m_start->options().problems().empty())
        m_check->dryRun().clear();
    else
        m_check->dryRun().setOrder(order(), isVisible() ? rows() : std::nullopt,
                                   report ? report->errors : std::vector<ErrorCount>());
}

QString NewJobPage::missing() const
{
    if (!m_operation->operation())
        return tr("Choose an operation.");
    if (!m_source->list())
        return tr("Choose a list.");
    if (!m_mapping->isUsable())
        return tr("Choose the columns that are missing.");
    if (const auto problems = m_start->options().problems(); !problems.empty())
        return problems.front().toString();
    if (m_check->isRunning())
        return tr("The rows are being checked. Nothing has been written yet.");
    if (m_check->report() && m_check->report()->good == 0)
        return tr("No row can be used.");
    if (!m_check->report() && !m_check->wasSkipped())
        return tr("The rows could not be checked.");
    if (m_session.state() != Session::State::Open)
        return tr("No database is open.");
    if (const auto &report = m_check->dryRun().report(); report && report->tally.written() + report->tally.read == 0)
        return tr("Nothing would change.");
    if (!m_start->isConfirmed())
        return startNeeds(*m_operation->operation(), rows().value_or(0), m_start->confirmedRows(), m_start->reason())
            .missing.toString();
    return {};
}

QString NewJobPage::planWords() const
{
    const QString where = m_session.target().display();
    const auto &preview = m_check->dryRun().report();
    const auto &report = m_check->report();
    const qint64 all = rows().value_or(0);
    if (const StartNeeds needs = startNeeds(*m_operation->operation(), all, all, u"-"_s); needs.isApproval)
        return needs.approval.toString();
    if (!report && !preview)
        return tr("Goes into %1. Rows that cannot be used are listed as failed.").arg(where);
    const qint64 bad = preview ? preview->counts.failed : report->rows - report->good;
    const QString goes = preview ? tr("Goes into %1 exactly as shown.").arg(where) : tr("Goes into %1.").arg(where);
    if (bad == 0)
        return goes;
    const JobOptions options = m_start->options();
    if (options.stopOnError)
        return tr("%Ln row(s) cannot be used: the job will stop at the first of them.", nullptr, Phrases::plural(bad));
    if (const auto limit = options.errorLimit(all); limit && bad > *limit)
        return tr("%Ln row(s) cannot be used, more than the threshold allows: the job will stop.", nullptr,
                  Phrases::plural(bad));
    return goes + u' ' +
           tr("%Ln row(s) cannot be used and will be listed as failed, to be mended and retried.", nullptr,
              Phrases::plural(bad));
}

/// What starting will do, as exactly as it is known.
QString NewJobPage::buttonWords() const
{
    if (const auto &preview = m_check->dryRun().report())
        return ChangeWords::start(preview->tally, false);
    const auto &report = m_check->report();
    const std::optional<qint64> count = report ? std::optional(report->good) : m_source->rowCount();
    const Operation &operation = *m_operation->operation();
    return count ? startWords(operation.effect.kind, *count) : operation.title.toString();
}

void NewJobPage::refreshPlan()
{
    m_start->setRows(rows());
    const QString reason = missing();
    const bool ready = reason.isEmpty() && !m_starting;
    const Operation *operation = m_operation->operation();
    const QString title = operation ? operation->title.toString() : tr("Start");
    m_bar->setPlan(ready, ready ? buttonWords() : title, ready ? planWords() : reason);
    const auto &report = m_check->report();
    const std::optional<qint64> count = report ? std::optional(report->good) : m_source->rowCount();
    m_start->setState(ready ? StepState::Ready : StepState::Waiting,
                      ready && count ? tr("%Ln row(s)", nullptr, Phrases::plural(*count)) : QString());
}

void NewJobPage::start()
{
    if (!missing().isEmpty() || m_starting)
        return;
    m_starting = true;
    m_bar->setLoading(tr("Making the job…"), -1);
    if (m_check->dryRun().report()) {
        m_check->dryRun().start(m_start->confirmedRows(), m_start->reason());
        return;
    }
    // Whoever does not wait for the end of the look gets the job anew.
    m_check->dryRun().leave();
    m_launch = new Launch(m_session, order(), this);
    watch(m_launch);
    m_launch->start();
}

void NewJobPage::giveUpStarting()
{
    if (!m_starting)
        return;
    // Its answers do not come any more. The job goes on being made where it was begun.
    delete m_launch;
    m_starting = false;
    m_bar->endLoading();
    m_pages.tell(MessageKind::Warning,
                 tr("Another database was opened while the job was being made; it is in the one that was left."));
}

QUuid NewJobPage::preview() const
{
    return m_check->dryRun().job();
}

void NewJobPage::leaveTo(const QUuid &job)
{
    m_source->clear();
    m_scroll->verticalScrollBar()->setValue(0);
    m_start->setOptions(m_session.settings().defaultOptions());
    m_start->setActAs({});
    m_pages.openJob(job);
}

void NewJobPage::watch(Launch *launch)
{
    const QString name = launch->order().list.name;
    connect(launch, &Launch::created, this, [this](const QUuid &id) {
        m_starting = false;
        m_bar->endLoading();
        leaveTo(id); // its list goes on loading beside
    });
    connect(launch, &Launch::progressed, this, [this, launch] {
        if (!m_starting)
            return;
        const PlanProgress now = launch->progress();
        m_bar->setLoading(
            tr("Loading %1: %Ln row(s)", nullptr, Phrases::plural(now.rows)).arg(launch->order().list.name), now.share);
    });
    connect(launch, &Launch::finished, this, [this, name](const Result<QUuid> &job) {
        if (m_starting) {
            m_starting = false;
            m_bar->endLoading();
            refreshPlan();
        }
        if (!job)
            m_pages.tell(MessageKind::Error,
                         tr("%1 could not be loaded: %2", "a list, why").arg(name, job.error().toString()));
    });
}

} // namespace bulkhead
