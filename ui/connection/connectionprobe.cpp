// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/connectionprobe.h"

#include "core/store/migrations.h"

#include <QElapsedTimer>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {

Status countSteps(Migrations &migrations, Migrations::Set set, int &missing, int &applied)
{
    const auto steps = migrations.status(set);
    if (!steps)
        return steps.error();
    for (const Migrations::Step &step : *steps)
        ++(step.appliedAt == 0 ? missing : applied);
    return Done();
}

} // namespace

Result<ConnectionFindings> probe(const ConnectionTarget &target)
{
    QElapsedTimer timer;
    timer.start();
    auto connection = SqlConnection::open(target);
    if (!connection)
        return connection.error();
    ConnectionFindings findings;
    findings.milliseconds = timer.elapsed();
    SqlConnection &server = *connection.value();
    const auto version = server.query("show server_version");
    if (!version)
        return version.error();
    findings.serverVersion = toText(version->rows.at(0).at(0)).section(u' ', 0, 0);
    const auto tls = server.query("select ssl from pg_stat_ssl where pid = pg_backend_pid()");
    findings.encrypted = tls && !tls->isEmpty() && toBool(tls->rows.at(0).at(0));

    Migrations migrations(server);
    Status counted = countSteps(migrations, Migrations::Set::Jobs, findings.missingJobSteps, findings.appliedJobSteps);
    if (counted)
        counted =
            countSteps(migrations, Migrations::Set::Domain, findings.missingDomainSteps, findings.appliedDomainSteps);
    if (!counted)
        return counted.error();
    if (const Status current = migrations.requireCurrent(); !current && current.error().code == u"SCHEMA_NEWER"_s)
        findings.unusable = current.error();
    return findings;
}

Status migrate(const ConnectionTarget &target, bool domain)
{
    auto connection = SqlConnection::open(target);
    if (!connection)
        return connection.error();
    Migrations migrations(*connection.value());
    if (const auto jobs = migrations.up(Migrations::Set::Jobs); !jobs)
        return jobs.error();
    if (domain) {
        if (const auto tables = migrations.up(Migrations::Set::Domain); !tables)
            return tables.error();
    }
    return Done();
}

} // namespace bulkhead
