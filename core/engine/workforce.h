// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/connectiontarget.h"

namespace bulkhead {

/// How many workers of one process get on at once with jobs in this database; more only get in each other's way.
int usefulWorkers(const ConnectionTarget &target, bool asksServices);

} // namespace bulkhead
