// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"
#include "app/ctl/foregroundrun.h"
#include "core/engine/changes.h"
#include "core/engine/revert.h"
#include "core/engine/start.h"
#include "core/store/audit.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

QJsonValue jsonOf(const std::optional<QString> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

QJsonObject changeToJson(const ChangedRecord &record)
{
    QJsonObject before;
    QJsonObject after;
    for (const ChangedRecord::Value &value : record.values) {
        if (record.kind != ChangeKind::Insert && record.kind != ChangeKind::Read)
            before.insert(value.column, jsonOf(value.before));
        if (record.kind != ChangeKind::Delete && record.kind != ChangeKind::Unchanged)
            after.insert(value.column, jsonOf(value.after));
    }
    return {{u"row"_s, record.row},     {u"change"_s, changeKindName(record.kind)},
            {u"table"_s, record.table}, {u"key"_s, record.key},
            {u"before"_s, before},      {u"after"_s, after}};
}

QString word(const std::optional<QString> &value)
{
    return value ? u'“' + *value + u'”' : u"NULL"_s;
}

QString changeKindWord(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Insert:
        return translate("bulkheadctl", "insert");
    case ChangeKind::Update:
        return translate("bulkheadctl", "change");
    case ChangeKind::Delete:
        return translate("bulkheadctl", "delete");
    case ChangeKind::Unchanged:
        return translate("bulkheadctl", "is so already");
    case ChangeKind::Read:
        return translate("bulkheadctl", "read");
    }
    return {};
}

QString changeToText(const ChangedRecord &record)
{
    QStringList parts;
    for (const ChangedRecord::Value &value : record.values) {
        if (value.isChanged)
            parts.append(u"%1: %2 → %3"_s.arg(value.column, word(value.before), word(value.after)));
        else if (record.kind == ChangeKind::Insert || record.kind == ChangeKind::Read)
            parts.append(u"%1: %2"_s.arg(value.column, word(value.after)));
        else if (record.kind == ChangeKind::Delete)
            parts.append(u"%1: %2"_s.arg(value.column, word(value.before)));
    }
    return QStringList{QString::number(record.row), changeKindWord(record.kind), record.key, parts.join(u", "_s)}.join(
        u'\t');
}

/// Told before anything is shown: who stops the reading half-way has read all the same.
Status tellRead(JobStore &store, const Job &job, ChangeReader &reader, bool ofPreview)
{
    const Result<std::vector<ChangedRecord>> first = reader.page(0, 1);
    if (!first)
        return first.error();
    QStringList columns;
    for (const ChangedRecord &record : *first) {
        for (const ChangedRecord::Value &value : record.values)
            columns.append(value.column);
    }
    return Audit(store.connection())
        .append({.action = u"exported"_s,
                 .jobId = job.id,
                 .operation = job.operation,
                 .rows = reader.count(),
                 .columns = columns,
                 .detail = {{u"what"_s, ofPreview ? u"preview"_s : u"changes"_s}}});
}

} // namespace

ExitCode startWaitingJob(Invocation &invocation)
{
    Console &console = invocation.console();
    const Result<Subject> subject = Subject::of(invocation);
    if (!subject)
        return console.fail(subject.error());
    JobStore &store = *subject->store;
    const Job &job = subject->job;
    const Result<std::optional<qint64>> confirmed = confirmedRows(invocation);
    if (!confirmed)
        return console.fail(confirmed.error());
    const StartRequest request{
        .job = job.id, .actor = {}, .confirmedRows = *confirmed, .reason = invocation.value(u"reason"_s)};
    if (const Status started = startJob(store, request); !started)
        return console.fail(started.error());
    return runHere(invocation, store, job.id);
}

ExitCode revertOneJob(Invocation &invocation)
{
    Console &console = invocation.console();
    const Result<Subject> subject = Subject::of(invocation);
    if (!subject)
        return console.fail(subject.error());
    JobStore &store = *subject->store;
    const Job &parent = subject->job;
    const Result<std::optional<qint64>> confirmed = confirmedRows(invocation);
    if (!confirmed)
        return console.fail(confirmed.error());
    RevertRequest request{.parent = parent.id,
                          .preview = invocation.isSet(u"dry-run"_s),
                          .actor = {},
                          .reason = invocation.value(u"reason"_s),
                          .confirmedRows = *confirmed,
                          .worker = {}};
    return makeAndRun(invocation, store, [&](const QUuid &id, const QUuid &worker, const PlanObserver &observer) {
        request.id = id;
        request.worker = worker;
        return revertJob(store, request, observer);
    });
}

ExitCode listChanges(Invocation &invocation)
{
    Console &console = invocation.console();
    const Result<Subject> subject = Subject::of(invocation);
    if (!subject)
        return console.fail(subject.error());
    JobStore &store = *subject->store;
    const Job &job = subject->job;
    ChangeReader reader(store, job.id, invocation.isSet(u"preview"_s));
    if (const Status read = reader.refresh(); !read)
        return console.fail(read.error());
    if (const Status told = tellRead(store, job, reader, invocation.isSet(u"preview"_s)); !told)
        return console.fail(told.error());
    const Status done = reader.each([&](const ChangedRecord &record) {
        if (invocation.isJson())
            console.print(changeToJson(record));
        else
            console.print(changeToText(record));
        return true;
    });
    return done ? ExitCode::Done : console.fail(done.error());
}

} // namespace bulkhead
