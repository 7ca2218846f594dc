// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/credentialreader.h"

#include <chrono>
#include <stop_token>

namespace bulkhead {

struct ServiceTestPassed
{
    Text what; ///< what the service said
    std::chrono::milliseconds latency{};
};

/// Makes one real, harmless call to the service. When it fails, says what failed and what to do about it.
/// Waits for as long as the service's deadline.
Result<ServiceTestPassed> testService(const Service &service, const KeychainReader &keychain, std::stop_token stop);

} // namespace bulkhead
