// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>
#include <optional>

namespace bulkhead {

/// "500ms", "5s", "1m30s", "24h", as the environment variables of services spell it; a bare number counts
/// seconds. Nothing when it is none, or negative.
std::optional<std::chrono::milliseconds> parsedDuration(const QString &text);
/// The shortest spelling that parsedDuration() reads back as the same: "1m30s".
QString durationText(std::chrono::milliseconds duration);

} // namespace bulkhead
