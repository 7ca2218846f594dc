// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/attempt.h"

namespace grpc {
class ClientContext;
class Status;
} // namespace grpc

namespace bulkhead {

/// How a gRPC call ended, by its status and by how far it came.
Attempt attemptOf(const grpc::Status &status, const grpc::ClientContext &context, bool wasStopped);

} // namespace bulkhead
