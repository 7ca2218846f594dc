// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/sandbox.h"
#include "core/remote/batchedlookup.h"
#include "core/remote/httplookup.h"
#include "core/remote/jsonpointer.h"
#include "tests/remote/answerkinds.h"
#include "tests/remote/httpstub.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <thread>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace bulkhead;
using test::inSeconds;
using test::kindsOf;
using test::Stub;

using End = Attempt::End;
using Kind = Answer::Kind;

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
