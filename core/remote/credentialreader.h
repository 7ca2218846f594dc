// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/endpoint.h"
#include "core/remote/service.h"

#include <functional>

namespace bulkhead {

/// Reads a secret by its name from the system's keychain. Core has none: the programs bring it.
using KeychainReader = std::function<Result<QString>(const QString &name)>;

/// The service with its secret and certificates read, ready to be called. An error names what is missing
/// and never the secret.
Result<Endpoint> endpointOf(const Service &service, const KeychainReader &keychain);

} // namespace bulkhead
