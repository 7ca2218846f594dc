// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/instant.h"

namespace bulkhead {

/// At most `perSecond` calls a second in the long run, and `burst` at once after a pause. 0 a second: no
/// limit. Not thread-safe; ServiceGate keeps it under its lock.
class TokenBucket
{
public:
    TokenBucket(double perSecond, double burst);

    /// Takes one token, if need be in advance: how long to wait before it may be used.
    std::chrono::nanoseconds take(Instant now);

private:
    double m_perSecond;
    double m_burst;
    double m_tokens;
    Instant m_filledAt{};
};

} // namespace bulkhead
