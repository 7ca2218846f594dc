// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>

namespace bulkhead {

/// Rows per second and the time left, from snapshots of a job: an exponential average that warms up,
/// and says nothing rather than nonsense while it knows too little. Times in milliseconds of any one
/// clock.
class ProgressEstimate
{
public:
    void add(qint64 nowMs, qint64 settledRows);
    void reset();

    double rowsPerSecond() const { return m_rate; }
    /// Milliseconds until `openRows` are done; nothing while the rate cannot be trusted.
    std::optional<qint64> timeLeftMs(qint64 openRows) const;

private:
    qint64 m_firstAt = 0;
    qint64 m_lastAt = 0;
    qint64 m_lastRows = 0;
    int m_samples = 0;
    double m_rate = 0;
};

} // namespace bulkhead
