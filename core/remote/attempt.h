// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/text.h"

#include <chrono>
#include <optional>

namespace bulkhead {

/// How one call to a service ended, in the words that decide what happens next.
struct Attempt
{
    enum class End {
        Answered,    ///< whatever the answer says
        Refused,     ///< the service does not want this call; asking again changes nothing
        Denied,      ///< it wants no call of ours, whatever it is about: token, certificate or address are wrong
        TooLarge,    ///< it would take fewer keys at once
        Throttled,   ///< it asks us to slow down
        Unavailable, ///< it was not reached, or said that it cannot answer now
        Lost,        ///< it was asked, and no usable answer came back
        Cancelled,   ///< by us
        OutOfTime,   ///< whoever asked had no time left; says nothing about the service
    };

    End end = End::Answered;
    QString code; ///< stable, for programs: the service's own (NOT_FOUND, 503) or one of ours
    Text why;
    std::optional<std::chrono::milliseconds> retryAfter; ///< what the service asked for
    /// Of Unavailable: the service is there, and says itself that it failed over this call. That may be its own affair,
    /// or that of what it was asked about.
    bool isFault = false;

    /// Whether the same call may end otherwise a moment later.
    bool isTransient() const { return end == End::Throttled || end == End::Unavailable || end == End::Lost; }
    /// One that ended because we wanted it to; code CANCELLED.
    static Attempt cancelled();
};

} // namespace bulkhead
