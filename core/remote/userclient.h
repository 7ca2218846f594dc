// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/montage/montage.h"
#include "core/remote/batchedlookup.h"
#include "core/remote/endpoint.h"
#include "core/remote/service.h"

namespace bulkhead {

/// Asks the user service what people show of themselves. Where its route differs, the service's `paths` say
/// so: "user" (/users/{id}), and where the answer has whom it is about and the flags: "id", "show_montages",
/// "show_checkins" (JSON pointers). Safe to use from any thread.
class UserClient
{
public:
    UserClient(const Service &service, const Endpoint &endpoint, std::shared_ptr<ServiceGate> gate);

    /// One question a user, several at once; an Answer for each id.
    LookupResult find(const QStringList &userIds, std::stop_token stop);
    /// What a Found answer says. Only a plain true shows something.
    static MontagePrivacy privacyOf(const Answer &answer);

private:
    BatchedLookup m_lookup;
};

} // namespace bulkhead
