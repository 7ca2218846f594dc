// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"
#include "app/ctl/outputfile.h"
#include "core/store/audit.h"

#include <QDateTime>
#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// A day or a moment, in local time unless it says otherwise: 2026-11-22, 2026-11-22T09:00, …Z.
Result<qint64> momentOf(const Invocation &invocation, const QString &option)
{
    if (!invocation.isSet(option))
        return qint64(0);
    const QString text = invocation.value(option);
    const QDateTime moment = QDateTime::fromString(text, Qt::ISODate);
    if (moment.isValid())
        return moment.toMSecsSinceEpoch();
    return wrongUsage(
        QT_TRANSLATE_NOOP("core", "--%1 wants a day or a time like 2026-11-22 or 2026-11-22T09:00, not “%2”."),
        {option, text});
}

Result<AuditQuery> queryOf(const Invocation &invocation)
{
    AuditQuery query{.actor = invocation.value(u"actor"_s),
                     .action = invocation.value(u"action"_s),
                     .operation = invocation.value(u"operation"_s)};
    if (!query.action.isEmpty() && !auditActions().contains(query.action))
        return wrongUsage(QT_TRANSLATE_NOOP("core", "The audit knows no action “%1”, only: %2."),
                          {query.action, auditActions().join(u", "_s)});
    if (invocation.isSet(u"job"_s)) {
        // The whole id: the job may be deleted, and only the audit knows of it still.
        query.jobId = QUuid::fromString(invocation.value(u"job"_s));
        if (query.jobId.isNull())
            return wrongUsage(QT_TRANSLATE_NOOP("core", "--job wants the whole id of a job, not “%1”."),
                              {invocation.value(u"job"_s)});
    }
    const Result<qint64> since = momentOf(invocation, u"since"_s);
    if (!since)
        return since.error();
    const Result<qint64> until = momentOf(invocation, u"until"_s);
    if (!until)
        return until.error();
    query.since = *since;
    query.until = *until;
    return query;
}

/// "staff.csv; rows: 1,000; columns: e-mail, name"
QString whatOf(const AuditEntry &entry)
{
    QStringList parts;
    for (const QLatin1StringView name : {"source"_L1, "set"_L1, "name"_L1, "role"_L1, "user"_L1}) {
        if (const QString word = entry.detail[name].toString(); !word.isEmpty())
            parts.append(word);
    }
    if (entry.rows)
        parts.append(translate("bulkheadctl", "rows: %1").arg(formatCount(*entry.rows)));
    if (!entry.columns.isEmpty())
        parts.append(translate("bulkheadctl", "columns: %1").arg(entry.columns.join(u", "_s)));
    if (!entry.reason.isEmpty())
        parts.append(translate("bulkheadctl", "reason: %1").arg(entry.reason));
    return parts.join(u"; "_s);
}

ExitCode list(Invocation &invocation, SqlConnection &connection)
{
    Console &console = invocation.console();
    Result<AuditQuery> query = queryOf(invocation);
    if (!query)
        return console.fail(query.error());
    const Result<int> limit = invocation.limit();
    if (!limit)
        return console.fail(limit.error());
    query->limit = *limit;
    const Result<std::vector<AuditEntry>> entries = Audit(connection).page(*query);
    if (!entries)
        return console.fail(entries.error());
    if (invocation.isJson()) {
        QJsonArray json;
        for (const AuditEntry &entry : *entries)
            json.append(entry.toJson());
        console.print(QJsonObject{{u"entries"_s, json}});
        return ExitCode::Done;
    }
    std::vector<QStringList> rows;
    for (const AuditEntry &entry : *entries)
        rows.push_back({QString::number(entry.id),
                        QDateTime::fromMSecsSinceEpoch(entry.at).toString(u"yyyy-MM-dd hh:mm:ss"_s), entry.actor,
                        entry.host, entry.action, entry.operation,
                        entry.jobId.isNull() ? QString() : entry.jobId.toString(QUuid::WithoutBraces), whatOf(entry)});
    console.table({translate("bulkheadctl", "no."), translate("bulkheadctl", "when"), translate("bulkheadctl", "who"),
                   translate("bulkheadctl", "host"), translate("bulkheadctl", "action"),
                   translate("bulkheadctl", "operation"), translate("bulkheadctl", "job"),
                   translate("bulkheadctl", "what")},
                  rows, {true, false, false, false, false, false, false, false});
    return ExitCode::Done;
}

ExitCode verify(Invocation &invocation, SqlConnection &connection)
{
    Console &console = invocation.console();
    handleInterrupts();
    const Result<AuditVerdict> verdict = Audit(connection).verify([&](qint64 entries) {
        if (console.isLive() && !invocation.isJson())
            console.draw(translate("bulkheadctl", "Entries walked: %1").arg(formatCount(entries)));
        return !isInterrupted();
    });
    console.endDrawing();
    if (!verdict) {
        const ExitCode code = console.fail(verdict.error());
        return isInterrupted() ? ExitCode::Interrupted : code;
    }
    const bool holds = !verdict->broken;
    if (invocation.isJson())
        console.print(QJsonObject{{u"holds"_s, holds},
                                  {u"entries"_s, verdict->entries},
                                  {u"last_hash"_s, verdict->lastHash},
                                  {u"broken"_s, holds ? QJsonValue() : QJsonValue(*verdict->broken)},
                                  {u"why"_s, holds ? QJsonValue() : QJsonValue(verdict->why.toEnglish())}});
    else if (holds)
        console.print(
            translate("bulkheadctl", "The audit holds: nothing was changed or taken away. Entries: %1. Last hash: %2")
                .arg(formatCount(verdict->entries), verdict->lastHash));
    else
        console.print(translate("bulkheadctl", "The audit is broken. %1 Entries before it that hold: %2.")
                          .arg(verdict->why.toString(), formatCount(verdict->entries)));
    return holds ? ExitCode::Done : ExitCode::JobFailed;
}

ExitCode write(Invocation &invocation, SqlConnection &connection)
{
    Console &console = invocation.console();
    const Result<AuditQuery> query = queryOf(invocation);
    if (!query)
        return console.fail(query.error());
    const Result<bool> json = invocation.exportsJson();
    if (!json)
        return console.fail(json.error());
    OutputFile output(invocation.value(u"o"_s));
    if (const Status open = output.open(); !open)
        return console.fail(open.error());
    handleInterrupts();
    const Result<qint64> entries = Audit(connection)
                                       .exportTo(output.device(), *json ? Audit::Format::Json : Audit::Format::Csv,
                                                 *query, [](qint64) { return !isInterrupted(); });
    if (!entries) {
        const ExitCode code = console.fail(entries.error());
        return isInterrupted() ? ExitCode::Interrupted : code;
    }
    if (const Status written = output.commit(); !written)
        return console.fail(written.error());
    if (!output.isStandardOutput() && !invocation.isJson())
        console.say(translate("bulkheadctl", "%1 entries written to %2.").arg(formatCount(*entries), output.path()));
    return ExitCode::Done;
}

} // namespace

ExitCode audit(Invocation &invocation)
{
    Console &console = invocation.console();
    const QString verb = invocation.positionals().value(0, u"list"_s);
    const auto run = verb == "list"_L1 ? list : verb == "verify"_L1 ? verify : verb == "export"_L1 ? write : nullptr;
    if (!run)
        return console.fail(
            wrongUsage(QT_TRANSLATE_NOOP("core", "audit knows list, verify and export, not “%1”."), {verb}));
    const Result<std::unique_ptr<JobStore>> store = invocation.openStore();
    return store ? run(invocation, store.value()->connection()) : console.fail(store.error());
}

} // namespace bulkhead
