// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace bulkhead {

/// What may be asked of a service, as an operator sets it.
struct ServiceLimits
{
    int batch = 100;                           ///< keys a call
    int concurrency = 4;                       ///< calls at once, by this process
    double ratePerSecond = 0;                  ///< calls a second; 0: no limit
    std::chrono::milliseconds deadline{5'000}; ///< of one call
    int retries = 3;                           ///< of a call that failed for a reason that may pass

    bool operator==(const ServiceLimits &) const = default;
};

} // namespace bulkhead
