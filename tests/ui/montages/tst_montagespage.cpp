// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/sandbox.h"
#include "core/engine/submission.h"
#include "tests/support/patience.h"
#include "tests/ui/montages/montagewindow.h"
#include "ui/montages/montagelistmodel.h"
#include "ui/montages/montagenotice.h"
#include "ui/montages/peoplemodel.h"
#include "ui/newjob/chosenlist.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// The Montages page: people, their montages, and what is done with them.
class TestMontagesPage : public MontageWindow
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyPageSaysWhatItIsFor();
    void peopleAndTheirMontagesAreListed();
    void morePeopleAreReadOnlyAsTheListScrolls();
    void aScrolledListStaysWhereItIsWhenItIsReadAnew();
    void peopleAreFoundByTheDatabase();
    void deletingAsksFirst();
    void whoRegeneratesIsToldWhetherAnythingIsNew();
    void whatAnotherJobDidIsSeen();
    void everyControlHasAName();
};

void TestMontagesPage::anEmptyPageSaysWhatItIsFor()
{
    person(u"Nobody"_s, u"nobody@example.org"_s);
    go();
    auto *step = child<QWidget>("montagesEmpty")->findChild<QPushButton *>(u"emptyStep"_s);
    QTRY_VERIFY(step->isVisible());
    QCOMPARE(step->text(), u"Begin a new job"_s);
    QVERIFY(!people()->isVisible());
    // The step it offers leads to a job that makes them.
    QTest::mouseClick(step, Qt::LeftButton);
    QTRY_VERIFY(!step->isVisible());
    QTRY_VERIFY(child<QAbstractButton>("operation_montages.generate")->isChecked());
    // Its own query was asked at once; without a service of check-ins it can only say why it has no rows.
    QTRY_VERIFY(child<QLabel>("sourceProblem")->text().startsWith(u"Users with new check-ins cannot be used: "_s));
}

void TestMontagesPage::peopleAndTheirMontagesAreListed()
{
    const QUuid boris = person(u"Boris"_s, u"boris@example.org"_s);
    montage(boris, u"coffee"_s, {{{u"description"_s, u"Flat white"_s}}, {{u"description"_s, u"Espresso"_s}}});
    montage(boris, {}, {{{u"description"_s, u"Good morning"_s}}});
    montage(person(u"anna"_s, u"anna@example.org"_s), {}, {});
    go();
    QTRY_COMPARE(people()->model()->rowCount(), 2);
    const QAbstractItemModelTester peopleTester(people()->model());
    const QAbstractItemModelTester interestTester(interests()->model());
    QCOMPARE(people()->model()->index(0, 0).data().toString(), u"anna"_s);
    QCOMPARE(people()->currentIndex().row(), 0);
    people()->setCurrentIndex(people()->model()->index(1, 0));
    QTRY_COMPARE(interests()->model()->rowCount(), 2);
    QCOMPARE(interests()->model()->index(0, 0).data().toString(), u"Everything"_s);
    QCOMPARE(interests()->model()->index(1, 0).data().toString(), u"coffee"_s);
    QTRY_COMPARE(collage()->moments().size(), std::size_t(1));
    interests()->setCurrentIndex(interests()->model()->index(1, 0));
    QTRY_COMPARE(collage()->moments().size(), std::size_t(2));
    QCOMPARE(collage()->moments()[1].description, u"Espresso"_s);
    QCOMPARE(child<QLabel>("montageTitle")->text(), u"coffee"_s);
    QVERIFY(child<QLabel>("montageFacts")->text().contains(u"just now"_s));
    // Looking again keeps what was chosen.
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QTest::qWait(100);
    QCOMPARE(people()->currentIndex().row(), 1);
    QTRY_COMPARE(interests()->currentIndex().row(), 1);
}

void TestMontagesPage::morePeopleAreReadOnlyAsTheListScrolls()
{
    {
        Transaction transaction(sql());
        QVERIFY(transaction.begin().ok());
        for (int i = 0; i < 150; ++i)
            montage(person(u"Person %1"_s.arg(i, 3, 10, QChar(u'0')), u"p%1@example.org"_s.arg(i)), {}, {});
        QVERIFY(transaction.commit().ok());
    }
    go();
    QTRY_COMPARE(people()->model()->rowCount(), 60);
    QTest::qWait(200);
    QCOMPARE(people()->model()->rowCount(), 60);
    people()->scrollToBottom();
    QTRY_COMPARE(people()->model()->rowCount(), 120);
    people()->scrollToBottom();
    QTRY_COMPARE(people()->model()->rowCount(), 150);
    people()->scrollToBottom();
    QTest::qWait(100);
    for (int row = 0; row < 150; ++row)
        QCOMPARE(people()->model()->index(row, 0).data().toString(), u"Person %1"_s.arg(row, 3, 10, QChar(u'0')));
}

void TestMontagesPage::aScrolledListStaysWhereItIsWhenItIsReadAnew()
{
    {
        Transaction transaction(sql());
        QVERIFY(transaction.begin().ok());
        for (int i = 0; i < 50; ++i)
            montage(person(u"Person %1"_s.arg(i, 3, 10, QChar(u'0')), u"p%1@example.org"_s.arg(i)), {}, {});
        QVERIFY(transaction.commit().ok());
    }
    go();
    QTRY_COMPARE(people()->model()->rowCount(), 50);
    const int middle = people()->verticalScrollBar()->maximum() / 2;
    QVERIFY(middle > 0);
    people()->verticalScrollBar()->setValue(middle);
    montage(person(u"Zoe"_s, u"zoe@example.org"_s), {}, {});
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QTRY_COMPARE(people()->model()->rowCount(), 51);
    QCOMPARE(people()->verticalScrollBar()->value(), middle);
    QCOMPARE(people()->currentIndex().row(), 0);
}

void TestMontagesPage::peopleAreFoundByTheDatabase()
{
    for (const QString &name : {u"anna"_s, u"boris"_s, u"vera"_s})
        montage(person(name, name + u"@example.org"_s), {}, {});
    go();
    QTRY_COMPARE(people()->model()->rowCount(), 3);
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(child<QLineEdit>("montageSearch"), u"VERA@"_s);
    QTRY_COMPARE(people()->model()->rowCount(), 1);
    QTest::keyClicks(child<QLineEdit>("montageSearch"), u"x"_s);
    auto *step = child<QWidget>("montagesEmpty")->findChild<QPushButton *>(u"emptyStep"_s);
    QTRY_VERIFY(step->isVisible());
    QCOMPARE(step->text(), u"Clear the search"_s);
    QTest::mouseClick(step, Qt::LeftButton);
    QTRY_COMPARE(people()->model()->rowCount(), 3);
}

void TestMontagesPage::deletingAsksFirst()
{
    const QUuid boris = person(u"Boris"_s, u"boris@example.org"_s);
    montage(boris, {}, {{{u"description"_s, u"Good morning"_s}}});
    montage(boris, u"coffee"_s, {{{u"description"_s, u"Flat white"_s}}});
    go();
    QTRY_COMPARE(interests()->model()->rowCount(), 2);
    interests()->setCurrentIndex(interests()->model()->index(1, 0));
    auto *notice = child<MontageNotice>("montageNotice");
    for (const bool byKey : {false, true}) {
        interests()->setFocus();
        if (byKey)
            QTest::keyClick(interests(), Qt::Key_Delete);
        else
            press("deleteMontage");
        QTRY_VERIFY(notice->isVisible());
        const QString words = child<QLabel>("montageNoticeWords")->text();
        QVERIFY2(words.contains(u"coffee"_s) && words.contains(u"Boris"_s) && words.contains(u'1'), qPrintable(words));
        QVERIFY(child<QPushButton>("closeMontageNotice")->hasFocus());
        QTest::keyClick(child<QPushButton>("closeMontageNotice"), byKey ? Qt::Key_Escape : Qt::Key_Space);
        QVERIFY(!notice->isVisible());
        QVERIFY(interests()->isVisible());
        QCOMPARE(montages(), 2);
    }
    press("deleteMontage");
    press("confirmMontageLoss");
    QTRY_COMPARE(montages(), 1);
    QTRY_COMPARE(interests()->model()->rowCount(), 1);
    QTRY_VERIFY(child<QLabel>("montageNoticeWords")->text().contains(u"was deleted"_s));
    press("openMontageJob");
    QTRY_VERIFY(!interests()->isVisible());
}

void TestMontagesPage::whoRegeneratesIsToldWhetherAnythingIsNew()
{
    const auto sandbox = sandbox::Sandbox::start({}, [] {}).take();
    qputenv("CHECKIN_SERVICE_URL", sandbox->httpUrl().toUtf8());
    qputenv("USER_SERVICE_URL", sandbox->httpUrl().toUtf8());
    startAnew(); // a window that was started with these
    const sandbox::World &world = sandbox->world();
    int index = 0;
    const auto shows = [&] {
        const QJsonObject user = world.user(index);
        return user["is_active"_L1].toBool() && user["show_montages"_L1].toBool() &&
               user["show_checkins"_L1].toBool() && world.checkinsOf(index).size() > 20;
    };
    while (!shows())
        ++index;
    const QUuid user = QUuid::fromString(world.userId(index));
    run("insert into users (id, email, name, password_hash) values ($1, 'anna@example.org', 'Anna', 'x')", {user});
    montage(user, {}, {{{u"description"_s, u"Good morning"_s}}});
    go();
    QTRY_COMPARE(collage()->moments().size(), std::size_t(1));
    const auto notice = [this] { return child<QLabel>("montageNoticeWords")->text(); };
    press("regenerateMontages");
    QTRY_COMPARE(notice(), u"The montages of Anna were made anew."_s);
    QTRY_VERIFY(collage()->moments().size() > 1);
    press("regenerateMontages");
    QTRY_COMPARE(notice(), u"The montages of Anna stay as they are: their check-ins say nothing new."_s);
    qunsetenv("CHECKIN_SERVICE_URL");
    qunsetenv("USER_SERVICE_URL");
}

void TestMontagesPage::whatAnotherJobDidIsSeen()
{
    const QUuid boris = person(u"Boris"_s, u"boris@example.org"_s);
    montage(boris, {}, {{{u"description"_s, u"Good morning"_s}}});
    const QUuid coffee = montage(boris, u"coffee"_s, {{{u"description"_s, u"Flat white"_s}}});
    go();
    QTRY_COMPARE(interests()->model()->rowCount(), 2);
    ChosenList list;
    list.pasted = "id\n" + coffee.toByteArray(QUuid::WithoutBraces) + '\n';
    Submission order;
    order.operation = *m_world->session().catalog().find(u"montages.delete"_s);
    order.mapping = mappingByName(order.operation, {u"id"_s});
    order.actor = u"somebody else"_s;
    const Result<std::unique_ptr<RowSource>> rows = openList(list);
    QVERIFY(rows.ok());
    QVERIFY(submit(m_world->store(), order, **rows, {}).ok());
    QTRY_COMPARE(interests()->model()->rowCount(), 1);
    QVERIFY(people()->isVisible());
}

void TestMontagesPage::everyControlHasAName()
{
    montage(person(u"Anna"_s, u"anna@example.org"_s), {}, {{{u"description"_s, u"Good morning"_s}}});
    go();
    QTRY_COMPARE(collage()->moments().size(), std::size_t(1));
    int checked = 0;
    const QList<QWidget *> all = child<QWidget>("montagesPage")->findChildren<QWidget *>();
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

QTEST_MAIN(TestMontagesPage)
#include "tst_montagespage.moc"
