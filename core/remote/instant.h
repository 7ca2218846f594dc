// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace bulkhead {

/// A moment by the clock that only goes forward; what waits or measures takes it as an argument, so that
/// tests need not wait.
using Instant = std::chrono::steady_clock::time_point;

} // namespace bulkhead
