// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace bulkhead {

/// The columns that an export adds to those of the source; a list that has them is an export of ours,
/// and they are left out when it is loaded again.
inline constexpr QLatin1StringView exportRowColumn("bulkhead_row");
inline constexpr QLatin1StringView exportStatusColumn("bulkhead_status");
inline constexpr QLatin1StringView exportCodeColumn("bulkhead_code");
inline constexpr QLatin1StringView exportMessageColumn("bulkhead_message");
inline constexpr QLatin1StringView exportResultColumn("bulkhead_result");

inline bool isExportColumn(const QString &name)
{
    return name == exportRowColumn || name == exportStatusColumn || name == exportCodeColumn ||
           name == exportMessageColumn || name == exportResultColumn;
}

} // namespace bulkhead
