// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/revert.h"
#include "core/engine/start.h"
#include "core/remote/phone.h"
#include "tests/engine/servicebench.h"

namespace bulkhead::test {

inline const QString findMaxIds = QStringLiteral("employees.max-id-update");

/// A bench with employees in it; their ids are 1, 2, 3 …
class Staff : public ServiceBench
{
public:
    explicit Staff(const PostgresServer *server, const ServiceLimits &limits = {},
                   const sandbox::SandboxOptions &options = {})
        : ServiceBench(server, limits, options)
    {
        execute("insert into universities (name) values ('U')");
    }

    /// The n-th phone that the service knows, or does not.
    QString phone(int n, bool isKnown = true) const
    {
        for (int i = 0;; ++i) {
            if (world().maxIdOf(world().phoneOf(i)).has_value() == isKnown && n-- == 0)
                return world().phoneOf(i);
        }
    }
    QString idOf(const QString &phone) const { return *world().maxIdOf(phone); }

    void add(const QString &phone, const SqlValue &maxId = {})
    {
        static_cast<void>(valueOf(store().connection().query(
            "insert into employees (first_name, last_name, phone, max_id, university_id) values ('A', 'B', $1, $2, 1)",
            {phone, maxId})));
    }
    /// The first so many people of the service's world, known or not.
    void addMany(int count)
    {
        QByteArray script = "begin;";
        for (int i = 0; i < count; ++i)
            script +=
                "insert into employees (first_name, last_name, phone, max_id, university_id) values ('A', 'B', '" +
                world().phoneOf(i).toLatin1() + (i % 2 == 0 ? "', null, 1);" : "', '', 1);");
        execute(script + "commit");
    }
    /// Counts each time that an id is written, whoever writes it.
    void keepLedger()
    {
        execute("create table ledger (id bigint not null)");
        execute(isPostgres()
                    ? "create function enter() returns trigger language plpgsql as"
                      " $$ begin insert into ledger values (new.id); return null; end $$;"
                      "create trigger ledger after update of max_id on employees for each row execute function enter()"
                    : "create trigger ledger after update of max_id on employees"
                      " begin insert into ledger values (new.id); end");
    }
    QStringList maxIds() { return ask("select max_id from employees order by id"); }

    /// Employees who do not have just the id that the service has for their phone; nothing when all is well.
    QStringList wrong()
    {
        QStringList wrong;
        for (const QString &row :
             ask("select id, phone, coalesce(max_id, ''), max_id_updated_at is not null from employees order by id")) {
            const QStringList cells = row.split(u'|');
            const Result<QString> form = normalisedPhone(cells[1]);
            const QString expected = form ? world().maxIdOf(*form).value_or(QString()) : QString();
            const bool isTimed =
                QStringList({QStringLiteral("1"), QStringLiteral("t"), QStringLiteral("true")}).contains(cells[3]);
            if (cells[2] != expected || isTimed == expected.isEmpty())
                wrong.append(row + QStringLiteral(" instead of ") + expected);
        }
        return wrong;
    }

    QUuid submitted() { return valueOf(submitOwn(findMaxIds)); }
    QUuid submitted(const JobOptions &options)
    {
        Submission submission;
        submission.options = options;
        return valueOf(submitOwn(findMaxIds, submission));
    }
    QUuid listed(const QByteArray &csv) { return valueOf(submitList(findMaxIds, csv)); }
    Job started(const QUuid &id)
    {
        StartRequest request;
        request.job = id;
        request.actor = QStringLiteral("anna");
        if (const Status started = startJob(store(), request); !started)
            qFatal("%s", qPrintable(started.error().toString()));
        return runToEnd(id);
    }
    Job reverted(const QUuid &id)
    {
        RevertRequest request;
        request.parent = id;
        request.actor = QStringLiteral("anna");
        return runToEnd(valueOf(revertJob(store(), request, {})));
    }
};

inline JobOptions inChunksOf(int rows)
{
    JobOptions options;
    options.chunkSize = rows;
    return options;
}

} // namespace bulkhead::test
