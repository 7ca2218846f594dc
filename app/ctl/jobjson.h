// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

#include <QJsonObject>

namespace bulkhead {

/// A job as --json prints it. `progress` is 0…100 with two decimals, `duration_seconds` null before the
/// start, times ISO 8601 in UTC.
QJsonObject jobToJson(const Job &job, const std::vector<ErrorCount> &errors);

/// From its start to its end, or until `nowMs`; 0 before the start.
qint64 durationMs(const Job &job, qint64 nowMs);

} // namespace bulkhead
