// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

namespace bulkhead::test {

/// How long a test waits for what comes in a moment on a quiet machine: it tells "late", as on a machine that does much
/// else, from "never".
constexpr int patienceMs = 60'000;
/// A bound for what must not wait for the end of something that takes minutes. Not for how quick it is.
constexpr int soonMs = 20'000;

} // namespace bulkhead::test

// Those of Qt give up after five seconds.
#undef QTRY_VERIFY
#define QTRY_VERIFY(expr) QTRY_VERIFY_WITH_TIMEOUT(expr, bulkhead::test::patienceMs)
#undef QTRY_VERIFY2
#define QTRY_VERIFY2(expr, messageExpression)                                                                          \
    QTRY_VERIFY2_WITH_TIMEOUT(expr, messageExpression, bulkhead::test::patienceMs)
#undef QTRY_COMPARE
#define QTRY_COMPARE(expr, expected) QTRY_COMPARE_WITH_TIMEOUT(expr, expected, bulkhead::test::patienceMs)
