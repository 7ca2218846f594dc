// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/sandbox.h"
#include "core/remote/batchedlookup.h"
#include "core/remote/httplookup.h"
#include "core/remote/jsonpointer.h"
#include "tests/remote/answerkinds.h"
#include "tests/remote/testcertificate.h"

#include <httplib.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <dlfcn.h>
#include <netdb.h>
#include <thread>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace bulkhead;
using test::kindsOf;

using End = Attempt::End;
using Kind = Answer::Kind;

namespace {

constexpr auto slowHost = "slow.test";
constexpr auto slowness = 4s;

} // namespace

/// Also what libcurl asks: a name server that takes its time over one name, and knows that of the certificate.
extern "C" int getaddrinfo(const char *host, const char *service, const addrinfo *hints, addrinfo **found)
{
    if (host && QByteArrayView(host) == slowHost) {
        std::this_thread::sleep_for(slowness);
        return EAI_AGAIN;
    }
    static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
    const bool isOurs = host && QByteArrayView(host) == "sandbox.test";
    return real(isOurs ? "127.0.0.1" : host, service, hints, found);
}

namespace {

/// Who has these phones: many a call.
HttpLookupSpec phonesSpec()
{
    HttpLookupSpec spec;
    spec.method = u"POST"_s;
    spec.path = u"/internal/users"_s;
    spec.body = QJsonObject{{u"phone_numbers"_s, u"{keys}"_s}};
    spec.answers = u"/users"_s;
    spec.key = u"/phone_number"_s;
    spec.values = {{u"max_id"_s, u"/user_id"_s}};
    spec.notFound = u"/failed_phone_numbers"_s;
    return spec;
}

/// What a user shows: one a call.
HttpLookupSpec userSpec()
{
    HttpLookupSpec spec;
    spec.path = u"/users/{key}"_s;
    spec.key = u"/id"_s;
    spec.values = {{u"name"_s, u"/name"_s}, {u"show"_s, u"/show_montages"_s}};
    return spec;
}

class Bench
{
public:
    explicit Bench(const sandbox::SandboxOptions &options = {})
        : m_sandbox(sandbox::Sandbox::start(options, [] { qFatal("it was not to die"); }).take())
    {}

    sandbox::Sandbox &sandbox() { return *m_sandbox; }
    std::unique_ptr<Lookup> lookup(const HttpLookupSpec &spec, const ServiceLimits &limits = {},
                                   const BreakerRules &rules = {})
    {
        return std::make_unique<BatchedLookup>(
            std::make_unique<HttpLookup>(spec, Endpoint{.address = m_sandbox->httpUrl()}, limits.batch),
            std::make_shared<ServiceGate>(limits, rules));
    }
    QStringList phones(int count) const
    {
        QStringList phones;
        for (int i = 0; i < count; ++i)
            phones.append(m_sandbox->world().phoneOf(i));
        return phones;
    }
    void checkAll(const QStringList &phones, const LookupResult &result) const
    {
        QCOMPARE(result.answers.size(), phones.size());
        for (const QString &phone : phones) {
            const std::optional<QString> id = m_sandbox->world().maxIdOf(phone);
            QCOMPARE(result.answers.value(phone).kind, id ? Kind::Found : Kind::NotFound);
            QCOMPARE(result.answers.value(phone).values, id ? QStringList(*id) : QStringList());
        }
    }
    qint64 callsServed() { return m_sandbox->board().figures().value(u"calls"_s).toInteger(); }

private:
    std::unique_ptr<sandbox::Sandbox> m_sandbox;
};

/// A server of our own, for what the sandbox does not do.
template <typename Server> class Stub
{
public:
    template <typename... Arguments>
    explicit Stub(const char *scheme, Arguments... arguments) : server(arguments...), m_scheme(scheme)
    {
        m_port = server.bind_to_any_port("127.0.0.1");
        m_thread = std::thread([this] { server.listen_after_bind(); });
        while (!server.is_running())
            std::this_thread::yield();
    }
    ~Stub()
    {
        server.stop();
        m_thread.join();
    }
    QString url() const { return u"%1://127.0.0.1:%2"_s.arg(QLatin1StringView(m_scheme)).arg(m_port); }

    Server server;

private:
    const char *m_scheme;
    int m_port = 0;
    std::thread m_thread;
};

Instant inSeconds(int seconds)
{
    return std::chrono::steady_clock::now() + 1s * seconds;
}

} // namespace

class TestHttpLookup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKeyGetsItsOwnAnswer()
    {
        Bench bench;
        bench.checkAll(bench.phones(777), bench.lookup(phonesSpec())->find(bench.phones(777), {}));
        QCOMPARE(bench.callsServed(), 8);
    }

    void oneKeyACall()
    {
        Bench bench;
        const sandbox::World &world = bench.sandbox().world();
        const LookupResult result =
            bench.lookup(userSpec())->find({world.userId(3), world.userId(4), u"no one/else"_s}, {});
        QCOMPARE(result.answers.value(world.userId(3)).values,
                 (QStringList{world.user(3).value(u"name"_s).toString(),
                              world.user(3).value(u"show_montages"_s).toBool() ? u"true"_s : u"false"_s}));
        QCOMPARE(result.answers.value(world.userId(4)).kind, Kind::Found);
        QCOMPARE(result.answers.value(u"no one/else"_s).kind, Kind::NotFound);
    }

    void unrulyAnswersStillReachTheirOwnKeys()
    {
        sandbox::SandboxOptions options;
        options.faults = {.missing = 0.2, .duplicate = 0.3, .reorder = true};
        Bench bench(options);
        bench.checkAll(bench.phones(500), bench.lookup(phonesSpec(), {.retries = 20})->find(bench.phones(500), {}));
    }

    void halfAnAnswerIsNone()
    {
        sandbox::SandboxOptions options;
        options.faults.wrong = 1;
        Bench bench(options);
        const auto lookup = bench.lookup(phonesSpec(), {.retries = 1});
        QCOMPARE(kindsOf(lookup->find(bench.phones(20), {})), QSet<Kind>{Kind::Unknown});
        QCOMPARE(bench.callsServed(), 2);
        QVERIFY(bench.sandbox().board().change({{u"wrong"_s, 0}}).ok());
        bench.checkAll(bench.phones(20), lookup->find(bench.phones(20), {}));
    }

    void anAnswerThatIsNoJsonIsNone()
    {
        Stub<httplib::Server> stub("http");
        stub.server.Get("/users/x", [](const httplib::Request &, httplib::Response &response) {
            response.set_content("<html>", "text/html");
        });
        HttpLookup lookup(userSpec(), {.address = stub.url()}, 1);
        const CallReply reply = lookup.ask({u"x"_s}, inSeconds(60), {});
        QCOMPARE(reply.attempt.end, End::Lost);
        QCOMPARE(reply.attempt.code, u"BAD_ANSWER"_s);
    }

    void anAnswerAboutSomebodyElseIsNone()
    {
        Stub<httplib::Server> stub("http");
        stub.server.Get("/users/x", [](const httplib::Request &, httplib::Response &response) {
            response.set_content(R"({"id":"y","name":"Not X","show_montages":true})", "application/json");
        });
        BatchedLookup lookup(std::make_unique<HttpLookup>(userSpec(), Endpoint{.address = stub.url()}, 1),
                             std::make_shared<ServiceGate>(ServiceLimits{.retries = 0}));
        const LookupResult result = lookup.find({u"x"_s}, {});
        QCOMPARE(result.answers.value(u"x"_s).kind, Kind::Unknown);
        QCOMPARE(lookup.figures().foreign, 1);
    }

    void retryAfterIsHonoured()
    {
        // In both forms: seconds, and a date.
        for (const char *value : {"1", "date"}) {
            Stub<httplib::Server> stub("http");
            std::atomic<int> calls = 0;
            Instant told;
            Instant came;
            stub.server.Get("/users/x", [&](const httplib::Request &, httplib::Response &response) {
                if (++calls == 1) {
                    told = std::chrono::steady_clock::now();
                    response.status = 429;
                    const QString date = QLocale::c().toString(QDateTime::currentDateTimeUtc().addSecs(2),
                                                               u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
                    response.set_header("Retry-After", value == QByteArrayView("date") ? date.toStdString() : value);
                } else {
                    came = std::chrono::steady_clock::now();
                    response.set_content(R"({"id":"x","name":"X","show_montages":true})", "application/json");
                }
            });
            BatchedLookup lookup(std::make_unique<HttpLookup>(userSpec(), Endpoint{.address = stub.url()}, 1),
                                 std::make_shared<ServiceGate>(ServiceLimits{.retries = 0}));
            QCOMPARE(lookup.find({u"x"_s}, {}).answers.value(u"x"_s).kind, Kind::Found);
            QVERIFY2(came - told >= 1s, value);
        }
    }

    void whatAStatusMeans_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("end");
        QTest::newRow("400") << 400 << int(End::Refused);
        QTest::newRow("401") << 401 << int(End::Denied);
        QTest::newRow("403") << 403 << int(End::Refused);
        QTest::newRow("404") << 404 << int(End::Refused);
        QTest::newRow("408") << 408 << int(End::Unavailable);
        QTest::newRow("409") << 409 << int(End::Refused);
        QTest::newRow("413") << 413 << int(End::TooLarge);
        QTest::newRow("429") << 429 << int(End::Throttled);
        QTest::newRow("500") << 500 << int(End::Unavailable);
        QTest::newRow("501") << 501 << int(End::Refused);
        QTest::newRow("502") << 502 << int(End::Unavailable);
        QTest::newRow("503") << 503 << int(End::Unavailable);
        QTest::newRow("504") << 504 << int(End::Unavailable);
        QTest::newRow("505") << 505 << int(End::Refused);
        QTest::newRow("522") << 522 << int(End::Unavailable); // a gateway's own
    }

    void whatAStatusMeans()
    {
        QFETCH(int, status);
        QFETCH(int, end);
        Stub<httplib::Server> stub("http");
        stub.server.Get("/x",
                        [status](const httplib::Request &, httplib::Response &response) { response.status = status; });
        HttpClient client({});
        const HttpReply reply = client.send({.url = stub.url() + u"/x"_s}, inSeconds(60), {});
        QCOMPARE(reply.status, status);
        QCOMPARE(reply.attempt.end, End(end));
        QCOMPARE(reply.attempt.code, u"HTTP_%1"_s.arg(status));
    }

    void aBatchThatIsTooLargeIsCut()
    {
        Stub<httplib::Server> stub("http");
        stub.server.Post("/internal/users", [](const httplib::Request &request, httplib::Response &response) {
            const QJsonArray phones = QJsonDocument::fromJson(QByteArray::fromStdString(request.body))
                                          .object()
                                          .value(u"phone_numbers"_s)
                                          .toArray();
            if (phones.size() > 3) {
                response.status = 413;
                return;
            }
            QJsonArray users;
            for (const QJsonValue &phone : phones)
                users.append(QJsonObject{{u"phone_number"_s, phone}, {u"user_id"_s, u"id of "_s + phone.toString()}});
            response.set_content(QJsonDocument(QJsonObject{{u"users"_s, users}}).toJson().toStdString(),
                                 "application/json");
        });
        BatchedLookup lookup(std::make_unique<HttpLookup>(phonesSpec(), Endpoint{.address = stub.url()}, 100),
                             std::make_shared<ServiceGate>(ServiceLimits{}));
        QStringList keys;
        for (int i = 0; i < 50; ++i)
            keys.append(QString::number(i));
        const LookupResult result = lookup.find(keys, {});
        for (const QString &key : keys)
            QCOMPARE(result.answers.value(key).values, QStringList(u"id of "_s + key));
    }

    void aKeyThatTheServiceDoesNotTakeCostsItselfOnly()
    {
        Stub<httplib::Server> stub("http");
        stub.server.Post("/internal/users", [](const httplib::Request &request, httplib::Response &response) {
            QJsonArray users;
            const QJsonObject body = QJsonDocument::fromJson(QByteArray::fromStdString(request.body)).object();
            for (const QJsonValue &phone : body.value(u"phone_numbers"_s).toArray()) {
                if (phone.toString() == "7"_L1) {
                    response.status = 422;
                    return;
                }
                users.append(QJsonObject{{u"phone_number"_s, phone}, {u"user_id"_s, u"id of "_s + phone.toString()}});
            }
            response.set_content(QJsonDocument(QJsonObject{{u"users"_s, users}}).toJson().toStdString(),
                                 "application/json");
        });
        BatchedLookup lookup(std::make_unique<HttpLookup>(phonesSpec(), Endpoint{.address = stub.url()}, 100),
                             std::make_shared<ServiceGate>(ServiceLimits{}));
        QStringList keys;
        for (int i = 0; i < 20; ++i)
            keys.append(QString::number(i));
        const LookupResult result = lookup.find(keys, {});
        QCOMPARE(result.answers.size(), 20);
        for (const QString &key : keys)
            QCOMPARE(result.answers.value(key).kind, key == "7"_L1 ? Kind::InvalidInput : Kind::Found);
    }

    void aKeyOfDotsIsNoOtherPlace()
    {
        Stub<httplib::Server> stub("http");
        QStringList paths;
        stub.server.Get(".*", [&](const httplib::Request &request, httplib::Response &response) {
            paths.append(QString::fromStdString(request.path));
            response.status = 404;
        });
        HttpLookup lookup(userSpec(), {.address = stub.url()}, 1);
        for (const QString &key : {u".."_s, u"."_s, u"../health"_s})
            QCOMPARE(lookup.ask({key}, inSeconds(60), {}).answers.front().second.kind, Kind::NotFound);
        QCOMPARE(paths, (QStringList{u"/users/.."_s, u"/users/."_s, u"/users/../health"_s})); // decoded
    }

    void whatSaysThatNothingWentWrongIsNoError_data()
    {
        QTest::addColumn<QByteArray>("error");
        QTest::addColumn<bool>("isError");
        for (const char *none : {"null", "false", "0", "\"\"", "[]", "{}"})
            QTest::newRow(none) << QByteArray(none) << false;
        for (const char *some : {"\"no users today\"", "true", "7", "{\"code\":7}"})
            QTest::newRow(some) << QByteArray(some) << true;
    }

    void whatSaysThatNothingWentWrongIsNoError()
    {
        QFETCH(QByteArray, error);
        QFETCH(bool, isError);
        Stub<httplib::Server> stub("http");
        stub.server.Get("/users/x", [&](const httplib::Request &, httplib::Response &response) {
            response.set_content(R"({"id":"x","name":"X","show_montages":true,"error":)" + error.toStdString() + "}",
                                 "application/json");
        });
        HttpLookupSpec spec = userSpec();
        spec.error = u"/error"_s;
        const CallReply reply = HttpLookup(spec, {.address = stub.url()}, 1).ask({u"x"_s}, inSeconds(60), {});
        QCOMPARE(reply.attempt.end, isError ? End::Unavailable : End::Answered);
        QCOMPARE(reply.attempt.isFault, isError);
    }

    void aHangingCallEndsAtItsDeadline()
    {
        sandbox::SandboxOptions options;
        options.faults.hang = 1;
        Bench bench(options);
        const LookupResult result =
            bench.lookup(phonesSpec(), {.deadline = 2s, .retries = 0})->find(bench.phones(5), {});
        QCOMPARE(kindsOf(result), QSet<Kind>{Kind::Unknown});
        QCOMPARE(result.answers.begin()->code, u"DEADLINE_EXCEEDED"_s);
    }

    void cancellingAHangingCallActsAtOnce()
    {
        sandbox::SandboxOptions options;
        options.faults.hang = 1;
        Bench bench(options);
        std::stop_source stop;
        Instant stopped;
        std::thread canceller([&] {
            while (bench.callsServed() == 0)
                std::this_thread::sleep_for(1ms);
            stopped = std::chrono::steady_clock::now();
            stop.request_stop();
        });
        const LookupResult result =
            bench.lookup(phonesSpec(), {.batch = 10, .deadline = 10min})->find(bench.phones(100), stop.get_token());
        const Instant ended = std::chrono::steady_clock::now();
        canceller.join();
        QVERIFY(ended - stopped < 20s); // a second on a quiet machine; the deadline is far away
        QVERIFY(result.cancelled);
        QCOMPARE(result.answers.size(), 100);
    }

    void aNameServerThatHangsHoldsNobody()
    {
        HttpClient client({});
        const HttpRequest request{.url = u"http://%1/x"_s.arg(QLatin1StringView(slowHost))};
        Instant began = std::chrono::steady_clock::now();
        const HttpReply late = client.send(request, began + 200ms, {});
        QVERIFY(std::chrono::steady_clock::now() - began < slowness - 1s);
        QCOMPARE(late.attempt.end, End::Unavailable);
        QCOMPARE(late.attempt.code, u"DEADLINE_EXCEEDED"_s);

        std::stop_source stop;
        const std::jthread canceller([&] {
            std::this_thread::sleep_for(200ms);
            stop.request_stop();
        });
        began = std::chrono::steady_clock::now();
        QCOMPARE(client.send(request, inSeconds(60), stop.get_token()).attempt.end, End::Cancelled);
        QVERIFY(std::chrono::steady_clock::now() - began < slowness - 1s);
    }

    void aKeyIsSentAndWanted()
    {
        sandbox::SandboxOptions options;
        options.http.apiKey = u"secret"_s;
        Bench bench(options);
        const LookupResult denied = bench.lookup(phonesSpec())->find(bench.phones(3), {});
        QCOMPARE(denied.answers.begin()->kind, Kind::Refused);
        QCOMPARE(denied.answers.begin()->code, u"HTTP_401"_s);
        BatchedLookup lookup(std::make_unique<HttpLookup>(phonesSpec(),
                                                          Endpoint{.address = bench.sandbox().httpUrl() + u'/',
                                                                   .headerName = u"Authorization"_s,
                                                                   .headerValue = u"Bearer secret"_s},
                                                          100),
                             std::make_shared<ServiceGate>(ServiceLimits{}));
        bench.checkAll(bench.phones(3), lookup.find(bench.phones(3), {}));
    }

    void aSecretIsNotCarriedElsewhere()
    {
        Stub<httplib::Server> other("http");
        std::atomic<int> visits = 0;
        other.server.Get("/.*", [&](const httplib::Request &, httplib::Response &) { ++visits; });
        Stub<httplib::Server> stub("http");
        const std::string target = (other.url() + u"/x"_s).toStdString();
        stub.server.Get("/x",
                        [&](const httplib::Request &, httplib::Response &response) { response.set_redirect(target); });
        HttpClient client({.headerName = u"Authorization"_s, .headerValue = u"secret"_s});
        QCOMPARE(client.send({.url = stub.url() + u"/x"_s}, inSeconds(60), {}).attempt.end, End::Refused);
        QCOMPARE(visits, 0);
    }

    void onlyHttpIsSpoken()
    {
        HttpClient client({});
        QCOMPARE(client.send({.url = u"file:///etc/hostname"_s}, inSeconds(60), {}).attempt.end, End::Denied);
    }

    void tlsNeedsACertificateThatIsTrusted()
    {
        QTemporaryDir folder;
        const auto write = [&](const QString &name, const QByteArray &bytes) {
            QFile file(folder.filePath(name));
            if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
                qFatal("cannot write %s", qPrintable(name));
            return file.fileName().toStdString();
        };
        const std::string certificateFile = write(u"cert.pem"_s, test::certificate);
        const std::string keyFile = write(u"key.pem"_s, test::privateKey);
        Stub<httplib::SSLServer> stub("https", certificateFile.c_str(), keyFile.c_str());
        stub.server.Get("/x", [](const httplib::Request &, httplib::Response &response) {
            response.set_content("{}", "application/json");
        });

        HttpClient stranger({});
        const HttpReply untrusted = stranger.send({.url = stub.url() + u"/x"_s}, inSeconds(60), {});
        QCOMPARE(untrusted.attempt.end, End::Denied);
        QCOMPARE(untrusted.attempt.code, u"TLS_FAILED"_s);
        HttpClient trusting({.caPem = test::certificate});
        const QString named = stub.url().replace(u"127.0.0.1"_s, u"sandbox.test"_s);
        QCOMPARE(trusting.send({.url = named + u"/x"_s}, inSeconds(60), {}).attempt.end, End::Answered);
        // Trusted, but made out to another name: 127.0.0.1 is not sandbox.test.
        QCOMPARE(trusting.send({.url = stub.url() + u"/x"_s}, inSeconds(60), {}).attempt.code, u"TLS_FAILED"_s);
    }

    void aConnectionIsKept()
    {
        Stub<httplib::Server> stub("http");
        QSet<int> ports;
        stub.server.Get(
            "/x", [&](const httplib::Request &request, httplib::Response &) { ports.insert(request.remote_port); });
        HttpClient client({});
        for (int i = 0; i < 4; ++i)
            QCOMPARE(client.send({.url = stub.url() + u"/x"_s}, inSeconds(60), {}).attempt.end, End::Answered);
        QCOMPARE(ports.size(), 1);
    }

    void aDescriptionThatCannotWorkIsRefused()
    {
        QVERIFY(phonesSpec().validate().ok());
        QVERIFY(userSpec().validate().ok());
        HttpLookupSpec spec = userSpec();
        spec.path = u"/users"_s;
        QVERIFY(!spec.validate());
        spec = userSpec();
        spec.values.clear();
        QVERIFY(!spec.validate());
        spec = userSpec();
        spec.answers = u"users"_s;
        QVERIFY(!spec.validate());
        spec = phonesSpec();
        spec.body = u"{keys}"_s;
        QVERIFY(!spec.validate());
        // A list cannot be put into the middle of a text.
        spec = phonesSpec();
        spec.body = QJsonObject{{u"filter"_s, QJsonObject{{u"ids"_s, QJsonArray{u"in {keys}"_s}}}}};
        QVERIFY(!spec.validate());
        QVERIFY(spec.validate().error().toString().contains(u"in {keys}"_s));
    }

    void aPlaceInJsonIsFound()
    {
        const QJsonObject json =
            QJsonDocument::fromJson(R"({"a":[{"b/c":1,"~":null}],"big":9007199254740993,"f":0.5,"t":true})").object();
        QCOMPARE(jsonAt(json, u"/a/0/b~1c"_s).toInt(), 1);
        QVERIFY(jsonAt(json, u"/a/0/~0"_s).isNull());
        QVERIFY(jsonAt(json, u"/a/1"_s).isUndefined());
        QVERIFY(jsonAt(json, u"/a/x"_s).isUndefined());
        QVERIFY(jsonAt(json, u"/t/x"_s).isUndefined());
        QCOMPARE(jsonAt(json, QString()), QJsonValue(json));
        QCOMPARE(jsonToText(jsonAt(json, u"/big"_s)), u"9007199254740993"_s);
        QCOMPARE(jsonToText(jsonAt(json, u"/f"_s)), u"0.5"_s);
        QCOMPARE(jsonToText(jsonAt(json, u"/t"_s)), u"true"_s);
        QCOMPARE(jsonToText(jsonAt(json, u"/a/0"_s)), u"{\"b/c\":1,\"~\":null}"_s);
    }
};

QTEST_APPLESS_MAIN(TestHttpLookup)
#include "tst_httplookup.moc"
