// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/servicegate.h"

#include "tests/support/patience.h"

#include <deque>
#include <thread>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace bulkhead;
using test::soonMs;

using End = Attempt::End;

namespace {

const Instant start = Instant{} + 1h;

Attempt ended(End end)
{
    return {end, u"CODE"_s, Text::verbatim(u"because"_s), {}};
}

} // namespace

class TestServiceGate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBucketGivesItsBurstAndThenItsRate()
    {
        TokenBucket bucket(10, 2);
        QCOMPARE(bucket.take(start), 0ns);
        QCOMPARE(bucket.take(start), 0ns);
        QCOMPARE(bucket.take(start), 100ms);
        QCOMPARE(bucket.take(start), 200ms);
        QCOMPARE(bucket.take(start + 300ms), 0ns);
        // After a long rest no more than the burst.
        QCOMPARE(bucket.take(start + 1h), 0ns);
        QCOMPARE(bucket.take(start + 1h), 0ns);
        QVERIFY(bucket.take(start + 1h) > 0ns);
    }

    void withoutARateNobodyWaits()
    {
        TokenBucket bucket(0, 1);
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(bucket.take(start), 0ns);
    }

    void aBreakerOpensAfterFailuresInARow()
    {
        CircuitBreaker breaker({.failuresInARow = 3, .firstPause = 1s});
        for (int i = 0; i < 2; ++i)
            breaker.failed(BreakerCall::Plain, Text::verbatim(u"gone"_s), start);
        QCOMPARE(breaker.state(start), BreakerState::Closed);
        breaker.succeeded(BreakerCall::Plain);
        for (int i = 0; i < 3; ++i)
            breaker.failed(BreakerCall::Plain, Text::verbatim(u"gone"_s), start);
        QCOMPARE(breaker.state(start), BreakerState::Open);
        QCOMPARE(breaker.request(start), CircuitBreaker::Pass::Blocked);
        QCOMPARE(breaker.reason().toString(), u"gone"_s);
    }

    void aBreakerOpensWhenMostCallsFail()
    {
        CircuitBreaker breaker({.failuresInARow = 100, .failuresOfTwenty = 12});
        for (int i = 0; i < 19; ++i) {
            if (i % 3 == 0)
                breaker.succeeded(BreakerCall::Plain);
            else
                breaker.failed(BreakerCall::Plain, Text::verbatim(u"gone"_s), start);
            QCOMPARE(breaker.state(start), BreakerState::Closed);
        }
        breaker.failed(BreakerCall::Plain, Text::verbatim(u"gone"_s), start);
        QCOMPARE(breaker.state(start), BreakerState::Open);
    }

    void oneCallTriesWhetherTheServiceIsBack()
    {
        CircuitBreaker breaker({.failuresInARow = 1, .firstPause = 1s, .longestPause = 3s});
        breaker.failed(BreakerCall::Plain, Text::verbatim(u"gone"_s), start);
        QCOMPARE(breaker.request(start + 999ms), CircuitBreaker::Pass::Blocked);
        QCOMPARE(breaker.state(start + 1s), BreakerState::HalfOpen);
        QCOMPARE(breaker.request(start + 1s), CircuitBreaker::Pass::GoAsTrial);
        QCOMPARE(breaker.request(start + 1s), CircuitBreaker::Pass::WaitForTrial);
        breaker.succeeded(BreakerCall::Trial);
        QCOMPARE(breaker.state(start + 1s), BreakerState::Closed);
        QVERIFY(breaker.reason().isEmpty());
    }

    void aFailedTrialDoublesThePauseUpToAnEnd()
    {
        CircuitBreaker breaker({.failuresInARow = 1, .firstPause = 1s, .longestPause = 3s});
        Instant now = start;
        breaker.failed(BreakerCall::Plain, Text::verbatim(u"gone"_s), now);
        for (const auto pause : {1s, 2s, 3s, 3s}) {
            QCOMPARE(breaker.triedAgainAt() - now, pause);
            now += pause;
            QCOMPARE(breaker.request(now), CircuitBreaker::Pass::GoAsTrial);
            breaker.failed(BreakerCall::Trial, Text::verbatim(u"still gone"_s), now);
        }
        QCOMPARE(breaker.reason().toString(), u"still gone"_s);
    }

    void aCancelledTrialLeavesTheNextOneToTry()
    {
        CircuitBreaker breaker({.failuresInARow = 1, .firstPause = 1s});
        breaker.failed(BreakerCall::Plain, Text::verbatim(u"gone"_s), start);
        QCOMPARE(breaker.request(start + 2s), CircuitBreaker::Pass::GoAsTrial);
        breaker.abandoned(BreakerCall::Trial);
        QCOMPARE(breaker.request(start + 2s), CircuitBreaker::Pass::GoAsTrial);
    }

    void aPersonMayHaveItTriedAtOnce()
    {
        CircuitBreaker breaker({.failuresInARow = 1, .firstPause = 10s, .longestPause = 60s});
        breaker.tryNow(start);
        QCOMPARE(breaker.state(start), BreakerState::Closed);
        breaker.failed(BreakerCall::Plain, Text::verbatim(u"gone"_s), start);
        QCOMPARE(breaker.request(start + 1s), CircuitBreaker::Pass::Blocked);
        breaker.tryNow(start + 1s);
        QCOMPARE(breaker.request(start + 1s), CircuitBreaker::Pass::GoAsTrial);
        QCOMPARE(breaker.request(start + 1s), CircuitBreaker::Pass::WaitForTrial);
        breaker.failed(BreakerCall::Trial, Text::verbatim(u"still gone"_s), start + 1s);
        QCOMPARE(breaker.triedAgainAt() - (start + 1s), 20s);
        // What the service itself asked for is not cut short.
        breaker.openFor(BreakerCall::Plain, 30s, Text::verbatim(u"not now"_s), start + 1s);
        breaker.tryNow(start + 2s);
        QCOMPARE(breaker.request(start + 2s), CircuitBreaker::Pass::Blocked);
    }

    void whatEndsLateSaysNothingOfTheTrial()
    {
        CircuitBreaker breaker({.failuresInARow = 1, .firstPause = 1s});
        breaker.failed(BreakerCall::Plain, Text::verbatim(u"gone"_s), start);
        QCOMPARE(breaker.request(start + 1s), CircuitBreaker::Pass::GoAsTrial);
        // Three calls were under way when it opened.
        breaker.failed(BreakerCall::Plain, Text::verbatim(u"late"_s), start + 1s);
        breaker.abandoned(BreakerCall::Plain);
        breaker.succeeded(BreakerCall::Plain);
        QCOMPARE(breaker.triedAgainAt(), start + 1s);
        QCOMPARE(breaker.reason().toString(), u"gone"_s);
        QCOMPARE(breaker.request(start + 1s), CircuitBreaker::Pass::WaitForTrial);
        breaker.succeeded(BreakerCall::Trial);
        QCOMPARE(breaker.state(start + 1s), BreakerState::Closed);
    }

    void aSlowerServiceIsAskedLessAtOnce()
    {
        ConcurrencyLimit limit(16);
        Instant now = start;
        for (int i = 0; i < 100; ++i)
            limit.answered(20ms, now += 5ms);
        QCOMPARE(limit.limit(), 16);
        for (int i = 0; i < 30; ++i)
            limit.answered(200ms, now += 20ms);
        QVERIFY2(limit.limit() < 16, qPrintable(QString::number(limit.limit())));
        for (int i = 0; i < 2000; ++i)
            limit.answered(20ms, now += 5ms);
        QCOMPARE(limit.limit(), 16);
    }

    void aServiceThatIsAlwaysUnevenIsNotTakenForSlow()
    {
        ConcurrencyLimit limit(16);
        Instant now = start;
        for (int i = 0; i < 2000; ++i)
            limit.answered(i % 2 == 0 ? 10ms : 40ms, now += 5ms);
        QCOMPARE(limit.limit(), 16);
    }

    void overloadHalvesOnceARoundAndNeverBelowOne()
    {
        ConcurrencyLimit limit(16);
        limit.answered(20ms, start);
        limit.overloaded(start + 100ms);
        limit.overloaded(start + 101ms);
        QCOMPARE(limit.limit(), 8);
        for (int i = 2; i < 20; ++i)
            limit.overloaded(start + i * 1s);
        QCOMPARE(limit.limit(), 1);
    }

    void onlyWhatMayPassIsTriedAgain_data()
    {
        QTest::addColumn<int>("end");
        QTest::addColumn<int>("calls");
        QTest::newRow("answered") << int(End::Answered) << 1;
        QTest::newRow("refused") << int(End::Refused) << 1;
        QTest::newRow("denied") << int(End::Denied) << 1;
        QTest::newRow("too large") << int(End::TooLarge) << 1;
        QTest::newRow("cancelled") << int(End::Cancelled) << 1;
        QTest::newRow("unavailable") << int(End::Unavailable) << 3;
        QTest::newRow("lost") << int(End::Lost) << 3;
    }

    void onlyWhatMayPassIsTriedAgain()
    {
        QFETCH(int, end);
        QFETCH(int, calls);
        ServiceGate gate({.retries = 2});
        int made = 0;
        const Attempt last = gate.run([&](Instant) { return ++made, ended(End(end)); }, {});
        QCOMPARE(made, calls);
        QCOMPARE(last.end, End(end));
        QCOMPARE(gate.figures().calls, calls);
        QCOMPARE(gate.figures().retries, calls - 1);
    }

    void beingToldToSlowDownIsNoFailure()
    {
        ServiceGate gate({.concurrency = 4, .retries = 0}, {.failuresInARow = 2});
        int made = 0;
        const auto call = [&](Instant) {
            Attempt attempt = ended(++made < 6 ? End::Throttled : End::Answered);
            attempt.retryAfter = 1ms;
            return attempt;
        };
        QCOMPARE(gate.run(call, {}).end, End::Answered);
        QCOMPARE(gate.figures().throttled, 5);
        QCOMPARE(gate.figures().breaker, BreakerState::Closed);
        QVERIFY(gate.figures().concurrency < 4);
    }

    void retryAfterHoldsForEveryCall()
    {
        ServiceGate gate({.concurrency = 2});
        Instant toldAt;
        bool told = false;
        const auto first = [&](Instant) {
            Attempt attempt = ended(told ? End::Answered : End::Throttled);
            attempt.retryAfter = 300ms;
            toldAt = told ? toldAt : std::chrono::steady_clock::now();
            told = true;
            return attempt;
        };
        std::thread other([&] { gate.run(first, {}); });
        while (gate.figures().throttled == 0)
            std::this_thread::sleep_for(1ms);
        Instant asked;
        gate.run([&](Instant) { return asked = std::chrono::steady_clock::now(), ended(End::Answered); }, {});
        other.join();
        QVERIFY(asked - toldAt >= 300ms);
    }

    void aLongRetryAfterIsAnOutage()
    {
        ServiceGate gate({});
        const auto call = [](Instant) {
            Attempt attempt = ended(End::Throttled);
            attempt.retryAfter = 1h;
            return attempt;
        };
        const Attempt attempt = gate.run(call, {});
        QCOMPARE(attempt.code, u"SERVICE_OUT"_s);
        QVERIFY(gate.outage().has_value());
        QVERIFY(gate.outage()->left > 59min);
        QCOMPARE(gate.outage()->reason.toString(), u"because"_s);
    }

    void aServiceThatIsOutIsNotCalled()
    {
        ServiceGate gate({.retries = 0}, {.failuresInARow = 2, .firstPause = 1h, .longestPause = 1h});
        int made = 0;
        const auto call = [&](Instant) { return ++made, ended(End::Unavailable); };
        gate.run(call, {});
        gate.run(call, {});
        QCOMPARE(gate.run(call, {}).code, u"SERVICE_OUT"_s);
        QCOMPARE(made, 2);
        QCOMPARE(gate.figures().blocked, 1);
        QVERIFY(gate.outage().has_value());
    }

    void aServiceThatWasOutComesBackByItself()
    {
        ServiceGate gate({.retries = 0}, {.failuresInARow = 2, .firstPause = 100ms});
        bool isBack = false;
        const auto call = [&](Instant) { return ended(isBack ? End::Answered : End::Unavailable); };
        gate.run(call, {});
        gate.run(call, {});
        QVERIFY(gate.figures().breaker != BreakerState::Closed);
        isBack = true;
        while (gate.outage())
            std::this_thread::sleep_for(5ms);
        QCOMPARE(gate.run(call, {}).end, End::Answered);
        QCOMPARE(gate.figures().breaker, BreakerState::Closed);
    }

    void aServiceThatLetsNobodyInIsOutAtOnce()
    {
        ServiceGate gate({});
        QCOMPARE(gate.run([](Instant) { return ended(End::Denied); }, {}).end, End::Denied);
        QVERIFY(gate.outage().has_value());
    }

    void aServiceThatAnswersThatItFailedIsNotGoneAtOnce()
    {
        ServiceGate gate({.retries = 9}, {.failuresInARow = 5});
        const auto fault = [](Instant) {
            Attempt attempt = ended(End::Unavailable);
            attempt.isFault = true;
            return attempt;
        };
        CallAccount account;
        QCOMPARE(gate.run(fault, {}, &account, ServiceGate::OnFault::Return).end, End::Unavailable);
        QCOMPARE(account.calls, 1);
        QVERIFY(account.isOnlyFaults());
        for (int i = 0; i < 10; ++i)
            gate.run(fault, {}, &account, ServiceGate::OnFault::Return);
        QCOMPARE(gate.figures().breaker, BreakerState::Closed);
        for (int i = 0; i < 9; ++i) // but a service that does nothing else is
            gate.run(fault, {}, &account, ServiceGate::OnFault::Return);
        QCOMPARE(gate.figures().breaker, BreakerState::Open);
    }

    void neverMoreCallsAtOnceThanAllowed()
    {
        ServiceGate gate({.concurrency = 3});
        std::atomic<int> inside = 0;
        std::atomic<int> most = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 10; ++i) {
            threads.emplace_back([&] {
                for (int j = 0; j < 20; ++j)
                    gate.run(
                        [&](Instant) {
                            const int now = ++inside;
                            for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
                            }
                            std::this_thread::sleep_for(1ms);
                            // The first ones wait for company: no thread is so late that they stay alone.
                            for (int ms = 0; ms < soonMs && most < 3; ++ms)
                                std::this_thread::sleep_for(1ms);
                            --inside;
                            return Attempt{};
                        },
                        {});
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(gate.figures().calls, 200);
        QCOMPARE(gate.figures().inFlight, 0);
        QCOMPARE(most, 3);
    }

    void whoCameFirstGoesFirst()
    {
        ServiceGate gate({.concurrency = 1});
        std::deque<ServiceGate::Turn> turns;
        for (int i = 0; i < 6; ++i)
            turns.emplace_back(gate);
        std::mutex mutex;
        std::vector<int> order;
        std::vector<std::thread> threads;
        for (int i = 5; i >= 0; --i) { // the threads are there in any order, and mostly in this one
            threads.emplace_back([&, i] {
                gate.run(turns[std::size_t(i)],
                         [&, i](Instant) {
                             const std::lock_guard lock(mutex);
                             order.push_back(i);
                             return Attempt{};
                         },
                         {});
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(order, (std::vector<int>{0, 1, 2, 3, 4, 5}));
    }

    void whoComesBackAtOnceGoesBehindThoseWhoWait()
    {
        ServiceGate gate({.concurrency = 1});
        std::mutex mutex;
        QString order;
        const auto note = [&](QChar who) {
            return [&, who](Instant) {
                const std::lock_guard lock(mutex);
                order += who;
                return Attempt{};
            };
        };
        ServiceGate::Turn first(gate);
        ServiceGate::Turn waits(gate);
        std::thread returns([&] {
            gate.run(first, note(u'a'), {});
            gate.run(note(u'c'), {});
        });
        while (gate.figures().calls == 0)
            std::this_thread::sleep_for(1ms);
        gate.run(waits, note(u'b'), {});
        returns.join();
        QCOMPARE(order, u"abc"_s);
    }

    void whoWaitsForTheirTurnHearsThatTheServiceIsGone()
    {
        ServiceGate gate({.concurrency = 2, .ratePerSecond = 0.01, .retries = 0});
        std::atomic_bool holds = true;
        std::thread first([&] {
            gate.run(
                [&](Instant) {
                    holds.wait(true);
                    return ended(End::Denied);
                },
                {});
        });
        while (gate.figures().inFlight == 0)
            std::this_thread::sleep_for(1ms);
        std::stop_source stop; // so that a test that fails ends
        Attempt second;
        std::thread waits([&] { second = gate.run([](Instant) { return Attempt{}; }, stop.get_token()); });
        while (gate.figures().inFlight < 2)
            std::this_thread::sleep_for(1ms);
        holds = false;
        holds.notify_all();
        first.join();
        const std::jthread watch([&](std::stop_token ended) {
            for (int i = 0; i < soonMs && !ended.stop_requested(); ++i)
                std::this_thread::sleep_for(1ms);
            stop.request_stop();
        });
        waits.join();
        QCOMPARE(second.code, u"SERVICE_OUT"_s);
    }

    void everyWaitEndsWithTheStop()
    {
        // One waits for a place, one for its turn by the rate, one before a retry.
        ServiceGate place({.concurrency = 1});
        ServiceGate rate({.ratePerSecond = 0.001});
        ServiceGate retry({.retries = 5});
        std::stop_source stop;
        std::atomic_bool holds = true;
        std::atomic<int> cancelled = 0;
        rate.run([](Instant) { return Attempt{}; }, {});
        std::vector<std::thread> threads;
        threads.emplace_back([&] {
            place.run(
                [&](Instant) {
                    holds.wait(true);
                    return Attempt{};
                },
                {});
        });
        while (place.figures().inFlight == 0)
            std::this_thread::sleep_for(1ms);
        const auto waitAt = [&](ServiceGate &gate, const Attempt &attempt) {
            threads.emplace_back([&, attempt] {
                if (gate.run([attempt](Instant) { return attempt; }, stop.get_token()).end == End::Cancelled)
                    ++cancelled;
            });
        };
        waitAt(place, {});
        waitAt(rate, {});
        Attempt busy = ended(End::Throttled);
        busy.retryAfter = 9s;
        waitAt(retry, busy);
        while (retry.figures().throttled == 0 || rate.figures().inFlight == 0)
            std::this_thread::sleep_for(1ms);
        const Instant asked = std::chrono::steady_clock::now();
        stop.request_stop();
        for (std::size_t i = 1; i < threads.size(); ++i)
            threads[i].join();
        QVERIFY(std::chrono::steady_clock::now() - asked < 5s);
        QCOMPARE(cancelled, 3);
        holds = false;
        holds.notify_all();
        threads[0].join();
    }
};

QTEST_APPLESS_MAIN(TestServiceGate)
#include "tst_servicegate.moc"
