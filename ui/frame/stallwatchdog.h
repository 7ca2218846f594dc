// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <atomic>
#include <thread>

namespace bulkhead {

/// Measures how long the UI thread did not come back to its event loop: a timer beats on it, and a
/// thread of its own watches the beat. Stalls above the threshold are printed to standard error as they
/// end. For tests and for finding faults; costs a wake-up every few milliseconds.
class StallWatchdog : public QObject
{
    Q_OBJECT

public:
    explicit StallWatchdog(int thresholdMs, QObject *parent = nullptr);
    ~StallWatchdog() override;

    /// Since the start, or since reset().
    int longestStallMs() const { return m_longestMs.load(); }
    void reset();

private:
    void watch();

    const int m_thresholdMs;
    QTimer m_beat;
    std::atomic<qint64> m_lastBeatMs;
    std::atomic<int> m_longestMs = 0;
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

} // namespace bulkhead
