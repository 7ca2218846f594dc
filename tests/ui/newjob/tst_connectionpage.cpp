// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/patience.h"
#include "tests/support/scratchdatabase.h"
#include "tests/ui/newjob/pagebench.h"
#include "ui/connection/connectionpage.h"
#include "ui/connection/recentconnections.h"
#include "ui/frame/connectionindicator.h"
#include "ui/settings/settingspage.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace bulkhead;
using namespace bulkhead::test;

class ConnectionPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void nothingCanBeTriedUntilTheFormIsFilledIn();
    void aRefusedConnectionIsSaidAndTheDatabaseStays();
    void aWrongPasswordIsSaidWithoutShowingIt();
    void aDatabaseWithoutTablesIsOfferedThem();
    void aServerIsRememberedWithoutItsPassword();
    void theConnectionMenuKnowsThePasswordOfTheSession();
    void onlyTheTenLastServersAreRemembered();
    void oneClickLeadsBackToTheDatabaseOfThisComputer();
    void everythingHasANameAndIsReachedByTab();
    void defaultOptionsAreKept();
    void aLanguageIsKept();

private:
    template <typename T> T *find(const QString &name) const { return m_page->findChild<T *>(name); }
    QString result() const { return find<QLabel>(u"connectionResult"_s)->text(); }
    void fillIn(const ConnectionTarget &target);
    void click(const QString &button) { QTest::mouseClick(find<QPushButton>(button), Qt::LeftButton); }

    std::unique_ptr<PostgresServer> m_server;
    std::unique_ptr<PageBench> m_bench;
    std::unique_ptr<ConnectionPage> m_page;
};

void ConnectionPageTest::initTestCase()
{
    QString whyNot;
    m_server = PostgresServer::start(&whyNot);
    if (!m_server)
        QFAIL(qPrintable(whyNot));
}

void ConnectionPageTest::init()
{
    m_bench = std::make_unique<PageBench>();
    QVERIFY(m_bench->open());
    m_page = std::make_unique<ConnectionPage>(m_bench->session, m_bench->pages);
    m_page->resize(900, 700);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get(), patienceMs));
}

void ConnectionPageTest::cleanup()
{
    m_page.reset();
    m_bench.reset();
}

void ConnectionPageTest::fillIn(const ConnectionTarget &target)
{
    const auto type = [&](const QString &name, const QString &text) {
        auto *line = find<QLineEdit>(name);
        line->selectAll();
        QTest::keyClicks(line, text);
    };
    type(u"hostEdit"_s, target.host);
    find<QSpinBox>(u"portSpin"_s)->setValue(target.port);
    type(u"databaseEdit"_s, target.database);
    type(u"userEdit"_s, target.user);
    // Pasted: keys of a test are ASCII, passwords need not be.
    find<QLineEdit>(u"passwordEdit"_s)->selectAll();
    find<QLineEdit>(u"passwordEdit"_s)->insert(target.password);
}

void ConnectionPageTest::nothingCanBeTriedUntilTheFormIsFilledIn()
{
    QVERIFY(!find<QPushButton>(u"testButton"_s)->isEnabled());
    fillIn({.host = u"h"_s, .database = u"d"_s, .user = u"u"_s});
    QVERIFY(find<QPushButton>(u"testButton"_s)->isEnabled());
}

void ConnectionPageTest::aRefusedConnectionIsSaidAndTheDatabaseStays()
{
    const ConnectionTarget before = m_bench->session.target();
    fillIn({.host = u"127.0.0.1"_s, .port = 1, .database = u"d"_s, .user = u"u"_s});
    click(u"connectButton"_s);
    QTRY_VERIFY(result().contains(u"127.0.0.1"_s));
    QCOMPARE(m_bench->session.target(), before);
    QCOMPARE(m_bench->session.state(), Session::State::Open);
    QVERIFY(find<QPushButton>(u"connectButton"_s)->isEnabled());
}

void ConnectionPageTest::aWrongPasswordIsSaidWithoutShowingIt()
{
    if (!m_server->isOurs())
        QSKIP("the server of somebody else may ask for no password");
    ConnectionTarget target = m_server->adminByTcp();
    target.password = u"wr0ng-secret"_s;
    fillIn(target);
    click(u"testButton"_s);
    QTRY_VERIFY(find<QPushButton>(u"testButton"_s)->isEnabled() && !result().isEmpty());
    QVERIFY(!result().contains(u"wr0ng"_s));
    QVERIFY(m_bench->pages.jobsShown == 0);
}

void ConnectionPageTest::aDatabaseWithoutTablesIsOfferedThem()
{
    const ScratchDatabase database(Database::PostgreSQL, m_server.get());
    fillIn(database.target());
    click(u"connectButton"_s);
    QTRY_VERIFY(find<QPushButton>(u"makeTablesButton"_s)->isVisible());
    QCOMPARE(m_bench->session.target().kind, Database::SQLite);
    click(u"makeTablesButton"_s);
    QTRY_VERIFY(m_bench->session.state() == Session::State::Open &&
                m_bench->session.target().kind == Database::PostgreSQL);
    QTRY_COMPARE(m_bench->pages.jobsShown, 1);
    cleanup(); // leaves the database, so that it can be dropped
}

void ConnectionPageTest::aServerIsRememberedWithoutItsPassword()
{
    if (!m_server->isOurs())
        QSKIP("needs a server that asks for a password");
    const ScratchDatabase database(Database::PostgreSQL, m_server.get());
    database.migrate();
    ConnectionTarget target = m_server->adminByTcp();
    target.database = database.target().database;
    fillIn(target);
    click(u"connectButton"_s);
    QTRY_COMPARE(m_bench->pages.jobsShown, 1);
    const auto recent = RecentConnections(m_bench->settings).list();
    QCOMPARE(recent.size(), size_t(1));
    QCOMPARE(recent.front().host, target.host);
    QVERIFY(recent.front().password.isEmpty());
    QTRY_VERIFY(find<QPushButton>(u"recentButton"_s));

    find<QLineEdit>(u"hostEdit"_s)->clear();
    click(u"recentButton"_s);
    QCOMPARE(find<QLineEdit>(u"hostEdit"_s)->text(), target.host);
    // With or without a keychain it is known for the rest of the session.
    QTRY_COMPARE(find<QLineEdit>(u"passwordEdit"_s)->text(), target.password);
    cleanup(); // leaves the database, so that it can be dropped
}

void ConnectionPageTest::theConnectionMenuKnowsThePasswordOfTheSession()
{
    if (!m_server->isOurs())
        QSKIP("needs a server that asks for a password");
    const ScratchDatabase database(Database::PostgreSQL, m_server.get());
    database.migrate();
    const ConnectionTarget before = m_bench->session.target();
    ConnectionTarget target = m_server->adminByTcp();
    target.database = database.target().database;
    fillIn(target);
    click(u"connectButton"_s);
    QTRY_COMPARE(m_bench->pages.jobsShown, 1);
    m_bench->session.open(before, false);
    QTRY_COMPARE(m_bench->session.state(), Session::State::Open);

    ConnectionIndicator indicator(m_bench->session);
    Q_EMIT indicator.menu()->aboutToShow();
    const QList<QAction *> actions = indicator.menu()->actions();
    const auto back = std::ranges::find(actions, target.display(), &QAction::text);
    QVERIFY(back != actions.end());
    (*back)->trigger();
    QTRY_COMPARE(m_bench->session.target().kind, Database::PostgreSQL);
    QTRY_COMPARE(m_bench->session.state(), Session::State::Open);
    cleanup(); // leaves the database, so that it can be dropped
}

void ConnectionPageTest::onlyTheTenLastServersAreRemembered()
{
    RecentConnections recent(m_bench->settings);
    for (int i = 0; i < 15; ++i)
        recent.add({.kind = Database::PostgreSQL,
                    .host = u"h%1"_s.arg(i),
                    .database = u"d"_s,
                    .user = u"u"_s,
                    .password = u"secret"_s});
    QCOMPARE(recent.list().size(), size_t(10));
    QCOMPARE(recent.list().front().host, u"h14"_s);
    recent.remove(recent.list().front());
    QCOMPARE(recent.list().front().host, u"h13"_s);
    for (const ConnectionTarget &target : recent.list())
        QVERIFY(target.password.isEmpty());
}

void ConnectionPageTest::oneClickLeadsBackToTheDatabaseOfThisComputer()
{
    const QByteArray before = qgetenv("XDG_DATA_HOME");
    qputenv("XDG_DATA_HOME", m_bench->folder.filePath(u"data"_s).toUtf8());
    const ScratchDatabase database(Database::PostgreSQL, m_server.get());
    database.migrate();
    m_bench->session.open(database.target(), false);
    QTRY_COMPARE(m_bench->session.state(), Session::State::Open);
    QVERIFY(find<QPushButton>(u"embeddedButton"_s)->isVisible());
    click(u"embeddedButton"_s);
    QTRY_VERIFY(m_bench->session.state() == Session::State::Open && m_bench->session.target().kind == Database::SQLite);
    QVERIFY(m_bench->session.target().file.startsWith(m_bench->folder.path()));
    cleanup();
    before.isEmpty() ? qunsetenv("XDG_DATA_HOME") : qputenv("XDG_DATA_HOME", before);
}

void ConnectionPageTest::everythingHasANameAndIsReachedByTab()
{
    QCOMPARE(namelessWidgets(m_page.get()), QStringList());
    QCOMPARE(unreachableWidgets(m_page.get()), QStringList());
    QCOMPARE(jumpsUpward(m_page.get()).join(u'\n'), QString());
    SettingsPage settings(m_bench->session, m_bench->pages);
    settings.show();
    QCOMPARE(namelessWidgets(&settings), QStringList());
    QCOMPARE(unreachableWidgets(&settings), QStringList());
    QCOMPARE(jumpsUpward(&settings).join(u'\n'), QString());
}

void ConnectionPageTest::defaultOptionsAreKept()
{
    SettingsPage settings(m_bench->session, m_bench->pages);
    settings.show();
    auto *spin = settings.findChild<QSpinBox *>(u"concurrencySpin"_s);
    spin->selectAll();
    QTest::keyClicks(spin, u"17"_s);
    QCOMPARE(m_bench->settings.defaultOptions().concurrency, 17);
    QTest::mouseClick(settings.findChild<QPushButton *>(u"resetOptionsButton"_s), Qt::LeftButton);
    QCOMPARE(m_bench->settings.defaultOptions(), JobOptions{});
}

void ConnectionPageTest::aLanguageIsKept()
{
    SettingsPage settings(m_bench->session, m_bench->pages);
    settings.show();
    auto *combo = settings.findChild<QComboBox *>(u"languageCombo"_s);
    combo->setFocus();
    QTest::keyClick(combo, Qt::Key_End);
    QCOMPARE(m_bench->settings.language(), u"pt_BR"_s);
    QTest::keyClick(combo, Qt::Key_Home);
    QCOMPARE(m_bench->settings.language(), QString());
}

QTEST_MAIN(ConnectionPageTest)
#include "tst_connectionpage.moc"
