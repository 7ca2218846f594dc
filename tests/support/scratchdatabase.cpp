// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scratchdatabase.h"

#include "core/store/migrations.h"

#include <QUuid>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead::test {

namespace {

void require(const Status &status)
{
    if (!status)
        qFatal("%s", qPrintable(status.error().toString()));
}

std::unique_ptr<SqlConnection> opened(const ConnectionTarget &target)
{
    Result<std::unique_ptr<SqlConnection>> connection = SqlConnection::open(target);
    if (!connection)
        qFatal("%s", qPrintable(connection.error().toString()));
    return connection.take();
}

} // namespace

ScratchDatabase::ScratchDatabase(Database kind, const PostgresServer *server) : m_server(server)
{
    if (kind == Database::SQLite) {
        m_folder = std::make_unique<QTemporaryDir>();
        m_target = {.kind = kind, .file = m_folder->filePath(u"bulkhead.sqlite"_s)};
        return;
    }
    m_target = server->admin();
    m_target.database = u"test_"_s + QUuid::createUuid().toString(QUuid::Id128);
    require(opened(server->admin())->script("create database " + quotedIdentifier(m_target.database)));
}

ScratchDatabase::~ScratchDatabase()
{
    if (m_target.kind == Database::PostgreSQL)
        require(opened(m_server->admin())
                    ->script("drop database " + quotedIdentifier(m_target.database) + " with (force)"));
}

std::unique_ptr<SqlConnection> ScratchDatabase::connect() const
{
    return opened(m_target);
}

void ScratchDatabase::migrate() const
{
    const auto connection = connect();
    for (const auto set : {Migrations::Set::Jobs, Migrations::Set::Domain}) {
        const Result<int> steps = Migrations(*connection).up(set);
        if (!steps)
            qFatal("%s", qPrintable(steps.error().toString()));
    }
}

} // namespace bulkhead::test
