// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/audit.h"

#include "tests/support/patience.h"
#include "tests/ui/jobs/windowworld.h"
#include "ui/audit/auditmodel.h"
#include "ui/audit/auditwords.h"
#include "ui/frame/mainwindow.h"
#include "ui/widgets/messagebar.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// The Audit page in the real window, on a real database.
class TestAuditPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void whatWasDoneIsListedNewestFirst();
    void newsComeInAboveWithoutLosingTheSelection();
    void theFilterIsAnsweredByTheDatabase();
    void olderEntriesComeWithScrolling();
    void verifySaysWhetherTheChainHolds();
    void entriesAreExportedAndCopied();
    void theJobOfAnEntryIsOpened();
    void everyActionHasWords();
    void everyControlHasAName();

private:
    template <typename T> T *child(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }
    QTableView *table() const { return child<QTableView>("auditTable"); }
    AuditModel *rows() const { return qobject_cast<AuditModel *>(table()->model()); }
    QString cell(int row, int column) const { return rows()->index(row, column).data().toString(); }
    QString news() const { return m_window->findChild<MessageBar *>()->text(); }
    void press(const char *name) const { QTest::mouseClick(child<QAbstractButton>(name), Qt::LeftButton); }
    void go() const
    {
        QTest::keyClick(m_window.get(), Qt::Key_5, Qt::ControlModifier);
        QTRY_VERIFY(table() && table()->isVisible() && rows()->rowCount() > 0);
    }
    void choose(const char *name, const QVariant &value) const
    {
        auto *choice = child<QComboBox>(name);
        choice->setCurrentIndex(choice->findData(value));
        Q_EMIT choice->activated(choice->currentIndex());
    }
    void tell(const AuditRecord &record) const
    {
        if (!Audit(m_world->store().connection()).append(record))
            qFatal("cannot append");
    }

    std::unique_ptr<WindowWorld> m_world;
    std::unique_ptr<MainWindow> m_window;
};

void TestAuditPage::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
}

void TestAuditPage::init()
{
    m_world = std::make_unique<WindowWorld>();
    m_window = std::make_unique<MainWindow>(m_world->session());
    m_window->resize(1280, 720);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get(), patienceMs));
    m_window->activateWindow();
}

void TestAuditPage::cleanup()
{
    m_window.reset();
    m_world.reset();
}

void TestAuditPage::whatWasDoneIsListedNewestFirst()
{
    const Job job = m_world->finishedJob(WindowWorld::users(3, 2));
    go();
    const QAbstractItemModelTester tester(rows());
    QTRY_COMPARE(cell(0, AuditModel::ActionColumn), u"Job ended"_s);
    QCOMPARE(cell(1, AuditModel::ActionColumn), u"Job submitted"_s);
    QVERIFY(cell(1, AuditModel::WhoColumn).startsWith(u"anna"_s)); // "as" whom the system knows
    QCOMPARE(cell(1, AuditModel::OperationColumn), u"Create users"_s);
    QVERIFY2(cell(0, AuditModel::WhatColumn).contains(u"3 done, 2 failed"_s),
             qPrintable(cell(0, AuditModel::WhatColumn)));
    QVERIFY2(cell(1, AuditModel::WhatColumn).contains(u"columns: email, name"_s),
             qPrintable(cell(1, AuditModel::WhatColumn)));
    QVERIFY(cell(1, AuditModel::WhereColumn).contains(u"tst_auditpage"_s));
    const QString tip = rows()->index(1, AuditModel::WhenColumn).data(Qt::ToolTipRole).toString();
    QVERIFY(tip.contains(rows()->entry(1).hash));
    QCOMPARE(rows()->entry(1).jobId, job.id);
}

void TestAuditPage::newsComeInAboveWithoutLosingTheSelection()
{
    tell({.action = u"exported"_s, .rows = 7});
    go();
    table()->selectRow(0);
    const qint64 id = rows()->entry(0).id;
    tell({.action = u"exported"_s, .rows = 8});
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QTRY_COMPARE(rows()->entry(0).id, id + 1);
    QCOMPARE(table()->selectionModel()->selectedRows().size(), 1);
    QCOMPARE(rows()->entry(table()->selectionModel()->selectedRows().front().row()).id, id);
}

void TestAuditPage::theFilterIsAnsweredByTheDatabase()
{
    for (int i = 0; i < 30; ++i)
        tell({.action = i % 3 ? u"paused"_s : u"resumed"_s, .actor = i % 2 ? u"boris"_s : u"vera"_s});
    go();
    QTRY_VERIFY(rows()->rowCount() >= 30);
    choose("auditActionFilter", u"resumed"_s);
    QTRY_COMPARE(rows()->rowCount(), 10);
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(child<QLineEdit>("auditSearch"), u"VERA"_s);
    QTRY_COMPARE(rows()->rowCount(), 5);
    QTest::keyClicks(child<QLineEdit>("auditSearch"), u"x"_s);
    QTRY_COMPARE(rows()->rowCount(), 0);
    auto *clear = child<QWidget>("auditPage")->findChild<QPushButton *>(u"emptyStep"_s);
    QTRY_VERIFY(clear->isVisible());
    QTest::mouseClick(clear, Qt::LeftButton);
    QTRY_VERIFY(rows()->rowCount() >= 30);
    choose("auditPeriodFilter", 1); // today
    QTRY_VERIFY(rows()->rowCount() >= 30);
    QVERIFY(!child<QWidget>("auditFrom")->isVisible());
    choose("auditPeriodFilter", 4); // between
    QTRY_VERIFY(child<QWidget>("auditFrom")->isVisible());
    QTRY_VERIFY(rows()->rowCount() >= 30);
}

void TestAuditPage::olderEntriesComeWithScrolling()
{
    {
        Transaction transaction(m_world->store().connection());
        QVERIFY(transaction.begin().ok());
        for (int i = 0; i < 450; ++i)
            tell({.action = u"paused"_s});
        QVERIFY(transaction.commit().ok());
    }
    go();
    QTRY_COMPARE(rows()->rowCount(), 200);
    table()->scrollToBottom();
    QTRY_COMPARE(rows()->rowCount(), 400);
    table()->scrollToBottom();
    QTRY_VERIFY(rows()->isComplete() && rows()->rowCount() > 450);
    for (int row = 1; row < rows()->rowCount(); ++row)
        QCOMPARE(rows()->entry(row).id, rows()->entry(row - 1).id - 1);
}

void TestAuditPage::verifySaysWhetherTheChainHolds()
{
    for (int i = 0; i < 5; ++i)
        tell({.action = u"paused"_s});
    go();
    press("verifyAudit");
    QTRY_VERIFY2(news().contains(u"holds"_s), qPrintable(news()));
    QCOMPARE(m_window->findChild<MessageBar *>()->kind(), MessageKind::Positive);
    const QString third = QString::number(rows()->entry(2).id);
    QVERIFY(m_world->store()
                .connection()
                .script("drop trigger bulkhead_audit_no_update; update bulkhead_audit set actor = 'x'"
                        " where id = " +
                        third.toLatin1())
                .ok());
    QTRY_VERIFY(child<QPushButton>("verifyAudit")->isEnabled());
    press("verifyAudit");
    QTRY_VERIFY2(news().contains(u"Entry %1 of the audit was changed"_s.arg(third)), qPrintable(news()));
    QCOMPARE(m_window->findChild<MessageBar *>()->kind(), MessageKind::Error);
}

void TestAuditPage::entriesAreExportedAndCopied()
{
    tell({.action = u"paused"_s, .actor = u"boris"_s});
    tell({.action = u"resumed"_s, .actor = u"vera"_s});
    go();
    table()->selectRow(0);
    press("copyAudit");
    const QStringList copied = QApplication::clipboard()->text().split(u'\n');
    QCOMPARE(copied.size(), 2);
    QVERIFY2(copied[1].contains(u"\tvera"_s), qPrintable(copied[1]));

    const QTemporaryDir folder;
    for (const QString &name : {u"audit.csv"_s, u"audit.json"_s}) {
        press("exportAudit");
        QFileDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = child<QFileDialog>("auditExportDialog")) && dialog->isVisible());
        Q_EMIT dialog->fileSelected(folder.filePath(name));
        dialog->close();
        QTRY_VERIFY2(news().contains(name) && news().startsWith(u"Wrote"_s), qPrintable(news()));
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(bytes.contains("boris") && bytes.contains("vera"));
        QCOMPARE(bytes.startsWith('{'), name.endsWith(u"json"_s));
        QTRY_VERIFY(!child<QFileDialog>("auditExportDialog"));
    }
    QTRY_COMPARE(cell(0, AuditModel::ActionColumn), u"Rows exported"_s); // told at once
}

void TestAuditPage::theJobOfAnEntryIsOpened()
{
    const Job job = m_world->finishedJob(WindowWorld::users(2));
    go();
    QTRY_COMPARE(rows()->entry(0).jobId, job.id);
    table()->selectRow(0);
    press("openAuditJob");
    QTRY_VERIFY(!table()->isVisible());
    QTRY_VERIFY(m_window->findChild<QWidget *>(u"itemTabs"_s));
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QTRY_VERIFY(table()->isVisible());
    const Result<bool> removed = m_world->store().remove(job.id);
    QVERIFY(removed && removed.value());
    press("openAuditJob");
    QTRY_VERIFY2(news().contains(u"deleted"_s), qPrintable(news()));
    QVERIFY(table()->isVisible());
}

void TestAuditPage::everyActionHasWords()
{
    for (const QString &action : auditActions())
        QVERIFY2(AuditWords::action(action) != action, qPrintable(action));
    QCOMPARE(AuditWords::action(u"from the future"_s), u"from the future"_s);
}

void TestAuditPage::everyControlHasAName()
{
    go();
    const QWidget *page = child<QWidget>("auditPage");
    const QList<QWidget *> all = page->findChildren<QWidget *>();
    int checked = 0;
    for (const QWidget *widget : all) {
        if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus) ||
            widget->objectName().startsWith(u"qt_"_s))
            continue;
        const QString words = widget->accessibleName() + widget->property("text").toString();
        QVERIFY2(!words.isEmpty(), qPrintable(widget->objectName()));
        ++checked;
    }
    QVERIFY(checked >= 6);
}

QTEST_MAIN(TestAuditPage)
#include "tst_auditpage.moc"
