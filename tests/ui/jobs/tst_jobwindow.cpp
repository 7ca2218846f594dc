// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/patience.h"
#include "tests/ui/jobs/windowtest.h"
#include "ui/jobs/joblistmodel.h"
#include "ui/widgets/rowdelegate.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// The window and its list of jobs, as an operator uses them.
class TestJobWindow : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyWindowOffersTheFirstStep();
    void noStateIsCut();
    void aJobThatRestsIsNotCalledNothing();
    void pauseResumeAndCancelAct();
    void aJobIsDeletedOnlyAfterAQuestion();
    void jobsAreSortedByAClickOnTheirColumn();
    void aFilterWithoutResultOffersToBeCleared();
    void everyPlaceIsReachedByKeys();
};

void TestJobWindow::anEmptyWindowOffersTheFirstStep()
{
    QTRY_VERIFY(m_window->findChild<QPushButton *>(u"emptyStep"_s)->isVisible());
    press(u"emptyStep"_s);
    // As a string: pointers to the same letters need not be the same.
    QTRY_COMPARE(QByteArray(m_window->findChild<QStackedWidget *>()->currentWidget()->metaObject()->className()),
                 QByteArray("bulkhead::NewJobPage"));
}

void TestJobWindow::noStateIsCut()
{
    const QFont before = QApplication::font();
    // A font like many others, in which the letters of “To be approved” are wider than the average.
    QFont wide = before;
    wide.setBold(true);
    wide.setLetterSpacing(QFont::PercentageSpacing, 150);
    QApplication::setFont(wide);
    startAnew();
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

QTEST_MAIN(TestJobWindow)
#include "tst_jobwindow.moc"
