// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/batchedlookup.h"
#include "core/remote/httpclient.h"
#include "core/remote/maxbotclient.h"
#include "core/store/sqlconnection.h"
#include "tests/support/heldport.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/prctl.h>
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
        m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); }); // also if we crash
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
    QJsonObject filled() const { return m_said.value(u"filled"_s).toObject(); }
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
    return QJsonDocument::fromJson(client.send({.url = url}, std::chrono::steady_clock::now() + 60s, {}).body).object();
}

/// `bulkheadctl …` with settings of its own; what it said and its exit code.
std::pair<QByteArray, int> bulkheadctl(const QTemporaryDir &settings, const QStringList &arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_CONFIG_HOME"_s, settings.path());
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    for (const QString &name : {u"MAXBOT_GRPC_ADDR"_s, u"CHECKIN_SERVICE_URL"_s, u"USER_SERVICE_URL"_s})
        environment.remove(name);
    environment.insert(u"TOKEN_OF_TEST"_s, u"tell-no-one"_s);
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral(BULKHEADCTL), arguments);
    process.waitForFinished(60'000);
    return {process.readAll(), process.exitCode()};
}

std::pair<QByteArray, int> services(const QTemporaryDir &settings, const QStringList &arguments)
{
    return bulkheadctl(settings, QStringList{u"services"_s} + arguments);
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
        std::thread waits([&] { lookupAt(sandbox.maxbot(), {.deadline = 10min, .retries = 0})->find(phones(1), {}); });
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
            return client.send({.method = u"PUT"_s, .url = sandbox.http() + u"/sandbox/faults"_s, .body = json},
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
        const test::HeldPort port;
        const QStringList itsPorts{u"--maxbot-port"_s, QString::number(port.number()), u"--http-port"_s, u"0"_s};
        auto sandbox = std::make_unique<Process>(itsPorts + QStringList{u"--die-after"_s, u"3"_s});
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

        sandbox = std::make_unique<Process>(itsPorts);
        QCOMPARE(sandbox->maxbot(), address);
        LookupResult whole = lookup->find(phones(100), {});
        for (const Instant late = std::chrono::steady_clock::now() + 60s;
             whole.outage && std::chrono::steady_clock::now() < late;) {
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

    void servicesAreNamedAndTestedFromTheCommandLine()
    {
        Process sandbox(anyPorts + QStringList{u"--token"_s, u"tell-no-one"_s});
        QTemporaryDir settings;
        const auto run = [&](const QStringList &arguments) { return services(settings, arguments); };
        QCOMPARE(run({u"test"_s, u"bot"_s}).second, 1); // there is none of this name yet
        QCOMPARE(run({u"set"_s, u"bot"_s, u"--address"_s, sandbox.maxbot()}).second, 1); // which kind?
        QCOMPARE(run({u"set"_s, u"bot"_s, u"--kind"_s, u"maxbot"_s, u"--address"_s, sandbox.maxbot()}).second, 0);
        const auto denied = run({u"test"_s, u"bot"_s});
        QCOMPARE(denied.second, 1);
        QVERIFY2(denied.first.contains("Check its secret"), denied.first.constData());

        QVERIFY(!run({u"set"_s, u"bot"_s, u"--credential"_s, u"tell-no-one"_s}).first.contains("tell-no-one"));
        QCOMPARE(run({u"set"_s, u"bot"_s, u"--credential"_s, u"env:TOKEN_OF_TEST"_s, u"--deadline"_s, u"30s"_s}).second,
                 0);
        const auto passed = run({u"test"_s, u"bot"_s, u"--json"_s});
        QCOMPARE(passed.second, 0);
        QCOMPARE(QJsonDocument::fromJson(passed.first).object().value(u"ok"_s), QJsonValue(true));

        const auto list = run({u"list"_s, u"--json"_s});
        QVERIFY(list.first.contains("env:TOKEN_OF_TEST"));
        QVERIFY(!list.first.contains("tell-no-one"));
        QCOMPARE(run({u"remove"_s, u"bot"_s}).second, 0);
        QVERIFY(!run({u"list"_s}).first.contains("TOKEN_OF_TEST"));
        QCOMPARE(run({u"remove"_s, u"maxbot"_s}).second, 1); // follows from the environment
        QCOMPARE(run({u"melt"_s}).second, 1);
    }

    void itFillsAnEmptyDatabaseOnceAndNoOther()
    {
        QTemporaryDir folder;
        const QString url = u"sqlite://"_s + folder.filePath(u"people.sqlite"_s);
        const QStringList fill =
            anyPorts + QStringList{u"--database"_s, url, u"--fill"_s, u"--users"_s, u"5"_s, u"--employees"_s};
        {
            Process first(fill + QStringList{u"30"_s});
            QCOMPARE(first.filled(), (QJsonObject{{u"employees"_s, 30}, {u"users"_s, 5}, {u"new"_s, true}}));
            Process again(fill + QStringList{u"40"_s});
            QCOMPARE(again.filled(), (QJsonObject{{u"employees"_s, 30}, {u"users"_s, 5}, {u"new"_s, false}}));
        }
        const ConnectionTarget target = ConnectionTarget::parse(url).take();
        const auto connection = SqlConnection::open(target).take();
        const QByteArray employees =
            "select count(*), count(distinct phone), count(max_id), min(id), max(id) from employees";
        QCOMPARE(connection->query(employees)->rows,
                 (std::vector<SqlRows::Row>{{qint64(30), qint64(30), qint64(0), qint64(1), qint64(30)}}));
        const QString user =
            toText(connection->query("select id from users order by email limit 1")->rows.front().front());
        Process world(anyPorts);
        QCOMPARE(get(world.http() + u"/users/"_s + user).value(u"email"_s), QJsonValue(u"person0@example.org"_s));

        QVERIFY(connection->query("delete from universities").ok());
        Process refused(fill + QStringList{u"30"_s});
        QVERIFY(refused.ends());
        QCOMPARE(refused.process().exitCode(), 1);
        QVERIFY(refused.process().readAllStandardError().contains("5 users"));
    }

    /// resources/samples/library.readers.toml, as resources/help/operations.md walks through it.
    void anOperationFileOfOnesOwnAsksAServiceOverHttp()
    {
        Process sandbox(anyPorts);
        QTemporaryDir home;
        QVERIFY(QDir(home.path()).mkpath(u"bulkhead/operations"_s));
        QVERIFY(QFile::copy(QStringLiteral(SAMPLES) + u"/library.readers.toml"_s,
                            home.filePath(u"bulkhead/operations/library.readers.toml"_s)));
        const QString url = u"sqlite://"_s + home.filePath(u"library.sqlite"_s);
        const auto connection = SqlConnection::open(ConnectionTarget::parse(url).take()).take();
        QVERIFY(
            connection
                ->script(
                    "create table readers (card integer primary key, name varchar(100) not null, phone varchar(30) not null,"
                    " account varchar(20));"
                    "insert into readers values (1, 'Anna', '8 (999) 000-00-01', null), (2, 'Pjotr', '+7 999 000-00-02', null),"
                    " (3, 'Vera', '9990000012', null), (4, 'Lev', '8 999 000 04', null), (5, 'Olga', '+79990000005', '4711'),"
                    " (6, 'Ivan', '89990000006', null), (7, 'Darja', '+7 (999) 000-00-06', null)")
                .ok());
        const auto run = [&](const QStringList &arguments) {
            return bulkheadctl(home, QStringList{u"--database"_s, url} + arguments);
        };
        QCOMPARE(run({u"migrate"_s, u"up"_s}).second, 0);
        QCOMPARE(run({u"services"_s, u"set"_s, u"accounts"_s, u"--kind"_s, u"http"_s, u"--address"_s, sandbox.http()})
                     .second,
                 0);

        const auto [said, code] = run({u"submit"_s, u"library.readers"_s, u"--query"_s});
        QVERIFY2(code == 4 && said.contains("4 of 6 succeeded"), said.constData());
        QVERIFY2(said.contains("Nobody has an account with this phone."), said.constData());
        QVERIFY2(said.contains("INVALID_PHONE"), said.constData());
        const auto accounts =
            connection->query("select card from readers where account is not null and account <> '4711' order by card");
        QCOMPARE(accounts->rows, (std::vector<SqlRows::Row>{{qint64(1)}, {qint64(2)}, {qint64(6)}, {qint64(7)}}));
        const QString same =
            toText(connection->query("select count(distinct account) from readers where card in (6, 7)")
                       ->rows.front()
                       .front());
        QCOMPARE(same, u"1"_s);

        QFile cards(home.filePath(u"cards.csv"_s));
        QVERIFY(cards.open(QIODevice::WriteOnly) && cards.write("card\n3\n5\n99\n") > 0);
        cards.close();
        const auto [listed, listCode] = run({u"submit"_s, u"library.readers"_s, u"--csv"_s, cards.fileName()});
        QCOMPARE(listCode, 3);
        for (const char *words : {"NO_ACCOUNT", "Olga has the account 4711 already", "The library has no card 99."})
            QVERIFY2(listed.contains(words), listed.constData());
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
