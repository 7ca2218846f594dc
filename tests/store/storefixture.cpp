// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/store/storefixture.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead::test {

namespace {

void must(const Status &status)
{
    if (!status)
        qFatal("%s: %s", qPrintable(status.error().code), qPrintable(status.error().toString()));
}

} // namespace

StoreFixture::StoreFixture(const PostgresServer *server, Database kind) : m_database(kind, server)
{
    m_database.migrate();
    m_store = another();
}

QUuid StoreFixture::create(int priority, const QUuid &parent)
{
    const QUuid id = QUuid::createUuid();
    must(m_store->createJob({.id = id,
                             .operation = u"users.create"_s,
                             .operationVersion = 3,
                             .spec = {{u"chunkSize"_s, 2}, {u"text"_s, u"Жук \u0000 \"x\""_s}},
                             .sourceName = u"people.csv"_s,
                             .actor = u"anna"_s,
                             .host = u"desk"_s,
                             .priority = priority,
                             .parentId = parent}));
    return id;
}

void StoreFixture::append(const QUuid &job, int chunks, int size, int refused)
{
    std::vector<NewChunk> pages;
    const qint64 first = qint64(valueOf(m_store->chunks(job)).size());
    for (qint64 no = first; no < first + chunks; ++no) {
        NewChunk page{.no = no,
                      .firstItem = 1 + no * size,
                      .itemCount = size,
                      .firstRow = 1 + no * size,
                      .lastRow = (no + 1) * size,
                      .rows = "page " + QByteArray::number(no)};
        for (int i = 0; i < refused; ++i)
            page.refused.push_back(failure(page.firstRow + i, u"REFUSED"_s));
        pages.push_back(page);
    }
    must(m_store->appendChunks(job, pages));
}

QUuid StoreFixture::submit(int chunks, int size, int refused, int priority)
{
    const QUuid job = create(priority);
    append(job, chunks, size, refused);
    must(m_store->finishPlan(job));
    return job;
}

QUuid StoreFixture::enlist(std::chrono::milliseconds lease)
{
    const QUuid id = QUuid::createUuid();
    must(m_store->enlist({.id = id, .host = u"desk"_s, .pid = getpid(), .program = u"test"_s}, lease));
    return id;
}

ChunkClaim StoreFixture::claim(const QUuid &job, const QUuid &worker, qint64 fromNo)
{
    const auto claimed = valueOf(m_store->claim(job, worker, fromNo, false, 64));
    if (!claimed)
        qFatal("there is no chunk to claim");
    return *claimed;
}

bool StoreFixture::canClaim(const QUuid &job, const QUuid &worker)
{
    return valueOf(m_store->claim(job, worker, 0, false, 64)).has_value();
}

void StoreFixture::letPass(std::chrono::milliseconds time, SqlConnection *by)
{
    const QByteArray ms = QByteArray::number(qint64(time.count()));
    const QByteArray sooner = isPg() ? " - interval '" + ms + " milliseconds'" : " - " + ms;
    must((by ? *by : sql())
             .script("update " + table("worker") + " set lease_until = lease_until" + sooner + "; update " +
                     table("chunk") + " set not_before = not_before" + sooner + " where not_before is not null"));
}

bool StoreFixture::finish(const ChunkClaim &claim, int failing)
{
    Transaction transaction(sql());
    must(transaction.begin());
    if (!valueOf(m_store->holdsClaim(claim)) || !valueOf(m_store->record(claim, outcomeOf(claim, failing))))
        return false;
    must(transaction.commit());
    return true;
}

QUuid StoreFixture::jobIn(JobState state)
{
    const QUuid job = create();
    append(job, 1, 2);
    if (state == JobState::Pending)
        return job;
    must(m_store->finishPlan(job));
    if (state == JobState::Paused)
        valueOf(m_store->pause(job, u"anna"_s));
    if (state == JobState::Cancelled)
        valueOf(m_store->cancel(job, u"anna"_s, {}));
    if (state == JobState::Failed)
        valueOf(m_store->stop(job, "enough"));
    if (state == JobState::Processing)
        claim(job, enlist());
    if (state == JobState::Completed || state == JobState::Partial) {
        finish(claim(job, enlist()), state == JobState::Partial ? 1 : 0);
        valueOf(m_store->settle(job));
    }
    return job;
}

JobState StoreFixture::state(const QUuid &job)
{
    return valueOf(m_store->job(job))->state;
}

QStringList StoreFixture::log(const QUuid &job)
{
    QStringList kinds;
    for (const JobEvent &event : valueOf(m_store->events(job, 0, 10'000)))
        kinds += event.kind;
    return kinds;
}

QStringList StoreFixture::broken(const QUuid &job)
{
    QStringList facts;
    for (const VerifyFinding &finding : valueOf(m_store->verify(job))) {
        if (!finding.holds)
            facts += finding.fact.toEnglish() + u": "_s + finding.found;
    }
    return facts;
}

Failure failure(qint64 row, const QString &code, const QString &words)
{
    return {.row = row,
            .line = row + 1,
            .errors = {{.code = code, .field = u"email"_s, .message = Text{"%1 is wrong", {words}}}},
            .retryable = true,
            .input = u"[\"a@b.c\",\"Anna\"]"_s};
}

ChunkOutcome outcomeOf(const ChunkClaim &claim, int failing)
{
    ChunkOutcome outcome{.succeeded = claim.itemCount - claim.refused - failing, .results = "results", .durationMs = 7};
    for (int i = 0; i < failing; ++i)
        outcome.failures.push_back(failure(claim.firstItem + claim.itemCount - 1 - i));
    return outcome;
}

} // namespace bulkhead::test
