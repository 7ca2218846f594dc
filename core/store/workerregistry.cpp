// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workerregistry.h"

#include "core/store/sqldialect.h"
#include "core/store/storesession.h"

#include <QFile>

#include <cerrno>
#include <signal.h>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// Within one of these a pid means one process: this boot of this machine, this pid namespace.
/// Two containers may share a host's name and still not see each other's processes.
QString pidSpace()
{
    QFile boot(u"/proc/sys/kernel/random/boot_id"_s);
    const QString bootId = boot.open(QIODevice::ReadOnly) ? QString::fromLatin1(boot.readAll()).trimmed() : QString();
    return bootId + u' ' + QFile::symLinkTarget(u"/proc/self/ns/pid"_s).section(u'/', -1);
}

bool isGone(qint64 pid)
{
    return pid > 0 && kill(pid_t(pid), 0) == -1 && errno == ESRCH;
}

} // namespace

Status WorkerRegistry::enlist(const WorkerIdentity &worker, std::chrono::milliseconds lease)
{
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun;
    // Whoever enlists again under its old id has lost its memory, or its lease; nobody works on what
    // that id still holds.
    if (Status given = giveBack(worker.id, {}); !given)
        return given;
    const auto enlisted = m_session.run(
        "insert into {worker} (id, host, pid, pid_space, program, started_at, beat_at, lease_until)"
        " values ($1::uuid, $2, $3, $4, $5, {now}, {now}, {after $6})"
        " on conflict (id) do update set host = excluded.host, pid = excluded.pid, pid_space = "
        "excluded.pid_space,"
        " program = excluded.program, beat_at = excluded.beat_at, lease_until = excluded.lease_until",
        {worker.id, storable(worker.host), worker.pid, pidSpace(), storable(worker.program), qint64(lease.count())});
    if (!enlisted)
        return enlisted.error();
    // A missing worker counts as dead just as well; a day is for people who look who was there.
    if (const auto old = m_session.run("delete from {worker} where lease_until < {after -86400000}"); !old)
        return old.error();
    if (Status expired = expireDeadNeighbours(worker.id); !expired)
        return expired;
    return transaction.commit();
}

Result<Beat> WorkerRegistry::beat(const QUuid &worker, std::chrono::milliseconds lease)
{
    const auto renewed = m_session.run("update {worker} set beat_at = {now}, lease_until = {after $2} where "
                                       "id = $1::uuid and lease_until > {now}",
                                       {worker, qint64(lease.count())});
    if (!renewed)
        return renewed.error();
    if (renewed->affected == 0)
        return Beat{.leaseMs = 0};
    if (Status expired = expireDeadNeighbours(worker); !expired)
        return expired.error();
    return Beat{.leaseMs = qint64(lease.count())};
}

Status WorkerRegistry::dismiss(const QUuid &worker)
{
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun;
    if (Status given = giveBack(worker, {}); !given)
        return given;
    if (const auto forgotten = m_session.run("delete from {worker} where id = $1::uuid", {worker}); !forgotten)
        return forgotten.error();
    return transaction.commit();
}

Status WorkerRegistry::reclaim(const QUuid &worker, const std::vector<QUuid> &held)
{
    StoreTransaction transaction(m_session.connection());
    if (Status begun = transaction.begin(); !begun)
        return begun;
    if (Status given = giveBack(worker, held); !given)
        return given;
    return transaction.commit();
}

Status WorkerRegistry::giveBack(const QUuid &worker, const std::vector<QUuid> &held)
{
    QStringList ids;
    for (const QUuid &id : held)
        ids.append(id.toString(QUuid::WithoutBraces));
    const bool postgres = m_session.connection().kind() == Database::PostgreSQL;
    const QByteArray each = eachText(m_session.connection().kind(), "$2");
    const QByteArray isHeld = "claim_id in (" + (postgres ? "select value::uuid from (" + each + ") held" : each) + ")";
    const auto given = m_session.runComposed("update {chunk} set state = 'ready', worker_id = null, claim_id = null"
                                             " where state = 'running' and worker_id = $1::uuid and not (" +
                                                 isHeld +
                                                 ")"
                                                 " and job_id in (select id from {job} where completed_at is null)"
                                                 " returning job_id, no",
                                             {worker, textList(ids)});
    if (!given)
        return given.error();
    for (const SqlRows::Row &row : given->rows) {
        const QJsonObject detail{{u"chunk"_s, toInt(row[1])}, {u"worker"_s, worker.toString(QUuid::WithoutBraces)}};
        if (Status logged = m_session.addEvent(toUuid(row[0]), u"chunk_released"_s, detail); !logged)
            return logged;
    }
    return Done{};
}

Status WorkerRegistry::expireDeadNeighbours(const QUuid &worker)
{
    const auto neighbours =
        m_session.run("select n.id, n.pid from {worker} n join {worker} me on me.id = $1::uuid and me.host = n.host"
                      " and me.pid_space = n.pid_space where n.id <> me.id and n.lease_until > {now}",
                      {worker});
    if (!neighbours)
        return neighbours.error();
    for (const SqlRows::Row &row : neighbours->rows) {
        if (!isGone(toInt(row[1])))
            continue;
        const auto expired = m_session.run("update {worker} set lease_until = {now} where id = $1::uuid", {row[0]});
        if (!expired)
            return expired.error();
    }
    return Done{};
}

} // namespace bulkhead
