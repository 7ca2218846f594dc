// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/bothdatabases.h"

#include <QObject>

namespace bulkhead::test {

/// A test program with a PostgreSQL server of its own, from before its first test to after its last.
class ServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_server.reset(); }

protected:
    std::unique_ptr<PostgresServer> m_server;
};

} // namespace bulkhead::test
