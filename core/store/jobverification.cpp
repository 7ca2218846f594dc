// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/jobverification.h"

#include "core/store/storesession.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// A fact of which the database counts the exceptions, and names the first.
struct CountedFact
{
    const char *fact;
    const char *exceptions; ///< gives (count, first exception); $1 is the job
};

constexpr std::array countedFacts{
    CountedFact{QT_TRANSLATE_NOOP("core", "The chunks are numbered 0, 1, 2 … and tile the rows without gap or overlap"),
                "select count(*), min(no) from (select no, first_item,"
                " row_number() over (order by no) - 1 as expected_no,"
                " 1 + coalesce(sum(item_count) over (order by no rows between unbounded preceding and 1 preceding), 0)"
                " as expected_item from {chunk} where job_id = $1::uuid) t"
                " where no <> expected_no or first_item <> expected_item"},
    CountedFact{QT_TRANSLATE_NOOP("core", "The rows of every finished chunk add up"),
                "select count(*), min(no) from {chunk} where job_id = $1::uuid and state = 'done'"
                " and refused + succeeded + failed + skipped + cancelled + unknown <> item_count"},
    CountedFact{QT_TRANSLATE_NOOP("core", "No chunk counts rows that it has not finished"),
                "select count(*), min(no) from {chunk} where job_id = $1::uuid and state <> 'done'"
                " and (succeeded + failed + skipped + cancelled + unknown <> 0 or refused > item_count)"},
    CountedFact{QT_TRANSLATE_NOOP("core", "Every chunk has exactly as many failures as it counts, on rows of its own"),
                "select count(*), min(k.no) from {chunk} k left join"
                " (select f.chunk_no, count(*) as n, min(f.row_no) as low, max(f.row_no) as high from {failure} f"
                "  where f.job_id = $1::uuid group by f.chunk_no) f on f.chunk_no = k.no"
                " where k.job_id = $1::uuid and (coalesce(f.n, 0) <> k.refused + k.failed"
                " or f.low < k.first_row or f.high > k.last_row)"},
    CountedFact{QT_TRANSLATE_NOOP("core", "Every chunk has kept its rows"),
                "select count(*), min(k.no) from {chunk} k left join {chunk_rows} r"
                " on r.job_id = k.job_id and r.no = k.no where k.job_id = $1::uuid and r.no is null"},
    CountedFact{QT_TRANSLATE_NOOP("core", "Only finished chunks have results, and where rows succeeded they are there"),
                "select count(*), min(k.no) from {chunk} k left join {chunk_result} r"
                " on r.job_id = k.job_id and r.no = k.no where k.job_id = $1::uuid"
                " and (k.state <> 'done' and r.no is not null"
                " or k.state = 'done' and k.succeeded > 0 and r.no is null)"},
    CountedFact{QT_TRANSLATE_NOOP("core", "Failures, rows and results all belong to a chunk of the job"),
                "select count(*), min(no) from (select chunk_no as no from {failure} where job_id = $1::uuid"
                " union all select no from {chunk_rows} where job_id = $1::uuid"
                " union all select no from {chunk_result} where job_id = $1::uuid) t"
                " where no not in (select no from {chunk} where job_id = $1::uuid)"},
    CountedFact{QT_TRANSLATE_NOOP("core", "Every chunk that runs or ran was claimed, and no two claims share a fence"),
                "select count(*), min(k.no) from {chunk} k where k.job_id = $1::uuid"
                " and (k.state in ('running', 'done') and (k.claim_id is null or k.fence is null or k.attempt < 1)"
                " or exists (select 1 from {chunk} o"
                " where o.job_id = k.job_id and o.no <> k.no and o.fence = k.fence))"},
    CountedFact{QT_TRANSLATE_NOOP("core", "A chunk that runs has a worker"),
                "select count(*), min(no) from {chunk}"
                " where job_id = $1::uuid and state = 'running' and worker_id is null"},
    CountedFact{QT_TRANSLATE_NOOP("core", "A finished job has no open chunk"),
                "select count(*), min(k.no) from {chunk} k join {job} j on j.id = k.job_id where j.id = $1::uuid"
                " and j.state in ('completed', 'partial', 'failed', 'cancelled')"
                " and k.state in ('ready', 'running')"},
    CountedFact{QT_TRANSLATE_NOOP("core", "Only a cancelled or stopped job has cancelled chunks"),
                "select count(*), min(k.no) from {chunk} k join {job} j on j.id = k.job_id where j.id = $1::uuid"
                " and j.state not in ('failed', 'cancelled') and k.state = 'cancelled'"},
    CountedFact{QT_TRANSLATE_NOOP("core", "No chunk of a job whose list is still being read was worked on"),
                "select count(*), min(k.no) from {chunk} k join {job} j on j.id = k.job_id where j.id = $1::uuid"
                " and j.state = 'pending' and k.state <> 'ready'"},
};

QString figures(const SqlRows::Row &row)
{
    const qint64 exceptions = toInt(row[0]);
    return exceptions == 0 ? QString()
                           : QString::number(exceptions) + u" (first: chunk "_s + QString::number(toInt(row[1])) + u')';
}

Result<VerifyFinding> counted(StoreSession &session, const QUuid &jobId, const CountedFact &fact)
{
    const auto rows = session.run(fact.exceptions, {jobId});
    if (!rows)
        return rows.error();
    return VerifyFinding{.fact = fact.fact, .holds = toInt(rows->rows[0][0]) == 0, .found = figures(rows->rows[0])};
}

/// The state as the counts say it must be; other states are open, or set by people and rules.
Result<VerifyFinding> stateFitsCounts(StoreSession &session, const QUuid &jobId)
{
    const auto rows = session.run(
        "select j.state, j.completed_at is not null, coalesce(sum(k.succeeded), 0), coalesce(sum(k.refused + "
        "k.failed), 0),"
        " coalesce(sum(k.unknown + k.cancelled), 0) from {job} j left join {chunk} k on k.job_id = j.id"
        " where j.id = $1::uuid group by j.id",
        {jobId});
    if (!rows)
        return rows.error();
    VerifyFinding finding{.fact = QT_TRANSLATE_NOOP("core", "The job's state fits the sums of its rows and its times")};
    if (rows->isEmpty())
        return finding;
    const SqlRows::Row &row = rows->rows[0];
    const auto state = jobStateFromName(toText(row[0]));
    const qint64 succeeded = toInt(row[2]);
    const qint64 failed = toInt(row[3]);
    const qint64 unsettled = toInt(row[4]);
    finding.found =
        u"%1, succeeded %2, failed %3, others %4"_s.arg(toText(row[0])).arg(succeeded).arg(failed).arg(unsettled);
    finding.holds = state && isFinal(*state) == toBool(row[1]);
    if (state == JobState::Completed)
        finding.holds = finding.holds && failed == 0 && unsettled == 0;
    if (state == JobState::Partial)
        finding.holds = finding.holds && failed + unsettled > 0;
    return finding;
}

/// Reads the log again from the start: each change must be one of the table, and the last one must have
/// led to where the job stands.
Result<VerifyFinding> logTellsTheState(StoreSession &session, const QUuid &jobId)
{
    const auto states = session.run("select state from {job} where id = $1::uuid", {jobId});
    if (!states)
        return states.error();
    const auto kinds = session.run("select kind from {event} where job_id = $1::uuid order by id", {jobId});
    if (!kinds)
        return kinds.error();
    VerifyFinding finding{
        .fact = QT_TRANSLATE_NOOP("core", "The job's log tells every change of its state, in an allowed order")};
    JobState state = JobState::Pending;
    qint64 submitted = 0;
    for (const SqlRows::Row &row : kinds->rows) {
        const QString kind = toText(row[0]);
        submitted += kind == u"submitted";
        const auto isThis = [&](const JobTransition &t) { return kind == QLatin1StringView(t.event); };
        if (std::ranges::none_of(jobTransitions(), isThis))
            continue;
        const auto step = std::ranges::find_if(jobTransitions(),
                                               [&](const JobTransition &t) { return isThis(t) && t.from == state; });
        if (step == jobTransitions().end()) {
            finding.found = u"“%1” after “%2”"_s.arg(kind, jobStateName(state));
            return finding;
        }
        state = step->to;
    }
    const QString stands = states->isEmpty() ? QString() : toText(states->rows[0][0]);
    finding.holds = submitted == 1 && stands == jobStateName(state);
    finding.found =
        finding.holds ? QString() : u"the log ends at “%1”, the job stands at “%2”"_s.arg(jobStateName(state), stands);
    return finding;
}

/// Exactly-once seen from the log: as many chunks reported as done as are done, each of them once.
Result<VerifyFinding> everyChunkIsLoggedOnce(StoreSession &session, const QUuid &jobId)
{
    const auto rows = session.run("select (select count(*) from {chunk} where job_id = $1::uuid and state = 'done'),"
                                  " (select count(*) from {event} where job_id = $1::uuid and kind = 'chunk_done')",
                                  {jobId});
    if (!rows)
        return rows.error();
    const qint64 done = toInt(rows->rows[0][0]);
    const qint64 logged = toInt(rows->rows[0][1]);
    return VerifyFinding{.fact =
                             QT_TRANSLATE_NOOP("core", "Every finished chunk was reported as finished exactly once"),
                         .holds = done == logged,
                         .found = u"%1 / %2"_s.arg(done).arg(logged)};
}

Result<std::vector<VerifyFinding>> allFindings(StoreSession &session, const QUuid &jobId)
{
    std::vector<VerifyFinding> findings;
    for (const CountedFact &fact : countedFacts) {
        Result<VerifyFinding> finding = counted(session, jobId, fact);
        if (!finding)
            return finding.error();
        findings.push_back(finding.take());
    }
    for (const auto check : {stateFitsCounts, logTellsTheState, everyChunkIsLoggedOnce}) {
        Result<VerifyFinding> finding = check(session, jobId);
        if (!finding)
            return finding.error();
        findings.push_back(finding.take());
    }
    return findings;
}

} // namespace

Result<std::vector<VerifyFinding>> verifyJob(StoreSession &session, const QUuid &jobId)
{
    SqlConnection &connection = session.connection();
    if (connection.inTransaction())
        return allFindings(session, jobId);
    if (Status begun = connection.begin(TransactionKind::ReadOnly); !begun)
        return begun.error();
    Result<std::vector<VerifyFinding>> findings = allFindings(session, jobId);
    connection.rollback();
    return findings;
}

} // namespace bulkhead
