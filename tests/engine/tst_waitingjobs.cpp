// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/start.h"
#include "core/engine/submission.h"
#include "tests/engine/operationbench.h"
#include "tests/engine/operationcases.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// Jobs that stop for a person: after their first rows, where too much fails, before they start.
class TestWaitingJobs : public QObject, private OperationBench
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { startServer(); }
    void cleanupTestCase() { tearDown(); }
    void init();

    void theFirstRowsRunAndThenItWaits_data() { addBothDatabases(); }
    void theFirstRowsRunAndThenItWaits();
    void itPausesItselfWhereTooMuchFails_data() { addBothDatabases(); }
    void itPausesItselfWhereTooMuchFails();
    void aLargeJobWantsItsNumberAndAReason_data() { addBothDatabases(); }
    void aLargeJobWantsItsNumberAndAReason();
    void aSecondPersonApproves_data() { addBothDatabases(); }
    void aSecondPersonApproves();
};

void TestWaitingJobs::init()
{
    newDatabase(currentDatabase());
    execute(recordsOfCases(currentDatabase()));
}

void TestWaitingJobs::theFirstRowsRunAndThenItWaits()
{
    Submission submission;
    submission.options.chunkSize = 2;
    submission.options.firstRows = 1;
    const QUuid id = valueOf(plan(operation(u"users.last-login"_s),
                                  "id\n00000000-0000-4000-8000-000000000001\n00000000-0000-4000-8000-000000000002\n"
                                  "00000000-0000-4000-8000-000000000003\n",
                                  submission));
    const Job held = untilStill(id);
    QCOMPARE(held.state, JobState::Paused);
    QVERIFY(!held.reason.isEmpty());
    QCOMPARE(ask("select name from users where last_login_at is not null"), QStringList{u"Anna"_s});
    QVERIFY(valueOf(m_store->resume(id, u"anna"_s)));
    QCOMPARE(untilStill(id).state, JobState::Completed);
    QCOMPARE(ask("select count(*) from users where last_login_at is not null"), QStringList{u"3"_s});
}

void TestWaitingJobs::itPausesItselfWhereTooMuchFails()
{
    QByteArray csv = "id\n";
    for (int i = 0; i < 40; ++i)
        csv += QUuid::createUuid().toByteArray(QUuid::WithoutBraces) + '\n';
    Submission submission;
    submission.options.chunkSize = 10;
    submission.options.concurrency = 1;
    submission.options.pauseAtPercent = 50;
    const QUuid id = valueOf(plan(operation(u"users.last-login"_s), csv, submission));
    const Job paused = untilStill(id);
    QCOMPARE(paused.state, JobState::Paused);
    QVERIFY2(paused.reason.toEnglish().contains(u"more than 50 %"_s), qPrintable(paused.reason.toEnglish()));
    QVERIFY(paused.counts.open() > 0);
    QVERIFY(valueOf(m_store->resume(id, u"anna"_s)));
    QCOMPARE(untilStill(id).state, JobState::Failed);
}

void TestWaitingJobs::aLargeJobWantsItsNumberAndAReason()
{
    Operation limited = operation(u"users.last-login"_s);
    QByteArray text = limited.text.toUtf8();
    text.replace("[[field]]", "[limits]\nconfirm_above = 1\n\n[[field]]");
    limited = valueOf(parseOperation(u"limited"_s, text));
    const QByteArray csv = "id\n00000000-0000-4000-8000-000000000001\n00000000-0000-4000-8000-000000000002\n";
    const QUuid id = valueOf(plan(limited, csv));
    QCOMPARE(valueOf(m_store->job(id))->awaits, JobAwaits::Start);
    const auto refused = [&](std::optional<qint64> rows, const QString &reason) {
        const Status started =
            startJob(*m_store, {.job = id, .actor = u"anna"_s, .confirmedRows = rows, .reason = reason});
        return started ? QString() : started.error().code;
    };
    QCOMPARE(refused({}, u"why"_s), u"CONFIRMATION_NEEDED"_s);
    QCOMPARE(refused(3, u"why"_s), u"CONFIRMATION_NEEDED"_s);
    QCOMPARE(refused(2, u" "_s), u"REASON_NEEDED"_s);
    QCOMPARE(refused(2, u"spring cleaning"_s), QString());
    QCOMPARE(untilStill(id).state, JobState::Completed);
    QCOMPARE(refused(2, u"again"_s), u"JOB_NOT_WAITING"_s);
    Submission whole;
    whole.confirmedRows = 2;
    whole.reason = u"spring cleaning"_s;
    QCOMPARE(untilStill(valueOf(plan(limited, csv, whole))).state, JobState::Completed);
}

void TestWaitingJobs::aSecondPersonApproves()
{
    QByteArray text = operation(u"users.last-login"_s).text.toUtf8();
    text.replace("[[field]]", "[limits]\napprove_above = 1\n\n[[field]]");
    const Operation limited = valueOf(parseOperation(u"limited"_s, text));
    const QUuid id =
        valueOf(plan(limited, "id\n00000000-0000-4000-8000-000000000001\n00000000-0000-4000-8000-000000000002\n"));
    const Job waiting = valueOf(m_store->job(id)).value();
    QCOMPARE(waiting.awaits, JobAwaits::Approval);
    QVERIFY(waiting.reason.toEnglish().contains(u"second person"_s));
    const Status own = startJob(*m_store, {.job = id, .actor = u"anna"_s, .confirmedRows = {}, .reason = {}});
    QVERIFY(!own);
    QCOMPARE(own.error().code, u"SECOND_PERSON"_s);
    VERIFY_OK(startJob(*m_store, {.job = id, .actor = u"boris"_s, .confirmedRows = {}, .reason = {}}));
    QCOMPARE(untilStill(id).state, JobState::Completed);
}

QTEST_GUILESS_MAIN(TestWaitingJobs)
#include "tst_waitingjobs.moc"
