// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/patience.h"
#include "tests/ui/jobs/windowworld.h"
#include "ui/frame/mainwindow.h"
#include "ui/newjob/operationcard.h"
#include "ui/operations/codeedit.h"
#include "ui/operations/operationfolder.h"
#include "ui/operations/operationtree.h"
#include "ui/widgets/messagebar.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTest>
#include <QTextBlock>
#include <QTextBrowser>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// The Operations page in the real window, on a real database, with a folder of operations of its own.
class TestOperationsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void everyOperationIsListedAndDescribed();
    void theSearchFindsByTitleIdAndTable();
    void aFileThatCannotBeReadIsToldAndMended();
    void aTableBecomesAnOperationThatNewJobOffers();
    void mistakesAreMarkedWhileOneTypes();
    void theDatabaseIsAskedOnceTheTextIsWhole();
    void aBuiltInOneIsCopiedAndOnlyReplacedWhenSaid();
    void anIdThatIsNoFileNameIsNotSaved();
    void theVersionIsRaisedOnRequest();
    void aFileThatSomebodyElseChangedIsNotWrittenOver();
    void whatIsNotSavedIsKeptUntilOneSaysOtherwise();
    void aChosenOperationStaysChosenInNewJob();
    void everyControlHasAName();

private:
    template <typename T> T *child(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }
    OperationTree *tree() const { return child<OperationTree>("operationTree"); }
    CodeEdit *edit() const { return child<CodeEdit>("operationEdit"); }
    QString verdict() const { return child<QLabel>("editorVerdict")->text(); }
    QString news() const { return m_window->findChild<MessageBar *>()->text(); }
    void press(const char *name) const { QTest::mouseClick(child<QAbstractButton>(name), Qt::LeftButton); }
    void go() const
    {
        QTest::keyClick(m_window.get(), Qt::Key_4, Qt::ControlModifier);
        QTRY_VERIFY(tree());
    }
    void openWindow();
    void put(const QString &name, const QByteArray &text) const;
    QByteArray saved(const QString &name) const;
    /// Opens the editor with the skeleton of this table.
    void beginFor(const QString &table) const;
    /// Writes `after` in the place of `before`, as one who types.
    void replace(const QString &before, const QString &after) const;
    void answerLoss(bool yes) const;
    QStringList offered() const;

    std::unique_ptr<WindowWorld> m_world;
    std::unique_ptr<MainWindow> m_window;
};

void TestOperationsPage::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QStandardPaths::setTestModeEnabled(true); // the folder of one's own
}

void TestOperationsPage::init()
{
    QDir(ownOperationsFolder()).removeRecursively();
    m_world = std::make_unique<WindowWorld>();
    QVERIFY(m_world->store()
                .connection()
                .script("create table books (isbn varchar(13) primary key, title varchar(200) not null,"
                        " shelf varchar(10), price numeric(8, 2))")
                .ok());
    openWindow();
}

void TestOperationsPage::cleanup()
{
    m_window.reset();
    m_world.reset();
    QDir(ownOperationsFolder()).removeRecursively();
}

void TestOperationsPage::openWindow()
{
    m_window.reset();
    m_window = std::make_unique<MainWindow>(m_world->session());
    m_window->resize(1280, 720);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get(), patienceMs));
    m_window->activateWindow();
}

void TestOperationsPage::put(const QString &name, const QByteArray &text) const
{
    QVERIFY(QDir().mkpath(ownOperationsFolder()));
    QFile file(ownOperationsFolder() + u'/' + name);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

QByteArray TestOperationsPage::saved(const QString &name) const
{
    QFile file(ownOperationsFolder() + u'/' + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestOperationsPage::beginFor(const QString &table) const
{
    go();
    press("newFromTable");
    auto *tables = child<QListWidget>("tableList");
    QTRY_VERIFY(tables->count() > 0);
    child<QLineEdit>("tableSearch")->setText(table);
    QCOMPARE(tables->currentItem()->text(), table);
    press("writeDefinition");
    QTRY_VERIFY(edit() && edit()->isVisible());
}

void TestOperationsPage::replace(const QString &before, const QString &after) const
{
    const QTextCursor found = edit()->document()->find(before);
    QVERIFY2(!found.isNull(), qPrintable(before));
    edit()->setTextCursor(found);
    edit()->insertPlainText(after);
}

void TestOperationsPage::answerLoss(bool yes) const
{
    QWidget *question = nullptr;
    QTRY_VERIFY((question = child<QWidget>("lossQuestion")) && question->isVisible());
    if (yes)
        QTest::mouseClick(question->findChild<QPushButton *>(u"lossAccept"_s), Qt::LeftButton);
    else
        QTest::keyClick(question, Qt::Key_Escape);
    QTRY_VERIFY(!child<QWidget>("lossQuestion"));
}

QStringList TestOperationsPage::offered() const
{
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    QStringList titles;
    for (const OperationCard *card : m_window->findChildren<OperationCard *>())
        titles << card->text();
    QTest::keyClick(m_window.get(), Qt::Key_4, Qt::ControlModifier);
    return titles;
}

void TestOperationsPage::everyOperationIsListedAndDescribed()
{
    go();
    QCOMPARE(tree()->shownCount(), int(m_world->session().catalog().operations().size()));
    QVERIFY(tree()->choose(u"orders.update"_s));
    const QTreeWidgetItem *row = tree()->currentItem();
    QCOMPARE(row->text(OperationTree::EffectColumn), u"Changes"_s);
    QCOMPARE(row->text(OperationTree::TableColumn), u"orders"_s);
    QCOMPARE(row->text(OperationTree::OriginColumn), u"built in"_s);
    QCOMPARE(row->parent()->text(0), u"Orders and services"_s);
    const QString about = child<QTextBrowser>("operationAbout")->toPlainText();
    for (const QString &said :
         {u"states only move forward"_s, u"total_price"_s, u"behind the point"_s, u"PERMISSION_DENIED"_s,
          u"Only staff may change a price."_s, u"INVALID_TRANSITION"_s, u"There is no order …."_s})
        QVERIFY2(about.contains(said), qPrintable(said + u"\n"_s + about));
    child<QTabWidget>("operationTabs")->setCurrentIndex(1);
    press("copyOperationText");
    QCOMPARE(QApplication::clipboard()->text(), m_world->session().catalog().find(u"orders.update"_s)->text);
    QVERIFY(!child<QPushButton>("editOperation")->isEnabled());
}

void TestOperationsPage::theSearchFindsByTitleIdAndTable()
{
    go();
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(child<QLineEdit>("operationSearch"), u"emission"_s);
    QCOMPARE(tree()->chosen(), u"activities.emissions"_s);
    child<QLineEdit>("operationSearch")->setText(u"users look"_s);
    QCOMPARE(tree()->chosen(), u"users.lookup"_s);
    child<QLineEdit>("operationSearch")->setText(u"no such thing"_s);
    QCOMPARE(tree()->shownCount(), 0);
    QTRY_VERIFY(!tree()->isVisible());
}

void TestOperationsPage::aFileThatCannotBeReadIsToldAndMended()
{
    put(u"broken.toml"_s, "format = 1\nid = \"broken\"\n");
    go();
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QTRY_VERIFY(child<QPushButton>("mendOperation"));
    press("mendOperation");
    QTRY_VERIFY(edit()->isVisible());
    QCOMPARE(edit()->toPlainText(), u"format = 1\nid = \"broken\"\n"_s);
    QVERIFY(child<QListWidget>("mistakeList")->count() >= 3);
    QVERIFY(!child<QPushButton>("saveOperation")->isEnabled());
}

void TestOperationsPage::aTableBecomesAnOperationThatNewJobOffers()
{
    beginFor(u"books"_s);
    QVERIFY2(edit()->toPlainText().contains(u"[update]\ntable = \"books\"\nkey = \"isbn\""_s),
             qPrintable(edit()->toPlainText()));
    replace(u"\"Update books\""_s, u"\"Mend the catalogue\""_s);
    QTest::keyClick(edit(), Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY2(news().contains(u"Mend the catalogue"_s), qPrintable(news()));
    QVERIFY(saved(u"books.update.toml"_s).contains("Mend the catalogue"));
    QTRY_VERIFY(m_world->session().catalog().find(u"books.update"_s).ok());
    QVERIFY(offered().contains(u"Mend the catalogue"_s));
    press("leaveEditor"); // nothing is lost: no question
    QTRY_VERIFY(tree()->isVisible());
    QVERIFY(tree()->choose(u"books.update"_s));
    QVERIFY(child<QPushButton>("editOperation")->isEnabled());
}

void TestOperationsPage::mistakesAreMarkedWhileOneTypes()
{
    beginFor(u"books"_s);
    QVERIFY(edit()->marks().empty());
    replace(u"\"decimal\""_s, u"\"money\""_s);
    auto *mistakes = child<QListWidget>("mistakeList");
    QTRY_COMPARE(mistakes->count(), 1);
    QVERIFY2(mistakes->item(0)->text().contains(u"money"_s), qPrintable(mistakes->item(0)->text()));
    const CodeMark mark = edit()->marks().front();
    QCOMPARE(edit()->document()->findBlockByNumber(mark.line - 1).text(), u"type = \"money\""_s);
    QCOMPARE(mark.column, 8);
    const auto shown = edit()->extraSelections();
    QVERIFY(std::ranges::any_of(
        shown, [](const QTextEdit::ExtraSelection &one) { return one.cursor.selectedText() == u"\"money\""_s; }));
    QVERIFY(!child<QPushButton>("saveOperation")->isEnabled());

    edit()->moveCursor(QTextCursor::Start);
    QTest::mouseClick(mistakes->viewport(), Qt::LeftButton, {}, mistakes->visualItemRect(mistakes->item(0)).center());
    QCOMPARE(edit()->textCursor().blockNumber() + 1, mark.line);
    QCOMPARE(edit()->textCursor().positionInBlock(), 7);
    edit()->undo();
    QTRY_VERIFY(edit()->marks().empty());
    QVERIFY(!mistakes->isVisible());
}

void TestOperationsPage::theDatabaseIsAskedOnceTheTextIsWhole()
{
    beginFor(u"books"_s);
    QTRY_VERIFY2(verdict().startsWith(u"● "_s), qPrintable(verdict()));
    replace(u"name = \"shelf\""_s, u"name = \"corridor\""_s);
    QTRY_VERIFY2(verdict().startsWith(u"✕ Does not fit"_s), qPrintable(verdict()));
    const auto *mistakes = child<QListWidget>("mistakeList");
    QCOMPARE(mistakes->count(), 1);
    QVERIFY2(mistakes->item(0)->text().contains(u"corridor"_s), qPrintable(mistakes->item(0)->text()));
    QCOMPARE(edit()->document()->findBlockByNumber(edit()->marks().front().line - 1).text(), u"name = \"corridor\""_s);
    QVERIFY(child<QPushButton>("saveOperation")->isEnabled()); // for another database it may be right
    replace(u"\"corridor\""_s, u"\"shelf\""_s);
    press("checkOperation");
    QTRY_VERIFY2(verdict().startsWith(u"● "_s), qPrintable(verdict()));
}

void TestOperationsPage::aBuiltInOneIsCopiedAndOnlyReplacedWhenSaid()
{
    go();
    QVERIFY(tree()->choose(u"users.lookup"_s));
    press("copyOperation");
    QVERIFY(edit()->isVisible());
    QVERIFY(edit()->toPlainText().contains(u"id = \"users.lookup.copy\""_s));
    replace(u"users.lookup.copy"_s, u"users.lookup"_s);
    replace(u"\"Look up users\""_s, u"\"Our look-up\""_s);
    press("saveOperation");
    answerLoss(false);
    QTest::qWait(50);
    QVERIFY(saved(u"users.lookup.toml"_s).isEmpty());
    press("saveOperation");
    answerLoss(true);
    QTRY_VERIFY(saved(u"users.lookup.toml"_s).contains("Our look-up"));
    QTRY_COMPARE(m_world->session().catalog().find(u"users.lookup"_s)->title.toString(), u"Our look-up"_s);
    QVERIFY(!m_world->session().catalog().find(u"users.lookup"_s)->isBuiltIn);
}

void TestOperationsPage::anIdThatIsNoFileNameIsNotSaved()
{
    beginFor(u"books"_s);
    replace(u"\"books.update\""_s, u"\"../../escaped\""_s);
    press("saveOperation");
    QVERIFY2(verdict().contains(u"cannot be the name of a file"_s), qPrintable(verdict()));
    QVERIFY(!QFile::exists(ownOperationsFolder() + u"/../../escaped.toml"_s));
}

void TestOperationsPage::theVersionIsRaisedOnRequest()
{
    beginFor(u"books"_s);
    press("saveOperation");
    QTRY_VERIFY(!saved(u"books.update.toml"_s).isEmpty());
    QVERIFY(!child<QWidget>("versionHint")->isVisible());
    replace(u"max_length = 200"_s, u"max_length = 100"_s);
    QTRY_VERIFY(child<QWidget>("versionHint")->isVisible());
    press("raiseVersion");
    QVERIFY(edit()->toPlainText().contains(u"\nversion = 2 "_s));
    QTRY_VERIFY(!child<QWidget>("versionHint")->isVisible());
    press("saveOperation");
    QTRY_VERIFY(saved(u"books.update.toml"_s).contains("version = 2"));
}

void TestOperationsPage::aFileThatSomebodyElseChangedIsNotWrittenOver()
{
    beginFor(u"books"_s);
    press("saveOperation");
    QTRY_VERIFY(!saved(u"books.update.toml"_s).isEmpty());
    QTRY_VERIFY(child<QPushButton>("saveOperation")->isEnabled()); // the file is there before its saving has ended
    put(u"books.update.toml"_s, "# theirs\n");
    replace(u"max_length = 200"_s, u"max_length = 100"_s);
    press("saveOperation");
    answerLoss(false);
    QCOMPARE(saved(u"books.update.toml"_s), QByteArray("# theirs\n"));
    QTRY_VERIFY(child<QPushButton>("saveOperation")->isEnabled());
    press("saveOperation");
    answerLoss(true);
    QTRY_VERIFY(saved(u"books.update.toml"_s).contains("max_length = 100"));
}

void TestOperationsPage::whatIsNotSavedIsKeptUntilOneSaysOtherwise()
{
    beginFor(u"books"_s);
    replace(u"\"Update books\""_s, u"\"Half done\""_s);
    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    QVERIFY(!edit()->isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_4, Qt::ControlModifier);
    QVERIFY(edit()->isVisible());
    QVERIFY(edit()->toPlainText().contains(u"Half done"_s));
    openWindow(); // as the program began again
    go();
    QTRY_VERIFY(edit()->isVisible());
    QVERIFY(edit()->toPlainText().contains(u"Half done"_s));
    press("leaveEditor");
    answerLoss(false);
    QVERIFY(edit()->isVisible());
    press("leaveEditor");
    answerLoss(true);
    QTRY_VERIFY(tree()->isVisible());
    openWindow();
    go();
    QTRY_VERIFY(tree()->isVisible());
}

void TestOperationsPage::aChosenOperationStaysChosenInNewJob()
{
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    const auto card = [this](const QString &title) -> OperationCard * {
        for (OperationCard *one : m_window->findChildren<OperationCard *>()) {
            if (one->text() == title)
                return one;
        }
        return nullptr;
    };
    card(u"Look up users"_s)->setChecked(true);
    put(u"x.toml"_s, m_world->session()
                         .catalog()
                         .find(u"users.update"_s)
                         ->text.replace(u"users.update"_s, u"aaa.first"_s)
                         .replace(u"Update users"_s, u"Ours"_s)
                         .toUtf8());
    QSignalSpy read(&m_world->session(), &Session::operationsChanged);
    m_world->session().readOperations();
    QTRY_COMPARE(read.size(), 1);
    QVERIFY(card(u"Ours"_s));
    QVERIFY(card(u"Look up users"_s)->isChecked());
}

void TestOperationsPage::everyControlHasAName()
{
    const auto check = [this] {
        int checked = 0;
        for (const QWidget *widget : child<QWidget>("operationsPage")->findChildren<QWidget *>()) {
            if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus) ||
                widget->objectName().startsWith(u"qt_"_s))
                continue;
            const QString words = widget->accessibleName() + widget->property("text").toString();
            if (words.isEmpty() && !widget->inherits("QTabBar"))
                qWarning("%s %s", widget->metaObject()->className(), qPrintable(widget->objectName()));
            else
                ++checked;
        }
        return checked;
    };
    QTest::failOnWarning(QRegularExpression(u".?"_s));
    go();
    QVERIFY(check() >= 5);
    beginFor(u"books"_s);
    QVERIFY(check() >= 4);
}

QTEST_MAIN(TestOperationsPage)
#include "tst_operationspage.moc"
