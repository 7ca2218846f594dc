// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/changetally.h"
#include "core/job/job.h"
#include "core/store/sqlconnection.h"

#include <chrono>
#include <map>
#include <optional>

namespace bulkhead {

struct NewJob
{
    QUuid id;
    QString operation;
    int operationVersion = 1;
    QJsonObject spec;
    QString sourceName;
    QString actor;
    QString host;
    int priority = 5;
    QUuid parentId;
    JobKind kind = JobKind::Run;
    std::optional<qint64> holdAfter;    ///< pause once, when so many items are settled
    std::optional<double> pausePercent; ///< pause once, when more of the settled rows than this have failed
    int keepDays = 30;                  ///< its images, from its end on
    qint64 timeoutSeconds = 0;          ///< from its start on; it fails then. 0: none
    QString reason = {};                ///< why, in the operator's words; for the audit
};

/// A page of rows on its way into the store, with the rows that their checks already refused.
struct NewChunk
{
    qint64 no = 0;
    qint64 firstItem = 1;
    qint64 itemCount = 0;
    qint64 firstRow = 0; ///< row numbers of the source within this page, inclusive
    qint64 lastRow = 0;
    QByteArray rows; ///< RowPage, compressed
    std::vector<Failure> refused;
    QByteArray changes = {}; ///< of a revert: the ChangePage that this chunk takes back
};

/// What a dry run found of a chunk.
struct ChunkPreview
{
    QByteArray changes; ///< ChangePage, compressed; its before-images are what the apply must still find
    ChangeTally tally;
    std::vector<Failure> refused; ///< rows that the target would refuse
};

struct WorkerIdentity
{
    QUuid id;
    QString host;
    qint64 pid = 0;
    QString program; ///< "bulkhead", "bulkheadctl"
};

/// A chunk that is ours for as long as claim and fence say so.
struct ChunkClaim
{
    QUuid jobId;
    qint64 no = 0;
    qint64 firstItem = 1;
    qint64 itemCount = 0;
    qint64 refused = 0; ///< rows that failed their checks before
    int attempt = 1;
    QUuid claimId;
    qint64 fence = 0;
    QByteArray rows;
    QByteArray changes; ///< of a revert: what is to be taken back
    bool isPreviewed = false;
};

/// What a chunk came to; written in the transaction of its effect.
struct ChunkOutcome
{
    qint64 succeeded = 0;
    qint64 skipped = 0;
    qint64 cancelled = 0; ///< rows behind the one at which the job was told to stop
    qint64 unknown = 0;
    std::vector<Failure> failures; ///< those that failed now; the refused ones are already kept
    QByteArray results;            ///< ResultPage, compressed
    QByteArray changes = {};       ///< ChangePage, compressed; nothing where no image is kept
    ChangeTally tally = {};
    qint64 durationMs = 0;
};

struct RunnableJob
{
    QUuid id;
    JobState state = JobState::Queued;
    int priority = 5;
};

/// State: what still moves first. Duration: from start to end; without one where either is missing.
enum class JobSort { Submitted, State, Operation, Source, Actor, Duration };

struct JobQuery
{
    std::vector<JobState> states; ///< empty: any
    QString operation;            ///< empty: any
    QString text;                 ///< in source name, operation, actor or id; case-insensitive
    std::optional<QUuid> parentId;
    std::optional<qint64> openOrSince; ///< only unfinished jobs, and those created since then (ms)
    JobSort sort = JobSort::Submitted; ///< the newest first among equals
    bool descending = true;
    int limit = 50;
    std::optional<Job> after; ///< keyset: only jobs that come after this one in that order
};

enum class FailureSort { Row, Code, Field, Message };

struct FailureQuery
{
    QUuid jobId;
    QString code;             ///< empty: any
    QString field;            ///< empty: any
    QString text;             ///< in message or input; case-insensitive
    std::vector<qint64> rows; ///< empty: any
    bool notRetried = false;  ///< only rows that no child job took up yet
    bool onlyMended = false;  ///< only rows with a correction that was not retried yet
    FailureSort sort = FailureSort::Row;
    bool descending = false;
    qint64 offset = 0;
    qint64 afterRow = -1; ///< keyset for Sort::Row: only rows beyond this one (in sort direction)
    int limit = 200;
};

struct Beat
{
    qint64 leaseMs = 0; ///< how long this worker's claims hold from now on; 0: they are lost
};

/// Facts that must hold for every job at any moment; see `bulkheadctl verify`.
struct VerifyFinding
{
    Text fact;
    bool holds = false;
    QString found; ///< figures, for people
};

/// Where jobs are kept. Bound to one connection and so to one thread. Every change that must be seen
/// together is made in one transaction, with its event. Two implementations, PostgreSQL and SQLite,
/// pass one conformance suite. Times are by the database's clock. What people do, and how a job ends, is
/// told to the audit in the transaction that does it; who may not do it hears ACCESS_DENIED (access.h).
class JobStore
{
public:
    /// A store on this connection. The schema must be current (see Migrations).
    static std::unique_ptr<JobStore> on(std::unique_ptr<SqlConnection> connection);
    /// Opens, and refuses a database whose schema is missing (SCHEMA_MISSING), older (SCHEMA_OLD) or
    /// newer (SCHEMA_NEWER) than the program.
    static Result<std::unique_ptr<JobStore>> open(const ConnectionTarget &target);
    virtual ~JobStore() = default;

    virtual SqlConnection &connection() = 0;

    // Planning. A job is Pending until finishPlan().
    virtual Status createJob(const NewJob &job) = 0;
    virtual Status appendChunks(const QUuid &jobId, std::span<const NewChunk> chunks) = 0;
    /// Forgets what was planned so far (a planner died); only while Pending.
    virtual Status restartPlan(const QUuid &jobId) = 0;
    /// Leaves the planning be for so long, since what it needs is not there: whoever adopts the job then plans it anew.
    virtual Status restPlan(const QUuid &jobId, std::chrono::milliseconds wait, const Text &reason) = 0;
    /// Pending → Queued.
    virtual Status finishPlan(const QUuid &jobId) = 0;
    /// Keeps what a dry run found of a chunk; while Pending. Its refused rows count as refused from now on.
    virtual Status recordPreview(const QUuid &jobId, qint64 no, const ChunkPreview &preview) = 0;
    /// The plan is complete, and the job stays Pending until somebody starts it. `reason` says for whom.
    virtual Status awaitPerson(const QUuid &jobId, JobAwaits awaits, const Text &reason) = 0;
    /// Pending → Queued, of a job that awaits it; `false` if it does not. With `approval` a job that awaited its start
    /// awaits a second person next, for whom it says so. Who submitted a job cannot agree to it: SECOND_PERSON. On
    /// PostgreSQL `actor` only counts from an administrator.
    virtual Result<bool> startAwaiting(const QUuid &jobId, const QString &actor, const QString &reason,
                                       const Text &approval = {}) = 0;
    /// Pending jobs whose planner is gone (its worker's lease ended), or rested for long enough, and are now `worker`'s
    /// to plan. On PostgreSQL only jobs of the same user.
    virtual Result<std::optional<Job>> adoptPending(const QUuid &worker) = 0;
    /// Says that this worker plans the job with this store, so that nobody adopts it while its lease lasts.
    /// If somebody does later, this store can add nothing more to the plan nor end it: PLAN_TAKEN.
    virtual Status ownPlan(const QUuid &jobId, const QUuid &worker) = 0;

    // Verbs. Each is guarded by the table of transitions; `false` says that the state did not allow it.
    virtual Result<bool> pause(const QUuid &jobId, const QString &actor) = 0;
    virtual Result<bool> resume(const QUuid &jobId, const QString &actor) = 0;
    /// Ready chunks become cancelled; running ones finish or lose their claim.
    virtual Result<bool> cancel(const QUuid &jobId, const QString &actor, const Text &reason) = 0;
    /// Like cancel, but the job ends as Failed: its own rule (first error, threshold) stopped it.
    virtual Result<bool> stop(const QUuid &jobId, const Text &reason) = 0;
    /// Only final jobs; everything of it goes, children stay.
    virtual Result<bool> remove(const QUuid &jobId) = 0;

    // Working.
    virtual Status enlist(const WorkerIdentity &worker, std::chrono::milliseconds lease) = 0;
    virtual Result<Beat> beat(const QUuid &worker, std::chrono::milliseconds lease) = 0;
    /// Gives back what the worker holds and forgets it.
    virtual Status dismiss(const QUuid &worker) = 0;
    /// Gives back what the worker holds here but knows nothing of: claims whose answer was lost on the way. `held` are
    /// those it knows.
    virtual Status reclaim(const QUuid &worker, const std::vector<QUuid> &held) = 0;
    /// Queued and Processing jobs by priority (10 first), then age.
    virtual Result<std::vector<RunnableJob>> runnable(int limit) = 0;
    /// The lowest ready chunk from `fromNo` on (wrapping round), or one whose worker is dead. With
    /// `ordered` only the lowest unfinished chunk, and only if nobody runs it. At most `maxRunning`
    /// chunks of the job run at once, over all processes. Queued → Processing goes with the first claim.
    virtual Result<std::optional<ChunkClaim>> claim(const QUuid &jobId, const QUuid &worker, qint64 fromNo,
                                                    bool ordered, int maxRunning) = 0;
    /// In an open transaction: locks the chunk and says whether claim and fence are still ours.
    virtual Result<bool> holdsClaim(const ChunkClaim &claim) = 0;
    /// In the same transaction: writes results, failures and event, and marks the chunk done. `false`:
    /// the claim was lost, roll back.
    virtual Result<bool> record(const ChunkClaim &claim, const ChunkOutcome &outcome) = 0;
    /// After a commit whose answer was lost: whether the chunk was recorded under this claim.
    virtual Result<bool> wasRecorded(const ChunkClaim &claim) = 0;
    /// Gives the chunk back after a transient failure, to be tried again after `wait`.
    virtual Status release(const ChunkClaim &claim, std::chrono::milliseconds wait, const Text &why) = 0;
    /// Processing (or Paused, Queued) → Completed, Partial or Failed when no chunk is open any more.
    virtual Result<bool> settle(const QUuid &jobId) = 0;
    /// Pauses the job where its own rule says so (holdAfter, pausePercent), once each.
    virtual Result<bool> holdIfDue(const QUuid &jobId) = 0;
    /// Pauses the job for so long, since what it needs is not there: it goes on by itself then, or when somebody
    /// resumes it. `false`: it is paused or ended already.
    virtual Result<bool> rest(const QUuid &jobId, std::chrono::milliseconds wait, const Text &reason) = 0;
    /// Resumes jobs whose rest is over, and stops those that took longer than they may; says how many. Time for which a
    /// person kept a job paused does not count; while its list cannot be read, time counts from its submission.
    virtual Result<qint64> keepTime() = 0;
    /// Says why a Queued job stays where it is, unless something is said already.
    virtual Status sayWhyQueued(const QUuid &jobId, const Text &reason) = 0;
    /// Forgets the images of jobs that ended longer ago than their keepDays; says of how many jobs.
    virtual Result<qint64> forgetImages() = 0;
    virtual Status addEvent(const QUuid &jobId, const QString &kind, const QJsonObject &detail) = 0;

    // Observing.
    virtual Result<std::optional<Job>> job(const QUuid &jobId) = 0;
    /// Jobs whose id begins with these characters, at most two: so that people can type short ids.
    virtual Result<std::vector<QUuid>> jobsByIdPrefix(const QString &prefix) = 0;
    virtual Result<std::vector<Job>> jobs(const JobQuery &query) = 0;
    virtual Result<JobCounts> counts(const QUuid &jobId) = 0;
    virtual Result<std::vector<ErrorCount>> errorCounts(const QUuid &jobId) = 0;
    virtual Result<std::vector<Chunk>> chunks(const QUuid &jobId) = 0;
    virtual Result<std::vector<JobEvent>> events(const QUuid &jobId, qint64 afterId, int limit) = 0;
    virtual Result<qint64> failureCount(const FailureQuery &query) = 0;
    virtual Result<std::vector<Failure>> failures(const FailureQuery &query) = 0;
    /// The rows of a chunk as planned, and its results (empty while it is not done).
    virtual Result<QByteArray> chunkRows(const QUuid &jobId, qint64 no) = 0;
    virtual Result<QByteArray> chunkResults(const QUuid &jobId, qint64 no) = 0;
    /// What the chunk changed, and what its preview said it would; nothing where there is none.
    virtual Result<QByteArray> chunkChanges(const QUuid &jobId, qint64 no) = 0;
    virtual Result<QByteArray> chunkPreview(const QUuid &jobId, qint64 no) = 0;
    /// Rows of the chunk that were refused before any work, by its checks or its preview; ascending.
    virtual Result<std::vector<qint64>> refusedRows(const QUuid &jobId, qint64 no) = 0;
    /// Of a revert: what this chunk is to take back.
    virtual Result<QByteArray> plannedChanges(const QUuid &jobId, qint64 no) = 0;
    /// Figures by chunk number: of what was done, or of what the preview said.
    virtual Result<std::map<qint64, ChangeTally>> changeTallies(const QUuid &jobId, bool ofPreview) = 0;
    /// Whether anything is kept by which the job could be taken back.
    virtual Result<bool> hasImages(const QUuid &jobId) = 0;
    /// The chunk in which this row of the source stands.
    virtual Result<std::optional<qint64>> chunkOfRow(const QUuid &jobId, qint64 row) = 0;

    // Mending.
    /// Keeps the operator's corrections of a failed row (column → value) until it is retried.
    virtual Status mend(const QUuid &jobId, qint64 row, const QJsonObject &values) = 0;
    /// Marks the failed rows of the query as taken up by a retry. ALREADY_RETRIED, and nothing is changed,
    /// unless `count` rows are free: another retry was faster. Goes into the transaction that ends the
    /// child's plan.
    virtual Status markRetried(const FailureQuery &query, qint64 count, const QUuid &child) = 0;

    /// The invariants that the store alone can check.
    virtual Result<std::vector<VerifyFinding>> verify(const QUuid &jobId) = 0;
};

/// The job with this id; JOB_MISSING when there is none.
Result<Job> existingJob(JobStore &store, const QUuid &jobId);

} // namespace bulkhead
