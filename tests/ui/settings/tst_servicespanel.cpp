// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/sandbox.h"
#include "core/settings/settings.h"
#include "tests/support/patience.h"
#include "ui/session/frame.h"
#include "ui/session/services.h"
#include "ui/session/session.h"
#include "ui/settings/servicelistmodel.h"
#include "ui/settings/settingspage.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>

using namespace bulkhead;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

class HeardPages : public Pages
{
public:
    void openJob(const QUuid &) override {}
    void newJob(const std::optional<QUuid> &) override {}
    void newJobOf(const QString &) override {}
    void showJobs() override {}
    void tell(MessageKind kind, const QString &text) override
    {
        lastKind = kind;
        lastText = text;
    }

    MessageKind lastKind = MessageKind::Information;
    QString lastText;
};

} // namespace

/// Services in the Settings page, against services that really answer on loopback.
class TestServicesPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void aServiceIsAddedAndTestedAndFailsOnceItIsGone();
    void whatIsWrongIsSaidAtTheForm();
    void aChangeHoldsForTheRegistryAtOnce();
    void aRenamedServiceIsNotTwo();
    void whatWasRemovedCanBePutBack();
    void whatFollowsFromTheEnvironmentStays();
    void aSecretIsTriedBeforeItIsKeptAndLeavesNoTrace();
    void withoutAKeychainNothingIsSaved();
    void aTestThatHangsDoesNotHoldTheWindow();
    void theFormAsksForWhatTheKindNeeds();
    void whatATestFoundIsBroughtIntoView();
    void scrollingThePageChangesNoValue();
    void everyControlHasAName();

private:
    template <typename T> T *child(const char *name) const { return m_page->findChild<T *>(QString::fromLatin1(name)); }
    void press(const char *name) const { QTest::mouseClick(child<QPushButton>(name), Qt::LeftButton); }
    void type(const char *name, const QString &text) const
    {
        auto *line = child<QLineEdit>(name);
        line->clear();
        QTest::keyClicks(line, text);
    }
    void choose(const char *name, int value) const
    {
        auto *choice = child<QComboBox>(name);
        choice->setCurrentIndex(choice->findData(value));
    }
    void fill(const QString &name, ServiceKind kind, const QString &address) const
    {
        press("addServiceButton");
        type("serviceNameEdit", name);
        choose("serviceKindCombo", int(kind));
        type("serviceAddressEdit", address);
    }
    void add(const QString &name, ServiceKind kind, const QString &address) const
    {
        fill(name, kind, address);
        press("saveServiceButton");
    }
    QAbstractItemModel *rows() const { return child<QTableView>("servicesTable")->model(); }
    int rowOf(const QString &name) const { return qobject_cast<ServiceListModel *>(rows())->rowOf(name); }
    QString state(const QString &name) const
    {
        return rows()->index(rowOf(name), ServiceListModel::StateColumn).data().toString();
    }
    QString said(const char *name) const
    {
        const auto *label = child<QLabel>(name);
        return label->isVisible() ? label->text() : QString();
    }
    void select(const QString &name) const { child<QTableView>("servicesTable")->selectRow(rowOf(name)); }
    bool isEditing() const { return child<QLineEdit>("serviceNameEdit")->isVisible(); }
    QByteArray kept() const
    {
        QTest::qWait(20); // the settings are written when there is time
        QFile file(m_folder->filePath(u"settings.ini"_s));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Session> m_session;
    HeardPages m_pages;
    std::unique_ptr<SettingsPage> m_page;
};

void TestServicesPanel::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    // Neither the keychain nor the services of whoever runs the test.
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    for (const char *name : {"MAXBOT_GRPC_ADDR", "CHECKIN_SERVICE_URL", "USER_SERVICE_URL"})
        qunsetenv(name);
}

void TestServicesPanel::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<Settings>(m_folder->filePath(u"settings.ini"_s));
    m_session = std::make_unique<Session>(*m_settings, OperationCatalog());
    m_page = std::make_unique<SettingsPage>(*m_session, m_pages);
    m_page->resize(1280, 2000);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get(), test::patienceMs));
}

void TestServicesPanel::cleanup()
{
    m_page.reset();
    m_session.reset();
    m_settings.reset();
}

void TestServicesPanel::aServiceIsAddedAndTestedAndFailsOnceItIsGone()
{
    const QAbstractItemModelTester tester(rows());
    auto sandbox = sandbox::Sandbox::start({}, [] {}).take();
    add(u"bot"_s, ServiceKind::MaxBot, sandbox->maxbotAddress());
    QVERIFY(!isEditing());
    QCOMPARE(m_pages.lastKind, MessageKind::Positive);
    QCOMPARE(state(u"bot"_s), u"Not tested"_s);

    press("testServiceButton");
    QTRY_VERIFY2(state(u"bot"_s).startsWith(u"Works"_s), qPrintable(said("serviceFound")));
    QVERIFY2(said("serviceFound").contains(u"answered"_s), qPrintable(said("serviceFound")));
    QVERIFY(said("serviceFound").contains(u" ms"_s));

    const QString address = sandbox->maxbotAddress();
    sandbox.reset();
    press("testServiceButton");
    QTRY_COMPARE(state(u"bot"_s), u"Fails"_s);
    QVERIFY2(said("serviceFound").contains(u"Is it running"_s), qPrintable(said("serviceFound")));
    QVERIFY(said("serviceFound").contains(address));
}

void TestServicesPanel::whatIsWrongIsSaidAtTheForm()
{
    press("addServiceButton");
    QVERIFY(said("serviceProblem").isEmpty()); // before anything was written
    QVERIFY(!child<QPushButton>("saveServiceButton")->isEnabled());
    type("serviceNameEdit", u"two words"_s);
    QVERIFY2(said("serviceProblem").contains(u"two words"_s), qPrintable(said("serviceProblem")));
    type("serviceNameEdit", u"maxbot"_s);
    QVERIFY2(said("serviceProblem").contains(u"already"_s), qPrintable(said("serviceProblem")));
    type("serviceNameEdit", u"bot"_s);
    type("serviceAddressEdit", u"localhost"_s);
    QVERIFY2(said("serviceProblem").contains(u"host:port"_s), qPrintable(said("serviceProblem")));
    type("serviceAddressEdit", u"localhost:1"_s);
    QVERIFY(said("serviceProblem").isEmpty());
    choose("credentialSourceCombo", int(Credential::Source::Environment));
    QVERIFY2(said("serviceProblem").contains(u"where the secret"_s), qPrintable(said("serviceProblem")));
    QVERIFY(!child<QPushButton>("saveServiceButton")->isEnabled());
    type("credentialNameEdit", u"TOKEN"_s);
    QVERIFY(child<QPushButton>("saveServiceButton")->isEnabled());
    QTest::keyClick(child<QLineEdit>("serviceNameEdit"), Qt::Key_Escape);
    QVERIFY(!isEditing());
    QCOMPARE(rowOf(u"bot"_s), -1);
}

void TestServicesPanel::aChangeHoldsForTheRegistryAtOnce()
{
    add(u"one"_s, ServiceKind::Http, u"http://localhost:1"_s);
    add(u"two"_s, ServiceKind::Http, u"http://localhost:2"_s);
    const std::shared_ptr<ServiceRegistry> registry = m_session->services().registry();
    const auto untouched = registry->gate(u"two"_s).take();
    QCOMPARE(registry->gate(u"one"_s).value()->limits().concurrency, 4);

    select(u"one"_s);
    press("editServiceButton");
    child<QSpinBox>("serviceConcurrencySpin")->setValue(9);
    type("serviceAddressEdit", u"http://localhost:3/api"_s);
    press("saveServiceButton");
    QCOMPARE(m_session->services().registry(), registry);
    QCOMPARE(registry->gate(u"one"_s).value()->limits().concurrency, 9);
    QCOMPARE(registry->service(u"one"_s).value().address, u"http://localhost:3/api"_s);
    QCOMPARE(registry->gate(u"two"_s).value(), untouched);

    Settings again(m_folder->filePath(u"settings.ini"_s));
    QCOMPARE(ServiceCatalog(again, {}).find(u"one"_s).value(), registry->service(u"one"_s).value());
}

void TestServicesPanel::aRenamedServiceIsNotTwo()
{
    add(u"one"_s, ServiceKind::Http, u"http://localhost:1"_s);
    select(u"one"_s);
    press("editServiceButton");
    type("serviceNameEdit", u"uno"_s);
    press("saveServiceButton");
    QCOMPARE(rowOf(u"one"_s), -1);
    QVERIFY(rowOf(u"uno"_s) >= 0);
    QVERIFY(!m_session->services().registry()->service(u"one"_s));
}

void TestServicesPanel::whatWasRemovedCanBePutBack()
{
    add(u"one"_s, ServiceKind::Http, u"http://localhost:1"_s);
    QVERIFY(kept().contains("localhost:1"));
    const Service before = m_session->services().find(u"one"_s)->service;
    select(u"one"_s);
    press("removeServiceButton");
    QCOMPARE(rowOf(u"one"_s), -1);
    QVERIFY(!m_session->services().registry()->service(u"one"_s));
    QVERIFY(!kept().contains("localhost:1"));
    QVERIFY(child<QPushButton>("putBackServiceButton")->text().contains(u"one"_s));
    press("putBackServiceButton");
    QVERIFY(m_session->services().find(u"one"_s));
    QCOMPARE(m_session->services().find(u"one"_s)->service, before);
    QVERIFY(!child<QPushButton>("putBackServiceButton")->isVisible());
}

void TestServicesPanel::whatFollowsFromTheEnvironmentStays()
{
    select(u"maxbot"_s);
    QVERIFY(!child<QPushButton>("removeServiceButton")->isEnabled());
    QVERIFY(!child<QPushButton>("removeServiceButton")->toolTip().isEmpty());
    press("editServiceButton");
    QVERIFY(!child<QLineEdit>("serviceNameEdit")->isEnabled());
    type("serviceAddressEdit", u"localhost:7"_s);
    press("saveServiceButton");
    QCOMPARE(m_session->services().find(u"maxbot"_s)->service.address, u"localhost:7"_s);
    press("removeServiceButton");
    QCOMPARE(m_session->services().find(u"maxbot"_s)->service.address, u"localhost:9095"_s);
    QVERIFY2(m_pages.lastText.contains(u"environment"_s), qPrintable(m_pages.lastText));
}

void TestServicesPanel::aSecretIsTriedBeforeItIsKeptAndLeavesNoTrace()
{
    sandbox::SandboxOptions options;
    options.http.apiKey = u"tell-no-one"_s;
    const auto sandbox = sandbox::Sandbox::start(options, [] {}).take();
    fill(u"checkins"_s, ServiceKind::Checkins, sandbox->httpUrl());
    press("testDraftButton");
    QTRY_VERIFY2(said("draftFound").contains(u"Check its secret"_s), qPrintable(said("draftFound")));

    choose("credentialSourceCombo", int(Credential::Source::Keychain));
    type("credentialNameEdit", u"checkins key"_s);
    type("credentialSecretEdit", u"tell-no-one"_s);
    QCOMPARE(child<QLineEdit>("credentialSecretEdit")->echoMode(), QLineEdit::Password);
    QVERIFY(said("draftFound").isEmpty()); // it was found of something else
    press("testDraftButton");
    QTRY_VERIFY2(said("draftFound").contains(u"200"_s), qPrintable(said("draftFound")));
    QCOMPARE(rowOf(u"checkins"_s), -1);
    press("cancelServiceButton");
    QVERIFY(child<QLineEdit>("credentialSecretEdit")->text().isEmpty());
    QVERIFY(!kept().contains("tell-no-one"));
}

void TestServicesPanel::withoutAKeychainNothingIsSaved()
{
    fill(u"bot"_s, ServiceKind::MaxBot, u"localhost:1"_s);
    choose("credentialSourceCombo", int(Credential::Source::Keychain));
    type("credentialNameEdit", u"bot"_s);
    type("credentialSecretEdit", u"tell-no-one"_s);
    press("saveServiceButton");
    QTRY_VERIFY(said("serviceProblem").contains(u"keychain"_s));
    QVERIFY2(said("serviceProblem").contains(u"env:"_s), qPrintable(said("serviceProblem")));
    QVERIFY(!said("serviceProblem").contains(u"tell-no-one"_s));
    QVERIFY(isEditing());
    QCOMPARE(rowOf(u"bot"_s), -1);
    QVERIFY(!kept().contains("tell-no-one"));
}

void TestServicesPanel::aTestThatHangsDoesNotHoldTheWindow()
{
    sandbox::SandboxOptions options;
    options.faults.hang = 1;
    const auto sandbox = sandbox::Sandbox::start(options, [] {}).take();
    fill(u"slow"_s, ServiceKind::Checkins, sandbox->httpUrl());
    child<QSpinBox>("serviceDeadlineSpin")->setValue(600'000);
    press("saveServiceButton");
    QElapsedTimer timer;
    timer.start();
    press("testServiceButton");
    QCOMPARE(state(u"slow"_s), u"Testing…"_s);
    add(u"other"_s, ServiceKind::Http, u"http://localhost:1"_s);
    m_page.reset(); // does not wait for the deadline of ten minutes
    QVERIFY2(timer.elapsed() < test::soonMs, qPrintable(QString::number(timer.elapsed())));
}

void TestServicesPanel::theFormAsksForWhatTheKindNeeds()
{
    press("addServiceButton");
    const auto isAsked = [&](const char *name) { return child<QWidget>(name)->isVisible(); };
    choose("serviceKindCombo", int(ServiceKind::MaxBot));
    QVERIFY(isAsked("serviceTlsCheck") && !isAsked("serviceCaFileEdit") && !isAsked("servicePath_user"));
    child<QCheckBox>("serviceTlsCheck")->setChecked(true);
    QVERIFY(isAsked("serviceCaFileEdit") && isAsked("serviceTlsNameEdit"));
    choose("serviceKindCombo", int(ServiceKind::Users));
    QVERIFY(isAsked("servicePath_user") && !isAsked("servicePath_checkins") && !isAsked("serviceTlsCheck"));
    QVERIFY(!isAsked("serviceHeaderEdit") && !isAsked("credentialSecretEdit"));
    choose("credentialSourceCombo", int(Credential::Source::File));
    QVERIFY(isAsked("serviceHeaderEdit") && isAsked("credentialNameEditBrowse"));
    choose("credentialSourceCombo", int(Credential::Source::Keychain));
    QVERIFY(isAsked("credentialSecretEdit") && !isAsked("credentialNameEditBrowse"));

    type("serviceNameEdit", u"people"_s);
    type("serviceAddressEdit", u"http://localhost:1"_s);
    type("credentialNameEdit", u"people key"_s);
    type("servicePath_user", u"/v2/users/{id}"_s);
    press("saveServiceButton");
    const Service service = m_session->services().find(u"people"_s)->service;
    QCOMPARE(service.paths.value(u"user"_s), u"/v2/users/{id}"_s);
    QCOMPARE(service.paths.size(), 1);
    QVERIFY(!service.tls); // was ticked for another kind
    QCOMPARE(service.credential.toText(), u"keychain:people key"_s);
}

void TestServicesPanel::whatATestFoundIsBroughtIntoView()
{
    m_page->resize(1024, 500);
    fill(u"bot"_s, ServiceKind::MaxBot, u"127.0.0.1:1"_s);
    press("testDraftButton");
    QTRY_VERIFY(said("draftFound").contains(u"Is it running"_s));
    const auto *found = child<QLabel>("draftFound");
    QTRY_COMPARE(found->visibleRegion().boundingRect(), found->rect());
}

void TestServicesPanel::scrollingThePageChangesNoValue()
{
    press("addServiceButton");
    auto *retries = child<QSpinBox>("serviceRetriesSpin");
    const auto scroll = [&] {
        const QPointF middle = retries->rect().center();
        QWheelEvent wheel(middle, retries->mapToGlobal(middle), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(retries, &wheel);
    };
    scroll();
    QCOMPARE(retries->value(), 3);
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get(), test::patienceMs));
    retries->setFocus();
    scroll();
    QCOMPARE(retries->value(), 2);
}

void TestServicesPanel::everyControlHasAName()
{
    press("addServiceButton");
    int checked = 0;
    const QList<QWidget *> all = child<QWidget>("servicesPanel")->findChildren<QWidget *>();
    for (const QWidget *widget : all) {
        if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus) ||
            widget->objectName().startsWith(u"qt_"_s))
            continue;
        const QString words = widget->accessibleName() + widget->property("text").toString();
        QVERIFY2(!words.isEmpty(), qPrintable(widget->objectName()));
        ++checked;
    }
    QVERIFY(checked >= 12);
}

QTEST_MAIN(TestServicesPanel)
#include "tst_servicespanel.moc"
