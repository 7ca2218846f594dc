// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/progressestimate.h"

#include <cmath>

namespace bulkhead {

namespace {

/// Half of the average is younger than this.
constexpr double halfLifeMs = 3000;
/// Before so much time and so many snapshots a rate is a guess.
constexpr qint64 trustAfterMs = 1000;
constexpr int trustAfterSamples = 3;
constexpr qint64 longestMs = qint64(7) * 24 * 3600 * 1000;

} // namespace

void ProgressEstimate::add(qint64 nowMs, qint64 settledRows)
{
    if (m_samples == 0 || settledRows < m_lastRows) {
        reset();
        m_firstAt = nowMs;
    } else if (nowMs > m_lastAt) {
        const double elapsed = double(nowMs - m_lastAt);
        const double rate = double(settledRows - m_lastRows) * 1000.0 / elapsed;
        // While young, weigh by age, so that the first second counts as a plain average.
        const double byAge = elapsed / double(nowMs - m_firstAt);
        const double byDecay = 1.0 - std::exp2(-elapsed / halfLifeMs);
        m_rate += (rate - m_rate) * std::max(byAge, byDecay);
    } else {
        return;
    }
    m_lastAt = nowMs;
    m_lastRows = settledRows;
    ++m_samples;
}

void ProgressEstimate::reset()
{
    *this = ProgressEstimate();
}

std::optional<qint64> ProgressEstimate::timeLeftMs(qint64 openRows) const
{
    if (openRows <= 0)
        return 0;
    if (m_samples < trustAfterSamples || m_lastAt - m_firstAt < trustAfterMs || m_rate < 1e-3)
        return std::nullopt;
    const double left = double(openRows) * 1000.0 / m_rate;
    return left > double(longestMs) ? std::nullopt : std::optional(qint64(left));
}

} // namespace bulkhead
