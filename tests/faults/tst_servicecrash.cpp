// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/world.h"
#include "tests/faults/killedjob.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;
using namespace bulkhead;
using namespace bulkhead::test;

/// Killed at any moment while services are asked: nothing lost, nothing done twice.
///
/// Real processes of bulkheadctl ask the services of another one, against tables without their unique indexes, so that
/// nothing but the engine itself keeps a row from being written twice; a trigger counts each write. BULKHEAD_KILLS (8
/// of each) makes it longer, BULKHEAD_SEED repeats a run.
class TestServiceCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_server.reset(); }

    void everyEmployeeHasTheirIdHoweverOftenItIsKilled_data() { addBothDatabases(); }
    void everyEmployeeHasTheirIdHoweverOftenItIsKilled();
    void everyMontageIsWholeHoweverOftenItIsKilled_data() { addBothDatabases(); }
    void everyMontageIsWholeHoweverOftenItIsKilled();

private:
    void killAgainAndAgain(const Ctl &ctl, const KilledJob::Rules &rules, const std::function<void()> &startOver);

    std::unique_ptr<PostgresServer> m_server;
    QRandomGenerator m_random;
};

namespace {

constexpr int users = 60;
constexpr int employees = 1000;
constexpr int worldSeed = 7;
constexpr int mostJobs = 20;

/// `bulkheadctl sandbox`, slow enough to be met in the middle of a call; its services are those of the environment.
class SandboxProcess
{
public:
    explicit SandboxProcess(const Ctl &ctl)
        : m_now(QDateTime::currentDateTimeUtc().addSecs(-3600)),
          m_process(ctl.start({u"sandbox"_s, u"--maxbot-port"_s, u"0"_s, u"--http-port"_s, u"0"_s, u"--latency"_s,
                               u"60"_s, u"--seed"_s, QString::number(worldSeed), u"--users"_s, QString::number(users),
                               u"--now"_s, m_now.toString(Qt::ISODate)}))
    {
        while (!m_process->canReadLine() && m_process->waitForReadyRead(30'000)) {
        }
        const QJsonObject said = QJsonDocument::fromJson(m_process->readLine()).object();
        qputenv("MAXBOT_GRPC_ADDR", said.value(u"maxbot"_s).toString().toLatin1());
        qputenv("CHECKIN_SERVICE_URL", said.value(u"http"_s).toString().toLatin1());
        qputenv("USER_SERVICE_URL", said.value(u"http"_s).toString().toLatin1());
        // Everything counts, so that no check-in grows too old while the test runs.
        qputenv("MONTAGE_INTEREST_LOOKBACK_DAYS", "100");
    }
    ~SandboxProcess()
    {
        m_process->kill();
        m_process->waitForFinished();
    }
    SandboxProcess(const SandboxProcess &) = delete;
    SandboxProcess &operator=(const SandboxProcess &) = delete;

    sandbox::World world() const { return {worldSeed, users, m_now}; }

private:
    const QDateTime m_now;
    std::unique_ptr<QProcess> m_process;
};

/// From now on each row that `event` ("insert", "update of max_id") writes to the table stands in the ledger.
void keepLedger(const Ctl &ctl, const QByteArray &table, const QByteArray &event)
{
    ctl.execute("create table ledger (id text not null)");
    const QByteArray enter = "insert into ledger values (new.id)";
    if (ctl.kind() == Database::SQLite)
        ctl.execute("create trigger ledger after " + event + " on " + table + " begin " + enter + "; end");
    else
        ctl.execute("create function enter() returns trigger language plpgsql as $$ begin " + enter +
                    "; return null; end $$;"
                    "create trigger ledger after " +
                    event + " on " + table + " for each row execute function enter()");
}

void addEmployees(const Ctl &ctl, const sandbox::World &world)
{
    QByteArray script = "begin; insert into universities (name) values ('U');";
    for (int i = 0; i < employees; ++i)
        script += "insert into employees (first_name, last_name, phone, max_id, university_id) values ('A', 'B', '" +
                  world.phoneOf(i).toLatin1() + (i % 2 == 0 ? "', null, 1);" : "', '', 1);");
    ctl.execute(script + "commit");
}

QByteArray faultsOfEmployees(const Ctl &ctl, const sandbox::World &world, const QString &id)
{
    qint64 found = 0;
    qint64 wrong = 0;
    for (const SqlRows::Row &row : valueOf(ctl.sql().query("select phone, coalesce(max_id, '') from employees")).rows) {
        const std::optional<QString> expected = world.maxIdOf(toText(row[0]));
        found += expected.has_value();
        wrong += toText(row[1]) != expected.value_or(QString());
    }
    const QJsonObject job = ctl.job(id);
    return faultsWithLog(
        ctl, id,
        unlessSame("wrong ids", wrong, 0) + unlessSame("total", job["total"_L1].toInt(), employees) +
            unlessSame("succeeded", job["succeeded"_L1].toInt(), found) +
            unlessSame("failed", job["failed"_L1].toInt(), employees - found) +
            unlessSame("writes", ctl.number("select count(*) from ledger"), found) +
            unlessSame("different writes", ctl.number("select count(distinct id) from ledger"), found));
}

void addUsers(const Ctl &ctl, const sandbox::World &world)
{
    QByteArray script = "begin;";
    for (int i = 0; i < users; ++i)
        script += "insert into users (id, email, name, password_hash) values ('" + world.userId(i).toLatin1() + "', '" +
                  QByteArray::number(i) + "@example.org', 'x', 'x');";
    ctl.execute(script + "commit");
}

/// Every item of every montage, whatever their ids are.
QStringList montagesIn(const Ctl &ctl)
{
    QStringList all;
    for (const SqlRows::Row &row :
         valueOf(ctl.sql().query("select cast(m.user_id as text), coalesce(m.interest, ''), i.order_index,"
                                 " i.checkin_id from montages m left join montage_items i on i.montage_id = m.id"))
             .rows)
        all.append(u"%1 %2 %3 %4"_s.arg(toText(row[0]), toText(row[1]), toText(row[2]), toText(row[3])));
    all.sort();
    return all;
}

const QStringList makeMontages{u"submit"_s, u"montages.generate"_s, u"--query"_s,
                               u"--json"_s, u"--chunk-size"_s,      u"5"_s};

} // namespace

void TestServiceCrash::initTestCase()
{
    m_random.seed(printedSeed());
    QString whyNot;
    m_server = PostgresServer::start(&whyNot);
    QVERIFY2(m_server, qPrintable(whyNot));
}

void TestServiceCrash::killAgainAndAgain(const Ctl &ctl, const KilledJob::Rules &rules,
                                         const std::function<void()> &startOver)
{
    bool given = false;
    int target = qEnvironmentVariableIntValue("BULKHEAD_KILLS", &given);
    target = given ? target : 8;
    // The suite is for every day: on a slow machine it makes fewer kills, and says how many.
    const QDeadlineTimer enough(given ? QDeadlineTimer(QDeadlineTimer::Forever) : QDeadlineTimer(12'000));
    QElapsedTimer clock;
    clock.start();
    int kills = 0;
    KillTally tally;
    int jobs = 0;
    // A proof that never met the moment it is about proves nothing: then it goes on.
    while (jobs < mostJobs && ((kills < target && !enough.hasExpired()) || tally.working == 0)) {
        startOver();
        ++jobs;
        const int most = kills < target ? std::min(target, kills + 8) : kills + 8;
        const QByteArray faults = KilledJob(ctl, rules, m_random).run(most, &kills, &tally);
        QVERIFY2(faults.isEmpty(), faults.constData());
    }
    qInfo("%d kills in %lld s: %s", kills, clock.elapsed() / 1000, tally.toText().constData());
    QVERIFY(tally.working > 0);
}

void TestServiceCrash::everyEmployeeHasTheirIdHoweverOftenItIsKilled()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const SandboxProcess sandbox(ctl);
    const sandbox::World world = sandbox.world();
    addEmployees(ctl, world);
    keepLedger(ctl, "employees", "update of max_id");
    const KilledJob::Rules rules{.submission = {u"submit"_s, u"employees.max-id-update"_s, u"--query"_s, u"--json"_s,
                                                u"--chunk-size"_s, u"20"_s, u"--concurrency"_s, u"4"_s},
                                 .endsWith = 4, // some are not found
                                 .faultsOf = [&](const QString &id) { return faultsOfEmployees(ctl, world, id); },
                                 .readingMoments = 1};
    killAgainAndAgain(ctl, rules, [&] {
        ctl.execute(
            "update employees set max_id = null, max_id_updated_at = null where max_id <> ''; delete from ledger");
    });
}

void TestServiceCrash::everyMontageIsWholeHoweverOftenItIsKilled()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const SandboxProcess sandbox(ctl);
    addUsers(ctl, sandbox.world());
    const CtlRun undisturbed = ctl.run(makeMontages);
    QVERIFY2(undisturbed.code == 0, undisturbed.all().constData());
    const QStringList expected = montagesIn(ctl);
    const qint64 montages = ctl.number("select count(*) from montages");
    QVERIFY(montages > users / 2);
    ctl.execute("drop index montages_user_key; drop index montage_items_order_key");
    keepLedger(ctl, "montages", "insert");
    const auto faultsOf = [&](const QString &id) {
        const QJsonObject job = ctl.job(id);
        QByteArray faults =
            unlessSame("writes", ctl.number("select count(*) from ledger"), montages) +
            unlessSame("open or failed",
                       job["total"_L1].toInt() - job["succeeded"_L1].toInt() - job["skipped"_L1].toInt(), 0);
        if (montagesIn(ctl) != expected)
            faults += "the montages are others than those of a run that was left alone\n";
        return faultsWithLog(ctl, id, faults);
    };
    const KilledJob::Rules rules{.submission = makeMontages, .endsWith = 0, .faultsOf = faultsOf, .readingMoments = 1};
    // Whom the night before found to show nothing is not asked again, unless this one looks further back.
    int days = 100;
    killAgainAndAgain(ctl, rules, [&] {
        ctl.execute("delete from montages; delete from ledger");
        qputenv("MONTAGE_INTEREST_LOOKBACK_DAYS", QByteArray::number(++days));
    });
}

QTEST_GUILESS_MAIN(TestServiceCrash)
#include "tst_servicecrash.moc"
