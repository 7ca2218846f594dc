// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/mainwindow.h"

#include "core/settings/settings.h"
#include "ui/audit/auditpage.h"
#include "ui/connection/connectionpage.h"
#include "ui/frame/connectionindicator.h"
#include "ui/frame/navigation.h"
#include "ui/frame/page.h"
#include "ui/jobs/joblistmodel.h"
#include "ui/jobs/joblistpage.h"
#include "ui/jobs/jobpage.h"
#include "ui/jobs/runningjobs.h"
#include "ui/montages/montagespage.h"
#include "ui/newjob/newjobpage.h"
#include "ui/operations/operationspage.h"
#include "ui/session/session.h"
#include "ui/settings/settingspage.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/themedicon.h"

#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr auto geometryKey = "window/geometry";
constexpr std::size_t longestTrail = 32;
/// What a desktop adds to a window, about.
constexpr QSize titleAndFrame(16, 48);

} // namespace

MainWindow::MainWindow(Session &session, QWidget *parent)
    : QMainWindow(parent), m_session(session), m_running(new RunningJobs(session, this)),
      m_navigation(new Navigation(this)), m_messages(new MessageBar(this)), m_stack(new QStackedWidget(this)),
      m_activity(new QLabel(this))
{
    setObjectName(u"mainWindow"_s);
    setAcceptDrops(true);
    setMinimumSize(800, 480);
    resize(QSize(1280, 720).boundedTo(screen()->availableSize() - titleAndFrame));
    buildNavigation();
    buildContent();
    buildMenus();
    connect(&m_session, &Session::stateChanged, this, &MainWindow::sessionChanged);
    connect(m_running, &RunningJobs::changed, this, &MainWindow::showActivity);
    connect(m_running, &RunningJobs::finished, this, &MainWindow::jobFinished);
    restoreGeometry(m_session.settings().value(QString::fromLatin1(geometryKey)).toByteArray());
    mendPlaceholders();
    sessionChanged();
    go(JobsPlace);
}

MainWindow::~MainWindow() = default;

void MainWindow::buildNavigation()
{
    m_navigation->add(u"goNewJob"_s, u"list-add"_s, tr("New job"));
    m_jobsButton = m_navigation->add(u"goJobs"_s, u"view-list"_s, tr("Jobs"));
    m_navigation->add(u"goHistory"_s, u"view-history"_s, tr("History"));
    m_navigation->add(u"goOperations"_s, u"document-edit"_s, tr("Operations"));
    m_navigation->add(u"goAudit"_s, u"object-locked"_s, tr("Audit"));
    m_navigation->add(u"goMontages"_s, u"view-grid"_s, tr("Montages"));
    m_navigation->add(u"goSettings"_s, u"configure"_s, tr("Settings"));
    static_assert(NewJobPlace == 0 && SettingsPlace == 6, "the entries stand in the order of the places");
    auto *indicator = new ConnectionIndicator(m_session, this);
    m_navigation->addAtBottom(indicator);
    connect(m_navigation, &Navigation::chosen, this, [this](int place) { go(Place(place)); });
    connect(indicator, &ConnectionIndicator::connectWanted, this, [this] { go(ConnectionPlace); });
}

void MainWindow::buildContent()
{
    m_activity->setObjectName(u"activity"_s);
    m_activity->setContentsMargins(16, 0, 16, 8);
    auto *content = new QVBoxLayout;
    content->setContentsMargins(0, 0, 0, 0);
    content->setSpacing(0);
    content->addWidget(m_messages);
    content->addWidget(m_stack, 1);
    content->addWidget(m_activity);
    auto *central = new QWidget(this);
    auto *layout = new QHBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_navigation);
    layout->addLayout(content, 1);
    setCentralWidget(central);
}

QAction *MainWindow::addVerb(QMenu *menu, const QString &name, const QString &words, const QKeySequence &keys,
                             std::function<void()> done)
{
    QAction *action = menu->addAction(words);
    action->setObjectName(name);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, std::move(done));
    return action;
}

void MainWindow::buildMenus()
{
    const auto key = [](int number) { return QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_0 + number)); };
    //: menu
    QMenu *file = menuBar()->addMenu(tr("&File"));
    addVerb(file, u"newJobAction"_s, tr("&New job"), QKeySequence::New, [this] { newJob(); });
    file->addSeparator();
    addVerb(file, u"connectAction"_s, tr("&Connect…"), {}, [this] { go(ConnectionPlace); });
    file->addSeparator();
    addVerb(file, u"quitAction"_s, tr("&Quit"), QKeySequence::Quit, [this] { close(); });

    //: menu
    QMenu *view = menuBar()->addMenu(tr("&View"));
    addVerb(view, u"goNewJobAction"_s, tr("New job"), key(1), [this] { go(NewJobPlace); });
    addVerb(view, u"goJobsAction"_s, tr("&Jobs"), key(2), [this] { go(JobsPlace); });
    addVerb(view, u"goHistoryAction"_s, tr("&History"), key(3), [this] { go(HistoryPlace); });
    addVerb(view, u"goOperationsAction"_s, tr("&Operations"), key(4), [this] { go(OperationsPlace); });
    addVerb(view, u"goAuditAction"_s, tr("&Audit"), key(5), [this] { go(AuditPlace); });
    addVerb(view, u"goMontagesAction"_s, tr("&Montages"), key(6), [this] { go(MontagesPlace); });
    addVerb(view, u"goSettingsAction"_s, tr("&Settings"), key(7), [this] { go(SettingsPlace); });
    view->addSeparator();
    addVerb(view, u"backAction"_s, tr("&Back"), Qt::Key_Escape, [this] { goBack(); });
    addVerb(view, u"searchAction"_s, tr("S&earch"), QKeySequence::Find, [this] {
        if (auto *page = dynamic_cast<Page *>(m_stack->currentWidget()))
            page->focusSearch();
    });
    addVerb(view, u"refreshAction"_s, tr("&Refresh"), Qt::Key_F5, [this] {
        if (auto *page = dynamic_cast<Page *>(m_stack->currentWidget()))
            page->refresh();
    });

    //: menu: what can be done with the job in front
    QMenu *job = menuBar()->addMenu(tr("&Job"));
    QAction *retry = addVerb(job, u"retryAction"_s, tr("&Retry failed rows"), Qt::CTRL | Qt::Key_R, [this] {
        if (JobPage *page = jobInFront())
            page->retry();
    });
    QAction *write = addVerb(job, u"exportAction"_s, tr("&Export rows…"), Qt::CTRL | Qt::Key_E, [this] {
        if (JobPage *page = jobInFront())
            page->openExportMenu();
    });
    connect(m_stack, &QStackedWidget::currentChanged, this, [this, retry, write] {
        retry->setEnabled(jobInFront());
        write->setEnabled(jobInFront());
    });

    //: menu
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    addVerb(help, u"aboutAction"_s, tr("&About Bulkhead"), {}, [this] { about(); });
}

QWidget *MainWindow::page(Place place)
{
    if (!m_pages[place]) {
        m_pages[place] = makePage(place);
        m_stack->addWidget(m_pages[place]);
    }
    return m_pages[place];
}

QWidget *MainWindow::makePage(Place place)
{
    switch (place) {
    case NewJobPlace:
        return new NewJobPage(m_session, *this, m_stack);
    case JobsPlace:
        return new JobListPage(JobListPage::Scope::Current, m_session, *this, *m_running, m_stack);
    case HistoryPlace:
        return new JobListPage(JobListPage::Scope::Finished, m_session, *this, *m_running, m_stack);
    case OperationsPlace:
        return new OperationsPage(m_session, *this, m_stack);
    case AuditPlace:
        return new AuditPage(m_session, *this, m_stack);
    case MontagesPlace:
        return new MontagesPage(m_session, *this, m_stack);
    case SettingsPlace:
        return new SettingsPage(m_session, *this, m_stack);
    case ConnectionPlace:
        return new ConnectionPage(m_session, *this, m_stack);
    case PlaceCount:
        break;
    }
    Q_UNREACHABLE();
}

void MainWindow::go(Place place)
{
    bringUp(page(place));
}

void MainWindow::bringUp(QWidget *page)
{
    QWidget *before = m_stack->currentWidget();
    if (before && before != page) {
        m_trail.emplace_back(before);
        if (m_trail.size() > longestTrail)
            m_trail.erase(m_trail.begin());
    }
    if (before != page && m_messages->kind() != MessageKind::Error)
        m_messages->dismiss();
    m_stack->setCurrentWidget(page);
    // Wherever one came from, the keyboard goes on in the page.
    if (page->focusProxy())
        page->setFocus(Qt::OtherFocusReason);
    m_navigation->setCurrent(int(std::ranges::find(m_pages, page) - std::begin(m_pages)));
}

void MainWindow::goBack()
{
    auto *search = qobject_cast<QLineEdit *>(focusWidget());
    if (search && search->isClearButtonEnabled() && !search->text().isEmpty()) {
        search->clear();
        return;
    }
    while (!m_trail.empty()) {
        const QPointer<QWidget> page = m_trail.back();
        m_trail.pop_back();
        if (!page || page == m_stack->currentWidget())
            continue;
        bringUp(page);
        m_trail.pop_back();
        return;
    }
}

void MainWindow::openJob(const QUuid &jobId)
{
    if (!m_jobPage || m_jobPage->jobId() != jobId) {
        QPointer<JobPage> old = m_jobPage;
        m_jobPage = new JobPage(m_session, *this, jobId, m_stack);
        m_stack->addWidget(m_jobPage);
        bringUp(m_jobPage);
        if (old)
            old->deleteLater();
    }
    bringUp(m_jobPage);
}

void MainWindow::newJob(const std::optional<QUuid> &copyOf)
{
    go(NewJobPlace);
    if (!copyOf)
        return;
    m_session.ask<std::optional<Job>>(
        this, Session::Lane::Interactive, [id = *copyOf](JobStore &store) { return store.job(id); },
        [this](Result<std::optional<Job>> job) {
            if (!job)
                tell(MessageKind::Error, job.error().toString());
            else if (job.value())
                static_cast<NewJobPage *>(page(NewJobPlace))->startFrom(**job);
        });
}

void MainWindow::newJobOf(const QString &operation)
{
    go(NewJobPlace);
    static_cast<NewJobPage *>(page(NewJobPlace))->startWith(operation);
}

void MainWindow::showJobs()
{
    go(JobsPlace);
}

void MainWindow::tell(MessageKind kind, const QString &text)
{
    m_messages->tell(kind, text);
}

void MainWindow::loadFile(const QString &path)
{
    go(NewJobPlace);
    static_cast<NewJobPage *>(page(NewJobPlace))->loadFile(path);
}

void MainWindow::sessionChanged()
{
    const QString where = m_session.target().display();
    setWindowTitle(where.isEmpty() ? QApplication::applicationDisplayName() : where);
    // A job's page is about one database.
    if (m_session.state() == Session::State::Opening && m_jobPage) {
        if (m_stack->currentWidget() == m_jobPage)
            go(JobsPlace);
        m_jobPage->deleteLater();
        m_jobPage.clear();
    }
    if (m_session.state() == Session::State::Failed)
        tell(MessageKind::Error, m_session.lastError().toString());
    showActivity();
}

void MainWindow::showActivity()
{
    // What the New job page only looks at is told there, and gone with it.
    const auto *newJobPage = static_cast<const NewJobPage *>(m_pages[NewJobPlace]);
    std::vector<Job> jobs = m_running->jobs();
    if (newJobPage)
        std::erase_if(jobs, [preview = newJobPage->preview()](const Job &job) { return job.id == preview; });
    m_jobsButton->setBadge(int(jobs.size()));
    const int running = m_running->runningCount();
    const auto reading = int(std::ranges::count_if(jobs, [](const Job &job) {
        return job.state == JobState::Pending && job.awaits == JobAwaits::Nothing && job.resumesAt == 0;
    }));
    const auto resting = int(std::ranges::count_if(jobs, [](const Job &job) { return job.resumesAt > 0; }));
    QStringList words;
    if (running > 0)
        words.append(tr("%Ln job(s) running", "", running));
    if (reading > 0)
        words.append(tr("%Ln list(s) being read", "", reading));
    if (m_running->rowsPerSecond() > 0)
        words.append(Phrases::rate(m_running->rowsPerSecond()));
    if (resting > 0) {
        //: jobs that go on by themselves once the service answers again
        words.append(tr("%Ln job(s) waiting for a service", "", resting));
    }
    if (words.isEmpty())
        words.append(tr("Nothing is running"));
    m_activity->setText(m_session.state() == Session::State::Open ? words.join(u"  ·  "_s) : QString());
}

void MainWindow::jobFinished(const Job &job)
{
    // One that never ran was thrown away by whoever looked at its preview.
    if (job.state == JobState::Cancelled && job.startedAt == 0)
        return;
    if (!isActiveWindow())
        QApplication::alert(this);
    if (jobInFront() && jobInFront()->jobId() == job.id)
        return;
    const bool good = job.state == JobState::Completed;
    //: news: %1 operation, %2 list, %3 what became of its rows, such as "4,963 done · 37 failed"
    tell(good ? MessageKind::Positive : MessageKind::Warning,
         tr("%1 · %2: %3")
             .arg(jobTitle(m_session.catalog(), job), listTitle(m_session.catalog(), job),
                  Phrases::outcome(job.counts).join(u" · "_s)));
}

JobPage *MainWindow::jobInFront() const
{
    return qobject_cast<JobPage *>(m_stack->currentWidget());
}

void MainWindow::about()
{
    auto *box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Bulkhead"));
    box->setIconPixmap(windowIcon().pixmap(64, 64));
    box->setText(u"Bulkhead "_s + QApplication::applicationVersion());
    box->setInformativeText(tr("A console for bulk jobs over records. One bad row never sinks the batch.\n"
                               "Free software under the GNU General Public License, version 3 or later."));
    box->setModal(false);
    box->show();
}

void MainWindow::mendPlaceholders()
{
    // Not every platform theme gives a dark palette its own colour for these words.
    const QPalette present = QApplication::palette();
    const QColor base = present.color(QPalette::Base);
    const QColor words = present.color(QPalette::PlaceholderText);
    if (Theme::contrast(Theme::mixed(words, base, words.alphaF()), base) >= 3)
        return;
    QPalette mended;
    mended.setColor(QPalette::PlaceholderText, Theme::of(present).quiet);
    QApplication::setPalette(mended);
}

bool MainWindow::event(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        mendPlaceholders();
    const bool handled = QMainWindow::event(event);
    if (event->type() == QEvent::Paint && !m_painted) {
        m_painted = true;
        Q_EMIT firstPainted();
    }
    return handled;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_session.settings().setValue(QString::fromLatin1(geometryKey), saveGeometry());
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().constFirst().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    loadFile(event->mimeData()->urls().constFirst().toLocalFile());
}

} // namespace bulkhead
