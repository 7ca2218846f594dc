// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/stallwatchdog.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace std::chrono_literals;

namespace bulkhead {

namespace {

constexpr auto beatInterval = 5ms;

qint64 nowMs()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

} // namespace

StallWatchdog::StallWatchdog(int thresholdMs, QObject *parent)
    : QObject(parent), m_thresholdMs(thresholdMs), m_lastBeatMs(nowMs())
{
    m_beat.setTimerType(Qt::PreciseTimer);
    m_beat.setInterval(beatInterval);
    connect(&m_beat, &QTimer::timeout, this, [this] { m_lastBeatMs = nowMs(); });
    m_beat.start();
    m_thread = std::thread([this] { watch(); });
}

StallWatchdog::~StallWatchdog()
{
    m_stop = true;
    m_thread.join();
}

void StallWatchdog::reset()
{
    m_lastBeatMs = nowMs();
    m_longestMs = 0;
}

void StallWatchdog::watch()
{
    qint64 lastBeat = m_lastBeatMs;
    int stall = 0;
    while (!m_stop) {
        std::this_thread::sleep_for(beatInterval);
        const qint64 beat = m_lastBeatMs;
        if (beat != lastBeat) {
            // It came back: what was measured last, or the step between the beats, is what it took.
            stall = std::max(stall, int(beat - lastBeat));
            if (stall > m_thresholdMs)
                std::fprintf(stderr, "bulkhead: the window did not answer for %d ms\n", stall);
            m_longestMs = std::max(m_longestMs.load(), stall);
            stall = 0;
            lastBeat = beat;
        } else {
            stall = int(nowMs() - beat);
            m_longestMs = std::max(m_longestMs.load(), stall);
        }
    }
}

} // namespace bulkhead
