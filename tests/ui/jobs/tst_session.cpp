// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/patience.h"
#include "tests/ui/jobs/windowworld.h"
#include "ui/session/session.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

class TestSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAnswerComesOnTheThreadThatAsked();
    void anAnswerNeverComesAfterItsContextIsGone();
    void aQuestionRunsThoughItsContextIsGone();
    void leavingADatabaseDropsItsAnswers();
    void withoutADatabaseTheAnswerIsAnError();
    void aDatabaseThatCannotBeOpenedSaysWhy();
    void workIsDoneBesideTheWindow();
    void changesAreToldAtMostTenTimesASecond();
};

void TestSession::anAnswerComesOnTheThreadThatAsked()
{
    WindowWorld world;
    QThread *askedOn = nullptr;
    QThread *answeredOn = nullptr;
    world.session().ask<int>(
        this, Session::Lane::Interactive,
        [&](JobStore &) -> Result<int> {
            askedOn = QThread::currentThread();
            return 7;
        },
        [&](Result<int> answer) {
            QCOMPARE(answer.value(), 7);
            answeredOn = QThread::currentThread();
        });
    QTRY_COMPARE(answeredOn, QThread::currentThread());
    QVERIFY(askedOn != answeredOn);
}

void TestSession::anAnswerNeverComesAfterItsContextIsGone()
{
    WindowWorld world;
    std::atomic_bool asked = false;
    bool answered = false;
    auto context = std::make_unique<QObject>();
    world.session().ask<int>(
        context.get(), Session::Lane::Interactive,
        [&](JobStore &) -> Result<int> {
            asked = true;
            return 1;
        },
        [&](Result<int>) { answered = true; });
    context.reset();
    QTRY_VERIFY(asked);
    QTest::qWait(50);
    QVERIFY(!answered);
}

void TestSession::aQuestionRunsThoughItsContextIsGone()
{
    WindowWorld world;
    const QUuid jobId = world.finishedJob(WindowWorld::users(1)).id;
    {
        QObject page;
        world.session().ask<bool>(
            &page, Session::Lane::Background, [jobId](JobStore &store) { return store.remove(jobId); },
            [](Result<bool>) {});
    }
    QTRY_VERIFY(!world.store().job(jobId)->has_value());
}

void TestSession::leavingADatabaseDropsItsAnswers()
{
    WindowWorld world;
    WindowWorld other;
    std::atomic_bool mayAnswer = false;
    bool answered = false;
    world.session().ask<int>(
        this, Session::Lane::Interactive,
        [&](JobStore &) -> Result<int> {
            while (!mayAnswer)
                QThread::msleep(1);
            return 1;
        },
        [&](Result<int>) { answered = true; });
    world.session().open(other.target(), false);
    mayAnswer = true;
    QTRY_COMPARE(world.session().state(), Session::State::Open);
    QTest::qWait(50);
    QVERIFY(!answered);
}

void TestSession::withoutADatabaseTheAnswerIsAnError()
{
    QTemporaryDir folder;
    Settings settings(folder.filePath(u"settings.ini"_s));
    const OperationCatalog catalog = OperationCatalog::load();
    Session session(settings, catalog);
    QString code;
    session.ask<int>(
        this, Session::Lane::Interactive, [](JobStore &) -> Result<int> { return 1; },
        [&](Result<int> answer) { code = answer ? u"none"_s : answer.error().code; });
    QVERIFY(code.isEmpty());
    QTRY_COMPARE(code, u"NOT_CONNECTED"_s);
}

void TestSession::aDatabaseThatCannotBeOpenedSaysWhy()
{
    QTemporaryDir folder;
    Settings settings(folder.filePath(u"settings.ini"_s));
    const OperationCatalog catalog = OperationCatalog::load();
    Session session(settings, catalog);
    QSignalSpy changed(&session, &Session::stateChanged);
    session.open({.kind = Database::SQLite, .file = u"/proc/no-such-folder/jobs.sqlite"_s}, true);
    QCOMPARE(session.state(), Session::State::Opening);
    QTRY_COMPARE(session.state(), Session::State::Failed);
    QVERIFY(session.lastError().toString().contains(u"/proc/no-such-folder"_s));
    QCOMPARE(changed.size(), 2);
}

void TestSession::workIsDoneBesideTheWindow()
{
    WindowWorld world;
    int found = 0;
    world.session().work<int>(
        this, [] { return 42; }, [&](int done) { found = done; });
    QCOMPARE(found, 0);
    QTRY_COMPARE(found, 42);
}

void TestSession::changesAreToldAtMostTenTimesASecond()
{
    WindowWorld world;
    QSignalSpy changed(&world.session(), &Session::jobChanged);
    QElapsedTimer clock;
    clock.start();
    world.finishedJob(WindowWorld::users(3000), {.chunkSize = 10});
    QTRY_VERIFY(!changed.isEmpty()); // a quick job may be over before the first tenth of a second is
    const qint64 told = changed.size();
    QVERIFY2(told <= clock.elapsed() / 100 + 2, qPrintable(u"%1 in %2 ms"_s.arg(told).arg(clock.elapsed())));
}

QTEST_MAIN(TestSession)
#include "tst_session.moc"
