// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ctl.h"
#include "tests/support/servertest.h"

using namespace Qt::Literals::StringLiterals;
using namespace bulkhead;
using namespace bulkhead::test;

/// What the terminal says of jobs, while they wait for a service and at their end.
class TestServiceJobs : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void aJobThatWaitsForItsServiceSaysSoOnce_data() { addBothDatabases(); }
    void aJobThatWaitsForItsServiceSaysSoOnce();
    void whatAnOperationReadsByItselfIsListed();
    void aRevertWithFailuresIsNotToldToBeRetried_data() { addBothDatabases(); }
    void aRevertWithFailuresIsNotToldToBeRetried();
};

void TestServiceJobs::aJobThatWaitsForItsServiceSaysSoOnce()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    ctl.execute(
        "insert into universities (name) values ('U');"
        "insert into employees (first_name, last_name, phone, university_id) values ('A', 'B', '+79991234567', 1)");
    COMPARE_CODE(ctl.run({u"services"_s, u"set"_s, u"maxbot"_s, u"--address"_s, u"127.0.0.1:1"_s}), 0);
    const auto process = ctl.start({u"submit"_s, u"employees.max-id-update"_s, u"--query"_s});
    QString id;
    QVERIFY(waitUntil([&] { return !(id = ctl.newestJob()).isEmpty(); }));
    const QByteArray rests = "select count(*) from " + ctl.table("event") + " where kind = 'waiting'";
    QVERIFY(waitUntil([&] { return ctl.number(rests) >= 3; }));
    COMPARE_CODE(ctl.run({u"cancel"_s, id}), 0);
    const CtlRun run = Ctl::finish(*process);
    COMPARE_CODE(run, 3);
    QCOMPARE(
        run.err.count(
            "The job waits and goes on by itself once the service is back. The service cannot be reached: 127.0.0.1:1"),
        1);
    QVERIFY2(run.err.count("waiting") <= ctl.number(rests), run.err.constData());
}

void TestServiceJobs::whatAnOperationReadsByItselfIsListed()
{
    const Ctl ctl(Database::SQLite, nullptr);
    const CtlRun run = ctl.run({u"operations"_s, u"employees.max-id-update"_s});
    COMPARE_CODE(run, 0);
    QVERIFY2(run.out.contains("With --query: Employees without a MAX id."), run.out.constData());
    QVERIFY2(run.out.contains("Of a list one of these columns is enough: phone, id."), run.out.constData());
    QVERIFY2(run.out.contains("Asks the service “maxbot”."), run.out.constData());
}

void TestServiceJobs::aRevertWithFailuresIsNotToldToBeRetried()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const QString id = ctl.submit(people(2)).json()["id"_L1].toString();
    ctl.execute("update users set name = 'Somebody' where email = 'p1@example.org'");
    const CtlRun run = ctl.run({u"revert"_s, id});
    COMPARE_CODE(run, 4);
    QVERIFY2(run.out.contains("1 of 2 succeeded, 0 skipped, 1 failed"), run.out.constData());
    QVERIFY2(run.out.contains("bulkheadctl revert " + id.toUtf8()), run.out.constData());
    QVERIFY2(!run.out.contains("bulkheadctl retry"), run.out.constData());
}

QTEST_GUILESS_MAIN(TestServiceJobs)
#include "tst_servicejobs.moc"
