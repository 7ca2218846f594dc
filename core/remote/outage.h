// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/text.h"

#include <chrono>

namespace bulkhead {

/// Why a service is not asked at present, in words, and how long that lasts at least.
struct Outage
{
    Text reason;
    std::chrono::milliseconds left{};
};

} // namespace bulkhead
