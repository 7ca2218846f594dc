// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/joblogwords.h"

#include "ui/widgets/phrases.h"

#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// In the order in which they are read: where, what, how long, who, why.
constexpr QLatin1StringView order[] = {"source"_L1,  "chunk"_L1,  "attempt"_L1, "succeeded"_L1, "failed"_L1,
                                       "skipped"_L1, "ms"_L1,     "wait_ms"_L1, "parent"_L1,    "actor"_L1,
                                       "host"_L1,    "worker"_L1, "rows"_L1,    "why"_L1,       "reason"_L1};

QString plain(const QJsonValue &value)
{
    return value.isDouble() ? Phrases::count(value.toInteger()) : value.toVariant().toString();
}

} // namespace

QString JobLogWords::event(const JobEvent &event)
{
    struct Known
    {
        QLatin1StringView kind;
        QString words;
    };
    const Known known[] = {
        //: event in the log of a job
        {"submitted"_L1, tr("Submitted")},
        //: event in the log of a job: its list was read and it waits for a worker
        {"queued"_L1, tr("List read, waiting")},
        //: event in the log of a job: the program that read its list ended, and another goes on
        {"plan_adopted"_L1, tr("Reading of the list taken over")},
        //: event in the log of a job: a service does not answer, and the job goes on by itself later
        {"plan_waiting"_L1, tr("Waits for a service")},
        //: event in the log of a job
        {"plan_restarted"_L1, tr("List read anew")},
        //: event in the log of a job
        {"started"_L1, tr("Started")},
        //: event in the log of a job
        {"chunk_done"_L1, tr("Chunk done")},
        //: event in the log of a job
        {"chunk_retried"_L1, tr("Chunk to be tried again")},
        //: event in the log of a job: the program that worked on it ended
        {"chunk_released"_L1, tr("Chunk given back")},
        //: event in the log of a job: a worker died and its chunk was taken up
        {"lease_expired"_L1, tr("Worker lost, chunk taken up")},
        //: event in the log of a job
        {"paused"_L1, tr("Paused")},
        //: event in the log of a job
        {"resumed"_L1, tr("Resumed")},
        //: event in the log of a job
        {"completed"_L1, tr("Done")},
        //: event in the log of a job
        {"partial"_L1, tr("Partly done")},
        //: event in the log of a job
        {"failed"_L1, tr("Failed")},
        //: event in the log of a job
        {"cancelled"_L1, tr("Cancelled")},
        //: event in the log of a job: its list was read, and it waits until somebody starts it
        {"awaits_start"_L1, tr("Waits to be started")},
        //: event in the log of a job: it waits for a second person
        {"awaits_approval"_L1, tr("Waits for approval")},
        //: event in the log of a job: somebody let it run
        {"confirmed"_L1, tr("Confirmed")},
        //: event in the log of a job: a second person let it run
        {"approved"_L1, tr("Approved")},
        //: event in the log of a job: a service does not answer, and the job goes on by itself later
        {"waiting"_L1, tr("Waits for a service")},
        //: event in the log of a job
        {"montage.generated"_L1, tr("Montages made")},
        //: event in the log of a job: whoever keeps copies of a person's montages must read them again
        {"montage.cache.invalidated"_L1, tr("Montages changed")},
        //: event in the log of a job: what its records were before is not kept any more
        {"images_forgotten"_L1, tr("Values before and after forgotten")},
    };
    for (const Known &each : known) {
        if (event.kind == each.kind)
            return each.words;
    }
    return event.kind;
}

QString JobLogWords::detail(const JobEvent &event)
{
    QStringList parts;
    QJsonObject left = event.detail;
    for (const QLatin1StringView key : order) {
        if (const QJsonValue value = left.take(key); !value.isUndefined())
            parts.append(part(key, value));
    }
    for (auto entry = left.constBegin(); entry != left.constEnd(); ++entry)
        parts.append(entry.key() + u' ' + plain(entry.value()));
    parts.removeAll(QString());
    return parts.join(u" · "_s);
}

/// Empty where there is nothing to say: no failed row, a first attempt.
QString JobLogWords::part(const QString &key, const QJsonValue &value)
{
    const qint64 number = value.toInteger();
    const QString words = plain(value);
    if (key == "reason"_L1)
        return value.isArray() ? Text::fromJson(value).toString() : words;
    if (key == "ms"_L1)
        return Phrases::duration(number);
    if (key == "wait_ms"_L1) {
        //: in the log of a job: %1 is a duration
        return number > 0 ? tr("after a wait of %1").arg(Phrases::duration(number)) : QString();
    }
    if (key == "chunk"_L1) {
        //: in the log of a job: %1 is the number of a chunk
        return tr("chunk %1").arg(Phrases::count(number + 1));
    }
    if (key == "attempt"_L1) {
        //: in the log of a job: %1 counts how often a chunk was begun
        return number > 1 ? tr("attempt %1").arg(words) : QString();
    }
    if (words.isEmpty() || (value.isDouble() && number == 0))
        return {};
    if (key == "succeeded"_L1) {
        //: in the log of a job: a number of rows
        return tr("%1 succeeded").arg(words);
    }
    if (key == "failed"_L1) {
        //: in the log of a job: a number of rows
        return tr("%1 failed").arg(words);
    }
    if (key == "skipped"_L1) {
        //: in the log of a job: a number of rows
        return tr("%1 skipped").arg(words);
    }
    if (key == "parent"_L1) {
        //: in the log of a job: it was made of failed rows of job %1
        return tr("retry of %1").arg(Phrases::shortId(words));
    }
    if (key == "actor"_L1) {
        //: in the log of a job: who did it
        return tr("by %1").arg(words);
    }
    if (key == "rows"_L1) {
        //: in the log of a job: somebody confirmed it by typing this number of rows
        return tr("%1 rows").arg(words);
    }
    if (key == "host"_L1) {
        //: in the log of a job: on which computer
        return tr("on %1").arg(words);
    }
    if (key == "worker"_L1) {
        //: in the log of a job: %1 is the short id of a running program
        return tr("worker %1").arg(Phrases::shortId(words));
    }
    return words; // source, why
}

} // namespace bulkhead
