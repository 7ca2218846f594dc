// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace bulkhead {

/// What a person may do with the jobs of a database. Ordered: each may do what those before it may.
enum class Role {
    None,          ///< may not even look
    Viewer,        ///< reads jobs and the audit, and exports
    Operator,      ///< submits, runs, pauses, cancels, mends and retries
    Administrator, ///< deletes jobs, changes the tables, hands out roles
};

/// "viewer"; empty for None. As on the command line and behind "bulkhead_" on PostgreSQL.
QString roleName(Role role);
std::optional<Role> roleFromName(QStringView name);

} // namespace bulkhead
