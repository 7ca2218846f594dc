// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlconnection.h"

namespace bulkhead {

/// A diagnosis as an Error: DATABASE_LOST, CANCELLED, ACCESS_DENIED or DATABASE_ERROR with the server's words and,
/// where the state tells, what to do. `what` says what was tried ("COPY users").
Error sqlError(const SqlDiagnosis &diagnosis, bool isCancelled = false, const QByteArray &what = {});

} // namespace bulkhead
