// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/patience.h"
#include "tests/ui/jobs/windowtest.h"
#include "ui/frame/stallwatchdog.h"
#include "ui/jobs/chunkstrip.h"
#include "ui/jobs/itemtablemodel.h"
#include "ui/jobs/itemtableview.h"
#include "ui/jobs/joblistmodel.h"
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
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// The page of one job: its rows, read, searched, mended and retried.
class TestJobPage : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void aRunningJobIsSeenToItsEnd();
    void aFailedRowIsExplainedMendedAndRetried();
    void onlyTheRowsOfOneErrorAreRetried();
    void failedRowsAreSearchedAndSortedByTheDatabase();
    void onlyRowsThatAreLookedAtAreRead();
    void aSelectionIsCopiedForSpreadsheets();
    void aNarrowerStripOfChunksStillGoesToTheLast();
    void theWindowAnswersWhileAJobRuns();
    void everyControlHasANameAndIsReachedByTab();
    void theColoursFollowThePalette();

private:
    ItemTableView *table() const { return child<ItemTableView>(u"itemsTable"_s); }
    ItemTableModel *rows() const { return qobject_cast<ItemTableModel *>(table()->model()); }
    QString cell(int row, int column) const { return rows()->index(row, column).data().toString(); }
    void openFinished(const Job &job) const;
    void clickCell(int row, int column, bool twice = false) const;
};

void TestJobPage::openFinished(const Job &job) const
{
    m_window->openJob(job.id);
    QTRY_VERIFY(child<QTabBar>(u"itemTabs"_s) && tabs()->currentIndex() == (job.counts.failed > 0 ? 1 : 0));
    QTRY_VERIFY(rows()->isLoaded() && rows()->rowCount() > 0);
}

void TestJobPage::clickCell(int row, int column, bool twice) const
{
    const QModelIndex index = rows()->index(row, column);
    table()->scrollTo(index);
    const QPoint middle = table()->visualRect(index).center();
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, middle);
    if (twice)
        QTest::mouseDClick(table()->viewport(), Qt::LeftButton, {}, middle);
}

void TestJobPage::aRunningJobIsSeenToItsEnd()
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

void TestJobPage::aFailedRowIsExplainedMendedAndRetried()
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

void TestJobPage::onlyTheRowsOfOneErrorAreRetried()
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

void TestJobPage::failedRowsAreSearchedAndSortedByTheDatabase()
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

void TestJobPage::onlyRowsThatAreLookedAtAreRead()
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

void TestJobPage::aSelectionIsCopiedForSpreadsheets()
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

void TestJobPage::aNarrowerStripOfChunksStillGoesToTheLast()
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

void TestJobPage::theWindowAnswersWhileAJobRuns()
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

void TestJobPage::everyControlHasANameAndIsReachedByTab()
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

void TestJobPage::theColoursFollowThePalette()
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

QTEST_MAIN(TestJobPage)
#include "tst_jobpage.moc"
