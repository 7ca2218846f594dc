// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/store/storefixture.h"
#include "tests/support/patience.h"
#include "tests/support/servertest.h"

#include <QElapsedTimer>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

/// How jobs, chunks and events are found again, on both databases.
class TestJobList : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void jobsAreFoundByStateTextParentAndPage_data() { addBothDatabases(); }
    void jobsAreFoundByStateTextParentAndPage();
    void everyOrderOfJobsIsPagedWithoutGapOrDoubling_data() { addBothDatabases(); }
    void everyOrderOfJobsIsPagedWithoutGapOrDoubling();
    void aShortIdFindsItsJob_data() { addBothDatabases(); }
    void aShortIdFindsItsJob();
    void aRowFindsItsChunk_data() { addBothDatabases(); }
    void aRowFindsItsChunk();
    void aLongHistoryIsShownAtOnce_data() { addBothDatabases(); }
    void aLongHistoryIsShownAtOnce();
};

void TestJobList::jobsAreFoundByStateTextParentAndPage()
{
    StoreFixture f(m_server.get());
    QList<QUuid> newest;
    for (int i = 0; i < 7; ++i) {
        newest.prepend(f.submit(2, 10, 1));
        QTest::qSleep(2);
    }
    const QUuid child = QUuid::createUuid();
    VERIFY_OK(f.store().createJob({.id = child,
                                   .operation = u"users.update"_s,
                                   .sourceName = u"Списки ЛЮДЕЙ 100%.csv"_s,
                                   .actor = u"Борис"_s,
                                   .parentId = newest[2]}));
    QVERIFY(valueOf(f.store().cancel(newest[0], u"x"_s, {})));
    const auto ids = [&](const JobQuery &query) {
        QList<QUuid> found;
        for (const Job &job : valueOf(f.store().jobs(query)))
            found += job.id;
        return found;
    };
    QCOMPARE(ids({}), QList<QUuid>{child} + newest);
    QCOMPARE(ids({.states = {JobState::Cancelled, JobState::Pending}}), (QList<QUuid>{child, newest[0]}));
    QCOMPARE(ids({.operation = u"users.create"_s, .limit = 2}), newest.first(2));
    QCOMPARE(ids({.parentId = newest[2]}), QList<QUuid>{child});
    for (const QString &text :
         {u"людей"_s, u"БОРИС"_s, u"100%"_s, u"USERS.UP"_s, child.toString(QUuid::WithoutBraces).mid(4, 12)})
        QCOMPARE(ids({.text = text}), QList<QUuid>{child});
    QCOMPARE(ids({.text = u"100_"_s}), QList<QUuid>());
    QCOMPARE(ids({.text = u"1%csv"_s}), QList<QUuid>());
    QList<QUuid> paged;
    JobQuery page{.limit = 3};
    for (auto jobs = valueOf(f.store().jobs(page)); !jobs.empty(); jobs = valueOf(f.store().jobs(page))) {
        for (const Job &job : jobs)
            paged += job.id;
        page.after = jobs.back();
    }
    QCOMPARE(paged, QList<QUuid>{child} + newest);
    QCOMPARE(valueOf(f.store().jobs({.limit = 3}))[2].counts, (JobCounts{.total = 20, .failed = 2}));
}

void TestJobList::everyOrderOfJobsIsPagedWithoutGapOrDoubling()
{
    StoreFixture f(m_server.get());
    for (const JobState state : {JobState::Queued, JobState::Completed, JobState::Cancelled, JobState::Processing,
                                 JobState::Failed, JobState::Paused, JobState::Partial})
        f.jobIn(state);
    for (const QString &name : {u"b.csv"_s, u"A.csv"_s, u"a.csv"_s, u"B.csv"_s, u"ю.csv"_s, QString()}) {
        VERIFY_OK(f.store().createJob(
            {.id = QUuid::createUuid(), .operation = u"x"_s + name, .sourceName = name, .actor = name.left(1)}));
    }
    const auto value = [](const Job &job, JobSort sort) -> QVariant {
        switch (sort) {
        case JobSort::Submitted:
            return job.createdAt;
        case JobSort::State:
            return int(job.state);
        case JobSort::Operation:
            return job.operation;
        case JobSort::Source:
            return job.sourceName.toLower();
        case JobSort::Actor:
            return job.actor.toLower();
        case JobSort::Duration:
            return job.startedAt > 0 && job.completedAt > 0 ? job.completedAt - job.startedAt : -1;
        }
        return {};
    };
    for (const JobSort sort :
         {JobSort::Submitted, JobSort::State, JobSort::Operation, JobSort::Source, JobSort::Actor, JobSort::Duration}) {
        for (const bool descending : {false, true}) {
            const std::vector<Job> all = valueOf(f.store().jobs({.sort = sort, .descending = descending}));
            QCOMPARE(all.size(), 13u);
            for (std::size_t i = 1; i < all.size(); ++i) {
                const QPartialOrdering order = QVariant::compare(value(all[i - 1], sort), value(all[i], sort));
                QVERIFY2(order == QPartialOrdering::Equivalent || (order == QPartialOrdering::Greater) == descending,
                         qPrintable(u"sort %1, place %2"_s.arg(int(sort)).arg(i)));
                if (order == QPartialOrdering::Equivalent && sort != JobSort::Submitted)
                    QVERIFY(all[i - 1].createdAt >= all[i].createdAt);
            }
            JobQuery page{.sort = sort, .descending = descending, .limit = 2};
            std::vector<Job> paged;
            for (auto jobs = valueOf(f.store().jobs(page)); !jobs.empty(); jobs = valueOf(f.store().jobs(page))) {
                paged.insert(paged.end(), jobs.begin(), jobs.end());
                page.after = jobs.back();
            }
            QVERIFY2(std::ranges::equal(paged, all, {}, &Job::id, &Job::id), qPrintable(u"sort %1"_s.arg(int(sort))));
        }
    }
    const qint64 later = QDateTime::currentMSecsSinceEpoch() + 60'000;
    QCOMPARE(valueOf(f.store().jobs({.openOrSince = later})).size(), 9u); // those that have not ended
}

void TestJobList::aShortIdFindsItsJob()
{
    StoreFixture f(m_server.get());
    for (const char *id : {"0197aaaa-0000-7000-8000-000000000001", "0197aaab-0000-7000-8000-000000000002",
                           "0197aaab-ffff-7000-8000-000000000003"})
        VERIFY_OK(f.store().createJob({.id = QUuid::fromString(QLatin1StringView(id)), .operation = u"x"_s}));
    const auto found = [&](const QString &prefix) { return valueOf(f.store().jobsByIdPrefix(prefix)).size(); };
    QCOMPARE(found(u"0197aaaa"_s), 1u);
    QCOMPARE(found(u"0197AAAA-0000-7000"_s), 1u);
    QCOMPARE(found(u"0197aaab-f"_s), 1u);
    QCOMPARE(found(u"0197"_s), 2u);
    QCOMPARE(found(u"0198"_s), 0u);
    QCOMPARE(found(u"' or 1=1"_s), 0u);
    QCOMPARE(found(QString()), 0u);
    QCOMPARE(found(u"{0197aaab-ffff-7000-8000-000000000003}"_s), 1u);
}

void TestJobList::aRowFindsItsChunk()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.submit(3, 10);
    QCOMPARE(valueOf(f.store().chunkOfRow(job, 1)), 0);
    QCOMPARE(valueOf(f.store().chunkOfRow(job, 10)), 0);
    QCOMPARE(valueOf(f.store().chunkOfRow(job, 11)), 1);
    QCOMPARE(valueOf(f.store().chunkOfRow(job, 30)), 2);
    QVERIFY(!valueOf(f.store().chunkOfRow(job, 31)));
    QCOMPARE(valueOf(f.store().chunkRows(job, 1)), QByteArray("page 1"));
    QCOMPARE(valueOf(f.store().chunkResults(job, 1)), QByteArray());
    QVERIFY(f.finish(f.claim(job, f.enlist(), 1)));
    QCOMPARE(valueOf(f.store().chunkResults(job, 1)), QByteArray("results"));
}

void TestJobList::aLongHistoryIsShownAtOnce()
{
    StoreFixture f(m_server.get());
    const QByteArray id = f.isPg() ? "gen_random_uuid()" : "lower(hex(randomblob(16)))";
    const QByteArray at = f.isPg() ? "now() - i * interval '1 minute'" : "1700000000000 - i * 60000";
    const QByteArray numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < ";
    VERIFY_OK(f.sql().script("insert into " + f.table("job") +
                             " (id, operation, operation_version, spec, state, source_name, actor, host, "
                             "priority, created_at, completed_at) " +
                             numbers + "3000) select " + id +
                             ", 'x', 1, '{}', 'completed', 'list.csv', 'anna', 'desk', 5, " + at + ", " + at +
                             " from n"));
    VERIFY_OK(f.sql().script("insert into " + f.table("chunk") +
                             " (job_id, no, first_item, item_count, first_row, last_row, state, refused, succeeded) " +
                             numbers + "100) select j.id, i - 1, 1 + (i - 1) * 10, 10, 1, 10, 'done', 1, 9 from " +
                             f.table("job") + " j, n"));
    if (f.isPg())
        VERIFY_OK(f.sql().script("analyze"));
    const QUuid job = f.submit(3, 2);
    QElapsedTimer timer;
    timer.start();
    qint64 listed = soonMs, searched = soonMs, polled = soonMs; // the best of some: the machine has other work too
    for (int i = 0; i < 5; ++i) {
        timer.restart();
        const std::vector<Job> page = valueOf(f.store().jobs({.limit = 50}));
        listed = std::min(listed, timer.restart());
        QCOMPARE(page.size(), 50u);
        QCOMPARE(page[1].counts, (JobCounts{.total = 1000, .succeeded = 900, .failed = 100}));
        QCOMPARE(valueOf(f.store().jobs({.text = u"NO SUCH"_s})).size(), 0u);
        searched = std::min(searched, timer.restart());
        QCOMPARE(valueOf(f.store().runnable(10)).size(), 1u);
        polled = std::min(polled, timer.restart());
    }
    timer.restart();
    QVERIFY(f.canClaim(job, f.enlist()));
    qInfo("listed in %lld ms, searched in %lld, polled in %lld, claimed in %lld", listed, searched, polled,
          timer.elapsed());
    QVERIFY(listed < 500 && searched < 500 && polled < 100);
}

QTEST_GUILESS_MAIN(TestJobList)
#include "tst_joblist.moc"
