// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/patience.h"
#include "tests/ui/jobs/windowworld.h"
#include "ui/frame/mainwindow.h"
#include "ui/frame/stallwatchdog.h"
#include "ui/jobs/chunkstrip.h"
#include "ui/jobs/itemtablemodel.h"
#include "ui/jobs/itemtableview.h"
#include "ui/jobs/joblistmodel.h"
#include "ui/widgets/rowdelegate.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// The window as an operator uses it: real clicks and keys, a real database, a real runner.
class TestJobWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void anEmptyWindowOffersTheFirstStep();
    void aRunningJobIsSeenToItsEnd();
    void noStateIsCut();
    void aJobThatRestsIsNotCalledNothing();
    void aFailedRowIsExplainedMendedAndRetried();
    void onlyTheRowsOfOneErrorAreRetried();
    void failedRowsAreSearchedAndSortedByTheDatabase();
    void onlyRowsThatAreLookedAtAreRead();
    void aSelectionIsCopiedForSpreadsheets();
    void pauseResumeAndCancelAct();
    void aJobIsDeletedOnlyAfterAQuestion();
    void jobsAreSortedByAClickOnTheirColumn();
    void aFilterWithoutResultOffersToBeCleared();
    void everyPlaceIsReachedByKeys();
    void everyControlHasANameAndIsReachedByTab();
    void aNarrowerStripOfChunksStillGoesToTheLast();
    void theWindowAnswersWhileAJobRuns();
    void theColoursFollowThePalette();

private:
    template <typename T> T *child(const QString &name) const
    {
        T *found = nullptr;
        const QList<T *> all = m_window->findChildren<T *>(name);
        for (T *each : all) {
            if (each->isVisible())
                found = each;
        }
        return found;
    }
    /// What a button or label says; empty while it is not there.
    QString words(const QString &name) const
    {
        const QList<QWidget *> all = m_window->findChildren<QWidget *>(name);
        for (const QWidget *each : all) {
            if (each->isVisible())
                return each->property("text").toString();
        }
        return {};
    }
    void press(const QString &name) const { QTest::mouseClick(child<QAbstractButton>(name), Qt::LeftButton); }
    QTabBar *tabs() const { return child<QTabBar>(u"itemTabs"_s); }
    ItemTableView *table() const { return child<ItemTableView>(u"itemsTable"_s); }
    ItemTableModel *rows() const { return qobject_cast<ItemTableModel *>(table()->model()); }
    QString cell(int row, int column) const { return rows()->index(row, column).data().toString(); }
    void openFinished(const Job &job) const;
    void clickCell(int row, int column, bool twice = false) const;

    std::unique_ptr<WindowWorld> m_world;
    std::unique_ptr<MainWindow> m_window;
};

void TestJobWindow::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
}

void TestJobWindow::init()
{
    m_world = std::make_unique<WindowWorld>();
    m_window = std::make_unique<MainWindow>(m_world->session());
    m_window->resize(1280, 720);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get(), patienceMs));
    m_window->activateWindow();
}

void TestJobWindow::cleanup()
{
    m_window.reset();
    m_world.reset();
}

void TestJobWindow::openFinished(const Job &job) const
{
    m_window->openJob(job.id);
    QTRY_VERIFY(child<QTabBar>(u"itemTabs"_s) && tabs()->currentIndex() == (job.counts.failed > 0 ? 1 : 0));
    QTRY_VERIFY(rows()->isLoaded() && rows()->rowCount() > 0);
}

void TestJobWindow::clickCell(int row, int column, bool twice) const
{
    const QModelIndex index = rows()->index(row, column);
    table()->scrollTo(index);
    const QPoint middle = table()->visualRect(index).center();
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, middle);
    if (twice)
        QTest::mouseDClick(table()->viewport(), Qt::LeftButton, {}, middle);
}

void TestJobWindow::anEmptyWindowOffersTheFirstStep()
{
    QTRY_VERIFY(m_window->findChild<QPushButton *>(u"emptyStep"_s)->isVisible());
    press(u"emptyStep"_s);
    // As a string: pointers to the same letters need not be the same.
    QTRY_COMPARE(QByteArray(m_window->findChild<QStackedWidget *>()->currentWidget()->metaObject()->className()),
                 QByteArray("bulkhead::NewJobPage"));
}

void TestJobWindow::aRunningJobIsSeenToItsEnd()
{
    const QUuid jobId = m_world->submit(WindowWorld::users(2000, 3), {.chunkSize = 100});
    QTRY_COMPARE(m_window->findChild<QTableView *>(u"jobsTable"_s)->model()->rowCount(), 1);
    QTRY_VERIFY(child<QTableView>(u"jobsTable"_s));
    auto *jobs = child<QTableView>(u"jobsTable"_s);
    QVERIFY(m_world->waitForEnd(jobId));
    QTRY_COMPARE(jobs->model()->index(0, JobListModel::StatusColumn).data().toString(), u"Partly done"_s);
    QCOMPARE(jobs->model()->index(0, JobListModel::ProgressColumn).data().toString(), u"2,000 done · 3 failed"_s);
    QCOMPARE(jobs->model()->index(0, JobListModel::RowsColumn).data().toString(), u"2,003"_s);

    // By keyboard, to the page of the job.
    jobs->setFocus();
    jobs->selectRow(0);
    QTest::keyClick(jobs, Qt::Key_Return);
    QTRY_COMPARE(words(u"jobTitle"_s), u"Create users"_s);
    QTRY_COMPARE(words(u"jobOutcome"_s), u"2,000 done  ·  3 failed"_s);
}

void TestJobWindow::noStateIsCut()
{
    const QFont before = QApplication::font();
    // A font like many others, in which the letters of “To be approved” are wider than the average.
    QFont wide = before;
    wide.setBold(true);
    wide.setLetterSpacing(QFont::PercentageSpacing, 150);
    QApplication::setFont(wide);
    cleanup();
    init();
    const auto *jobs = m_window->findChild<QTableView *>(u"jobsTable"_s);
    const StatusLook longest =
        StatusLook::of(JobState::Pending, JobAwaits::Approval, Theme::of(QApplication::palette()));
    QVERIFY(jobs->columnWidth(JobListModel::StatusColumn) >= StatusDelegate::roomFor(longest, jobs->fontMetrics()));
    QApplication::setFont(before);
}

void TestJobWindow::aJobThatRestsIsNotCalledNothing()
{
    QTRY_COMPARE(words(u"activity"_s), u"Nothing is running"_s);
    m_world->slowDown(40);
    const QUuid jobId = m_world->submit(WindowWorld::users(3000), {.chunkSize = 10});
    const Result<bool> rests =
        m_world->store().rest(jobId, std::chrono::minutes(10), Text{"The service cannot be reached."});
    QVERIFY(rests && *rests);
    QTRY_VERIFY2(words(u"activity"_s).endsWith(u"waiting for a service"_s), qPrintable(words(u"activity"_s)));
    QVERIFY(m_world->store().cancel(jobId, u"anna"_s, {}).ok());
    QTRY_COMPARE(words(u"activity"_s), u"Nothing is running"_s);
}

void TestJobWindow::aFailedRowIsExplainedMendedAndRetried()
{
    const Job parent = m_world->finishedJob(WindowWorld::users(5, 3));
    openFinished(parent);
    QCOMPARE(rows()->rowCount(), 3);
    QCOMPARE(cell(0, ItemTableModel::RowColumn), u"6"_s);
    QCOMPARE(cell(0, ItemTableModel::CodeColumn), u"INVALID_EMAIL"_s);
    QVERIFY(!cell(0, ItemTableModel::OutcomeColumn).isEmpty());
    QTRY_COMPARE(words(u"retryRows"_s), u"Retry 3 row(s)"_s);

    const int email = ItemTableModel::FirstCellColumn;
    clickCell(0, email, true);
    auto *editor = child<QLineEdit>(u"cellEditor"_s);
    QVERIFY(editor);
    editor->selectAll();
    QTest::keyClicks(editor, u"mended@example.org"_s);
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(cell(0, email), u"mended@example.org"_s);
    QVERIFY(rows()->index(0, email).data(ItemTableModel::MendedRole).toBool());
    QTRY_COMPARE(words(u"retryRows"_s), u"Retry 3 row(s), 1 mended"_s);

    press(u"retryRows"_s);
    QTRY_VERIFY(!m_world->store().jobs({.parentId = parent.id})->empty());
    const QUuid child = m_world->store().jobs({.parentId = parent.id})->front().id;
    QVERIFY(m_world->waitForEnd(child));
    QCOMPARE(m_world->job(child).counts.succeeded, 1);
    QCOMPARE(m_world->job(child).counts.failed, 2);
    QTRY_COMPARE(words(u"jobOutcome"_s), u"1 done  ·  2 failed"_s);
}

void TestJobWindow::onlyTheRowsOfOneErrorAreRetried()
{
    QByteArray csv = WindowWorld::users(2, 2);
    csv += "nameless@example.org,,$hash\n";
    const Job parent = m_world->finishedJob(csv);
    openFinished(parent);
    const auto chip = [this]() -> QAbstractButton * {
        const QList<QAbstractButton *> chips = m_window->findChildren<QAbstractButton *>();
        const auto found = std::ranges::find_if(chips, [](const QAbstractButton *each) {
            return each->isVisible() && each->text().startsWith(u"REQUIRED"_s);
        });
        return found == chips.end() ? nullptr : *found;
    };
    QTRY_VERIFY(chip());
    QAbstractButton *required = chip();
    QTest::mouseClick(required, Qt::LeftButton);
    QTRY_COMPARE(rows()->rowCount(), 1);
    QTRY_COMPARE(words(u"retryRows"_s), u"Retry 1 row(s) with REQUIRED"_s);
    QTest::keyClick(m_window.get(), Qt::Key_R, Qt::ControlModifier);
    QTRY_VERIFY(!m_world->store().jobs({.parentId = parent.id})->empty());
    const QUuid child = m_world->store().jobs({.parentId = parent.id})->front().id;
    QVERIFY(m_world->waitForEnd(child));
    QCOMPARE(m_world->job(child).counts.total, 1);
}

void TestJobWindow::failedRowsAreSearchedAndSortedByTheDatabase()
{
    openFinished(m_world->finishedJob(WindowWorld::users(1, 40)));
    QCOMPARE(rows()->rowCount(), 40);
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    auto *search = child<QLineEdit>(u"itemSearch"_s);
    QVERIFY(search->hasFocus());
    QTest::keyClicks(search, u"Broken 7"_s);
    QTRY_COMPARE(rows()->rowCount(), 1);
    QCOMPARE(cell(0, ItemTableModel::FirstCellColumn + 1), u"Broken 7"_s);
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QTRY_COMPARE(rows()->rowCount(), 40);

    QHeaderView *header = table()->horizontalHeader();
    const QPoint row(header->sectionViewportPosition(ItemTableModel::RowColumn) + 8, header->height() / 2);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, row);
    QTRY_COMPARE(cell(0, ItemTableModel::RowColumn), u"41"_s);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, row);
    QTRY_COMPARE(cell(0, ItemTableModel::RowColumn), u"2"_s);
}

void TestJobWindow::onlyRowsThatAreLookedAtAreRead()
{
    openFinished(m_world->finishedJob(WindowWorld::users(30000)));
    QCOMPARE(rows()->rowCount(), 30000);
    const QAbstractItemModelTester tester(rows());
    table()->verticalScrollBar()->setValue(table()->verticalScrollBar()->maximum());
    QSignalSpy failed(rows(), &ItemTableModel::failed);
    QTRY_COMPARE(failed.size(), 0);
    QTRY_COMPARE(cell(29999, ItemTableModel::FirstCellColumn), u"user29999@example.org"_s);
    QVERIFY(rows()->item(29999));
    QVERIFY(!rows()->item(15000));
    table()->verticalScrollBar()->setValue(0);
    QTRY_COMPARE(cell(0, ItemTableModel::FirstCellColumn), u"user0@example.org"_s);
    QCOMPARE(cell(0, ItemTableModel::StatusColumn), u"Done"_s);
}

void TestJobWindow::aSelectionIsCopiedForSpreadsheets()
{
    QByteArray csv = WindowWorld::users(1);
    csv += "tab@,\"two\twords\",$hash\n";
    openFinished(m_world->finishedJob(csv));
    tabs()->setCurrentIndex(0);
    QTRY_COMPARE(rows()->rowCount(), 2);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(table(), Qt::Key_C, Qt::ControlModifier);
    QTRY_VERIFY(QGuiApplication::clipboard()->text().contains(u"INVALID_EMAIL"_s));
    const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines.at(0).startsWith(u"row\tstatus\tcode\tmessage\temail\tname"_s));
    QVERIFY(lines.at(1).startsWith(u"1\tsucceeded\t\t"_s));
    QVERIFY(lines.at(2).contains(u"\t\"two\twords\"\t"_s));
    QVERIFY(!QGuiApplication::clipboard()->text().contains(u"$hash"_s));
}

void TestJobWindow::pauseResumeAndCancelAct()
{
    // Much work, so that it runs whenever we come to the next step.
    m_world->slowDown(40);
    const QUuid jobId = m_world->submit(WindowWorld::users(10000), {.chunkSize = 10, .concurrency = 1});
    m_window->openJob(jobId);
    QTRY_VERIFY(m_window->findChild<QPushButton *>(u"pauseJob"_s)->isVisible());
    press(u"pauseJob"_s);
    QTRY_COMPARE(m_world->job(jobId).state, JobState::Paused);
    QTRY_VERIFY(m_window->findChild<QPushButton *>(u"resumeJob"_s)->isVisible());
    press(u"resumeJob"_s);
    QTRY_VERIFY(m_world->job(jobId).state != JobState::Paused);
    QTRY_VERIFY(m_window->findChild<QPushButton *>(u"cancelJob"_s)->isVisible());
    press(u"cancelJob"_s);
    QTRY_COMPARE(m_world->job(jobId).state, JobState::Cancelled);
    const JobCounts counts = m_world->job(jobId).counts;
    QVERIFY(counts.cancelled > 0);
    QCOMPARE(counts.settled(), 10000);
    QTRY_VERIFY(!m_window->findChild<QPushButton *>(u"cancelJob"_s)->isVisible());
}

void TestJobWindow::aJobIsDeletedOnlyAfterAQuestion()
{
    const Job job = m_world->finishedJob(WindowWorld::users(5));
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier);
    QTRY_VERIFY(child<QTableView>(u"historyTable"_s));
    auto *history = child<QTableView>(u"historyTable"_s);
    QTRY_COMPARE(history->model()->rowCount(), 1);
    history->selectRow(0);
    for (const bool confirmed : {false, true}) {
        m_window->activateWindow();
        history->setFocus();
        QTRY_VERIFY(history->hasFocus());
        QTest::keyClick(history, Qt::Key_Delete);
        auto *question = m_window->findChild<QMessageBox *>(u"lossQuestion"_s);
        QVERIFY(question);
        QVERIFY(question->informativeText().contains(u"5 row(s)"_s));
        QTRY_COMPARE(question->defaultButton(), question->button(QMessageBox::Cancel));
        const QPointer<QMessageBox> open = question;
        QTest::mouseClick(confirmed ? question->findChild<QPushButton *>(u"lossAccept"_s)
                                    : question->button(QMessageBox::Cancel),
                          Qt::LeftButton);
        QTRY_VERIFY(!open);
        if (!confirmed) {
            QTest::qWait(50);
            QVERIFY(m_world->store().job(job.id)->has_value());
        }
    }
    QTRY_VERIFY(!m_world->store().job(job.id)->has_value());
    QTRY_COMPARE(history->model()->rowCount(), 0);
}

void TestJobWindow::jobsAreSortedByAClickOnTheirColumn()
{
    const Job good = m_world->finishedJob(WindowWorld::users(5));
    const Job partly = m_world->finishedJob(WindowWorld::users(5, 1));
    for (const Qt::Key page : {Qt::Key_2, Qt::Key_3}) {
        QTest::keyClick(m_window.get(), page, Qt::ControlModifier);
        const QString name = page == Qt::Key_2 ? u"jobsTable"_s : u"historyTable"_s;
        QTRY_VERIFY(child<QTableView>(name));
        auto *jobs = child<QTableView>(name);
        auto *model = qobject_cast<JobListModel *>(jobs->model());
        const auto click = [&](JobListModel::Column column) {
            QHeaderView *header = jobs->horizontalHeader();
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                              {header->sectionViewportPosition(column) + 12, header->height() / 2});
        };
        QTRY_COMPARE(model->rowCount(), 2);
        QCOMPARE(model->job(0).id, partly.id); // the newest
        click(JobListModel::WhenColumn);
        QTRY_COMPARE(model->job(0).id, good.id);
        click(JobListModel::StatusColumn);
        click(JobListModel::StatusColumn);
        QTRY_COMPARE(model->job(0).id, partly.id);
        click(JobListModel::StatusColumn);
        QTRY_COMPARE(model->job(0).id, good.id);
        click(JobListModel::ProgressColumn); // the database cannot
        QCOMPARE(jobs->horizontalHeader()->sortIndicatorSection(), int(JobListModel::StatusColumn));
        QCOMPARE(jobs->horizontalHeader()->sortIndicatorOrder(), Qt::AscendingOrder);
    }
}

void TestJobWindow::aFilterWithoutResultOffersToBeCleared()
{
    m_world->finishedJob(WindowWorld::users(5));
    QTRY_COMPARE(m_window->findChild<QTableView *>(u"jobsTable"_s)->model()->rowCount(), 1);
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(child<QLineEdit>(u"jobSearch"_s), u"no such list"_s);
    QTRY_VERIFY(m_window->findChild<QPushButton *>(u"emptyStep"_s)->isVisible());
    QCOMPARE(words(u"emptyStep"_s), u"Clear the filter"_s);
    press(u"emptyStep"_s);
    QTRY_VERIFY(child<QTableView>(u"jobsTable"_s));
    QVERIFY(child<QLineEdit>(u"jobSearch"_s)->text().isEmpty());
}

void TestJobWindow::everyPlaceIsReachedByKeys()
{
    auto *pages = m_window->findChild<QStackedWidget *>();
    const auto inFront = [pages] { return QByteArray(pages->currentWidget()->metaObject()->className()); };
    QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
    QCOMPARE(inFront(), "bulkhead::NewJobPage");
    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(pages->currentWidget()->objectName(), u"jobsPage"_s);
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier);
    QCOMPARE(pages->currentWidget()->objectName(), u"historyPage"_s);
    QTest::keyClick(m_window.get(), Qt::Key_6, Qt::ControlModifier);
    QCOMPARE(inFront(), "bulkhead::MontagesPage");
    QTest::keyClick(m_window.get(), Qt::Key_7, Qt::ControlModifier);
    QCOMPARE(inFront(), "bulkhead::SettingsPage");
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(inFront(), "bulkhead::NewJobPage");
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QCOMPARE(inFront(), "bulkhead::SettingsPage");
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QCOMPARE(inFront(), "bulkhead::MontagesPage");
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QCOMPARE(pages->currentWidget()->objectName(), u"historyPage"_s);
}

void TestJobWindow::everyControlHasANameAndIsReachedByTab()
{
    openFinished(m_world->finishedJob(WindowWorld::users(5, 2)));
    int looked = 0;
    for (const int place : {2, 3, 0}) {
        if (place > 0)
            QTest::keyClick(m_window.get(), Qt::Key(Qt::Key_0 + place), Qt::ControlModifier);
        else
            QTest::keyClick(m_window.get(), Qt::Key_Escape);
        const QList<QWidget *> widgets = m_window->findChildren<QWidget *>();
        for (QWidget *widget : widgets) {
            const bool interactive = qobject_cast<QAbstractButton *>(widget) || qobject_cast<QLineEdit *>(widget) ||
                                     qobject_cast<QComboBox *>(widget) || qobject_cast<QTableView *>(widget) ||
                                     qobject_cast<QTabBar *>(widget) || widget->objectName() == u"chunkStrip"_s;
            // Parts of Qt's own widgets are reached through them.
            const bool part = widget->objectName().startsWith(u"qt_"_s) ||
                              qobject_cast<QLineEdit *>(widget->parentWidget()) ||
                              qobject_cast<QTabBar *>(widget->parentWidget()) ||
                              qobject_cast<QAbstractItemView *>(widget->parentWidget()) ||
                              qobject_cast<QComboBox *>(widget->parentWidget());
            if (!interactive || part || !widget->isVisible())
                continue;
            ++looked;
            const QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(widget);
            QVERIFY2(spoken && !spoken->text(QAccessible::Name).isEmpty(),
                     qPrintable(u"no accessible name: "_s + widget->objectName() + u' ' +
                                QString::fromLatin1(widget->metaObject()->className())));
            QVERIFY2(widget->focusPolicy() & Qt::TabFocus,
                     qPrintable(u"not reached by Tab: "_s + widget->objectName()));
        }
    }
    QVERIFY(looked > 20);
}

void TestJobWindow::aNarrowerStripOfChunksStillGoesToTheLast()
{
    ChunkStrip strip;
    std::vector<Chunk> chunks(100);
    for (std::size_t i = 0; i < chunks.size(); ++i)
        chunks[i].no = qint64(i);
    strip.setChunks(chunks);
    strip.resize(1000, 20);
    strip.show();
    QVERIFY(QTest::qWaitForWindowExposed(&strip, patienceMs));
    QTest::keyClick(&strip, Qt::Key_End);
    strip.resize(120, 20);
    const QSignalSpy gone(&strip, &ChunkStrip::chunkActivated);
    QTest::keyClick(&strip, Qt::Key_Return);
    QCOMPARE(gone.size(), 1);
    // A cell stands for several chunks here, and leads to the first of them.
    const qint64 reached = gone.front().front().value<Chunk>().no;
    QVERIFY2(reached > 90 && reached < 100, qPrintable(QString::number(reached)));
}

void TestJobWindow::theWindowAnswersWhileAJobRuns()
{
    StallWatchdog watchdog(50);
    const QUuid jobId = m_world->submit(WindowWorld::users(60000, 600), {.chunkSize = 500});
    m_window->openJob(jobId);
    QTRY_VERIFY(m_window->findChild<ItemTableView *>(u"itemsTable"_s)->isVisible());
    watchdog.reset();
    // The test must not ask the database itself meanwhile: it stands on the thread that is measured.
    for (int step = 0; !words(u"jobProgress"_s).startsWith(u"Partly done"_s) && step < 3000; ++step) {
        QTest::qWait(20);
        QScrollBar *bar = m_window->findChild<ItemTableView *>(u"itemsTable"_s)->verticalScrollBar();
        bar->setValue((step * 977) % std::max(1, bar->maximum()));
        if (step % 10 == 0)
            tabs()->setCurrentIndex(step / 10 % 3);
    }
    qInfo("longest stall %d ms, %d ms of a stall at work", watchdog.longestStallMs(), watchdog.longestWorkMs());
    // Tests share their machine with others: only the thread's own work is held to the promise, which is 50 ms; a slow
    // machine gets the rest. A wait for the database would be far longer than the second bound.
    QVERIFY(watchdog.longestWorkMs() < 150);
    QVERIFY(watchdog.longestStallMs() < soonMs);
}

void TestJobWindow::theColoursFollowThePalette()
{
    openFinished(m_world->finishedJob(WindowWorld::users(5, 2)));
    const QPalette before = QGuiApplication::palette();
    QPalette dark = before;
    dark.setColor(QPalette::Window, QColor(0x2a, 0x2e, 0x32));
    dark.setColor(QPalette::Base, QColor(0x1b, 0x1e, 0x20));
    dark.setColor(QPalette::WindowText, Qt::white);
    dark.setColor(QPalette::Text, Qt::white);
    dark.setColor(QPalette::PlaceholderText, Qt::lightGray);
    dark.setColor(QPalette::Button, QColor(0x31, 0x36, 0x3b));
    dark.setColor(QPalette::ButtonText, Qt::white);
    QApplication::setPalette(dark);
    // Qt passes it on to the widgets only within exec(), which a test does not run; a window does always.
    m_window->setPalette(dark);
    auto *retry = child<QPushButton>(u"retryRows"_s);
    // Above the letters; the style may shade the colour it is given.
    const QColor fill = retry->grab().toImage().pixelColor(retry->width() / 2, 4);
    QVERIFY2(fill.saturation() > 60 && qAbs(fill.hue() - Theme::of(dark).active.hue()) < 15, qPrintable(fill.name()));
    const auto *subtitle = child<QLabel>(u"jobSubtitle"_s);
    QCOMPARE(subtitle->palette().color(QPalette::WindowText), Theme::of(dark).quiet);
    QApplication::setPalette(before);
}

QTEST_MAIN(TestJobWindow)
#include "tst_jobwindow.moc"
