// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/store/storefixture.h"
#include "tests/support/servertest.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// verify() is the witness of all other tests, so each of its facts is broken here by hand once.
class TestJobVerification : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void aSoundJobHoldsInEveryState_data() { addBothDatabases(); }
    void aSoundJobHoldsInEveryState();
    void aPlantedFaultIsFound_data();
    void aPlantedFaultIsFound();
};

void TestJobVerification::aSoundJobHoldsInEveryState()
{
    StoreFixture f(m_server.get());
    for (const JobState state : {JobState::Pending, JobState::Queued, JobState::Processing, JobState::Paused,
                                 JobState::Completed, JobState::Partial, JobState::Failed, JobState::Cancelled}) {
        const QUuid job = f.jobIn(state);
        QCOMPARE(f.broken(job), QStringList());
        QVERIFY(valueOf(f.store().verify(job)).size() > 10);
    }
    QVERIFY(!f.broken(QUuid::createUuid()).isEmpty());
}

void TestJobVerification::aPlantedFaultIsFound_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QString>("fact");
    // {table} and $job are put in. The job has three chunks of four rows, all done, one row refused and
    // one failed in each: partial.
    const std::vector<std::tuple<const char *, const char *, QString>> faults{
        {"gap in numbers", "update {chunk} set no = 7 where no = 2", u"numbered"_s},
        {"overlap", "update {chunk} set first_item = 4 where no = 1", u"tile"_s},
        {"done chunk does not add up", "update {chunk} set succeeded = succeeded + 1 where no = 1", u"add up"_s},
        {"open chunk has counts", "update {chunk} set state = 'ready' where no = 1", u"has not finished"_s},
        {"failure lost", "delete from {failure} where row_no = 5", u"as many failures"_s},
        {"failure on another chunk's row", "update {failure} set row_no = 10 where row_no = 5", u"rows of its own"_s},
        {"rows lost", "delete from {chunk_rows} where no = 1", u"kept its rows"_s},
        {"results lost", "delete from {chunk_result} where no = 1", u"results"_s},
        {"failure of no chunk", "update {failure} set chunk_no = 99 where row_no = 5", u"belong to a chunk"_s},
        {"never claimed", "update {chunk} set claim_id = null where no = 1", u"was claimed"_s},
        {"fence twice", "update {chunk} set fence = (select max(fence) from {chunk})", u"share a fence"_s},
        {"nobody runs it", "update {chunk} set state = 'running', worker_id = null where no = 1", u"has a worker"_s},
        {"finished job with open chunk", "update {chunk} set state = 'running' where no = 1", u"no open chunk"_s},
        {"cancelled chunk in a partial job",
         "update {chunk} set state = 'cancelled', succeeded = 0, failed = 0 where no = 1", u"has cancelled chunks"_s},
        {"worked on while pending", "update {job} set state = 'pending'", u"still being read"_s},
        {"state does not fit counts", "update {job} set state = 'completed'", u"state fits"_s},
        {"end without time", "update {job} set completed_at = null", u"state fits"_s},
        {"state not logged", "update {job} set state = 'failed'", u"log tells"_s},
        {"step missing in the log", "delete from {event} where kind = 'queued'", u"log tells"_s},
        {"submitted twice",
         "insert into {event} (job_id, at, kind, detail) select job_id, at, 'submitted', detail from {event} "
         "where kind = 'submitted'",
         u"log tells"_s},
        {"done twice",
         "insert into {event} (job_id, at, kind, detail) select job_id, at, kind, detail from {event} where "
         "kind = 'chunk_done'",
         u"exactly once"_s},
        {"done unreported", "delete from {event} where kind = 'chunk_done'", u"exactly once"_s},
    };
    for (const auto &[name, fault, fact] : faults) {
        QTest::addRow("sqlite, %s", name) << int(Database::SQLite) << QByteArray(fault) << fact;
        QTest::addRow("postgresql, %s", name) << int(Database::PostgreSQL) << QByteArray(fault) << fact;
    }
}

void TestJobVerification::aPlantedFaultIsFound()
{
    QFETCH(QByteArray, fault);
    QFETCH(QString, fact);
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(3, 4, 1);
    const QUuid worker = f.enlist();
    for (int i = 0; i < 3; ++i)
        QVERIFY(f.finish(f.claim(job, worker), 1));
    QVERIFY(valueOf(f.store().settle(job)));
    QCOMPARE(f.broken(job), QStringList());
    fault.replace("{", f.isPg() ? "bulkhead." : "bulkhead_").replace("}", "");
    VERIFY_OK(f.sql().script(fault));
    const QStringList found = f.broken(job);
    QVERIFY2(found.filter(fact).size() == 1, qPrintable(found.join(u'\n')));
}

QTEST_GUILESS_MAIN(TestJobVerification)
#include "tst_jobverification.moc"
