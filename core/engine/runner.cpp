// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/runner.h"

#include "core/engine/backoff.h"
#include "core/engine/chunkrunner.h"
#include "core/engine/claimledger.h"
#include "core/engine/jobboard.h"
#include "core/engine/jobvetting.h"
#include "core/engine/submission.h"
#include "core/engine/workforce.h"
#include "core/store/access.h"

#include <QCoreApplication>
#include <QSysInfo>
#include <QThreadPool>
#include <QtConcurrent/QtConcurrentRun>

#include <thread>

using namespace std::chrono_literals;
using std::chrono::steady_clock;

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr auto lookEvery = 200ms;   ///< for new jobs, and for pause and cancel
constexpr auto adoptEvery = 2000ms; ///< for lists whose planner died
constexpr auto tellEvery = 100ms;
constexpr auto leaseMargin = 1000ms;
constexpr int jobsAtOnce = 32;
constexpr std::size_t plansAtOnce = 3;
/// Long enough for a runner of who submitted it to take it up.
constexpr auto sayLeftAfter = 3000ms;
constexpr auto vetAgainEvery = 15000ms;

} // namespace

/// The threads of a runner. One coordinator beats, watches the jobs and keeps the board; workers take
/// what the board offers. Each has a connection of its own, made and lost in its own thread.
class Runner::Engine
{
public:
    Engine(const ConnectionTarget &target, Options options);

    Status start();
    void stop(bool now);
    QUuid workerId() const;
    void wake() { m_board.wake(); }

private:
    void coordinate();
    bool coordinateOnce(JobStore &store);
    bool beat(JobStore &store);
    void trustLease(steady_clock::time_point sent, std::chrono::milliseconds lease);
    bool look(JobStore &store);
    /// A job that was not on the board: as this login may work on it, or null where it may not; an Error is the
    /// store's.
    Result<std::shared_ptr<const JobContext>> take(JobStore &store, const QUuid &id);
    bool adopt(JobStore &store);
    void plan(const Job &job, const QUuid &worker);
    void hire(int wanted);
    void touch(const QUuid &job);
    void tell();

    void work(Worker &worker);
    std::optional<ChunkClaim> serve(JobStore &store, ChunkRunner &chunks, const JobBoard::Offer &offer,
                                    std::stop_token stop);
    std::mutex *sqliteWriter() { return m_target.kind == Database::SQLite ? &m_sqliteWriter : nullptr; }
    ChunkRunner::Options chunkOptions();

    ConnectionTarget m_target;
    Options m_options;
    JobBoard m_board;
    std::atomic_bool m_stopping = false;
    std::atomic<steady_clock::rep> m_leaseEnds = 0;
    std::mutex m_sqliteWriter;
    ClaimLedger m_claims;
    const std::shared_ptr<ServiceTries> m_tries = std::make_shared<ServiceTries>();

    Workforce m_workforce;

    mutable std::mutex m_mutex; ///< guards the two below
    WorkerIdentity m_identity;
    std::vector<QUuid> m_changed;

    // The coordinator's own.
    steady_clock::time_point m_nextBeat;
    steady_clock::time_point m_nextAdopt;
    std::vector<QUuid> m_watched; ///< jobs that were runnable at the last look
    struct Left
    {
        int looks = 0;
        steady_clock::time_point lookAgain;
    };
    std::map<QUuid, Left> m_left;          ///< runnable jobs that are for others to run
    steady_clock::time_point m_forgetNext; ///< when images that are kept no longer are looked for
    std::vector<QFuture<void>> m_planning; ///< those that wait for a service must not keep others waiting
    QThreadPool m_pool;                    ///< last: its threads end before what they use
};

Runner::Engine::Engine(const ConnectionTarget &target, Options options)
    : m_target(target), m_options(std::move(options))
{
    m_pool.setExpiryTimeout(-1); // a thread that came and went would reconnect each time
    m_pool.setMaxThreadCount(m_options.maxWorkers + 1 + int(plansAtOnce));
}

Status Runner::Engine::start()
{
    const Result<std::unique_ptr<JobStore>> store = JobStore::open(m_target);
    if (!store)
        return store.error();
    if (const Status allowed = requireRole(store.value()->connection(), Role::Operator); !allowed)
        return allowed;
    m_identity = {.id = newJobId(),
                  .host = QSysInfo::machineHostName(),
                  .pid = QCoreApplication::applicationPid(),
                  .program = m_options.program};
    const auto sent = steady_clock::now();
    if (const Status enlisted = store.value()->enlist(m_identity, m_options.lease); !enlisted)
        return enlisted;
    trustLease(sent, m_options.lease);
    m_pool.start([this] { coordinate(); });
    if (m_options.onlyJob)
        hire(1); // connects while the job is still being read
    return Done{};
}

void Runner::Engine::stop(bool now)
{
    m_stopping = true;
    m_board.close();
    m_workforce.interrupt(now ? Worker::Interrupted::Everything : Worker::Interrupted::Calls,
                          [](const QUuid &) { return true; });
    m_pool.waitForDone();
}

QUuid Runner::Engine::workerId() const
{
    const std::scoped_lock lock(m_mutex);
    return m_identity.id;
}

void Runner::Engine::coordinate()
{
    std::unique_ptr<JobStore> store;
    int failures = 0;
    while (!m_stopping) {
        if (!store) {
            Result<std::unique_ptr<JobStore>> opened = JobStore::open(m_target);
            if (opened)
                store = opened.take();
        }
        const bool ok = store && coordinateOnce(*store);
        tell();
        if (ok) {
            failures = 0;
            m_board.sleep(m_board.isBusy() ? tellEvery : lookEvery);
            continue;
        }
        if (store && !store->connection().isOpen())
            store.reset();
        m_board.sleep(std::min<std::chrono::milliseconds>(backoff(++failures), 2000ms));
    }
    for (QFuture<void> &planning : m_planning)
        planning.waitForFinished();
    m_board.waitUntilIdle();
    tell();
    if (store)
        static_cast<void>(store->dismiss(workerId())); // if it fails the lease ends by itself
}

bool Runner::Engine::coordinateOnce(JobStore &store)
{
    const auto now = steady_clock::now();
    if (now >= m_nextBeat) {
        if (!beat(store))
            return false;
        m_nextBeat = now + m_options.beat;
        if (!m_claims.reclaim(store, workerId()) || !store.keepTime())
            return false;
    }
    if (!look(store))
        return false;
    std::erase_if(m_planning, [](const QFuture<void> &planning) { return planning.isFinished(); });
    if (now >= m_nextAdopt && m_planning.size() < plansAtOnce) {
        if (!adopt(store))
            return false;
        m_nextAdopt = now + adoptEvery;
    }
    return true;
}

/// From when the question was sent, not answered: the database's clock began somewhere between.
void Runner::Engine::trustLease(steady_clock::time_point sent, std::chrono::milliseconds lease)
{
    m_leaseEnds = (sent + lease - leaseMargin).time_since_epoch().count();
}

bool Runner::Engine::beat(JobStore &store)
{
    const auto sent = steady_clock::now();
    const Result<Beat> answer = store.beat(workerId(), m_options.lease);
    if (!answer)
        return false;
    if (answer->leaseMs > 0) {
        trustLease(sent, std::chrono::milliseconds(answer->leaseMs));
        return true;
    }
    // We slept through our lease, and others may have taken our chunks: what runs now must not commit,
    // and we come back as somebody new.
    m_leaseEnds = 0;
    m_workforce.interrupt(Worker::Interrupted::Everything, [](const QUuid &) { return true; });
    WorkerIdentity identity;
    {
        const std::scoped_lock lock(m_mutex);
        m_identity.id = newJobId();
        identity = m_identity;
    }
    if (!store.enlist(identity, m_options.lease))
        return false;
    trustLease(sent, m_options.lease);
    return true;
}

/// Which jobs can be worked on now. One that was there and is no longer was paused, cancelled or
/// finished: a cancelled one's statements are stopped, a paused one's chunk may finish.
bool Runner::Engine::look(JobStore &store)
{
    const Result<std::vector<RunnableJob>> runnable = store.runnable(jobsAtOnce + int(m_left.size()));
    if (!runnable)
        return false;
    std::vector<JobBoard::Posting> postings;
    std::vector<QUuid> seen;
    bool asksServices = false;
    for (const RunnableJob &job : *runnable) {
        if (m_options.onlyJob && job.id != *m_options.onlyJob)
            continue;
        std::shared_ptr<const JobContext> context = m_board.contextOf(job.id);
        if (!context) {
            Result<std::shared_ptr<const JobContext>> taken = take(store, job.id);
            if (!taken)
                return false;
            if (!*taken)
                continue;
            context = taken.take();
        }
        postings.push_back({context, job.priority});
        seen.push_back(job.id);
        asksServices = asksServices || context->asksServices();
    }
    m_board.post(postings);
    std::erase_if(m_left, [&](const auto &left) {
        return std::ranges::find(*runnable, left.first, &RunnableJob::id) == runnable->end();
    });
    for (const QUuid &job : m_watched) {
        if (std::ranges::find(seen, job) != seen.end())
            continue;
        touch(job);
        const Result<std::optional<Job>> gone = store.job(job);
        if (gone && (!*gone || isFinal((*gone)->state)))
            m_workforce.interrupt(Worker::Interrupted::Everything, [&](const QUuid &at) { return at == job; });
    }
    m_watched = seen;
    hire(std::min(m_board.workersWanted(), usefulWorkers(m_target, asksServices)));
    return true;
}

Result<std::shared_ptr<const JobContext>> Runner::Engine::take(JobStore &store, const QUuid &id)
{
    const std::shared_ptr<const JobContext> none;
    const auto left = m_left.find(id);
    if (left != m_left.end() && steady_clock::now() < left->second.lookAgain)
        return none;
    const Result<std::optional<Job>> job = store.job(id);
    if (!job)
        return job.error();
    if (!*job)
        return none;
    Result<std::shared_ptr<const JobContext>> made = JobContext::of(**job);
    if (!made) {
        static_cast<void>(store.stop(id, made.error().message));
        return none;
    }
    made = vetted(store.connection(), **job, made.take(), m_options.installed);
    if (made) {
        m_left.erase(id);
        return made;
    }
    if (made.error().code == "NOT_APPROVED"_L1) {
        static_cast<void>(store.stop(id, made.error().message));
        return none;
    }
    if (made.error().code != "FOREIGN_JOB"_L1)
        return made;
    Left &own = m_left[id];
    if (own.looks > 0 && !store.sayWhyQueued(id, made.error().message))
        return made;
    own.lookAgain = steady_clock::now() + (own.looks++ == 0 ? sayLeftAfter : vetAgainEvery);
    return none;
}

bool Runner::Engine::adopt(JobStore &store)
{
    if (!m_options.onlyJob && steady_clock::now() >= m_forgetNext) {
        m_forgetNext = steady_clock::now() + std::chrono::hours(1);
        static_cast<void>(store.forgetImages()); // what is not forgotten now is in an hour
    }
    const Result<std::optional<Job>> orphan = store.adoptPending(workerId());
    if (!orphan)
        return false;
    if (*orphan) {
        m_planning.push_back(QtConcurrent::run(&m_pool, [this, job = **orphan, worker = workerId()] {
            plan(job, worker);
            touch(job.id);
            m_board.wake();
        }));
    }
    return true;
}

/// Its failure is the job's own, but for a lost connection: the job is ours, so nobody else would go on.
void Runner::Engine::plan(const Job &job, const QUuid &worker)
{
    for (int failures = 1; !m_stopping; ++failures) {
        const Result<std::unique_ptr<JobStore>> own = JobStore::open(m_target);
        const auto goesOn = [this](const PlanProgress &) { return !m_stopping; };
        if (own && (resumePlanning(*own.value(), job, worker, m_options.services, goesOn) ||
                    own.value()->connection().isOpen()))
            return;
        std::this_thread::sleep_for(std::min<std::chrono::milliseconds>(backoff(failures), 1000ms));
    }
}

void Runner::Engine::hire(int wanted)
{
    while (Worker *worker = m_workforce.hire(std::min(wanted, m_options.maxWorkers)))
        m_pool.start([this, worker] { work(*worker); });
}

void Runner::Engine::touch(const QUuid &job)
{
    const std::scoped_lock lock(m_mutex);
    if (std::ranges::find(m_changed, job) == m_changed.end())
        m_changed.push_back(job);
}

void Runner::Engine::tell()
{
    std::vector<QUuid> changed;
    {
        const std::scoped_lock lock(m_mutex);
        changed.swap(m_changed);
    }
    if (m_options.onChanged)
        std::ranges::for_each(changed, m_options.onChanged);
}

void Runner::Engine::work(Worker &worker)
{
    std::unique_ptr<JobStore> store;
    std::optional<ChunkClaim> unresolved; ///< a chunk of which a broken connection left us in doubt
    std::unique_ptr<ChunkRunner> chunks;  ///< of the job at hand: it remembers what it learned of the target
    int failures = 0;
    while (!m_stopping) {
        if (!store) {
            Result<std::unique_ptr<JobStore>> opened = JobStore::open(m_target);
            if (!opened) {
                std::this_thread::sleep_for(std::min<std::chrono::milliseconds>(backoff(++failures), 1000ms));
                continue;
            }
            store = opened.take();
            failures = 0;
        }
        if (unresolved) {
            if (ChunkRunner::resolve(*store, *unresolved) == ChunkRunner::Outcome::Broken) {
                chunks.reset();
                store.reset();
                std::this_thread::sleep_for(backoff(++failures));
                continue;
            }
            m_claims.letGo(unresolved->claimId);
            unresolved.reset();
        }
        const std::optional<JobBoard::Offer> offer = m_board.take();
        if (!offer)
            continue;
        if (!chunks || chunks->job() != offer->context->id)
            chunks = std::make_unique<ChunkRunner>(*store, offer->context, chunkOptions());
        const std::stop_token stop = worker.begin(&store->connection(), offer->context->id);
        if (m_stopping) // and it interrupted the others before it could see us
            worker.interrupt(Worker::Interrupted::Calls, [](const QUuid &) { return true; });
        unresolved = serve(*store, *chunks, *offer, stop);
        worker.end();
        if (!store->connection().isOpen()) {
            chunks.reset();
            store.reset();
        }
    }
}

/// One chunk of the offered job, if there is one. Returns a claim of which a broken connection left us
/// in doubt.
std::optional<ChunkClaim> Runner::Engine::serve(JobStore &store, ChunkRunner &chunks, const JobBoard::Offer &offer,
                                                std::stop_token stop)
{
    const JobContext &job = *offer.context;
    Result<std::optional<ChunkClaim>> claim = m_claims.claim(store, job, workerId(), offer.fromNo, sqliteWriter());
    std::optional<qint64> claimed;
    std::optional<ChunkClaim> unresolved;
    if (claim && *claim) {
        claimed = (*claim)->no;
        const ChunkRunner::Outcome outcome = chunks.run(**claim, stop);
        if (outcome == ChunkRunner::Outcome::Broken)
            unresolved = std::move(*claim.value());
        else
            m_claims.letGo((*claim)->claimId);
        // Given up because our lease seemed over: if it was not, the store still counts the chunk as ours.
        if (outcome == ChunkRunner::Outcome::Lost)
            m_claims.doubt();
        touch(job.id);
    }
    if (m_board.giveBack(job.id, claimed) && claim) {
        chunks.tidyUp();
        const Result<bool> settled = store.settle(job.id);
        if (settled && *settled) {
            touch(job.id);
            m_board.wake();
        }
    }
    return unresolved;
}

ChunkRunner::Options Runner::Engine::chunkOptions()
{
    return {.leaseEnds = [this] { return steady_clock::time_point(steady_clock::duration(m_leaseEnds.load())); },
            .writer = sqliteWriter(),
            .services = m_options.services.get(),
            .tries = m_tries};
}

Runner::Runner(const ConnectionTarget &target, Options options)
    : m_engine(std::make_unique<Engine>(target, std::move(options)))
{}

Runner::~Runner()
{
    m_engine->stop(false);
}

Status Runner::start()
{
    return m_engine->start();
}

void Runner::stop(bool now)
{
    m_engine->stop(now);
}

QUuid Runner::workerId() const
{
    return m_engine->workerId();
}

void Runner::wake()
{
    m_engine->wake();
}

} // namespace bulkhead
