// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"
#include "core/engine/outbox.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

ExitCode listEvents(Invocation &invocation)
{
    Console &console = invocation.console();
    const Result<Subject> subject = Subject::of(invocation);
    if (!subject)
        return console.fail(subject.error());
    const Result<qint64> after = invocation.number(u"after"_s, 0);
    const Result<qint64> limit = invocation.number(u"limit"_s, 0); // 0: all
    if (!after || !limit)
        return console.fail(after ? limit.error() : after.error());
    constexpr qint64 atOnce = 1000;
    Outbox outbox(*subject->store);
    qint64 last = *after;
    for (qint64 told = 0; *limit <= 0 || told < *limit;) {
        const qint64 wanted = *limit <= 0 ? atOnce : std::min(atOnce, *limit - told);
        const Result<std::vector<OutboxEvent>> events = outbox.next(subject->job, last, int(wanted));
        if (!events)
            return console.fail(events.error());
        for (const OutboxEvent &event : *events)
            console.print(event.toJson());
        told += qint64(events->size());
        if (qint64(events->size()) < wanted)
            break;
        last = events->back().id;
    }
    return ExitCode::Done;
}

} // namespace bulkhead
