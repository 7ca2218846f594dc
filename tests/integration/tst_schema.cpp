// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ctl.h"
#include "tests/support/servertest.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;
using namespace bulkhead;
using namespace bulkhead::test;

/// The tables as bulkheadctl makes them, takes them back, and finds them: of another version, or touched by others.
class TestSchema : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void tablesAreMadeAndTakenBack_data() { addBothDatabases(); }
    void tablesAreMadeAndTakenBack();
    void anotherSchemaIsRefused_data() { addBothDatabases(); }
    void anotherSchemaIsRefused();
    void aJobOfAnotherFormatIsRefused_data() { addBothDatabases(); }
    void aJobOfAnotherFormatIsRefused();
    void verifyFindsARowThatWentBehindOurBack_data() { addBothDatabases(); }
    void verifyFindsARowThatWentBehindOurBack();
};

void TestSchema::tablesAreMadeAndTakenBack()
{
    const Ctl ctl(currentDatabase(), m_server.get(), false);
    const auto applied = [&] {
        int count = 0;
        for (const QJsonValue &step :
             ctl.run({u"migrate"_s, u"status"_s, u"--json"_s}).json()["migrations"_L1].toArray())
            count += step.toObject()["applied_at"_L1].isNull() ? 0 : 1;
        return count;
    };
    QCOMPARE(applied(), 0);
    COMPARE_CODE(ctl.run({u"migrate"_s, u"status"_s}), 0);
    COMPARE_CODE(ctl.run({u"migrate"_s}), 0);
    const int ofJobs = applied();
    QVERIFY(ofJobs > 0);
    COMPARE_CODE(ctl.run({u"migrate"_s, u"up"_s, u"--domain"_s}), 0);
    const int ofDomain = applied() - ofJobs;
    QVERIFY(ofDomain > 0);
    COMPARE_CODE(ctl.run({u"migrate"_s, u"up"_s, u"--domain"_s}), 0); // twice does no harm
    const CtlRun run = ctl.submit(people(3), {u"--no-wait"_s});
    COMPARE_CODE(run, 0);
    COMPARE_CODE(ctl.run({u"migrate"_s, u"down"_s}), 1); // a job is not finished
    COMPARE_CODE(ctl.run({u"resume"_s, run.json()["id"_L1].toString()}), 0);
    for (int i = 1; i < ofDomain; ++i)
        COMPARE_CODE(ctl.run({u"migrate"_s, u"down"_s, u"--domain"_s}), 0); // the factors that came with it
    COMPARE_CODE(ctl.run({u"migrate"_s, u"down"_s, u"--domain"_s}), 1);     // people would be lost
    QCOMPARE(ctl.users(), 3);
    ctl.execute("delete from users");
    COMPARE_CODE(ctl.run({u"migrate"_s, u"down"_s, u"--domain"_s}), 0);
    for (int i = 0; i < ofJobs; ++i)
        COMPARE_CODE(ctl.run({u"migrate"_s, u"down"_s}), 0);
    QCOMPARE(applied(), 0);
}

void TestSchema::anotherSchemaIsRefused()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const QString id = ctl.submit(twoGoodOneBad()).json()["id"_L1].toString();
    const std::vector<QStringList> commands{{u"jobs"_s}, {u"job"_s, id}, {u"retry"_s, id}, {u"verify"_s, id}};
    ctl.execute("insert into " + ctl.table("migration") +
                " (set_name, version, name, applied_at) select set_name, 999, 'future', applied_at from " +
                ctl.table("migration") + " where set_name = 'jobs' limit 1");
    for (const QStringList &command : commands) {
        const CtlRun run = ctl.run(command);
        COMPARE_CODE(run, 1);
        QVERIFY2(run.err.contains("newer version of the program"), run.err.constData());
    }
    // An older one: as if its newest step were still to come.
    ctl.execute("delete from " + ctl.table("migration") + " where set_name = 'jobs'");
    for (const QStringList &command : commands) {
        const CtlRun run = ctl.run(command);
        COMPARE_CODE(run, 1);
        QVERIFY2(!run.err.isEmpty(), run.err.constData());
    }
    QCOMPARE(ctl.users(), 2);
}

void TestSchema::aJobOfAnotherFormatIsRefused()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const QString failed = ctl.submit(twoGoodOneBad()).json()["id"_L1].toString();
    const QString waiting = ctl.submit(people(2), {u"--no-wait"_s}).json()["id"_L1].toString();
    const QByteArray spec = ctl.kind() == Database::PostgreSQL
                                ? "replace(spec::text, '\"format\":1', '\"format\":2')::json"
                                : "replace(spec, '\"format\":1', '\"format\":2')";
    ctl.execute("update " + ctl.table("job") + " set spec = " + spec);
    for (const QStringList &command : {QStringList{u"retry"_s, failed}, {u"export"_s, failed}, {u"verify"_s, failed}}) {
        const CtlRun run = ctl.run(command);
        COMPARE_CODE(run, 1);
        QVERIFY2(run.err.contains("format"), run.err.constData());
    }
    const CtlRun run = ctl.run({u"resume"_s, waiting, u"--json"_s});
    COMPARE_CODE(run, 3);
    QVERIFY2(run.json()["reason"_L1].toString().contains("another version"_L1), run.all().constData());
    QCOMPARE(ctl.users(), 2);
}

void TestSchema::verifyFindsARowThatWentBehindOurBack()
{
    const Ctl ctl(currentDatabase(), m_server.get());
    const QString id = ctl.submit(people(20), {u"--chunk-size"_s, u"7"_s}).json()["id"_L1].toString();
    COMPARE_CODE(ctl.run({u"verify"_s, id}), 0);
    ctl.execute("delete from users where email = 'p11@example.org'");
    COMPARE_CODE(ctl.run({u"verify"_s, id}), 3);
    const QJsonObject found = ctl.run({u"verify"_s, id, u"--json"_s}).json();
    QCOMPARE(found["holds"_L1].toBool(true), false);
    QStringList broken;
    for (const QJsonValue &finding : found["findings"_L1].toArray()) {
        if (!finding.toObject()["holds"_L1].toBool())
            broken.append(finding.toObject()["found"_L1].toString());
    }
    QCOMPARE(broken, QStringList{u"19 / 20"_s});
}

QTEST_GUILESS_MAIN(TestSchema)
#include "tst_schema.moc"
