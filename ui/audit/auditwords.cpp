// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/audit/auditwords.h"

#include "ui/widgets/phrases.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

QString joined(const QStringList &parts)
{
    return parts.join(u" · "_s);
}

} // namespace

QString AuditWords::action(const QString &action)
{
    struct Known
    {
        const char16_t *action;
        QString words;
    };
    const Known known[] = {
        //: action in the audit
        {u"submitted", tr("Job submitted")},
        {u"started", tr("Job started")},
        {u"approved", tr("Job approved")},
        {u"reverted", tr("Job taken back")},
        //: action in the audit
        {u"retried", tr("Rows retried")},
        //: action in the audit
        {u"paused", tr("Job paused")},
        //: action in the audit
        {u"resumed", tr("Job resumed")},
        //: action in the audit
        {u"cancelled", tr("Job cancelled")},
        //: action in the audit: by its own rule, as too many failed rows
        {u"stopped", tr("Job stopped")},
        //: action in the audit
        {u"ended", tr("Job ended")},
        //: action in the audit: an operator corrected a failed row
        {u"mended", tr("Row mended")},
        //: action in the audit
        {u"deleted", tr("Job deleted")},
        //: action in the audit: rows or entries were written to a file
        {u"exported", tr("Rows exported")},
        //: action in the audit: the tables of the database were changed
        {u"migrated", tr("Tables changed")},
        //: action in the audit
        {u"role_granted", tr("Role given")},
        //: action in the audit
        {u"role_revoked", tr("Role taken")},
    };
    for (const Known &each : known) {
        if (action == QStringView(each.action))
            return each.words;
    }
    return action;
}

QString AuditWords::who(const AuditEntry &entry)
{
    if (entry.user == entry.actor || entry.user == "local"_L1)
        return entry.actor;
    //: %1 is a person, %2 the name by which the database knows who is logged in
    return tr("%1 as %2").arg(entry.actor, entry.user);
}

QString AuditWords::where(const AuditEntry &entry)
{
    QStringList parts{entry.host, entry.program};
    if (entry.address != "local"_L1)
        parts.append(entry.address);
    parts.removeAll(QString());
    return parts.join(u", "_s);
}

QString AuditWords::what(const AuditEntry &entry)
{
    const QJsonObject &detail = entry.detail;
    QStringList parts;
    const auto add = [&parts](const QString &words) {
        if (!words.isEmpty())
            parts.append(words);
    };
    add(detail["source"_L1].toString());
    if (entry.action == "role_granted"_L1 || entry.action == "role_revoked"_L1)
        add(detail["role"_L1].toString() + u": "_s + detail["user"_L1].toString());
    if (entry.action == "migrated"_L1)
        add(u"%1 %2 %3 (%4)"_s.arg(detail["set"_L1].toString(), QString::number(detail["version"_L1].toInt()),
                                   detail["name"_L1].toString(), detail["direction"_L1].toString()));
    if (entry.action == "exported"_L1 && detail["what"_L1].toString() == "audit"_L1)
        add(tr("entries of the audit"));
    if (entry.action == "mended"_L1) {
        //: %1 is the number of a row
        add(tr("row %1").arg(Phrases::count(detail["row"_L1].toInteger())));
    }
    if (detail.contains("succeeded"_L1)) {
        //: rows of a job that ended; %1 succeeded, %2 failed
        add(tr("%1 done, %2 failed")
                .arg(Phrases::count(detail["succeeded"_L1].toInteger()),
                     Phrases::count(detail["failed"_L1].toInteger())));
    } else if (entry.rows) {
        add(tr("%Ln row(s)", "", int(*entry.rows)));
    }
    if (!entry.columns.isEmpty()) {
        //: %1 is a list of names
        add(tr("columns: %1").arg(entry.columns.join(u", "_s)));
    }
    const Text why = detail.contains("why"_L1) ? Text::fromJson(detail["why"_L1]) : Text::verbatim(entry.reason);
    if (!why.isEmpty()) {
        //: why something was done; %1 is a sentence
        add(tr("why: %1").arg(why.toString()));
    }
    return joined(parts);
}

} // namespace bulkhead
