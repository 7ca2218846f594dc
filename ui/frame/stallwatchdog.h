// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <atomic>
#include <thread>

#include <time.h>

namespace bulkhead {

/// Measures how long the UI thread did not come back to its event loop: a timer beats on it, and a
/// thread of its own watches the beat. Stalls above the threshold are printed to standard error as they
/// end, with the processor time that the UI thread took meanwhile: what remains it waited for, be it a
/// lock or other programs on a busy machine. For tests and for finding faults; costs a wake-up every few
/// milliseconds. Made on the UI thread.
class StallWatchdog : public QObject
{
    Q_OBJECT

public:
    explicit StallWatchdog(int thresholdMs, QObject *parent = nullptr);
    ~StallWatchdog() override;

    /// Since the start, or since reset().
    int longestStallMs() const { return m_longestMs.load(); }
    /// The most processor time of any stall.
    int longestWorkMs() const { return m_longestWorkMs.load(); }
    void reset();

private:
    void watch();
    qint64 uiProcessorMs() const;

    const int m_thresholdMs;
    clockid_t m_uiClock{}; ///< of the processor time of the UI thread
    QTimer m_beat;
    std::atomic<qint64> m_lastBeatMs;
    std::atomic<int> m_longestMs = 0;
    std::atomic<int> m_longestWorkMs = 0;
    std::atomic<bool> m_startOver = false;
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

} // namespace bulkhead
