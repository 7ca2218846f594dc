// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/scratchdatabase.h"

#include <QTest>

namespace bulkhead::test {

/// For a `_data` function: runs the test once on SQLite and once on PostgreSQL.
inline void addBothDatabases()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("sqlite") << int(Database::SQLite);
    QTest::newRow("postgresql") << int(Database::PostgreSQL);
}

/// The database of the current row.
inline Database currentDatabase()
{
    QFETCH(int, kind);
    return Database(kind);
}

/// The value of a Result, or the end of the test with its Error.
template <typename T> T valueOf(Result<T> result)
{
    if (!result)
        qFatal("%s: %s", qPrintable(result.error().code), qPrintable(result.error().toString()));
    return result.take();
}

} // namespace bulkhead::test

/// Fails the test, with the error's words, when a Status or Result is an error.
#define VERIFY_OK(result)                                                                                              \
    do {                                                                                                               \
        const auto &verified = (result);                                                                               \
        QVERIFY2(verified.ok(), verified.ok() ? ""                                                                     \
                                              : qPrintable(verified.error().code + QStringLiteral(": ") +              \
                                                           verified.error().toString()));                              \
    } while (false)
