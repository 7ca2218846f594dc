// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/changes.h"
#include "core/engine/submission.h"
#include "core/source/ownsource.h"
#include "tests/support/patience.h"
#include "tests/ui/jobs/windowtest.h"
#include "ui/jobs/changetablemodel.h"
#include "ui/jobs/itemspanel.h"
#include "ui/jobs/itemtablemodel.h"
#include "ui/jobs/runningjobs.h"
#include "ui/jobs/sumspanel.h"
#include "ui/widgets/changedelegate.h"
#include "ui/widgets/phrases.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QBuffer>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// What a job changes, as its page shows it: previewed, started, approved, and taken back.
class TestJobChanges : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void aPreviewShowsOldAndNewAndIsStartedAsItIs();
    void aPreviewThatNobodyWantsIsThrownAway();
    void aLargeJobStartsOnlyWithItsNumberAndAReason();
    void aSecondPersonApproves();
    void aRefusedStartIsSaidInPlace();
    void aJobIsTakenBackAndBothKnowEachOther();
    void aRevertCanBeLookedAtFirst();
    void aJobThatPausedItselfSaysWhyAndGoesOn();
    void rowsThatWereSoAlreadyHaveTheirOwnWord();
    void rowsThatWereSoAlreadyAreShownByThemselves();
    void escClosesTheQuestionOfARevert();
    void theNewsOfARevertSaysThatItTookSomethingBack();
    void theQueryOfAJobIsAskedAgainWhenItIsRunAgain();
    void oneKindOfChangeIsShownAlone();
    void changesAreCopiedForSpreadsheets();
    void onlyChangesThatAreLookedAtAreRead();
    void aSumIsShownInKilogramsAndTonnes();
    void aCountIsReadAsPeopleTypeIt();

private:
    bool isReady(const QString &name) const
    {
        const auto *found = child<QPushButton>(name);
        return found && found->isEnabled();
    }
    ChangeTableModel *changes() const
    {
        auto *table = child<QTableView>(u"changesTable"_s);
        return table ? qobject_cast<ChangeTableModel *>(table->model()) : nullptr;
    }
    QModelIndex cell(int row, const QString &column) const
    {
        return changes()->index(row, ChangeTableModel::FirstValueColumn + int(changes()->columns().indexOf(column)));
    }
    void showChanges() const
    {
        // The page chooses its first tab itself, when it has read the job.
        QTRY_VERIFY(tabs()->tabText(ItemsPanel::ChangesTab) != u"Changes 0"_s);
        tabs()->setCurrentIndex(ItemsPanel::ChangesTab);
        QTRY_VERIFY(changes() && changes()->isLoaded() && changes()->rowCount() > 0);
    }
    /// Users with names "Person 0", "Person 1" …, as the rows of an update that calls them otherwise.
    QByteArray usersToRename(int count, const QByteArray &suffix = " Jr");
    QUuid update(const QByteArray &csv, bool preview, const QByteArray &limits = {}, const QString &reason = {});
};

QByteArray TestJobChanges::usersToRename(int count, const QByteArray &suffix)
{
    const Job job = m_world->finishedJob(WindowWorld::users(count));
    ChangeReader reader(m_world->store(), job.id, false);
    if (!reader.refresh())
        qFatal("no figures");
    QByteArray csv = "id,name\n";
    const Status read = reader.each([&](const ChangedRecord &record) {
        csv += record.key.toUtf8() + ",Person " + QByteArray::number(record.row - 1) + suffix + '\n';
        return true;
    });
    if (!read)
        qFatal("%s", qPrintable(read.error().toString()));
    return csv;
}

QUuid TestJobChanges::update(const QByteArray &csv, bool preview, const QByteArray &limits, const QString &reason)
{
    auto device = std::make_unique<QBuffer>();
    device->setData(csv);
    device->open(QIODevice::ReadOnly);
    const Result<std::unique_ptr<RowSource>> source = openCsvStream(std::move(device), u"people.csv"_s, {});
    const QString known = OperationCatalog::load().find(u"users.update"_s)->text;
    QByteArray text = known.toUtf8();
    if (!limits.isEmpty())
        text.replace("confirm_above = 10000", limits);
    const Result<Operation> operation = parseOperation(u"users.update"_s, text);
    if (!operation)
        qFatal("%s", qPrintable(operation.error().toString()));
    const Result<QUuid> job = submit(m_world->store(),
                                     {.operation = *operation,
                                      .mapping = mappingByName(*operation, (*source)->spec().columns),
                                      .options = {},
                                      .actor = u"anna"_s,
                                      .preview = preview,
                                      .reason = reason,
                                      .worker = m_world->session().workerId()},
                                     **source, {});
    if (!job)
        qFatal("%s", qPrintable(job.error().toString()));
    m_world->session().wakeRunner();
    return *job;
}

void TestJobChanges::aPreviewShowsOldAndNewAndIsStartedAsItIs()
{
    const QUuid job = update(usersToRename(5), true);
    m_window->openJob(job);
    QTRY_COMPARE(words(u"startJob"_s), u"Start: change 5 record(s)"_s);
    QTRY_COMPARE(tabs()->tabText(tabs()->currentIndex()), u"Preview 5"_s);
    QTRY_VERIFY(changes() && changes()->isLoaded());
    QCOMPARE(changes()->rowCount(), 5);
    const QModelIndex name = cell(2, u"name"_s);
    QTRY_COMPARE(name.data().toString(), u"Person 2 → Person 2 Jr"_s);
    QCOMPARE(name.data(ChangeDelegate::OldTextRole).toString(), u"Person 2"_s);
    QCOMPARE(name.data(ChangeDelegate::NewTextRole).toString(), u"Person 2 Jr"_s);
    QCOMPARE(name.data(ChangeDelegate::ChangeKindRole).toInt(), int(ChangeKind::Update));
    QVERIFY(!changes()->columns().contains(u"email"_s));
    QVERIFY(words(u"changesByColumn"_s).contains(u"name 5"_s));
    QCOMPARE(m_world->job(job).counts.succeeded, 0);

    press(u"startJob"_s);
    QVERIFY(m_world->waitForEnd(job));
    QCOMPARE(m_world->job(job).state, JobState::Completed);
    QTRY_VERIFY(!child<QWidget>(u"waitingNotice"_s));
    QTRY_COMPARE(tabs()->tabText(ItemsPanel::ChangesTab), u"Changes 5"_s);
    QTRY_COMPARE(words(u"changesCaption"_s), u"Was done:"_s);
    QTRY_COMPARE(cell(2, u"name"_s).data().toString(), u"Person 2 → Person 2 Jr"_s);
}

void TestJobChanges::aPreviewThatNobodyWantsIsThrownAway()
{
    const QUuid job = update(usersToRename(2), true);
    m_window->openJob(job);
    QTRY_VERIFY(isReady(u"discardJob"_s));
    press(u"discardJob"_s);
    QTRY_VERIFY(!m_world->store().job(job)->has_value());
    QTRY_VERIFY(child<QTableView>(u"jobsTable"_s));
}

void TestJobChanges::aLargeJobStartsOnlyWithItsNumberAndAReason()
{
    const QUuid job = update(usersToRename(5), true, "confirm_above = 2");
    m_window->openJob(job);
    QTRY_VERIFY(child<QLineEdit>(u"confirmCount"_s));
    QVERIFY(!isReady(u"startJob"_s));
    QTest::keyClicks(child<QLineEdit>(u"confirmCount"_s), u"4"_s);
    QTest::keyClicks(child<QLineEdit>(u"confirmReason"_s), u"new surnames"_s);
    QVERIFY(!isReady(u"startJob"_s));
    child<QLineEdit>(u"confirmCount"_s)->clear();
    QTest::keyClicks(child<QLineEdit>(u"confirmCount"_s), u"5"_s);
    QVERIFY(isReady(u"startJob"_s));
    child<QLineEdit>(u"confirmReason"_s)->clear();
    QVERIFY(!isReady(u"startJob"_s));
    QTest::keyClicks(child<QLineEdit>(u"confirmReason"_s), u"new surnames"_s);
    QTest::keyClick(child<QLineEdit>(u"confirmReason"_s), Qt::Key_Return);
    QVERIFY(m_world->waitForEnd(job));
    QCOMPARE(m_world->job(job).counts.succeeded, 5);
}

void TestJobChanges::aSecondPersonApproves()
{
    const QUuid job = update(usersToRename(5), false, "approve_above = 2");
    m_window->openJob(job);
    QTRY_COMPARE(words(u"startJob"_s), u"Approve"_s);
    QVERIFY(words(u"waitingHeadline"_s).contains(u"second person"_s));
    QVERIFY(words(u"waitingExplanation"_s).contains(u"anna"_s));
    QTRY_VERIFY(isReady(u"startJob"_s));
    press(u"startJob"_s);
    QVERIFY(m_world->waitForEnd(job));
    QCOMPARE(m_world->job(job).state, JobState::Completed);
}

void TestJobChanges::aRefusedStartIsSaidInPlace()
{
    const QUuid job = update(usersToRename(2), true);
    m_window->openJob(job);
    QTRY_VERIFY(isReady(u"startJob"_s));
    // Somebody else was quicker, and the page has not heard of it yet.
    QVERIFY(*m_world->store().cancel(job, u"boris"_s, {}));
    press(u"startJob"_s);
    QTRY_VERIFY(!m_window->findChild<QLabel *>(u"waitingError"_s)->text().isEmpty());
    QTRY_VERIFY(!child<QWidget>(u"waitingNotice"_s));
}

void TestJobChanges::aJobIsTakenBackAndBothKnowEachOther()
{
    const QUuid job = update(usersToRename(3), false, {}, {});
    QVERIFY(m_world->waitForEnd(job));
    m_window->openJob(job);
    QTRY_COMPARE(words(u"revertJob"_s), u"Revert 3 change(s)…"_s);
    QTRY_VERIFY(isReady(u"revertJob"_s));
    QVERIFY(words(u"revertibleUntil"_s).contains(u"until"_s));
    press(u"revertJob"_s);
    QVERIFY(isReady(u"revertNow"_s));
    press(u"revertNow"_s);
    QTRY_COMPARE(words(u"jobTitle"_s), u"Takes back: Update users"_s);
    QTRY_VERIFY(words(u"jobKin0"_s).startsWith(u"Takes back people.csv"_s));
    const std::vector<Job> children = *m_world->store().jobs({.parentId = job});
    QCOMPARE(children.size(), std::size_t(1));
    QVERIFY(m_world->waitForEnd(children.front().id));
    QCOMPARE(m_world->job(children.front().id).state, JobState::Completed);

    press(u"jobKin0"_s);
    QTRY_COMPARE(words(u"jobTitle"_s), u"Update users"_s);
    QTRY_VERIFY(words(u"jobKin0"_s).startsWith(u"Taken back by"_s));
    QTRY_VERIFY(child<QPushButton>(u"revertJob"_s));
    QVERIFY(!isReady(u"revertJob"_s));
    QVERIFY(child<QPushButton>(u"revertJob"_s)->toolTip().contains(u"taken back already"_s));
}

void TestJobChanges::aRevertCanBeLookedAtFirst()
{
    const QUuid job = update(usersToRename(3), false, "confirm_above = 3");
    QVERIFY(m_world->waitForEnd(job));
    m_window->openJob(job);
    QTRY_VERIFY(isReady(u"revertJob"_s));
    press(u"revertJob"_s);
    QVERIFY(!child<QLineEdit>(u"revertReason"_s));
    press(u"revertLook"_s);
    QTRY_COMPARE(words(u"startJob"_s), u"Start: take back 3 change(s)"_s);
    QTRY_VERIFY(changes() && changes()->isLoaded() && changes()->rowCount() == 3);
    QCOMPARE(cell(0, u"name"_s).data(ChangeDelegate::NewTextRole).toString().right(2) == u"Jr"_s, false);
    press(u"startJob"_s);
    const QUuid child = m_world->store().jobs({.parentId = job})->front().id;
    QVERIFY(m_world->waitForEnd(child));
    QCOMPARE(m_world->job(child).counts.succeeded, 3);
}

void TestJobChanges::aJobThatPausedItselfSaysWhyAndGoesOn()
{
    const QUuid job = m_world->submit(WindowWorld::users(300), {.chunkSize = 50, .firstRows = 100});
    m_window->openJob(job);
    QTRY_VERIFY(words(u"waitingHeadline"_s).startsWith(u"The first 100 rows are done"_s));
    QCOMPARE(words(u"startJob"_s), u"Resume"_s);
    press(u"startJob"_s);
    QVERIFY(m_world->waitForEnd(job));
    QCOMPARE(m_world->job(job).counts.succeeded, 300);
    QTRY_VERIFY(!child<QWidget>(u"waitingNotice"_s));
}

void TestJobChanges::rowsThatWereSoAlreadyHaveTheirOwnWord()
{
    const QUuid job = update(usersToRename(3, ""), false);
    QVERIFY(m_world->waitForEnd(job));
    m_window->openJob(job);
    auto *rows = m_window->findChild<QTableView *>(u"itemsTable"_s)->model();
    QTRY_COMPARE(rows->rowCount(), 3);
    QTRY_COMPARE(rows->index(0, ItemTableModel::StatusColumn).data().toString(), u"Is so already"_s);
    QTRY_VERIFY(words(u"jobOutcome"_s).contains(u"3 so already"_s));
}

void TestJobChanges::rowsThatWereSoAlreadyAreShownByThemselves()
{
    QByteArray csv = usersToRename(3, "");
    csv.replace("Person 1", "Somebody else");
    const QUuid job = update(csv, false);
    QVERIFY(m_world->waitForEnd(job));
    m_window->openJob(job);
    QTRY_COMPARE(tabs()->tabText(ItemsPanel::SkippedTab), u"So already 2"_s);
    QCOMPARE(tabs()->tabText(ItemsPanel::SucceededTab), u"Succeeded 1"_s);
    QVERIFY(tabs()->isTabVisible(ItemsPanel::SkippedTab));
    auto *rows = m_window->findChild<QTableView *>(u"itemsTable"_s)->model();
    tabs()->setCurrentIndex(ItemsPanel::SkippedTab);
    QTRY_COMPARE(rows->rowCount(), 2);
    QCOMPARE(rows->index(1, ItemTableModel::RowColumn).data().toString(), u"3"_s);
    tabs()->setCurrentIndex(ItemsPanel::SucceededTab);
    QTRY_COMPARE(rows->rowCount(), 1);
    QCOMPARE(rows->index(0, ItemTableModel::RowColumn).data().toString(), u"2"_s);

    m_window->openJob(m_world->finishedJob(WindowWorld::users(2, 0, "new")).id);
    QTRY_COMPARE(tabs()->tabText(ItemsPanel::SucceededTab), u"Succeeded 2"_s);
    QVERIFY2(!tabs()->isTabVisible(ItemsPanel::SkippedTab), "an empty tab is no news");
}

void TestJobChanges::escClosesTheQuestionOfARevert()
{
    const QUuid job = update(usersToRename(2), false);
    QVERIFY(m_world->waitForEnd(job));
    m_window->openJob(job);
    QTRY_VERIFY(isReady(u"revertJob"_s));
    press(u"revertJob"_s);
    QVERIFY(child<QWidget>(u"revertPanel"_s));
    QTRY_VERIFY(child<QWidget>(u"revertLook"_s)->hasFocus());
    QTest::keyClick(child<QWidget>(u"revertLook"_s), Qt::Key_Escape);
    QVERIFY(!child<QWidget>(u"revertPanel"_s));
    QVERIFY2(child<QWidget>(u"jobPage"_s), "the page itself stays");
    QVERIFY(child<QWidget>(u"revertJob"_s)->hasFocus());
}

void TestJobChanges::theNewsOfARevertSaysThatItTookSomethingBack()
{
    const QUuid job = update(usersToRename(2), false);
    QVERIFY(m_world->waitForEnd(job));
    m_window->openJob(job);
    QTRY_VERIFY(isReady(u"revertJob"_s));
    press(u"revertJob"_s);
    press(u"revertLook"_s);
    QTRY_VERIFY(isReady(u"startJob"_s));
    const QUuid revert = m_world->store().jobs({.parentId = job})->front().id;
    // A job that begins and ends between two looks is no news.
    QTRY_COMPARE(m_window->findChild<RunningJobs *>()->jobs().size(), std::size_t(1));
    press(u"startJob"_s);
    m_window->showJobs();
    QVERIFY(m_world->waitForEnd(revert));
    QTRY_COMPARE(words(u"messageText"_s), u"Takes back: Update users · people.csv: 2 done"_s);
}

void TestJobChanges::theQueryOfAJobIsAskedAgainWhenItIsRunAgain()
{
    const auto addActivity = [this](char last) {
        const QByteArray id = QByteArray("00000000-0000-4000-8000-00000000000") + last;
        QVERIFY(m_world->store().connection().script(
            "insert into activities (id, source, category, location, period_start, period_end, quantity, unit, org_id)"
            " values ('" +
            id + "', 'grid', 'electricity', 'DE', '2025-01-01', '2025-01-31', 10, 'kWh', '" + id + "')"));
    };
    addActivity('1');
    addActivity('2');
    const Result<Operation> operation = OperationCatalog::load().find(u"activities.emissions"_s);
    QVERIFY(operation.ok());
    const auto source = openOwnSource(m_world->store().connection(), *operation, nullptr, {});
    QVERIFY(source.ok());
    const Result<QUuid> first = submit(m_world->store(),
                                       {.operation = *operation,
                                        .mapping = mappingByName(*operation, (*source)->spec().columns),
                                        .options = {},
                                        .actor = u"anna"_s,
                                        .worker = m_world->session().workerId()},
                                       **source, {});
    QVERIFY(first.ok());
    m_world->session().wakeRunner();
    QVERIFY(m_world->waitForEnd(*first));
    QCOMPARE(m_world->job(*first).counts.succeeded, 2);
    addActivity('3');

    m_window->openJob(*first);
    QTRY_COMPARE(words(u"jobTitle"_s), u"Calculate emissions"_s);
    const QList<QAction *> actions = child<QToolButton>(u"moreJobVerbs"_s)->menu()->actions();
    const auto again = std::ranges::find(actions, u"Run again"_s, &QAction::text);
    QVERIFY(again != actions.end());
    QTRY_VERIFY((*again)->isEnabled());
    (*again)->trigger();
    QTRY_COMPARE(m_world->store().jobs({})->size(), std::size_t(2));
    const QUuid second = m_world->store().jobs({})->front().id;
    QVERIFY(second != *first);
    QVERIFY(m_world->waitForEnd(second));
    QCOMPARE(m_world->job(second).counts.total, 1);
    QCOMPARE(m_world->job(second).counts.succeeded, 1);
}

void TestJobChanges::oneKindOfChangeIsShownAlone()
{
    QByteArray csv = usersToRename(4);
    csv.replace("Person 1 Jr", "Person 1").replace("Person 3 Jr", "Person 3");
    m_window->openJob(update(csv, true));
    QTRY_VERIFY(changes() && changes()->isLoaded() && changes()->rowCount() == 4);
    QCOMPARE(words(u"unchangedChanges"_s), u"Is so already 2"_s);
    press(u"unchangedChanges"_s);
    QTRY_COMPARE(changes()->rowCount(), 2);
    QCOMPARE(changes()->index(0, ChangeTableModel::RowColumn).data().toString(), u"2"_s);
    press(u"allChanges"_s);
    QTRY_COMPARE(changes()->rowCount(), 4);
}

void TestJobChanges::changesAreCopiedForSpreadsheets()
{
    m_window->openJob(update(usersToRename(2), true));
    QTRY_VERIFY(changes() && changes()->isLoaded() && changes()->rowCount() == 2);
    auto *table = child<QTableView>(u"changesTable"_s);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QTRY_VERIFY(QGuiApplication::clipboard()->text().contains(u"Person 0\tPerson 0 Jr"_s));
    const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines.front().contains(u"name before\tname after"_s));
}

void TestJobChanges::onlyChangesThatAreLookedAtAreRead()
{
    const Job job = m_world->finishedJob(WindowWorld::users(30000));
    m_window->openJob(job.id);
    QTRY_VERIFY(tabs());
    showChanges();
    QCOMPARE(changes()->rowCount(), 30000);
    const QAbstractItemModelTester tester(changes());
    auto *table = child<QTableView>(u"changesTable"_s);
    table->verticalScrollBar()->setValue(table->verticalScrollBar()->maximum());
    QTRY_COMPARE(cell(29999, u"email"_s).data().toString(), u"user29999@example.org"_s);
    QVERIFY(!changes()->record(15000));
    QCOMPARE(cell(29999, u"password_hash"_s).data().toString(), u"••••••"_s);
    QCOMPARE(changes()->index(29999, ChangeTableModel::KindColumn).data().toString(), u"Insert"_s);
}

void TestJobChanges::aSumIsShownInKilogramsAndTonnes()
{
    QCOMPARE(SumsPanel::amount(12345.6, u"kg CO2e"_s), u"12,346 kg CO2e"_s);
    QCOMPARE(SumsPanel::inTonnes(12345.6, u"kg CO2e"_s), u"12.3 t CO2e"_s);
    QCOMPARE(SumsPanel::inTonnes(3, u"EUR"_s), QString());
    SumsPanel panel;
    ChangeTally tally;
    panel.show(SumOf{u"emissions_kg"_s, u"scope"_s, u"kg CO2e"_s}, tally, false);
    QVERIFY(panel.isHidden());
    tally.sums = {{u"1"_s, 1500}, {u"3"_s, 500}};
    panel.show(SumOf{u"emissions_kg"_s, u"scope"_s, u"kg CO2e"_s}, tally, false);
    QVERIFY(!panel.isHidden());
    QCOMPARE(panel.findChild<QLabel *>(u"sumsTotal"_s)->text(), u"2,000 kg CO2e"_s);
    QCOMPARE(panel.findChild<QLabel *>(u"sumsTonnes"_s)->text(), u"2.000 t CO2e"_s);
    QCOMPARE(panel.findChild<QLabel *>(u"sumsGroups"_s)->text(),
             u"scope 1: 1,500 kg CO2e (75 %)\nscope 3: 500.0 kg CO2e (25 %)"_s);
    SumOf told{u"emissions_kg"_s, u"scope"_s, u"kg CO2e"_s};
    told.title = {u"emissions"_s, {{u"en"_s, u"Emissions"_s}}};
    told.byTitle = {u"Scope"_s, {}};
    SumsPanel inWords;
    inWords.show(told, tally, false);
    QCOMPARE(inWords.findChild<QLabel *>(u"sumsGroups"_s)->text(),
             u"Scope 1: 1,500 kg CO2e (75 %)\nScope 3: 500.0 kg CO2e (25 %)"_s);
    QVERIFY(inWords.findChild<QLabel *>(u"sumsCaption"_s)->text().contains(u"Emissions"_s));
}

void TestJobChanges::aCountIsReadAsPeopleTypeIt()
{
    QCOMPARE(Phrases::typedCount(u"1,204"_s), std::optional<qint64>(1204));
    QCOMPARE(Phrases::typedCount(u" 1 204 "_s), std::optional<qint64>(1204));
    QCOMPARE(Phrases::typedCount(u"1204x"_s), std::nullopt);
    QCOMPARE(Phrases::typedCount(QString()), std::nullopt);
}

QTEST_MAIN(TestJobChanges)
#include "tst_jobchanges.moc"
