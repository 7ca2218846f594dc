// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/connectiontarget.h"

#include <optional>

namespace bulkhead {

/// What a test of a connection found. Blocking to make (see probe()), plain to read.
struct ConnectionFindings
{
    QString serverVersion;
    qint64 milliseconds = 0; ///< to connect and log in
    bool encrypted = false;
    int missingJobSteps = 0; ///< migrations of the job tables that are still to be applied
    int appliedJobSteps = 0;
    int missingDomainSteps = 0;
    int appliedDomainSteps = 0;
    /// Why the schema cannot be used even after a migration (it is newer than the program).
    std::optional<Error> unusable;

    bool isReady() const { return missingJobSteps == 0 && !unusable; }
};

/// Connects, looks, and leaves. Not for the UI thread.
Result<ConnectionFindings> probe(const ConnectionTarget &target);
/// Makes or updates the job tables, and the domain tables if wanted. Not for the UI thread.
Status migrate(const ConnectionTarget &target, bool domain);

} // namespace bulkhead
