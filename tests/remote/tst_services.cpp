// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/sandbox.h"
#include "core/remote/servicecatalog.h"
#include "core/remote/serviceregistry.h"
#include "core/remote/servicetest.h"
#include "core/settings/duration.h"
#include "tests/remote/testcertificate.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace bulkhead;

namespace {

Service maxbotAt(const QString &address)
{
    return {.name = u"bot"_s, .kind = ServiceKind::MaxBot, .address = address};
}

QProcessEnvironment with(std::initializer_list<std::pair<QString, QString>> values)
{
    QProcessEnvironment environment;
    for (const auto &[name, value] : values)
        environment.insert(name, value);
    return environment;
}

} // namespace

class TestServices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aServiceIsWhatItWasAfterBeingKept()
    {
        Service service{.name = u"bot"_s, .kind = ServiceKind::MaxBot, .address = u"bot.example.org:443"_s};
        service.tls = true;
        service.caFile = u"/etc/ca.pem"_s;
        service.tlsName = u"bot"_s;
        service.credential = {Credential::Source::Keychain, u"bot token"_s};
        service.header = u"X-Token"_s;
        service.prefix = u""_s;
        service.limits = {.batch = 50, .concurrency = 8, .ratePerSecond = 2.5, .deadline = 1500ms, .retries = 1};
        service.paths = {{u"checkins"_s, u"/api/checkins"_s}};
        QCOMPARE(Service::fromJson(service.toJson()).value(), service);
    }

    void whatCannotWorkIsRefusedInWords_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("ok");
        QTest::newRow("host and port") << u"maxbot"_s << u"localhost:9095"_s << true;
        QTest::newRow("IPv6 and port") << u"maxbot"_s << u"[::1]:9095"_s << true;
        QTest::newRow("no port") << u"maxbot"_s << u"localhost"_s << false;
        QTest::newRow("port 0") << u"maxbot"_s << u"localhost:0"_s << false;
        QTest::newRow("too high a port") << u"maxbot"_s << u"localhost:70000"_s << false;
        QTest::newRow("a URL for gRPC") << u"maxbot"_s << u"http://localhost:9095"_s << false;
        QTest::newRow("https") << u"http"_s << u"https://example.org/api"_s << true;
        QTest::newRow("http") << u"checkins"_s << u"http://127.0.0.1:8080"_s << true;
        QTest::newRow("ftp") << u"http"_s << u"ftp://example.org"_s << false;
        QTest::newRow("no scheme") << u"users"_s << u"example.org"_s << false;
        QTest::newRow("a password in it") << u"http"_s << u"https://me:secret@example.org"_s << false;
        QTest::newRow("empty") << u"http"_s << u""_s << false;
    }

    void whatCannotWorkIsRefusedInWords()
    {
        QFETCH(QString, kind);
        QFETCH(QString, address);
        QFETCH(bool, ok);
        const Service service{.name = u"x"_s, .kind = kindNamed(kind).value(), .address = address};
        const Status valid = service.validate();
        QCOMPARE(valid.ok(), ok);
        if (!ok) {
            QVERIFY(!valid.error().message.isEmpty());
            QVERIFY(!valid.error().hint.isEmpty());
            QVERIFY(!valid.error().toString().contains(u"secret@"_s));
        }
    }

    void limitsHaveBounds()
    {
        Service service = maxbotAt(u"localhost:1"_s);
        service.limits.batch = 101; // more than the contract allows
        QVERIFY(!service.validate());
        service.limits = {.concurrency = 0};
        QVERIFY(!service.validate());
        service.limits = {.deadline = 0ms};
        QVERIFY(!service.validate());
        service.limits = {.ratePerSecond = -1};
        QVERIFY(!service.validate());
        service.limits = {};
        service.name = u"a b"_s;
        QVERIFY(!service.validate());
    }

    void aSecretIsNoCredentialAndIsNotRepeated()
    {
        const Result<Credential> credential = Credential::fromText(u"tell-no-one"_s);
        QVERIFY(!credential);
        QVERIFY(!credential.error().toString().contains(u"tell-no-one"_s));
        for (const QString &text : {u"env:TOKEN"_s, u"file:/run/secret"_s, u"keychain:bot"_s, QString()})
            QCOMPARE(Credential::fromText(text).value().toText(), text);
    }

    void theEnvironmentGivesDefaults()
    {
        QTemporaryDir folder;
        Settings settings(folder.filePath(u"a.ini"_s));
        const ServiceCatalog bare(settings, {});
        QCOMPARE(bare.entries().size(), 1U);
        QCOMPARE(bare.find(u"maxbot"_s).value().address, u"localhost:9095"_s);

        const ServiceCatalog catalog(settings, with({{u"MAXBOT_GRPC_ADDR"_s, u"bot:1"_s},
                                                     {u"MAXBOT_TIMEOUT"_s, u"1m30s"_s},
                                                     {u"CHECKIN_SERVICE_URL"_s, u"https://checkins.example.org"_s},
                                                     {u"CHECKIN_SERVICE_API_KEY"_s, u"tell-no-one"_s},
                                                     {u"USER_SERVICE_URL"_s, u"https://users.example.org"_s},
                                                     {u"USER_SERVICE_TIMEOUT"_s, u"soon"_s}}));
        QCOMPARE(catalog.find(u"maxbot"_s).value().address, u"bot:1"_s);
        QCOMPARE(catalog.find(u"maxbot"_s).value().limits.deadline, 90s);
        const Service checkins = catalog.find(u"checkins"_s).value();
        QCOMPARE(checkins.kind, ServiceKind::Checkins);
        QCOMPARE(checkins.credential.toText(), u"env:CHECKIN_SERVICE_API_KEY"_s);
        QCOMPARE(catalog.find(u"users"_s).value().kind, ServiceKind::Users);
        QCOMPARE(checkins.limits.concurrency, 10); // as many as users at once
        const ServiceCatalog many(settings, with({{u"CHECKIN_SERVICE_URL"_s, u"https://checkins.example.org"_s},
                                                  {u"USER_SERVICE_URL"_s, u"https://users.example.org"_s},
                                                  {u"ENVIRONMENT"_s, u"production"_s}}));
        QCOMPARE(many.find(u"checkins"_s).value().limits.concurrency, 50);
        QCOMPARE(many.find(u"users"_s).value().limits.concurrency, 50);
        QCOMPARE(catalog.problems().size(), 1U); // "soon"
        QVERIFY(catalog.problems().front().toString().contains(u"USER_SERVICE_TIMEOUT"_s));
        QVERIFY(!catalog.find(u"nobody"_s));
    }

    void whatAnOperatorSetsGoesBeforeTheEnvironmentAndIsKept()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"a.ini"_s);
        {
            Settings settings(file);
            ServiceCatalog catalog(settings, {});
            Service service = maxbotAt(u"own:1"_s);
            service.name = u"maxbot"_s;
            QVERIFY(catalog.set(service).ok());
            service.name = u"second"_s;
            QVERIFY(catalog.set(service).ok());
            service.address = u"nonsense"_s;
            QVERIFY(!catalog.set(service));
        }
        Settings settings(file);
        ServiceCatalog catalog(settings, {});
        QCOMPARE(catalog.find(u"maxbot"_s).value().address, u"own:1"_s);
        QCOMPARE(catalog.find(u"second"_s).value().address, u"own:1"_s);
        QVERIFY(catalog.remove(u"second"_s).ok());
        QVERIFY(catalog.remove(u"maxbot"_s).ok());
        QCOMPARE(catalog.find(u"maxbot"_s).value().address, u"localhost:9095"_s);
        QVERIFY(!catalog.remove(u"maxbot"_s));
        QVERIFY(!catalog.remove(u"second"_s));
    }

    void whatCannotBeKeptIsSaid()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(u"file"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        Settings settings(file.fileName() + u"/a.ini"_s); // no folder, so nobody can write into it
        const Status kept = ServiceCatalog(settings, {}).set(maxbotAt(u"own:1"_s));
        QVERIFY(!kept);
        QCOMPARE(kept.error().code, u"SETTINGS_LOST"_s);
    }

    void aSecretIsReadFromWhereItIs()
    {
        QTemporaryDir folder;
        Service service = maxbotAt(u"localhost:1"_s);
        const KeychainReader keychain = [](const QString &name) -> Result<QString> {
            return u"from the keychain: "_s + name;
        };
        QCOMPARE(endpointOf(service, keychain).value().headerName, QString());

        qputenv("TST_SERVICES_TOKEN", "from the environment");
        service.credential = {Credential::Source::Environment, u"TST_SERVICES_TOKEN"_s};
        QCOMPARE(endpointOf(service, keychain).value().headerValue, u"Bearer from the environment"_s);
        qunsetenv("TST_SERVICES_TOKEN");
        QVERIFY(!endpointOf(service, keychain));

        QFile file(folder.filePath(u"token"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("from a file\n");
        file.close();
        service.credential = {Credential::Source::File, file.fileName()};
        service.prefix.clear();
        QCOMPARE(endpointOf(service, keychain).value().headerValue, u"from a file"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("two\nlines\n");
        file.close();
        QVERIFY(!endpointOf(service, keychain));
        service.credential.name = folder.filePath(u"none"_s);
        QVERIFY(!endpointOf(service, keychain));
        for (const char *none : {" \n", "тайна", "tab\tbed", "bell\a"}) {
            file.remove();
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(none) > 0);
            file.close();
            service.credential.name = file.fileName();
            QVERIFY2(!endpointOf(service, keychain), none);
        }
        service.prefix = u"Ключ "_s;
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write("plain") > 0);
        file.close();
        QVERIFY(!endpointOf(service, keychain));
        service.prefix.clear();
        QCOMPARE(endpointOf(service, keychain).value().headerValue, u"plain"_s);

        service.credential = {Credential::Source::Keychain, u"bot"_s};
        QCOMPARE(endpointOf(service, keychain).value().headerValue, u"from the keychain: bot"_s);
        QVERIFY(!endpointOf(service, {}));
        QVERIFY(!endpointOf(service, [](const QString &) -> Result<QString> { return QString(); }));
    }

    void aCertificateFileMustBeOne()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(u"ca.pem"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(test::certificate);
        file.close();
        Service service = maxbotAt(u"localhost:1"_s);
        service.caFile = file.fileName();
        QCOMPARE(endpointOf(service, {}).value().caPem, test::certificate);
        service.caFile = folder.path();
        QVERIFY(!endpointOf(service, {}));
    }

    void aTestMakesARealCall()
    {
        const auto sandbox = sandbox::Sandbox::start({}, [] {}).take();
        QVERIFY(testService(maxbotAt(sandbox->maxbotAddress()), {}, {}).ok());
        const Service checkins{.name = u"c"_s, .kind = ServiceKind::Checkins, .address = sandbox->httpUrl()};
        QVERIFY(testService(checkins, {}, {}).ok());
        const Service slashed{.name = u"s"_s, .kind = ServiceKind::Checkins, .address = sandbox->httpUrl() + u'/'};
        QVERIFY(testService(slashed, {}, {}).ok());
        const Service users{.name = u"u"_s, .kind = ServiceKind::Users, .address = sandbox->httpUrl()};
        QVERIFY(testService(users, {}, {}).ok());
        const Service http{.name = u"h"_s, .kind = ServiceKind::Http, .address = sandbox->httpUrl()};
        QVERIFY(testService(http, {}, {}).ok());
        QCOMPARE(sandbox->board().figures().value(u"calls"_s).toInt(), 4);
    }

    void aTestThatFailsSaysWhatToDo()
    {
        sandbox::SandboxOptions options;
        options.maxbot.token = options.http.apiKey = u"secret"_s;
        const auto sandbox = sandbox::Sandbox::start(options, [] {}).take();
        const auto failureOf = [](const Service &service) {
            const Result<ServiceTestPassed> passed = testService(service, {}, {});
            return passed ? QString() : passed.error().message.toEnglish() + u'|' + passed.error().hint.toEnglish();
        };
        QVERIFY(failureOf(maxbotAt(sandbox->maxbotAddress())).contains(u"Check its secret"_s));
        const Service checkins{.name = u"c"_s, .kind = ServiceKind::Checkins, .address = sandbox->httpUrl()};
        QVERIFY(failureOf(checkins).contains(u"Check its secret"_s));
        // HTTP where gRPC is expected.
        Service confused = maxbotAt(sandbox->httpUrl().section(u'/', 2));
        confused.limits.deadline = 1s;
        QVERIFY(!failureOf(confused).isEmpty());
        const Service gone{.name = u"g"_s, .kind = ServiceKind::Http, .address = u"http://127.0.0.1:1"_s};
        QVERIFY(failureOf(gone).contains(u"Is it running"_s));
    }

    void allJobsShareAServicesDoor()
    {
        ServiceRegistry registry({maxbotAt(u"localhost:1"_s),
                                  {.name = u"h"_s, .kind = ServiceKind::Http, .address = u"http://localhost:1"_s}},
                                 {});
        const auto first = registry.lookup(u"bot"_s);
        QVERIFY(first.ok());
        QCOMPARE(registry.lookup(u"bot"_s).value(), first.value());
        QCOMPARE(registry.gate(u"h"_s).value(), registry.gate(u"h"_s).value());
        QVERIFY(!registry.lookup(u"h"_s)); // says not what to ask
        QVERIFY(!registry.lookup(u"nobody"_s));
        QCOMPARE(registry.figures().size(), 2U);
    }

    void whatStaysAsItIsKeepsItsDoor()
    {
        Service other = maxbotAt(u"localhost:2"_s);
        other.name = u"other"_s;
        ServiceRegistry registry({maxbotAt(u"localhost:1"_s), other}, {});
        const auto lookup = registry.lookup(u"bot"_s).take();
        const auto gate = registry.gate(u"bot"_s).take();
        const auto otherLookup = registry.lookup(u"other"_s).take();
        const auto otherGate = registry.gate(u"other"_s).take();

        other.limits.concurrency = 9;
        const Service added{.name = u"h"_s, .kind = ServiceKind::Http, .address = u"http://localhost:1"_s};
        registry.replace({maxbotAt(u"localhost:1"_s), other, added});
        QCOMPARE(registry.lookup(u"bot"_s).value(), lookup);
        QCOMPARE(registry.gate(u"bot"_s).value(), gate);
        QVERIFY(registry.lookup(u"other"_s).value() != otherLookup);
        QVERIFY(registry.gate(u"other"_s).value() != otherGate);
        QCOMPARE(registry.gate(u"other"_s).value()->limits().concurrency, 9);
        QVERIFY(registry.gate(u"h"_s).ok());

        registry.replace({added});
        QVERIFY(!registry.lookup(u"bot"_s));
        QVERIFY(!registry.service(u"other"_s));
        QCOMPARE(registry.figures().size(), 1U);
    }

    void whatWasReadBeforeAChangeIsNotUsedAfterIt()
    {
        Service service = maxbotAt(u"localhost:1"_s);
        service.credential = {Credential::Source::Keychain, u"bot"_s};
        std::unique_ptr<ServiceRegistry> registry;
        int reads = 0;
        const KeychainReader keychain = [&](const QString &) -> Result<QString> {
            // The operator is quicker than the keychain.
            if (++reads == 1) {
                service.limits.concurrency = 9;
                registry->replace({service});
            } else if (reads == 2) {
                registry->secretChanged(u"bot"_s);
            }
            return u"secret"_s;
        };
        registry = std::make_unique<ServiceRegistry>(std::vector{service}, keychain);
        const auto first = registry->lookup(u"bot"_s).take();
        QCOMPARE(reads, 3);
        QCOMPARE(registry->gate(u"bot"_s).value()->limits().concurrency, 9);
        QCOMPARE(registry->lookup(u"bot"_s).value(), first);
        QCOMPARE(reads, 3);

        const auto gate = registry->gate(u"bot"_s).take();
        registry->secretChanged(u"another"_s);
        QCOMPARE(registry->lookup(u"bot"_s).value(), first);
        registry->secretChanged(u"bot"_s);
        QVERIFY(registry->lookup(u"bot"_s).value() != first);
        QCOMPARE(reads, 4);
        QCOMPARE(registry->gate(u"bot"_s).value(), gate);
    }

    void aSecretThatWasMendedLetsUsIn()
    {
        sandbox::SandboxOptions options;
        options.maxbot.token = u"let me in"_s;
        const auto sandbox = sandbox::Sandbox::start(options, [] {}).take();
        QTemporaryDir folder;
        QFile file(folder.filePath(u"token"_s));
        const auto write = [&](const QByteArray &secret) {
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(secret) > 0);
            file.close();
        };
        write("an old one");
        Service service = maxbotAt(sandbox->maxbotAddress());
        service.credential = {Credential::Source::File, file.fileName()};
        ServiceRegistry registry({service}, {});
        const QString phone = sandbox->world().phoneOf(0);
        const auto denied = registry.lookup(u"bot"_s).take();
        QCOMPARE(denied->find({phone}, {}).answers.value(phone).code, u"UNAUTHENTICATED"_s);
        QCOMPARE(registry.lookup(u"bot"_s).value(), denied); // nobody has mended it

        write("let me in");
        const auto opened = registry.lookup(u"bot"_s).take();
        QVERIFY(opened != denied);
        while (opened->outage())
            std::this_thread::sleep_for(10ms);
        QVERIFY(!opened->find({phone}, {}).answers.value(phone).isTransient());
        write("another one again");
        QCOMPARE(registry.lookup(u"bot"_s).value(), opened); // it is let in, and asks nobody for its secret
    }

    void workersAskWhileTheServicesChange()
    {
        Service bot = maxbotAt(u"localhost:1"_s);
        const Service http{.name = u"h"_s, .kind = ServiceKind::Http, .address = u"http://localhost:1"_s};
        ServiceRegistry registry({bot, http}, {});
        const auto kept = registry.gate(u"h"_s).take();
        std::atomic<int> wrong = 0;
        {
            std::vector<std::jthread> workers;
            for (int i = 0; i < 3; ++i) {
                workers.emplace_back([&](std::stop_token stop) {
                    while (!stop.stop_requested()) {
                        const auto lookup = registry.lookup(u"bot"_s);
                        const auto gate = registry.gate(u"h"_s);
                        const auto endpoint = registry.endpoint(u"bot"_s);
                        registry.figures();
                        if (!lookup || !endpoint || !gate || *gate != kept)
                            ++wrong;
                    }
                });
            }
            for (int i = 0; i < 200; ++i) {
                bot.limits.concurrency = 1 + i % 7;
                registry.replace({bot, http});
                std::this_thread::sleep_for(1ms);
            }
        }
        QCOMPARE(wrong, 0);
        QVERIFY(registry.lookup(u"bot"_s).ok());
        QCOMPARE(registry.gate(u"bot"_s).value()->limits().concurrency, bot.limits.concurrency);
    }

    void aDurationIsReadAsItIsWritten_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("ms");
        QTest::newRow("seconds") << u"5s"_s << qint64(5'000);
        QTest::newRow("milliseconds") << u"500ms"_s << qint64(500);
        QTest::newRow("parts") << u"1h2m3s4ms"_s << qint64(3'723'004);
        QTest::newRow("a fraction") << u"1.5m"_s << qint64(90'000);
        QTest::newRow("a bare number") << u"30"_s << qint64(30'000);
        QTest::newRow("zero") << u"0s"_s << qint64(0);
        for (const char *wrong : {"", "s", "5x", "5s5", "-1s", "1e400s", "5 s 3"})
            QTest::newRow(qPrintable(u"“%1”"_s.arg(QLatin1StringView(wrong))))
                << QString::fromLatin1(wrong) << qint64(-1);
    }

    void aDurationIsReadAsItIsWritten()
    {
        QFETCH(QString, text);
        QFETCH(qint64, ms);
        const std::optional<std::chrono::milliseconds> duration = parsedDuration(text);
        QCOMPARE(duration ? duration->count() : -1, ms);
        if (duration)
            QCOMPARE(parsedDuration(durationText(*duration)), duration);
    }
};

QTEST_APPLESS_MAIN(TestServices)
#include "tst_services.moc"
