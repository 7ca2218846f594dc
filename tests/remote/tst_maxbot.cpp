// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/sandbox.h"
#include "core/remote/batchedlookup.h"
#include "core/remote/maxbotclient.h"
#include "core/remote/phone.h"
#include "tests/remote/answerkinds.h"
#include "tests/remote/testcertificate.h"
#include "tests/support/heldport.h"

#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace bulkhead;
using test::certificate;
using test::kindsOf;
using test::privateKey;

using Kind = Answer::Kind;

namespace {

/// A sandbox and a look-up that asks it, over a real socket.
class Bench
{
public:
    explicit Bench(const sandbox::SandboxOptions &options = {}, const ServiceLimits &limits = {},
                   const BreakerRules &rules = {})
        : m_sandbox(sandbox::Sandbox::start(options, [] { qFatal("it was not to die"); }).take())
    {
        connect({.address = m_sandbox->maxbotAddress()}, limits, rules);
    }

    void connect(const Endpoint &endpoint, const ServiceLimits &limits = {}, const BreakerRules &rules = {})
    {
        m_lookup = std::make_unique<BatchedLookup>(std::make_unique<MaxBotClient>(endpoint, limits.batch),
                                                   std::make_shared<ServiceGate>(limits, rules));
    }

    sandbox::Sandbox &sandbox() { return *m_sandbox; }
    BatchedLookup &lookup() { return *m_lookup; }
    QStringList phones(int count) const
    {
        QStringList phones;
        for (int i = 0; i < count; ++i)
            phones.append(m_sandbox->world().phoneOf(i));
        return phones;
    }
    qint64 callsServed() { return m_sandbox->board().figures().value(u"calls"_s).toInteger(); }

    /// That every phone has its own id or is not found, as the world has it.
    void checkAll(const QStringList &asked, const LookupResult &result) const
    {
        QCOMPARE(result.answers.size(), QSet<QString>(asked.begin(), asked.end()).size());
        for (const QString &phone : asked) {
            const Answer answer = result.answers.value(phone);
            const std::optional<QString> id = m_sandbox->world().maxIdOf(*normalisedPhone(phone));
            QCOMPARE(answer.kind, id ? Kind::Found : Kind::NotFound);
            QCOMPARE(answer.values, id ? QStringList(*id) : QStringList());
        }
    }

private:
    std::unique_ptr<sandbox::Sandbox> m_sandbox;
    std::unique_ptr<BatchedLookup> m_lookup;
};

} // namespace

class TestMaxBot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPhoneGetsItsOwnId()
    {
        Bench bench;
        const QStringList phones = bench.phones(1234);
        const LookupResult result = bench.lookup().find(phones, {});
        bench.checkAll(phones, result);
        QCOMPARE(kindsOf(result), (QSet<Kind>{Kind::Found, Kind::NotFound}));
        QCOMPARE(bench.callsServed(), 13);
        QVERIFY(!result.outage);
        QVERIFY(!result.cancelled);
    }

    void aPhoneIsAskedForOnceHoweverItIsSpelt()
    {
        Bench bench({}, {.batch = 1});
        const QString phone = bench.phones(1).first();
        const QStringList spellings{phone, u'8' + phone.mid(2), phone.mid(2), phone, u" %1 "_s.arg(phone)};
        const LookupResult result = bench.lookup().find(spellings, {});
        bench.checkAll(spellings, result);
        QCOMPARE(bench.callsServed(), 1);
    }

    void aWrongPhoneIsNotSent()
    {
        Bench bench;
        const LookupResult result = bench.lookup().find({u"+7 999 123-45-6"_s, u""_s}, {});
        QCOMPARE(result.answers.value(u"+7 999 123-45-6"_s).kind, Kind::InvalidInput);
        QCOMPARE(result.answers.value(u"+7 999 123-45-6"_s).code, u"INVALID_PHONE"_s);
        QCOMPARE(result.answers.value(u""_s).kind, Kind::InvalidInput);
        QCOMPARE(bench.callsServed(), 0);
    }

    void unrulyAnswersStillReachTheirOwnPhones()
    {
        sandbox::SandboxOptions options;
        options.faults = {.missing = 0.2, .duplicate = 0.3, .reorder = true, .foreign = 1};
        Bench bench(options, {.retries = 30});
        const QStringList phones = bench.phones(1000);
        bench.checkAll(phones, bench.lookup().find(phones, {}));
        const LookupFigures figures = bench.lookup().figures();
        QCOMPARE(figures.keys, 1000);
        QVERIFY(figures.missing > 100);
        QVERIFY(figures.doubled > 100);
        QVERIFY(figures.foreign > 0);
    }

    void whatIsNeverAnsweredIsUnknown()
    {
        sandbox::SandboxOptions options;
        options.faults.missing = 1;
        Bench bench(options, {.retries = 2});
        const LookupResult result = bench.lookup().find(bench.phones(5), {});
        QCOMPARE(kindsOf(result), QSet<Kind>{Kind::Unknown});
        QCOMPARE(result.answers.begin()->code, u"NO_ANSWER"_s);
        QCOMPARE(bench.callsServed(), 3);
    }

    void nonsenseIsUnknownAndNotAnId()
    {
        sandbox::SandboxOptions options;
        options.faults.wrong = 1;
        Bench bench(options, {.retries = 1});
        const LookupResult result = bench.lookup().find(bench.phones(50), {});
        QCOMPARE(kindsOf(result), (QSet<Kind>{Kind::Unknown, Kind::NotFound}));
    }

    void twoDifferentAnswersAreNone()
    {
        sandbox::SandboxOptions options;
        options.faults.contradict = 1;
        Bench bench(options);
        const LookupResult result = bench.lookup().find(bench.phones(20), {});
        QCOMPARE(kindsOf(result), QSet<Kind>{Kind::Refused});
        QCOMPARE(result.answers.begin()->code, u"CONTRADICTION"_s);
    }

    void aServiceWithoutTheBatchCallIsAskedOneByOneSeveralAtOnce()
    {
        sandbox::SandboxOptions options;
        options.faults = {.latencyMs = 20, .noBatch = true};
        Bench bench(options, {.concurrency = 8});
        const QStringList phones = bench.phones(120);
        bench.checkAll(phones, bench.lookup().find(phones, {}));
        QCOMPARE(bench.callsServed(), 120);
        QVERIFY(bench.sandbox().board().figures().value(u"most_concurrent"_s).toInt() > 1);
    }

    void aPassingErrorIsTriedAgain()
    {
        sandbox::SandboxOptions options;
        options.faults.errorRate = 0.3;
        Bench bench(options, {.batch = 10, .retries = 20}, {.failuresInARow = 100, .failuresOfTwenty = 21});
        const QStringList phones = bench.phones(200);
        bench.checkAll(phones, bench.lookup().find(phones, {}));
        QVERIFY(bench.lookup().figures().service.retries > 0);
    }

    void aRateThatIsTooHighIsToldAndKept()
    {
        sandbox::SandboxOptions options;
        options.faults = {.rateLimit = 5, .retryAfter = 0.2};
        Bench bench(options, {.batch = 5, .concurrency = 8, .retries = 0});
        const QStringList phones = bench.phones(60);
        bench.checkAll(phones, bench.lookup().find(phones, {}));
        QVERIFY(bench.lookup().figures().service.throttled > 0);
        QVERIFY(!bench.lookup().outage());
    }

    void aServiceThatIsNotThereIsUnavailableInWords()
    {
        const test::HeldPort nobodys;
        Bench bench;
        bench.connect({.address = u"127.0.0.1:%1"_s.arg(nobodys.number())},
                      {.batch = 10, .concurrency = 1, .retries = 1});
        const LookupResult result = bench.lookup().find(bench.phones(100), {});
        QCOMPARE(kindsOf(result), QSet<Kind>{Kind::Unavailable});
        QVERIFY(result.outage.has_value());
        QVERIFY2(result.outage->reason.toEnglish().contains(u"cannot be reached"_s),
                 qPrintable(result.outage->reason.toEnglish()));
        QCOMPARE(bench.lookup().figures().service.calls, 5); // then the breaker opened
    }

    void theBreakerOpensAndTheServiceComesBackByItself()
    {
        sandbox::SandboxOptions options;
        options.faults.errorRate = 1;
        Bench bench(options, {.concurrency = 2, .retries = 1}, {.failuresInARow = 3, .firstPause = 50ms});
        const QStringList phones = bench.phones(1000);
        const LookupResult out = bench.lookup().find(phones, {});
        QCOMPARE(kindsOf(out), QSet<Kind>{Kind::Unavailable});
        QVERIFY(out.outage.has_value());
        QVERIFY(bench.callsServed() < 10);
        QVERIFY(bench.sandbox().board().change({{u"error_rate"_s, 0}}).ok());
        while (bench.lookup().outage())
            std::this_thread::sleep_for(5ms);
        bench.checkAll(phones, bench.lookup().find(phones, {}));
        QCOMPARE(bench.lookup().figures().service.breaker, BreakerState::Closed);
    }

    void aHangingCallEndsAtItsDeadline()
    {
        sandbox::SandboxOptions options;
        options.faults.hang = 1;
        Bench bench(options, {.deadline = 2s, .retries = 0});
        const LookupResult result = bench.lookup().find(bench.phones(10), {});
        QCOMPARE(kindsOf(result), QSet<Kind>{Kind::Unknown});
        QCOMPARE(result.answers.begin()->code, u"DEADLINE_EXCEEDED"_s);
    }

    void cancellingAHangingCallActsAtOnce()
    {
        sandbox::SandboxOptions options;
        options.faults.hang = 1;
        Bench bench(options, {.batch = 10, .deadline = 10min});
        std::stop_source stop;
        Instant stopped;
        std::thread canceller([&] {
            while (bench.callsServed() == 0)
                std::this_thread::sleep_for(1ms);
            stopped = std::chrono::steady_clock::now();
            stop.request_stop();
        });
        const LookupResult result = bench.lookup().find(bench.phones(200), stop.get_token());
        const Instant ended = std::chrono::steady_clock::now();
        canceller.join();
        QVERIFY(ended - stopped < 20s); // a second on a quiet machine; the deadline is far away
        QVERIFY(result.cancelled);
        QCOMPARE(result.answers.size(), 200);
        QCOMPARE(kindsOf(result), QSet<Kind>{Kind::Unavailable});
    }

    void aTokenIsSentAndWanted()
    {
        sandbox::SandboxOptions options;
        options.maxbot.token = u"secret"_s;
        Bench bench(options);
        const LookupResult denied = bench.lookup().find(bench.phones(3), {});
        QCOMPARE(kindsOf(denied), QSet<Kind>{Kind::Refused});
        QCOMPARE(denied.answers.begin()->code, u"UNAUTHENTICATED"_s);
        bench.connect({.address = bench.sandbox().maxbotAddress(),
                       .headerName = u"Authorization"_s,
                       .headerValue = u"Bearer secret"_s});
        bench.checkAll(bench.phones(3), bench.lookup().find(bench.phones(3), {}));
    }

    void tlsNeedsACertificateThatIsTrusted()
    {
        sandbox::SandboxOptions options;
        options.maxbot.certificatePem = certificate;
        options.maxbot.keyPem = privateKey;
        Bench bench(options);
        const QString address = bench.sandbox().maxbotAddress();
        bench.connect({.address = address, .tls = true, .caPem = certificate, .tlsName = u"sandbox.test"_s});
        bench.checkAll(bench.phones(3), bench.lookup().find(bench.phones(3), {}));
        bench.connect({.address = address, .tls = true, .tlsName = u"sandbox.test"_s}, {.retries = 0});
        QCOMPARE(kindsOf(bench.lookup().find(bench.phones(3), {})), QSet<Kind>{Kind::Unavailable});
        bench.connect({.address = address, .tls = true, .caPem = certificate, .tlsName = u"other.test"_s},
                      {.retries = 0});
        QCOMPARE(kindsOf(bench.lookup().find(bench.phones(3), {})), QSet<Kind>{Kind::Unavailable});
    }

    void aCallThatWasNeverSentIsNotLost()
    {
        // Takes connections, and says nothing.
        const int silent = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *const at = reinterpret_cast<sockaddr *>(&address);
        QVERIFY(bind(silent, at, size) == 0 && listen(silent, 8) == 0 && getsockname(silent, at, &size) == 0);
        Bench bench;
        bench.connect({.address = u"127.0.0.1:%1"_s.arg(ntohs(address.sin_port))}, {.deadline = 300ms, .retries = 0});
        const LookupResult result = bench.lookup().find(bench.phones(1), {});
        close(silent);
        QCOMPARE(result.answers.begin()->kind, Kind::Unavailable);
        QCOMPARE(result.answers.begin()->code, u"DEADLINE_EXCEEDED"_s);
    }

    void manyJobsMayAskAtOnce()
    {
        Bench bench({}, {.batch = 20, .concurrency = 4});
        std::vector<std::thread> jobs;
        std::atomic<int> right = 0;
        for (int i = 0; i < 6; ++i) {
            jobs.emplace_back([&, i] {
                const QStringList phones = bench.phones(300 + i);
                const LookupResult result = bench.lookup().find(phones, {});
                right += std::ranges::all_of(phones, [&](const QString &phone) {
                    const std::optional<QString> id = bench.sandbox().world().maxIdOf(phone);
                    return result.answers.value(phone).values == (id ? QStringList(*id) : QStringList());
                });
            });
        }
        for (std::thread &job : jobs)
            job.join();
        QCOMPARE(right, 6);
        QVERIFY(bench.sandbox().board().figures().value(u"most_concurrent"_s).toInt() <= 4);
    }
};

QTEST_APPLESS_MAIN(TestMaxBot)
#include "tst_maxbot.moc"
