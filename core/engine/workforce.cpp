// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/workforce.h"

#include <QThread>

#include <limits>

namespace bulkhead {

namespace {

constexpr int sqliteWorkers = 1; ///< it has one writer, and a second connection would spoil the first one's cache
/// One writes while the other waits for an answer.
constexpr int sqliteWorkersBesideServices = 2;

} // namespace

/// With PostgreSQL on this machine workers and their sessions share its cores, and take turns: half of the time each
/// waits for the other.
int usefulWorkers(const ConnectionTarget &target, bool asksServices)
{
    if (target.kind == Database::SQLite)
        return asksServices ? sqliteWorkersBesideServices : sqliteWorkers;
    if (!target.isOnThisMachine())
        return std::numeric_limits<int>::max();
    return std::max(2, QThread::idealThreadCount()) + (asksServices ? 1 : 0);
}

} // namespace bulkhead
