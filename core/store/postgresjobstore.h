// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqljobstore.h"

namespace bulkhead {

/// Jobs in schema `bulkhead` of a PostgreSQL database, shared by any number of programs.
class PostgresJobStore final : public SqlJobStore
{
public:
    explicit PostgresJobStore(std::unique_ptr<SqlConnection> connection);
};

} // namespace bulkhead
