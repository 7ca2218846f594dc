// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/verification.h"

#include "core/engine/jobcontext.h"
#include "core/job/rowpage.h"

#include <QSet>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// How many of these ids are in the target: all of a chunk at once.
Result<qint64> foundInTarget(SqlConnection &connection, const EffectSpec &effect, const QStringList &ids)
{
    const QByteArray table = quotedIdentifier(effect.table);
    const QByteArray key = quotedIdentifier(effect.key);
    const bool postgres = connection.kind() == Database::PostgreSQL;
    const QByteArray sql =
        postgres ? "select count(*) from " + table + " where " + key + " = any($1::text::uuid[])"
                 : "select count(*) from json_each($1) ids join " + table + " t on t." + key + " = ids.value";
    const QString list = postgres ? u'{' + ids.join(u',') + u'}' : u"[\""_s + ids.join(u"\",\""_s) + u"\"]"_s;
    const Result<SqlRows> rows = connection.query(sql, {list});
    if (!rows)
        return rows.error();
    return toInt(rows->rows.front().front());
}

struct Tally
{
    qint64 succeeded = 0;
    qint64 withId = 0;
    qint64 found = 0;
    qint64 repeated = 0;
    qint64 statesWrong = 0;
};

Status tallyChunk(JobStore &store, const JobContext &context, const Chunk &chunk, QSet<QString> &seen, Tally &tally)
{
    const Result<QByteArray> blob = store.chunkResults(context.id, chunk.no);
    if (!blob)
        return blob.error();
    const Result<ResultPage> results = ResultPage::read(*blob);
    if (!results)
        return results.error();
    const qint64 succeeded = std::ranges::count(results->states, ItemState::Succeeded);
    const qint64 failed = std::ranges::count(results->states, ItemState::Failed);
    if (qint64(results->states.size()) != chunk.itemCount || succeeded != chunk.succeeded || failed != chunk.failed)
        ++tally.statesWrong;
    tally.succeeded += succeeded;
    QStringList ids;
    for (std::size_t i = 0; i < results->states.size(); ++i) {
        const QString id = results->result(qsizetype(i));
        if (results->states[i] != ItemState::Succeeded || id.isEmpty())
            continue;
        ids.append(id);
    }
    tally.withId += ids.size();
    // Ids of one chunk against those of its neighbours: time-ordered, so that a repeat would be near.
    for (const QString &id : ids) {
        if (seen.contains(id))
            ++tally.repeated;
    }
    seen = QSet<QString>(ids.begin(), ids.end());
    tally.repeated += ids.size() - seen.size();
    if (ids.isEmpty())
        return Done{};
    const Result<qint64> found = foundInTarget(store.connection(), context.operation.effect, ids);
    if (!found)
        return found.error();
    tally.found += *found;
    return Done{};
}

/// Of an effect that changes or reads records: one image a row.
Result<VerifyFinding> changesFinding(JobStore &store, const Job &job)
{
    const Result<std::map<qint64, ChangeTally>> tallies = store.changeTallies(job.id, false);
    if (!tallies)
        return tallies.error();
    qint64 told = 0;
    for (const auto &[no, tally] : *tallies)
        told += tally.written() + tally.read;
    return VerifyFinding{{QT_TRANSLATE_NOOP("core", "Every succeeded row has told what it changed or read")},
                         told == job.counts.succeeded,
                         u"%1 / %2"_s.arg(told).arg(job.counts.succeeded)};
}

} // namespace

Result<std::vector<VerifyFinding>> verifyJob(JobStore &store, const QUuid &jobId)
{
    const Result<Job> job = existingJob(store, jobId);
    if (!job)
        return job.error();
    Result<std::vector<VerifyFinding>> findings = store.verify(jobId);
    if (!findings)
        return findings;
    const Result<std::shared_ptr<const JobContext>> context = JobContext::of(*job);
    if (!context)
        return context.error();
    const Result<std::vector<Chunk>> chunks = store.chunks(jobId);
    if (!chunks)
        return chunks.error();
    Tally tally;
    QSet<QString> seen;
    for (const Chunk &chunk : *chunks) {
        if (chunk.state != ChunkState::Done)
            continue;
        if (const Status counted = tallyChunk(store, **context, chunk, seen, tally); !counted)
            return counted.error();
    }
    findings->push_back({{QT_TRANSLATE_NOOP("core", "The results of each chunk agree with its counts")},
                         tally.statesWrong == 0,
                         QString::number(tally.statesWrong)});
    const EffectSpec &effect = (*context)->operation.effect;
    const bool makesIds = effect.kind == EffectKind::Insert && effect.keyField.isEmpty() && !(*context)->isRevert();
    if (effect.kind == EffectKind::Montages) // a user has any number of them
        return findings;
    if (!makesIds) {
        Result<VerifyFinding> told = changesFinding(store, *job);
        if (!told)
            return told.error();
        findings->push_back(std::move(told.value()));
        return findings;
    }
    findings->push_back({{QT_TRANSLATE_NOOP("core", "Every succeeded row has an id of its own")},
                         tally.withId == tally.succeeded && tally.repeated == 0,
                         u"%1 / %2"_s.arg(tally.withId - tally.repeated).arg(tally.succeeded)});
    findings->push_back({{QT_TRANSLATE_NOOP("core", "Every succeeded row is in the table %1 exactly once"),
                          {(*context)->operation.effect.table}},
                         tally.found == tally.withId,
                         u"%1 / %2"_s.arg(tally.found).arg(tally.withId)});
    return findings;
}

} // namespace bulkhead
