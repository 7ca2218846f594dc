// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/servicereport.h"
#include "core/source/querysource.h"
#include "tests/engine/staff.h"
#include "tests/support/patience.h"
#include "tests/support/servertest.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

/// Jobs of employees.max-id-update, on both databases, whose service is slow, wrong or gone.
class TestLookupOutages : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void aCallThatFailsAmongOthersCostsItsRowsUntilTheyAreRetried_data() { addBothDatabases(); }
    void aCallThatFailsAmongOthersCostsItsRowsUntilTheyAreRetried()
    {
        // One call after the other, so that the same ones fail each time.
        Staff staff(m_server.get(), {.batch = 1, .concurrency = 1, .retries = 0});
        for (int i = 0; i < 16; ++i)
            staff.add(staff.phone(i));
        staff.fault({{u"error_rate"_s, 0.3}});
        const Job job = staff.runToEnd(staff.submitted());
        QCOMPARE(job.state, JobState::Partial);
        QVERIFY(job.counts.succeeded > 0);
        for (const QString &failure : staff.failures(job.id))
            QVERIFY2(failure.endsWith(u":SERVICE_UNAVAILABLE (may pass)"_s), qPrintable(failure));
        QVERIFY(staff.exported(job.id).contains("SERVICE_UNAVAILABLE"));
        QCOMPARE(staff.number("select count(*) from employees where max_id is not null"), job.counts.succeeded);
        staff.fault({{u"error_rate"_s, 0}});
        RetryRequest retry;
        retry.parent = job.id;
        retry.actor = u"anna"_s;
        QCOMPARE(staff.runToEnd(valueOf(retryFailed(staff.store(), retry, {}))).counts.succeeded, job.counts.failed);
        QCOMPARE(staff.wrong(), QStringList());
    }

    void aPhoneThatTheServiceStumblesOverCostsItsRowOnly_data() { addBothDatabases(); }
    void aPhoneThatTheServiceStumblesOverCostsItsRowOnly()
    {
        Staff staff(m_server.get(), {.concurrency = 1});
        staff.addMany(40);
        staff.fault({{u"poison"_s, 23}});
        const Job job = staff.runToEnd(staff.submitted());
        QVERIFY(staff.failures(job.id).contains(u"23:SERVICE_UNAVAILABLE (may pass)"_s));
        QCOMPARE(staff.failures(job.id).filter(u"SERVICE"_s).size(), 1);
        QVERIFY(!staff.everRested(job.id));
        QCOMPARE(staff.registry().figures().front().second.breaker,
                 BreakerState::Closed); // others are not kept waiting
    }

    void aPhoneThatTheServiceAlwaysStumblesOverDoesNotRestForEver_data() { addBothDatabases(); }
    void aPhoneThatTheServiceAlwaysStumblesOverDoesNotRestForEver()
    {
        Staff staff(m_server.get());
        staff.addMany(3);
        staff.fault({{u"poison"_s, 3}});
        Submission submission;
        submission.options.maxRetries = 1;
        const Job job = staff.runToEnd(valueOf(staff.submitList(findMaxIds, "id\n3\n", submission)));
        QCOMPARE(staff.failures(job.id), QStringList{u"1:SERVICE_UNAVAILABLE (may pass)"_s});
        QCOMPARE(staff.events(job.id, u"job.waiting"_s).size(), std::size_t(1)); // it might have been the service
        QCOMPARE(staff.registry().figures().front().second.breaker, BreakerState::Closed);
        const ServiceTally tally = valueOf(serviceTally(staff.store(), job.id));
        QCOMPARE(tally.answers, (decltype(tally.answers){0, 0, 0, 0, 1, 0}));
        QCOMPARE(tally.calls, 8); // twice one and three retries
        QCOMPARE(tally.retries, 6);
        QCOMPARE(staff.faultsOf(job.id), QStringList());
        submission.preview = true;
        const QUuid previewed = valueOf(staff.submitList(findMaxIds, "id\n3\n", submission));
        QCOMPARE(staff.failures(previewed), QStringList{u"1:SERVICE_UNAVAILABLE (may pass)"_s});
    }

    void aDryRunThatNobodyWantsAsksNoLonger_data() { addBothDatabases(); }
    void aDryRunThatNobodyWantsAsksNoLonger()
    {
        for (const bool isCancelled : {false, true}) { // or given up by who waits for it
            Staff staff(m_server.get(), {.deadline = 10min});
            staff.addMany(20);
            staff.fault({{u"hang"_s, 1}});
            Submission submission;
            submission.operation = staff.operation(findMaxIds);
            submission.mapping = mappingByName(submission.operation, {u"id"_s, u"phone"_s});
            submission.actor = u"anna"_s;
            submission.preview = true;
            submission.services = staff.registryPointer();
            const auto source = valueOf(QuerySource::open(staff.store().connection(), submission.operation));
            QUuid id;
            QElapsedTimer clock;
            const auto observer = [&](const PlanProgress &) {
                const bool isAsking = staff.callsInFlight() > 0;
                if (isAsking && !clock.isValid()) {
                    clock.start();
                    if (isCancelled)
                        static_cast<void>(staff.store().cancel(id, u"anna"_s, Text::verbatim(u"enough"_s)));
                }
                return !isAsking || isCancelled;
            };
            const Result<QUuid> made =
                submit(staff.store(), submission, *source, observer, [&](const QUuid &one) { id = one; });
            QVERIFY(!made);
            // A second is promised; the deadline of the call is far away.
            QVERIFY2(clock.elapsed() < soonMs, qPrintable(QString::number(clock.elapsed())));
            QCOMPARE(staff.callsInFlight(), 0);
        }
    }

    void aPreviewWithoutItsServiceSaysSoAndStartsNothing_data() { addBothDatabases(); }
    void aPreviewWithoutItsServiceSaysSoAndStartsNothing()
    {
        Staff staff(m_server.get(), {.batch = 1, .retries = 1});
        staff.addMany(20);
        staff.killServices();
        Submission submission;
        submission.preview = true;
        const Result<QUuid> refused = staff.submitOwn(findMaxIds, submission);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, u"SERVICE_OUT"_s);
        QVERIFY(refused.error().toString().contains(u"cannot be reached"_s));
        QCOMPARE(staff.number("select count(*) from employees where max_id <> ''"), 0);
        JobQuery any;
        for (const Job &job : valueOf(staff.store().jobs(any)))
            QVERIFY(isFinal(job.state));
    }

    void aServiceThatNobodyNamedIsToldAtOnce_data() { addBothDatabases(); }
    void aServiceThatNobodyNamedIsToldAtOnce()
    {
        Staff staff(m_server.get());
        staff.addMany(1);
        staff.registry().replace({});
        QCOMPARE(staff.submitOwn(findMaxIds).error().code, u"SERVICE_MISSING"_s);
        QVERIFY(valueOf(staff.store().jobs({})).empty());
    }

    void aServiceWithoutTheBatchCallIsAskedOneByOne_data() { addBothDatabases(); }
    void aServiceWithoutTheBatchCallIsAskedOneByOne()
    {
        Staff staff(m_server.get());
        staff.addMany(60);
        staff.fault({{u"no_batch"_s, true}});
        const Job job = staff.runToEnd(staff.submitted(inChunksOf(20)));
        QCOMPARE(staff.wrong(), QStringList());
        QCOMPARE(job.counts.settled(), 60);
        QCOMPARE(staff.callsServed(), 60);
    }

    void unrulyAnswersGiveNobodyTheIdOfAnother_data() { addBothDatabases(); }
    void unrulyAnswersGiveNobodyTheIdOfAnother()
    {
        Staff staff(m_server.get(), {.batch = 20, .retries = 20});
        staff.addMany(300);
        staff.fault({{u"reorder"_s, true}, {u"duplicate"_s, 0.5}, {u"foreign"_s, 1}, {u"missing"_s, 0.2}});
        const Job job = staff.runToEnd(staff.submitted(inChunksOf(50)));
        QCOMPARE(staff.wrong(), QStringList());
        for (const QString &failure : staff.failures(job.id))
            QVERIFY2(failure.endsWith(u":MAX_ID_NOT_FOUND"_s), qPrintable(failure));
        QCOMPARE(staff.faultsOf(job.id), QStringList());
    }

    void aServiceThatAsksToSlowDownIsHeededAndTheJobGoesOn_data() { addBothDatabases(); }
    void aServiceThatAsksToSlowDownIsHeededAndTheJobGoesOn()
    {
        Staff staff(m_server.get(), {.batch = 5, .retries = 0});
        staff.addMany(100);
        staff.fault({{u"rate_limit"_s, 6}, {u"retry_after"_s, 0.2}});
        const Job job = staff.runToEnd(staff.submitted(inChunksOf(50)));
        QCOMPARE(staff.wrong(), QStringList());
        QVERIFY(staff.registry().figures().front().second.throttled > 0);
        QVERIFY(!staff.everRested(job.id));
        QCOMPARE(staff.faultsOf(job.id), QStringList());
    }

    void aLongRetryAfterRestsTheJob_data() { addBothDatabases(); }
    void aLongRetryAfterRestsTheJob()
    {
        Staff staff(m_server.get(), {.batch = 5});
        staff.addMany(50);
        staff.fault({{u"rate_limit"_s, 0.5}, {u"retry_after"_s, 3000}});
        const QUuid id = staff.submitted();
        staff.work(id);
        const Job resting = staff.untilPaused(id);
        QVERIFY2(resting.reason.toEnglish().contains(u"slow down"_s), qPrintable(resting.reason.toEnglish()));
        QVERIFY(resting.resumesAt - QDateTime::currentMSecsSinceEpoch() > 2'500'000);
        QCOMPARE(staff.failures(id), QStringList());
    }

    void aServiceThatDiesMidCallAndComesBackLosesAndDoublesNothing_data() { addBothDatabases(); }
    void aServiceThatDiesMidCallAndComesBackLosesAndDoublesNothing()
    {
        Staff staff(m_server.get(), {.batch = 5});
        staff.addMany(600);
        staff.keepLedger();
        // So slow that it is not done before it dies: 60 chunks, two at once.
        staff.fault({{u"latency"_s, 400}});
        JobOptions options = inChunksOf(10);
        options.concurrency = 2;
        const QUuid id = staff.submitted(options);
        staff.work(id);
        static_cast<void>(staff.until(id, [](const Job &job) { return job.counts.succeeded > 0; }));
        staff.killServices();
        const Job resting = staff.untilPaused(id);
        QVERIFY(resting.resumesAt > 0);
        QVERIFY(!resting.reason.isEmpty());
        QVERIFY(resting.counts.open() > 0);
        QVERIFY(staff.everRested(id));
        for (const QString &failure : staff.failures(id))
            QVERIFY2(failure.endsWith(u":MAX_ID_NOT_FOUND"_s), qPrintable(failure));
        staff.reviveServices();
        const Job job = staff.until(id, [](const Job &now) { return isFinal(now.state); }); // nobody said anything
        QCOMPARE(job.state, JobState::Partial);
        QVERIFY(job.reason.isEmpty());
        QCOMPARE(staff.wrong(), QStringList());
        for (const QString &failure : staff.failures(id))
            QVERIFY2(failure.endsWith(u":MAX_ID_NOT_FOUND"_s), qPrintable(failure));
        QCOMPARE(staff.number("select count(*) from ledger"), job.counts.succeeded);
        QCOMPARE(staff.faultsOf(id), QStringList());
    }

    void aJobWhoseEveryCallFailsRestsRatherThanFailItsRows_data() { addBothDatabases(); }
    void aJobWhoseEveryCallFailsRestsRatherThanFailItsRows()
    {
        Staff staff(m_server.get(), {.batch = 10, .retries = 0});
        staff.addMany(50); // as many calls as it takes to know that the service is gone
        staff.killServices();
        const QUuid id = staff.submitted();
        staff.work(id);
        const Job resting =
            staff.until(id, [](const Job &job) { return job.state == JobState::Paused || isFinal(job.state); });
        QCOMPARE(resting.state, JobState::Paused);
        QCOMPARE(staff.failures(id), QStringList());
        staff.reviveServices();
        static_cast<void>(staff.until(id, [](const Job &job) { return isFinal(job.state); }));
        QCOMPARE(staff.wrong(), QStringList());
    }

    void aRestingJobThatSomebodyPausedWaitsForSomebody_data() { addBothDatabases(); }
    void aRestingJobThatSomebodyPausedWaitsForSomebody()
    {
        Staff staff(m_server.get(), {.batch = 5, .retries = 1});
        staff.addMany(100);
        staff.killServices();
        const QUuid id = staff.submitted();
        staff.work(id);
        const qint64 due = staff.untilPaused(id).resumesAt;
        QVERIFY(valueOf(staff.store().pause(id, u"boris"_s)));
        QCOMPARE(staff.job(id).resumesAt, 0);
        staff.reviveServices();
        while (QDateTime::currentMSecsSinceEpoch() < due + 2000) {
            QCOMPARE(staff.job(id).state, JobState::Paused);
            QThread::msleep(50);
        }
        QVERIFY(valueOf(staff.store().resume(id, u"boris"_s)));
        static_cast<void>(staff.until(id, [](const Job &job) { return isFinal(job.state); }));
        QCOMPARE(staff.wrong(), QStringList());
    }

    void theReasonOfARestIsKeptInNobodysLanguage_data() { addBothDatabases(); }
    void theReasonOfARestIsKeptInNobodysLanguage()
    {
        Staff staff(m_server.get());
        staff.addMany(3);
        const QUuid id = staff.submitted();
        staff.registry().replace({}); // an operator removed it meanwhile
        staff.work(id);
        QCOMPARE(staff.untilPaused(id).reason, serviceMissing(u"maxbot"_s).toText());
    }

    void whoeverMendsTheServiceNeedNotWaitForTheRestToEnd_data() { addBothDatabases(); }
    void whoeverMendsTheServiceNeedNotWaitForTheRestToEnd()
    {
        sandbox::SandboxOptions options;
        options.maxbot.token = u"let me in"_s;
        Staff staff(m_server.get(), {}, options);
        staff.addMany(20);
        qputenv("BULKHEAD_TEST_TOKEN", "let me in");
        const QUuid id = staff.submitted();
        staff.work(id);
        const Job resting = staff.untilPaused(id);
        QVERIFY(resting.resumesAt > 0);
        QCOMPARE(staff.failures(id), QStringList());
        staff.registry().replace(staff.services([](Service &service) {
            service.credential = {Credential::Source::Environment, u"BULKHEAD_TEST_TOKEN"_s};
        }));
        QVERIFY(valueOf(staff.store().resume(id, u"boris"_s)));
        static_cast<void>(staff.until(id, [](const Job &job) { return isFinal(job.state); }));
        QCOMPARE(staff.wrong(), QStringList());
        qunsetenv("BULKHEAD_TEST_TOKEN");
    }

    void aSecretThatSomebodyMendedIsReadAnew_data() { addBothDatabases(); }
    void aSecretThatSomebodyMendedIsReadAnew()
    {
        sandbox::SandboxOptions options;
        options.maxbot.token = u"let me in"_s;
        Staff staff(m_server.get(), {}, options);
        staff.addMany(20);
        QTemporaryDir folder;
        QFile secret(folder.filePath(u"token"_s));
        QVERIFY(secret.open(QIODevice::WriteOnly) && secret.write("an old one") > 0);
        secret.close();
        staff.registry().replace(staff.services([&](Service &service) {
            service.credential = {Credential::Source::File, secret.fileName()};
        }));
        const QUuid id = staff.submitted();
        staff.work(id);
        static_cast<void>(staff.untilPaused(id));
        QVERIFY(secret.open(QIODevice::WriteOnly | QIODevice::Truncate) && secret.write("let me in") > 0);
        secret.close();
        // Nobody tells the job, or this process: it is asked for at the next try.
        static_cast<void>(staff.until(id, [](const Job &job) { return isFinal(job.state); }));
        QCOMPARE(staff.wrong(), QStringList());
    }

    void whoeverEndsDuringAHangingCallLeavesTheChunkToTheNext_data() { addBothDatabases(); }
    void whoeverEndsDuringAHangingCallLeavesTheChunkToTheNext()
    {
        Staff staff(m_server.get(), {.deadline = 10min});
        staff.addMany(20);
        staff.fault({{u"hang"_s, 1}});
        const QUuid id = staff.submitted();
        staff.work(id);
        QTRY_VERIFY(staff.callsInFlight() > 0);
        QElapsedTimer clock;
        clock.start();
        staff.stopWorking();
        QVERIFY(clock.elapsed() < soonMs); // a moment on a quiet machine; the deadline is far away
        QCOMPARE(staff.job(id).counts.open(), 20);
        staff.fault({{u"hang"_s, 0}});
        QVERIFY(isFinal(staff.runToEnd(id).state));
        QCOMPARE(staff.wrong(), QStringList());
    }

    void cancellingDuringAHangingCallActsWithinSeconds_data() { addBothDatabases(); }
    void cancellingDuringAHangingCallActsWithinSeconds()
    {
        Staff staff(m_server.get(), {.deadline = 10min});
        staff.addMany(500);
        staff.fault({{u"hang"_s, 1}});
        const QUuid id = staff.submitted(inChunksOf(100));
        staff.work(id);
        QTRY_VERIFY(staff.callsInFlight() > 0);
        QVERIFY(staff.timeToCancel(id) < 1ms * soonMs); // a second on a quiet machine; the deadline is far away
        const Job job = staff.job(id);
        QCOMPARE(job.state, JobState::Cancelled);
        QCOMPARE(job.counts.settled(), 500);
        QCOMPARE(staff.number("select count(*) from employees where max_id <> ''"), 0);
    }

    void aJobThatTakesTooLongFailsAndSaysSo_data() { addBothDatabases(); }
    void aJobThatTakesTooLongFailsAndSaysSo()
    {
        for (const bool isHanging : {true, false}) { // or resting
            Staff staff(m_server.get(), {.batch = 1, .deadline = 10min, .retries = 1});
            staff.addMany(30);
            if (isHanging)
                staff.fault({{u"hang"_s, 1}});
            else
                staff.killServices();
            JobOptions options;
            options.timeoutSeconds = 1;
            const QUuid id = staff.submitted(options);
            staff.work(id);
            const Job job = staff.until(id, [](const Job &now) { return isFinal(now.state); });
            QCOMPARE(job.state, JobState::Failed);
            QVERIFY2(job.reason.toEnglish().contains(u"longer than the 1 s"_s), qPrintable(job.reason.toEnglish()));
            QTRY_VERIFY(staff.callsInFlight() == 0);
            QCOMPARE(job.counts.succeeded, 0);
            QCOMPARE(staff.faultsOf(id), QStringList());
        }
    }
};

QTEST_GUILESS_MAIN(TestLookupOutages)
#include "tst_lookupoutages.moc"
