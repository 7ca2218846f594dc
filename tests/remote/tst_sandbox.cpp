// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/batchedlookup.h"
#include "core/remote/httpclient.h"
#include "core/remote/maxbotclient.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <thread>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace bulkhead;

namespace {

/// `bulkheadctl sandbox`, as people start it.
class Process
{
public:
    explicit Process(const QStringList &options)
    {
        m_process.start(QStringLiteral(BULKHEADCTL), QStringList{u"sandbox"_s} + options);
        while (!m_process.canReadLine() && m_process.waitForReadyRead(30'000)) {
        }
        m_said = QJsonDocument::fromJson(m_process.readLine()).object();
    }
    ~Process()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    QString maxbot() const { return m_said.value(u"maxbot"_s).toString(); }
    QString http() const { return m_said.value(u"http"_s).toString(); }
    bool ends() { return m_process.state() == QProcess::NotRunning || m_process.waitForFinished(30'000); }
    QProcess &process() { return m_process; }

private:
    QProcess m_process;
    QJsonObject m_said;
};

const QStringList anyPorts{u"--maxbot-port"_s, u"0"_s, u"--http-port"_s, u"0"_s};

std::unique_ptr<Lookup> lookupAt(const QString &address, const ServiceLimits &limits)
{
    return std::make_unique<BatchedLookup>(
        std::make_unique<MaxBotClient>(Endpoint{.address = address}, limits.batch),
        std::make_shared<ServiceGate>(limits, BreakerRules{.failuresInARow = 3, .firstPause = 50ms}));
}

QStringList phones(int count)
{
    QStringList phones;
    for (int i = 0; i < count; ++i)
        phones.append(u"+7999%1"_s.arg(i, 7, 10, QChar(u'0')));
    return phones;
}

QJsonObject get(const QString &url)
{
    HttpClient client({});
    return QJsonDocument::fromJson(client.send({.url = url}, std::chrono::steady_clock::now() + 60s, {}).body)
        .object();
}

} // namespace

class TestSandbox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameSeedMakesTheSamePeople()
    {
        Process one(anyPorts + QStringList{u"--seed"_s, u"7"_s});
        Process same(anyPorts + QStringList{u"--seed"_s, u"7"_s});
        Process other(anyPorts + QStringList{u"--seed"_s, u"8"_s});
        const auto ask = [](const Process &process) {
            return lookupAt(process.maxbot(), {})->find(phones(200), {}).answers;
        };
        const auto first = ask(one);
        QCOMPARE(first.size(), 200);
        QVERIFY(first == ask(same));
        QVERIFY(first != ask(other));
    }

    void itEndsAtOnce()
    {
        Process sandbox(anyPorts + QStringList{u"--hang"_s, u"1"_s});
        std::thread waits(
            [&] { lookupAt(sandbox.maxbot(), {.deadline = 10min, .retries = 0})->find(phones(1), {}); });
        while (get(sandbox.http() + u"/sandbox/figures"_s).value(u"calls"_s).toInt() == 0)
            std::this_thread::sleep_for(1ms);
        sandbox.process().terminate();
        QVERIFY(sandbox.ends());
        QCOMPARE(sandbox.process().exitStatus(), QProcess::NormalExit);
        QCOMPARE(sandbox.process().exitCode(), 0);
        waits.join();
    }

    void itsSwitchesCanBeTurnedWhileItRuns()
    {
        Process sandbox(anyPorts);
        HttpClient client({});
        const auto turn = [&](const QByteArray &json) {
            return client.send(
                {.method = u"PUT"_s, .url = sandbox.http() + u"/sandbox/faults"_s, .body = json},
                std::chrono::steady_clock::now() + 60s, {});
        };
        QCOMPARE(turn(R"({"error_rate": 1})").status, 200);
        QCOMPARE(get(sandbox.http() + u"/sandbox/faults"_s).value(u"error_rate"_s).toDouble(), 1.0);
        const auto lookup = lookupAt(sandbox.maxbot(), {.retries = 0});
        QCOMPARE(lookup->find(phones(1), {}).answers.begin()->kind, Answer::Kind::Unavailable);
        QCOMPARE(turn(R"({"error_rate": 2})").status, 400);
        QCOMPARE(turn(R"({"unknown": 1})").status, 400);
        QCOMPARE(turn("nonsense").status, 400);
        QCOMPARE(turn(R"({"error_rate": 0})").status, 200);
        QVERIFY(!lookup->find(phones(1), {}).answers.begin()->isTransient());
    }

    void aServiceThatDiesInTheMiddleIsAskedAgainWhenItIsBack()
    {
        auto sandbox = std::make_unique<Process>(anyPorts + QStringList{u"--die-after"_s, u"3"_s});
        const QString address = sandbox->maxbot();
        const auto lookup = lookupAt(address, {.batch = 10, .concurrency = 1, .retries = 0});
        const LookupResult half = lookup->find(phones(100), {});
        QVERIFY(sandbox->ends());
        int answered = 0;
        for (const Answer &answer : half.answers)
            answered += !answer.isTransient();
        QCOMPARE(answered, 20); // two calls of ten
        QCOMPARE(half.answers.size(), 100);
        QVERIFY(half.outage.has_value());

        sandbox = std::make_unique<Process>(
            QStringList{u"--maxbot-port"_s, address.section(u':', 1), u"--http-port"_s, u"0"_s});
        QCOMPARE(sandbox->maxbot(), address);
        LookupResult whole = lookup->find(phones(100), {});
        for (int tries = 0; whole.outage && tries < 200; ++tries) {
            std::this_thread::sleep_for(20ms);
            whole = lookup->find(phones(100), {});
        }
        QVERIFY(!whole.outage);
        for (const QString &phone : phones(100)) {
            QVERIFY(!whole.answers.value(phone).isTransient());
            if (!half.answers.value(phone).isTransient())
                QCOMPARE(whole.answers.value(phone), half.answers.value(phone));
        }
    }

    void aPortThatIsTakenIsSaid()
    {
        Process first(anyPorts);
        for (const auto &[option, port] : {std::pair{u"--maxbot-port"_s, first.maxbot().section(u':', 1)},
                                           std::pair{u"--http-port"_s, first.http().section(u':', 2)}}) {
            Process second(anyPorts + QStringList{option, port});
            QVERIFY(second.ends());
            QCOMPARE(second.process().exitCode(), 1);
            QVERIFY(second.process().readAllStandardError().contains(port.toLatin1()));
        }
    }
};

QTEST_APPLESS_MAIN(TestSandbox)
#include "tst_sandbox.moc"
