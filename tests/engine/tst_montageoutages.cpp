// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/album.h"
#include "tests/support/patience.h"
#include "tests/support/servertest.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

/// Jobs of montages.generate, on both databases, whose services are slow, wrong or gone.
class TestMontageOutages : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void whoFailedIsAskedAgain_data() { addBothDatabases(); }
    void whoFailedIsAskedAgain()
    {
        Album album(m_server.get(), worldUsers, {.retries = 0});
        const QUuid first = album.due();
        album.fault({{u"wrong"_s, 0.2}});
        const Job night = album.runToEnd(first);
        QCOMPARE(night.state, JobState::Partial);
        album.fault({{u"wrong"_s, 0}});
        const QUuid id = album.due();
        QVERIFY(album.job(id).counts.total < night.counts.total);
        QCOMPARE(album.runToEnd(id).state, JobState::Completed);
        QCOMPARE(album.stored(), album.expectedOf(worldUsers));
    }

    void halfAnAnswerChangesNothing_data() { addBothDatabases(); }
    void halfAnAnswerChangesNothing()
    {
        Album album(m_server.get(), worldUsers, {.retries = 0});
        static_cast<void>(album.runToEnd(album.due()));
        const QStringList before = album.content();
        const QString user = album.id(album.somebody(true));
        for (const QString &fault : {u"wrong"_s, u"missing"_s}) { // broken off in the middle, check-ins left out
            album.fault({{fault, 1}});
            const Job job = album.runToEnd(album.listed({user}));
            QCOMPARE(album.failures(job.id), QStringList{u"1:ANSWER_LOST (may pass)"_s});
            album.fault({{fault, 0}});
        }
        QCOMPARE(album.content(), before);
    }

    void unrulyAnswersMakeTheSameMontages_data() { addBothDatabases(); }
    void unrulyAnswersMakeTheSameMontages()
    {
        Album album(m_server.get(), worldUsers, {.retries = 20});
        album.fault({{u"reorder"_s, true},
                     {u"duplicate"_s, 0.3},
                     {u"no_batch"_s, true},
                     {u"rate_limit"_s, 60},
                     {u"retry_after"_s, 1}});
        const Job job = album.runToEnd(album.due());
        QCOMPARE(job.state, JobState::Completed);
        QCOMPARE(album.stored(), album.expectedOf(worldUsers));
        QVERIFY(!album.everRested(job.id));
    }

    void servicesThatDieMidCallAndComeBackLoseAndDoubleNothing_data() { addBothDatabases(); }
    void servicesThatDieMidCallAndComeBackLoseAndDoubleNothing()
    {
        Album album(m_server.get());
        JobOptions options;
        options.concurrency = 1;
        const QUuid id = album.due({{u"MONTAGE_BATCH_SIZE"_s, u"5"_s}}, options);
        // So slow that it is not done before they die: eight chunks, one after the other.
        album.fault({{u"latency"_s, 300}});
        album.work(id);
        static_cast<void>(album.until(id, [](const Job &job) { return job.counts.succeeded > 0; }));
        album.killServices();
        const Job resting = album.untilPaused(id);
        QVERIFY(resting.resumesAt > 0);
        QVERIFY(!resting.reason.isEmpty());
        album.reviveServices();
        const Job job = album.until(id, [](const Job &now) { return isFinal(now.state); });
        QCOMPARE(album.failures(id), QStringList());
        QCOMPARE(job.state, JobState::Completed);
        QCOMPARE(album.stored(), album.expectedOf(worldUsers));
        QCOMPARE(qint64(album.events(id, u"montage.generated"_s).size()),
                 album.number("select count(distinct user_id) from montages"));
        QCOMPARE(album.faultsOf(id), QStringList());
    }

    void cancellingDuringAHangingCallActsWithinSeconds_data() { addBothDatabases(); }
    void cancellingDuringAHangingCallActsWithinSeconds()
    {
        Album album(m_server.get(), worldUsers, {.deadline = 10min});
        const QUuid id = album.due();
        album.fault({{u"hang"_s, 1}});
        album.work(id);
        QTRY_VERIFY(album.callsInFlight() > 0);
        QVERIFY(album.timeToCancel(id) < 1ms * soonMs); // a second on a quiet machine; the deadline is far away
        QCOMPARE(album.job(id).state, JobState::Cancelled);
        QCOMPARE(album.number("select count(*) from montages"), 0);
    }

    void aNightWhoseServiceIsDownWaitsForItAndGoesOnByItself_data() { addBothDatabases(); }
    void aNightWhoseServiceIsDownWaitsForItAndGoesOnByItself()
    {
        Album album(m_server.get(), worldUsers, {.retries = 0});
        album.killServices();
        const QUuid id = album.due();
        const Job waiting = album.job(id);
        QCOMPARE(waiting.state, JobState::Pending);
        QVERIFY(waiting.resumesAt > 0);
        QVERIFY2(waiting.reason.toEnglish().contains(u"cannot be reached"_s), qPrintable(waiting.reason.toEnglish()));
        QCOMPARE(album.events(id, u"job.plan_waiting"_s).size(), std::size_t(1));
        album.work(id);
        album.reviveServices();
        const Job job = album.until(id, [](const Job &now) { return isFinal(now.state); });
        QCOMPARE(job.state, JobState::Completed);
        QVERIFY(job.reason.isEmpty());
        QCOMPARE(album.stored(), album.expectedOf(worldUsers));
        QCOMPARE(album.faultsOf(id), QStringList());
    }

    void aNightThatNeverFindsItsServiceTellsThatItFailed_data() { addBothDatabases(); }
    void aNightThatNeverFindsItsServiceTellsThatItFailed()
    {
        Album album(m_server.get(), worldUsers, {.retries = 0});
        album.killServices();
        const QUuid id = album.due({{u"BATCH_PROCESSING_TIMEOUT"_s, u"1s"_s}, {u"MONTAGE_USER_TIMEOUT"_s, u"1s"_s}});
        album.work(id);
        const Job job = album.until(id, [](const Job &now) { return isFinal(now.state); });
        QCOMPARE(job.state, JobState::Failed);
        QCOMPARE(album.events(id, u"montage.batch_job.failed"_s).size(), std::size_t(1));
    }

    void whoStopsOrCancelsWhileUsersAreReadNeedNotWait_data() { addBothDatabases(); }
    void whoStopsOrCancelsWhileUsersAreReadNeedNotWait()
    {
        for (const bool isCancelled : {true, false}) {
            Album album(m_server.get(), worldUsers, {.deadline = 10min, .retries = 0});
            album.killServices();
            const QUuid id = album.due();
            album.reviveServices();
            album.fault({{u"hang"_s, 1}});
            album.work(id);
            QTRY_VERIFY(album.callsInFlight() > 0);
            QElapsedTimer clock;
            clock.start();
            if (isCancelled)
                QVERIFY(album.timeToCancel(id) < 1ms * soonMs);
            else
                album.stopWorking();
            QVERIFY(clock.elapsed() < soonMs); // a moment on a quiet machine; the deadline is far away
            QCOMPARE(album.job(id).state, isCancelled ? JobState::Cancelled : JobState::Pending);
        }
    }

    void aUserOverWhomTheServiceAlwaysFailsDoesNotRestForEver_data() { addBothDatabases(); }
    void aUserOverWhomTheServiceAlwaysFailsDoesNotRestForEver()
    {
        Album album(m_server.get());
        const int user = album.somebody(true);
        album.fault({{u"poison"_s, user + 1}});
        JobOptions options;
        options.maxRetries = 1;
        const QUuid alone = album.due({{u"USER_ID_FILTER"_s, album.id(user)}}, options);
        QCOMPARE(album.runToEnd(alone).state, JobState::Failed);
        QCOMPARE(album.failures(alone), QStringList{u"1:SERVICE_UNAVAILABLE (may pass)"_s});
        const Job all = album.runToEnd(album.listed(album.allIds()));
        QCOMPARE(all.counts.failed, 1);
        QCOMPARE(album.failures(all.id), QStringList{u"%1:SERVICE_UNAVAILABLE (may pass)"_s.arg(user + 1)});
    }

    void aPreviewOfNobodyAsksNobody_data() { addBothDatabases(); }
    void aPreviewOfNobodyAsksNobody()
    {
        Album album(m_server.get());
        const Result<QUuid> previewed = album.list({u"nonsense"_s}, {}, true); // each row of which is wrong by itself
        QVERIFY2(previewed.ok(), previewed ? "" : qPrintable(previewed.error().toString()));
        QCOMPARE(album.failures(*previewed).size(), 1);
        QCOMPARE(album.callsServed(), 0);
    }

    void aSecretThatSomebodyMendedIsReadAnew_data() { addBothDatabases(); }
    void aSecretThatSomebodyMendedIsReadAnew()
    {
        sandbox::SandboxOptions options = smallWorld();
        options.http.apiKey = u"let me in"_s;
        Album album(m_server.get(), worldUsers, {}, options);
        QTemporaryDir folder;
        QFile secret(folder.filePath(u"key"_s));
        QVERIFY(secret.open(QIODevice::WriteOnly) && secret.write("an old one") > 0);
        secret.close();
        album.registry().replace(album.services([&](Service &service) {
            service.credential = {Credential::Source::File, secret.fileName()};
        }));
        const QUuid id = album.due({{u"USER_ID_FILTER"_s, album.id(album.somebody(true))}});
        album.work(id);
        static_cast<void>(album.untilPaused(id));
        QVERIFY(secret.open(QIODevice::WriteOnly | QIODevice::Truncate) && secret.write("let me in") > 0);
        secret.close();
        const Job done = album.until(id, [](const Job &job) { return isFinal(job.state); });
        QCOMPARE(done.state, JobState::Completed);
    }

    void aSmallJobWhoseServiceLetsNobodyInRests_data() { addBothDatabases(); }
    void aSmallJobWhoseServiceLetsNobodyInRests()
    {
        sandbox::SandboxOptions options = smallWorld();
        options.http.apiKey = u"secret"_s;
        Album album(m_server.get(), worldUsers, {}, options);
        const QUuid id = album.due({{u"USER_ID_FILTER"_s, album.id(album.somebody(true))}});
        album.work(id);
        const Job resting =
            album.until(id, [](const Job &job) { return job.state == JobState::Paused || isFinal(job.state); });
        QCOMPARE(resting.state, JobState::Paused);
        QVERIFY(resting.resumesAt > 0);
        QCOMPARE(album.failures(id), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestMontageOutages)
#include "tst_montageoutages.moc"
