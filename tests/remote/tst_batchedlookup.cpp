// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/batchedlookup.h"

#include <QTest>

#include <condition_variable>
#include <mutex>
#include <thread>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace bulkhead;

using End = Attempt::End;
using Kind = Answer::Kind;

namespace {

constexpr int mostKeys = 4;

/// A service in this process: knows everybody, keeps calls until it is told to let them go, and writes down which came.
class Counter
{
public:
    CallReply serve(const QStringList &keys, std::stop_token stop)
    {
        std::unique_lock lock(m_mutex);
        m_began.append(keys.join(u','));
        ++m_inside;
        m_changed.notify_all();
        m_changed.wait(lock, stop, [this] { return m_isOpen; });
        m_changed.wait_for(lock, stop, m_time, [] { return false; });
        --m_inside;
        if (stop.stop_requested())
            return {Attempt::cancelled(), {}};
        if (keys.contains(m_poison))
            return {{End::Unavailable, u"INTERNAL"_s, Text::verbatim(u"it stumbled"_s), {}, true}, {}};
        CallReply reply;
        for (const QString &key : keys) {
            if (m_leftOut.removeOne(key))
                continue;
            reply.answers.emplace_back(key, Answer{Kind::Found, {u"of "_s + key}, {}, {}});
        }
        return reply;
    }

    void letGo()
    {
        const std::lock_guard lock(m_mutex);
        m_isOpen = true;
        m_changed.notify_all();
    }
    /// False when there were never so many at once.
    bool waitFor(int inside)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::stop_token(), 20s, [&] { return m_inside >= inside; });
    }
    QStringList began() const
    {
        const std::lock_guard lock(m_mutex);
        return m_began;
    }
    /// From now on each call takes so long.
    void takeTime(std::chrono::milliseconds time)
    {
        const std::lock_guard lock(m_mutex);
        m_time = time;
    }
    void stumbleOver(const QString &key) { m_poison = key; }
    void leaveOutOnce(const QString &key) { m_leftOut.append(key); }

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    QStringList m_began;
    QStringList m_leftOut;
    QString m_poison;
    std::chrono::milliseconds m_time = 0ms;
    int m_inside = 0;
    bool m_isOpen = false;
};

class CounterCall final : public LookupCall
{
public:
    explicit CounterCall(Counter &counter) : m_counter(counter) {}

    QStringList fields() const override { return {u"value"_s}; }
    int mostKeys() const override { return ::mostKeys; }
    CallReply ask(const QStringList &keys, Instant, std::stop_token stop) override
    {
        return m_counter.serve(keys, stop);
    }

private:
    Counter &m_counter;
};

std::unique_ptr<BatchedLookup> lookupAt(Counter &counter, const ServiceLimits &limits)
{
    return std::make_unique<BatchedLookup>(std::make_unique<CounterCall>(counter),
                                           std::make_shared<ServiceGate>(limits));
}

/// So many keys, which fill so many calls.
QStringList keysOf(const QString &question, int calls)
{
    QStringList keys;
    for (int i = 0; i < calls * mostKeys; ++i)
        keys.append(u"%1%2"_s.arg(question).arg(i, 3, 10, QChar(u'0')));
    return keys;
}

bool isWhole(const LookupResult &result, const QStringList &keys)
{
    return result.answers.size() == keys.size() && std::ranges::all_of(keys, [&](const QString &key) {
               return result.answers.value(key).values == QStringList(u"of "_s + key);
           });
}

/// A question that somebody asks on a thread of their own.
class Asking
{
public:
    Asking(Lookup &lookup, const QStringList &keys)
        : m_thread([this, &lookup, keys] { m_result = lookup.find(keys, m_stop.get_token()); })
    {}
    ~Asking()
    {
        if (m_thread.joinable())
            m_thread.join();
    }
    void stop() { m_stop.request_stop(); }
    const LookupResult &result()
    {
        if (m_thread.joinable())
            m_thread.join();
        return m_result;
    }

private:
    std::stop_source m_stop;
    LookupResult m_result;
    std::thread m_thread;
};

/// False when the batches of so many calls never came to stand in line.
bool standInLine(const Lookup &lookup, int calls)
{
    return QTest::qWaitFor([&] { return lookup.figures().keys >= calls * mostKeys; }, 20s / 1ms);
}

} // namespace

class TestBatchedLookup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void questionsAreAnsweredInTheirOrder()
    {
        Counter counter;
        const auto lookup = lookupAt(counter, {.concurrency = 1});
        Asking first(*lookup, keysOf(u"a"_s, 12));
        QVERIFY(counter.waitFor(1) && standInLine(*lookup, 12));
        Asking second(*lookup, keysOf(u"b"_s, 12));
        QVERIFY(standInLine(*lookup, 24));
        counter.letGo();
        QVERIFY(isWhole(first.result(), keysOf(u"a"_s, 12)));
        QVERIFY(isWhole(second.result(), keysOf(u"b"_s, 12)));
        const QStringList began = counter.began();
        QStringList sorted = began;
        sorted.sort();
        QCOMPARE(began.size(), 24);
        QCOMPARE(began, sorted);
    }

    void whatIsAskedAgainComesBeforeTheNextQuestion()
    {
        Counter counter;
        counter.stumbleOver(u"a000"_s);
        counter.leaveOutOnce(u"a005"_s);
        const auto lookup = lookupAt(counter, {.concurrency = 1, .retries = 1});
        Asking first(*lookup, keysOf(u"a"_s, 2));
        QVERIFY(counter.waitFor(1) && standInLine(*lookup, 2));
        Asking second(*lookup, keysOf(u"b"_s, 60));
        QVERIFY(standInLine(*lookup, 62));
        // Time enough for whoever reads an answer, so that few calls go on meanwhile.
        counter.takeTime(100ms);
        counter.letGo();
        const LookupResult result = first.result();
        counter.takeTime(0ms);
        QCOMPARE(result.answers.value(u"a000"_s).kind, Kind::Unavailable);
        QCOMPARE(result.answers.value(u"a005"_s).values, QStringList(u"of a005"_s));
        QVERIFY(isWhole(second.result(), keysOf(u"b"_s, 60)));
        // While an answer is read, the next question's calls go on: a few of them, or a few more on a busy machine.
        const QStringList began = counter.began();
        const qsizetype last = began.lastIndexOf(u"a005"_s);
        QVERIFY2(last > 1 && last < 40, qPrintable(began.join(u' ')));
        const qsizetype alone = began.indexOf(u"a000"_s);
        QVERIFY2(alone > 1 && alone < 40, qPrintable(began.join(u' ')));
    }

    void noThreadIsIdleWhileAnyQuestionHasABatchLeft()
    {
        Counter counter;
        const auto lookup = lookupAt(counter, {.concurrency = 4});
        Asking first(*lookup, keysOf(u"a"_s, 1));
        Asking second(*lookup, keysOf(u"b"_s, 1));
        Asking third(*lookup, keysOf(u"c"_s, 2));
        const bool areTogether = counter.waitFor(4);
        counter.letGo();
        QVERIFY(areTogether);
        QVERIFY(isWhole(first.result(), keysOf(u"a"_s, 1)));
        QVERIFY(isWhole(second.result(), keysOf(u"b"_s, 1)));
        QVERIFY(isWhole(third.result(), keysOf(u"c"_s, 2)));
    }

    void aKeyThatTheServiceStumblesOverCostsItselfOnly()
    {
        Counter counter;
        counter.letGo();
        counter.stumbleOver(u"a002"_s);
        const auto lookup = lookupAt(counter, {.retries = 1});
        const LookupResult result = lookup->find(keysOf(u"a"_s, 1), {});
        for (const QString &key : keysOf(u"a"_s, 1))
            QCOMPARE(result.answers.value(key).kind, key == "a002"_L1 ? Kind::Unavailable : Kind::Found);
        QVERIFY(!result.outage);
        QVERIFY(result.account.isOnlyFaults());
        QStringList began = counter.began();
        QCOMPARE(began.takeFirst(), u"a000,a001,a002,a003"_s);
        began.sort();
        QCOMPARE(began, (QStringList{u"a000,a001"_s, u"a002"_s, u"a002"_s, u"a002,a003"_s, u"a003"_s}));
    }

    void aQuestionThatIsStoppedTellsOfAllItsKeys()
    {
        Counter counter;
        const auto lookup = lookupAt(counter, {.concurrency = 2});
        Asking asking(*lookup, keysOf(u"a"_s, 50));
        QVERIFY(counter.waitFor(2));
        const Instant asked = std::chrono::steady_clock::now();
        asking.stop();
        const LookupResult &result = asking.result();
        QVERIFY(std::chrono::steady_clock::now() - asked < 5s); // a moment on a quiet machine
        QVERIFY(result.cancelled);
        QVERIFY(!result.outage);
        QCOMPARE(result.answers.size(), 50 * mostKeys);
        for (const Answer &answer : result.answers) {
            QCOMPARE(answer.kind, Kind::Unavailable);
            QCOMPARE(answer.code, u"CANCELLED"_s);
        }
    }

    void aQuestionThatIsStoppedDoesNotWaitForThoseBeforeIt()
    {
        Counter counter;
        const auto lookup = lookupAt(counter, {.concurrency = 1});
        Asking others(*lookup, keysOf(u"a"_s, 20));
        QVERIFY(counter.waitFor(1) && standInLine(*lookup, 20));
        Asking ours(*lookup, keysOf(u"b"_s, 20));
        QVERIFY(standInLine(*lookup, 40));
        const std::jthread watch([&](std::stop_token ended) { // so that a test that fails ends
            for (int i = 0; i < 100 && !ended.stop_requested(); ++i)
                std::this_thread::sleep_for(100ms);
            counter.letGo();
        });
        const Instant asked = std::chrono::steady_clock::now();
        ours.stop();
        const LookupResult &result = ours.result();
        QVERIFY(std::chrono::steady_clock::now() - asked < 5s); // the other one hangs
        QVERIFY(result.cancelled);
        QCOMPARE(result.answers.size(), 20 * mostKeys);
        QCOMPARE(result.answers.value(u"b000"_s).code, u"CANCELLED"_s);
        counter.letGo();
        QVERIFY(isWhole(others.result(), keysOf(u"a"_s, 20)));
        QVERIFY(counter.began().filter(u"b"_s).isEmpty());
    }

    void aStoppedQuestionIsNotAskedAfterwards()
    {
        Counter counter;
        auto lookup = lookupAt(counter, {.concurrency = 1});
        {
            Asking asking(*lookup, keysOf(u"a"_s, 30));
            QVERIFY(counter.waitFor(1));
            asking.stop();
        }
        counter.letGo();
        QVERIFY(isWhole(lookup->find(keysOf(u"b"_s, 3), {}), keysOf(u"b"_s, 3)));
        QCOMPARE(counter.began().filter(u"a"_s).size(), 1);
        lookup.reset(); // with what was left in its line
    }

    void itEndsAtOnceWhenNobodyAsks()
    {
        Counter counter;
        counter.letGo();
        for (int i = 0; i < 50; ++i) {
            auto lookup = lookupAt(counter, {.concurrency = 8});
            QVERIFY(isWhole(lookup->find(keysOf(u"a"_s, 8), {}), keysOf(u"a"_s, 8)));
            const Instant before = std::chrono::steady_clock::now();
            lookup.reset();
            QVERIFY(std::chrono::steady_clock::now() - before < 5s);
        }
    }

    void nothingAskedIsNothingAnswered()
    {
        Counter counter;
        const LookupResult result = lookupAt(counter, {})->find({}, {});
        QVERIFY(result.answers.isEmpty());
        QVERIFY(!result.cancelled);
    }
};

QTEST_APPLESS_MAIN(TestBatchedLookup)
#include "tst_batchedlookup.moc"
