// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/servertest.h"

namespace bulkhead::test {

void ServerTest::initTestCase()
{
    QString whyNot;
    m_server = PostgresServer::start(&whyNot);
    QVERIFY2(m_server, qPrintable(whyNot));
}

} // namespace bulkhead::test
