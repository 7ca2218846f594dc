// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/outbox.h"

#include "core/engine/jobcontext.h"
#include "core/montage/montagesettings.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// The four ends of a job are two to the world: it was done, perhaps not every row; or it was not.
QString published(const QString &kind)
{
    if (kind == "partial"_L1)
        return u"completed"_s;
    return kind == "cancelled"_L1 ? u"failed"_s : kind;
}

QJsonObject configOf(const MontageSettings &settings)
{
    return {{u"batch_size"_s, settings.batchSize},
            {u"max_concurrency"_s, settings.maxConcurrency},
            {u"enable_analytics"_s, settings.analytics}};
}

} // namespace

QJsonObject OutboxEvent::toJson() const
{
    return {{u"event_id"_s, QString::number(id)},
            {u"event_type"_s, type},
            {u"aggregate_id"_s, job.toString(QUuid::WithoutBraces)},
            {u"occurred_at"_s, at.toString(Qt::ISODateWithMs)},
            {u"data"_s, data}};
}

Result<std::vector<OutboxEvent>> Outbox::next(const Job &job, qint64 afterId, int limit)
{
    const Result<std::shared_ptr<const JobContext>> context = JobContext::of(job);
    if (!context)
        return context.error();
    const Result<std::vector<JobEvent>> events = m_store.events(job.id, afterId, limit);
    if (!events)
        return events.error();
    const Result<qint64> start = firstStart(job);
    if (!start)
        return start.error();
    std::vector<OutboxEvent> outbox;
    for (const JobEvent &event : *events) {
        const QString kind = published(event.kind);
        // It starts again after each pause, which is nobody else's affair.
        const bool isAgain = kind == "started"_L1 && event.id != *start;
        const QString own = isAgain ? QString() : (*context)->operation.events.value(kind);
        OutboxEvent out{.id = event.id,
                        .type = !own.isEmpty()              ? own
                                : event.kind.contains(u'.') ? event.kind
                                                            : u"job."_s + event.kind,
                        .job = job.id,
                        .at = QDateTime::fromMSecsSinceEpoch(event.at, Qt::UTC),
                        .data = event.detail};
        if (!own.isEmpty() && (*context)->operation.effect.kind == EffectKind::Montages) {
            const MontageSettings settings = readMontageSettings({(*context)->spec.settings}).settings;
            Result<QJsonObject> whole = montageData(job, settings, kind, event);
            if (!whole)
                return whole.error();
            out.data = whole.take();
        } else if (!own.isEmpty()) {
            out.data.insert(u"job_id"_s, job.id.toString(QUuid::WithoutBraces));
            out.data.insert(u"operation"_s, job.operation);
            out.data.insert(u"triggered_by"_s, job.actor);
            out.data.insert(u"total"_s, job.counts.total);
        }
        outbox.push_back(std::move(out));
    }
    return outbox;
}

Result<qint64> Outbox::firstStart(const Job &job)
{
    constexpr int atOnce = 100;
    for (qint64 after = 0;;) {
        const Result<std::vector<JobEvent>> events = m_store.events(job.id, after, atOnce);
        if (!events)
            return events.error();
        const auto start = std::ranges::find(*events, u"started"_s, &JobEvent::kind);
        if (start != events->end())
            return start->id;
        if (int(events->size()) < atOnce)
            return 0;
        after = events->back().id;
    }
}

Result<QJsonObject> Outbox::montageData(const Job &job, const MontageSettings &settings, const QString &kind,
                                        const JobEvent &event)
{
    QJsonObject data{{u"job_id"_s, job.id.toString(QUuid::WithoutBraces)}, {u"job_type"_s, u"daily_generation"_s}};
    if (kind == "started"_L1) {
        data.insert(u"triggered_by"_s, job.actor);
        data.insert(u"config"_s, configOf(settings));
        return data;
    }
    const Result<std::map<qint64, ChangeTally>> tallies = m_store.changeTallies(job.id, false);
    if (!tallies)
        return tallies.error();
    ChangeTally total;
    for (const auto &[no, tally] : *tallies)
        total.add(tally);
    const qint64 success = job.counts.succeeded + job.counts.skipped;
    const qint64 processed = success + job.counts.failed;
    data.insert(u"duration"_s, job.startedAt > 0 ? event.at - job.startedAt : 0); // none where it ended before it began
    data.insert(u"processed"_s, processed);
    data.insert(u"success"_s, success);
    data.insert(u"errors"_s, job.counts.failed);
    data.insert(u"summary"_s,
                QJsonObject{{u"general_montages"_s, qint64(total.sums.value(u"general_montages"_s))},
                            {u"interest_montages"_s, qint64(total.sums.value(u"interest_montages"_s))},
                            {u"avg_processing_time_per_user"_s,
                             success > 0 ? total.sums.value(u"processing_ms"_s) / double(success) : 0.0}});
    if (kind == "failed"_L1)
        data.insert(u"reason"_s, job.reason.toEnglish());
    return data;
}

} // namespace bulkhead
