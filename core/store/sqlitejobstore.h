// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqljobstore.h"

namespace bulkhead {

/// Jobs in tables `bulkhead_…` of an SQLite file, shared by the programs of one machine. One writes at a
/// time: every transaction that writes takes the lock when it begins, so nothing needs a lock of its own.
class SqliteJobStore final : public SqlJobStore
{
public:
    explicit SqliteJobStore(std::unique_ptr<SqlConnection> connection);
};

} // namespace bulkhead
