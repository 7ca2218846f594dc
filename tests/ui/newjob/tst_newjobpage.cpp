// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/patience.h"
#include "tests/ui/newjob/pagebench.h"
#include "ui/frame/stallwatchdog.h"
#include "ui/newjob/badrowsmodel.h"
#include "ui/newjob/newjobpage.h"

#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QRegularExpression>
#include <QStringEncoder>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace bulkhead;
using namespace bulkhead::test;

namespace {

/// Five people: two good, one without an address, one address twice, one bad. windows-1251, semicolons.
QByteArray staffIn1251()
{
    const QString text = u"Почта;ФИО;Отдел;password\r\n"
                         u"anna@example.org;Анна Петрова;Кадры;s3cret-anna\r\n"
                         u"ivan@example.org;Иван Иванов;Склад;s3cret-ivan\r\n"
                         u"olga@;Ольга;Склад;s3cret-olga\r\n"
                         u"ANNA@example.org;Анна ещё раз;Кадры;s3cret-again\r\n"
                         u";Без Почты;Кадры;s3cret-none\r\n"_s;
    QStringEncoder encoder("windows-1251");
    return encoder(text);
}

QByteArray manyPeople(int rows)
{
    QByteArray csv = "email,name,password_hash\n";
    for (int i = 1; i <= rows; ++i)
        csv += "p" + QByteArray::number(i) + "@example.org,Person " + QByteArray::number(i) + ",$argon2id$x\n";
    return csv;
}

} // namespace

class NewJobPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aListIsReadAsItWasWritten();
    void correctingTheDelimiterReadsTheListAgain();
    void aPasteIsTakenAsCellsOfASpreadsheet();
    void anEmptyClipboardIsSaid();
    void aMissingFileIsSaid();
    void badRowsAreSaidWithColumnValueAndReason();
    void aClickOnAnErrorShowsOnlyItsRows();
    void secretsAreNotShown();
    void theLatestMappingIsTheOneThatIsChecked();
    void startIsRefusedWhileAColumnIsMissing();
    void startSaysWhatItWillDoAndOpensTheJob();
    void theKeyboardAloneStartsAJob();
    void aSavedMappingIsFoundByItsHeader();
    void aSecretConstantIsNotSaved();
    void aCopiedJobFillsInThePage();
    void aCopyOfAPastedJobAsksForAList();
    void everythingHasANameAndIsReachedByTab();
    void theWindowAnswersWhileALongListIsChecked();

private:
    template <typename T> T *find(const QString &name) const { return m_page->findChild<T *>(name); }
    QString startText() const { return find<QPushButton>(u"startButton"_s)->text(); }
    bool canStart() const { return find<QPushButton>(u"startButton"_s)->isEnabled(); }
    QAbstractItemModel *badRows() const { return find<QAbstractItemView>(u"badRowsTable"_s)->model(); }
    void choose(const QString &combo, const QString &entry);

    std::unique_ptr<PageBench> m_bench;
    std::unique_ptr<NewJobPage> m_page;
};

void NewJobPageTest::init()
{
    // All but what the offscreen platform says of itself.
    QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
    m_bench = std::make_unique<PageBench>();
    QVERIFY(m_bench->open());
    m_page = std::make_unique<NewJobPage>(m_bench->session, m_bench->pages);
    m_page->resize(1100, 700);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get(), patienceMs));
    QTest::mouseClick(find<QAbstractButton>(u"operation_users.create"_s), Qt::LeftButton);
}

void NewJobPageTest::cleanup()
{
    m_page.reset();
    m_bench.reset();
}

/// As a person does: opens the list with a key and picks the entry with keys.
void NewJobPageTest::choose(const QString &name, const QString &entry)
{
    auto *combo = find<QComboBox>(name);
    QVERIFY(combo);
    const int index = combo->findText(entry);
    QVERIFY2(index >= 0, qPrintable(entry));
    combo->setFocus();
    QTest::keyClick(combo, Qt::Key_Home);
    for (int tries = 0; combo->currentIndex() != index && tries < 20; ++tries)
        QTest::keyClick(combo, Qt::Key_Down);
    QCOMPARE(combo->currentText(), entry);
}

void NewJobPageTest::aListIsReadAsItWasWritten()
{
    m_page->loadFile(m_bench->file(u"staff.csv"_s, staffIn1251()));
    auto *preview = find<QAbstractItemView>(u"previewTable"_s)->model();
    QTRY_COMPARE(preview->rowCount(), 5);
    QCOMPARE(preview->headerData(1, Qt::Horizontal).toString(), u"ФИО"_s);
    QCOMPARE(preview->index(0, 1).data().toString(), u"Анна Петрова"_s);
    QVERIFY(find<QComboBox>(u"encodingCombo"_s)->currentText().startsWith(u"windows-1251"_s));
    QVERIFY(find<QComboBox>(u"delimiterCombo"_s)->currentText().contains(u';'));
    QCOMPARE(find<QComboBox>(u"map_email"_s)->currentText(), u"Почта"_s);
    QCOMPARE(find<QComboBox>(u"map_name"_s)->currentText(), u"ФИО"_s);
    QVERIFY(find<QLabel>(u"unusedColumns"_s)->text().contains(u"Отдел"_s));
}

void NewJobPageTest::correctingTheDelimiterReadsTheListAgain()
{
    m_page->loadFile(m_bench->file(u"odd.csv"_s, "email;name,x\na@b.co;A,1\n"));
    auto *preview = find<QAbstractItemView>(u"previewTable"_s)->model();
    QTRY_VERIFY(preview->rowCount() > 0);
    const QString comma = find<QComboBox>(u"delimiterCombo"_s)->itemText(1);
    choose(u"delimiterCombo"_s, comma);
    QTRY_COMPARE(preview->headerData(1, Qt::Horizontal).toString(), u"x"_s);
    choose(u"delimiterCombo"_s, find<QComboBox>(u"delimiterCombo"_s)->itemText(2));
    QTRY_COMPARE(preview->headerData(0, Qt::Horizontal).toString(), u"email"_s);
}

void NewJobPageTest::aPasteIsTakenAsCellsOfASpreadsheet()
{
    QGuiApplication::clipboard()->setText(u"email\tname\tpassword_hash\na@b.co\tPetrov, A.\t$argon2id$1\n"_s);
    QTest::mouseClick(find<QPushButton>(u"pasteButton"_s), Qt::LeftButton);
    auto *preview = find<QAbstractItemView>(u"previewTable"_s)->model();
    QTRY_COMPARE(preview->rowCount(), 1);
    QCOMPARE(preview->index(0, 1).data().toString(), u"Petrov, A."_s);
    QTRY_VERIFY(canStart());
}

void NewJobPageTest::anEmptyClipboardIsSaid()
{
    QGuiApplication::clipboard()->clear();
    m_page->setFocus();
    QTest::mouseClick(find<QPushButton>(u"pasteButton"_s), Qt::LeftButton);
    QVERIFY(find<QLabel>(u"sourceProblem"_s)->isVisible());
    QVERIFY(!canStart());
}

void NewJobPageTest::aMissingFileIsSaid()
{
    m_page->loadFile(m_bench->folder.filePath(u"gone.csv"_s));
    QTRY_VERIFY(find<QLabel>(u"sourceProblem"_s)->isVisible());
    QVERIFY(find<QLabel>(u"sourceProblem"_s)->text().contains(u"gone.csv"_s));
}

void NewJobPageTest::badRowsAreSaidWithColumnValueAndReason()
{
    QAbstractItemModelTester tester(badRows(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    m_page->loadFile(m_bench->file(u"staff.csv"_s, staffIn1251()));
    QTRY_COMPARE(badRows()->rowCount(), 3);
    QCOMPARE(badRows()->index(0, BadRowsModel::Row).data().toString(), u"3"_s);
    QCOMPARE(badRows()->index(0, BadRowsModel::Where).data().toString(), u"Почта"_s);
    QCOMPARE(badRows()->index(0, BadRowsModel::Value).data().toString(), u"olga@"_s);
    QVERIFY(!badRows()->index(0, BadRowsModel::Reason).data().toString().isEmpty());
    QVERIFY(find<QLabel>(u"checkWords"_s)->text().contains(u'2'));
    QVERIFY(startText().contains(u'2'));
}

void NewJobPageTest::aClickOnAnErrorShowsOnlyItsRows()
{
    QAbstractItemModelTester tester(badRows(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    m_page->loadFile(m_bench->file(u"staff.csv"_s, staffIn1251()));
    QTRY_COMPARE(badRows()->rowCount(), 3);
    QTest::mouseClick(find<QPushButton>(u"code_DUPLICATE_IN_SOURCE"_s), Qt::LeftButton);
    QCOMPARE(badRows()->rowCount(), 1);
    QCOMPARE(badRows()->index(0, BadRowsModel::Row).data().toString(), u"4"_s);
    QTest::mouseClick(find<QPushButton>(u"code_"_s), Qt::LeftButton);
    QCOMPARE(badRows()->rowCount(), 3);
}

void NewJobPageTest::secretsAreNotShown()
{
    m_page->loadFile(m_bench->file(u"staff.csv"_s, staffIn1251() + "x@y.org;X;;short\r\n"));
    QTRY_VERIFY(badRows()->rowCount() == 4);
    for (QAbstractItemModel *model : {badRows(), find<QAbstractItemView>(u"previewTable"_s)->model()}) {
        for (int row = 0; row < model->rowCount(); ++row) {
            for (int column = 0; column < model->columnCount(); ++column) {
                for (const int role : {Qt::DisplayRole, Qt::ToolTipRole}) {
                    const QString shown = model->index(row, column).data(role).toString();
                    QVERIFY2(!shown.contains(u"s3cret"_s) && shown != u"short"_s, qPrintable(shown));
                }
            }
        }
    }
    for (const QLabel *label : m_page->findChildren<QLabel *>())
        QVERIFY2(!label->text().contains(u"s3cret"_s), qPrintable(label->text()));
}

void NewJobPageTest::theLatestMappingIsTheOneThatIsChecked()
{
    m_page->loadFile(m_bench->file(u"two.csv"_s, "good,bad,name,password_hash\na@b.co,nonsense,A,h\n"));
    QTRY_VERIFY(find<QComboBox>(u"map_email"_s)->count() > 4);
    choose(u"map_email"_s, u"bad"_s);
    choose(u"map_email"_s, u"good"_s);
    choose(u"map_email"_s, u"bad"_s);
    QTRY_COMPARE(badRows()->rowCount(), 1);
    QVERIFY(!canStart());
    choose(u"map_email"_s, u"good"_s);
    QTRY_VERIFY(canStart());
    QCOMPARE(badRows()->rowCount(), 0);
}

void NewJobPageTest::startIsRefusedWhileAColumnIsMissing()
{
    m_page->loadFile(m_bench->file(u"names.csv"_s, "name,password_hash\nA,h\n"));
    QTRY_VERIFY(find<QLabel>(u"mappingProblems"_s)->isVisible());
    QVERIFY(!canStart());
    QVERIFY(!find<QLabel>(u"startWords"_s)->text().isEmpty());
}

void NewJobPageTest::startSaysWhatItWillDoAndOpensTheJob()
{
    m_page->loadFile(m_bench->file(u"staff.csv"_s, manyPeople(1234)));
    QTRY_VERIFY(canStart());
    QVERIFY2(startText().contains(QLocale().toString(1234)), qPrintable(startText()));
    QTest::mouseClick(find<QPushButton>(u"startButton"_s), Qt::LeftButton);
    QTRY_COMPARE(m_bench->pages.opened.size(), size_t(1));

    std::optional<Job> job;
    const auto ask = [&] {
        m_bench->session.ask<std::optional<Job>>(
            m_page.get(), Session::Lane::Interactive,
            [id = m_bench->pages.opened.front()](JobStore &store) { return store.job(id); },
            [&](const Result<std::optional<Job>> &found) { job = found ? *found : std::nullopt; });
        return QTest::qWaitFor([&] { return job && isFinal(job->state); }, 100);
    };
    QTRY_VERIFY(ask());
    QCOMPARE(job->state, JobState::Completed);
    QCOMPARE(job->counts.succeeded, qint64(1234));
    QVERIFY2(!canStart(), "the page is empty again");
}

void NewJobPageTest::theKeyboardAloneStartsAJob()
{
    QGuiApplication::clipboard()->setText(u"email\tname\tpassword_hash\na@b.co\tA\th\n"_s);
    auto *paste = find<QPushButton>(u"pasteButton"_s);
    paste->setFocus();
    QTest::keyClick(paste, Qt::Key_Space);
    QTRY_VERIFY(canStart());
    // More than once round: while the list is looked at again nothing can be started for a moment.
    for (int tabs = 0; tabs < 600 && QApplication::focusWidget() != find<QPushButton>(u"startButton"_s); ++tabs) {
        QTRY_VERIFY(canStart());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    QCOMPARE(QApplication::focusWidget(), find<QPushButton>(u"startButton"_s));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QTRY_COMPARE(m_bench->pages.opened.size(), size_t(1));
}

void NewJobPageTest::aSavedMappingIsFoundByItsHeader()
{
    const QByteArray list = "a,b,c\nx@y.org,Name,h\n";
    m_page->loadFile(m_bench->file(u"one.csv"_s, list));
    QTRY_VERIFY(find<QComboBox>(u"map_email"_s)->count() > 4);
    choose(u"map_email"_s, u"a"_s);
    choose(u"map_name"_s, u"b"_s);
    choose(u"map_password_hash"_s, u"c"_s);
    QTest::mouseClick(find<QPushButton>(u"saveMappingButton"_s), Qt::LeftButton);

    NewJobPage another(m_bench->session, m_bench->pages);
    another.findChild<QAbstractButton *>(u"operation_users.create"_s)->click();
    another.loadFile(m_bench->file(u"two.csv"_s, list));
    QTRY_COMPARE(another.findChild<QComboBox *>(u"map_email"_s)->currentText(), u"a"_s);
    QCOMPARE(another.findChild<QComboBox *>(u"map_name"_s)->currentText(), u"b"_s);
}

void NewJobPageTest::aSecretConstantIsNotSaved()
{
    m_page->loadFile(m_bench->file(u"one.csv"_s, "email,name\nx@y.org,Name\n"));
    auto *combo = find<QComboBox>(u"map_password"_s);
    QTRY_VERIFY(combo->count() > 3);
    choose(u"map_password"_s, combo->itemText(combo->count() - 1));
    auto *line = find<QLineEdit>(u"constant_password"_s);
    QTest::keyClicks(line, u"start-1234"_s);
    QCOMPARE(line->echoMode(), QLineEdit::Password);
    QTRY_VERIFY(canStart());
    QTest::mouseClick(find<QPushButton>(u"saveMappingButton"_s), Qt::LeftButton);
    const auto saved = m_bench->settings.savedMapping(u"users.create"_s, {u"email"_s, u"name"_s});
    QVERIFY(saved);
    QCOMPARE(saved->columns.value(u"email"_s), u"email"_s);
    QVERIFY(saved->constants.isEmpty());
}

void NewJobPageTest::aCopiedJobFillsInThePage()
{
    JobSpec spec;
    spec.operation = u"users.create"_s;
    spec.source = {.kind = SourceSpec::Kind::File,
                   .path = m_bench->file(u"c.csv"_s, "a;b;c\nx@y.org;Name;h\n"),
                   .name = u"c.csv"_s,
                   .dialect = {.delimiter = ';'},
                   .columns = {u"a"_s, u"b"_s, u"c"_s}};
    spec.mapping.columns = {{u"email"_s, u"a"_s}, {u"name"_s, u"b"_s}, {u"password_hash"_s, u"c"_s}};
    spec.options.chunkSize = 777;
    Job job;
    job.operation = spec.operation;
    job.spec = spec.toJson();
    m_page->startFrom(job);
    QTRY_VERIFY(canStart());
    QCOMPARE(find<QComboBox>(u"map_email"_s)->currentText(), u"a"_s);
    QCOMPARE(find<QWidget>(u"chunkSizeSpin"_s)->property("value").toInt(), 777);
}

void NewJobPageTest::aCopyOfAPastedJobAsksForAList()
{
    JobSpec spec;
    spec.operation = u"users.create"_s;
    spec.source.kind = SourceSpec::Kind::Stream;
    spec.source.name = u"clipboard"_s;
    Job job;
    job.spec = spec.toJson();
    m_page->startFrom(job);
    QVERIFY(find<QLabel>(u"sourceProblem"_s)->isVisible());
    QVERIFY(find<QLabel>(u"sourceProblem"_s)->text().contains(u"clipboard"_s));
}

void NewJobPageTest::everythingHasANameAndIsReachedByTab()
{
    QCOMPARE(namelessWidgets(m_page.get()), QStringList());
    m_page->loadFile(m_bench->file(u"staff.csv"_s, staffIn1251()));
    QTRY_COMPARE(badRows()->rowCount(), 3);
    QCOMPARE(namelessWidgets(m_page.get()), QStringList());
    QCOMPARE(unreachableWidgets(m_page.get()), QStringList());
    QCOMPARE(jumpsUpward(m_page.get()).join(u'\n'), QString());
}

void NewJobPageTest::theWindowAnswersWhileALongListIsChecked()
{
    const QString path = m_bench->file(u"long.csv"_s, manyPeople(300000));
    const StallWatchdog watch(250);
    m_page->loadFile(path);
    auto *preview = find<QAbstractItemView>(u"previewTable"_s)->model();
    QTRY_COMPARE(preview->rowCount(), 100);
    QTRY_VERIFY(canStart());
    QVERIFY2(startText().contains(QLocale().toString(300000)), qPrintable(startText()));
    qInfo("longest stall: %d ms, %d ms of a stall at work", watch.longestStallMs(), watch.longestWorkMs());
    // 50 ms is the promise; a slow machine gets the rest, and one that does much else the second bound.
    QVERIFY2(watch.longestWorkMs() < 250, qPrintable(QString::number(watch.longestWorkMs())));
    QVERIFY2(watch.longestStallMs() < soonMs, qPrintable(QString::number(watch.longestStallMs())));
}

QTEST_MAIN(NewJobPageTest)
#include "tst_newjobpage.moc"
