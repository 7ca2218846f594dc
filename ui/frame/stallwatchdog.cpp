// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/stallwatchdog.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include <pthread.h>

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
    pthread_getcpuclockid(pthread_self(), &m_uiClock);
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
    m_startOver = true;
    m_longestMs = 0;
    m_longestWorkMs = 0;
}

qint64 StallWatchdog::uiProcessorMs() const
{
    timespec used{};
    clock_gettime(m_uiClock, &used);
    return qint64(used.tv_sec) * 1000 + used.tv_nsec / 1'000'000;
}

void StallWatchdog::watch()
{
    qint64 lastBeat = m_lastBeatMs;
    qint64 lastWork = uiProcessorMs();
    while (!m_stop) {
        std::this_thread::sleep_for(beatInterval);
        const qint64 beat = m_lastBeatMs;
        if (beat == lastBeat)
            continue;
        const int stall = int(beat - lastBeat);
        const qint64 work = uiProcessorMs();
        const int worked = std::min(stall, int(work - lastWork));
        lastBeat = beat;
        lastWork = work;
        // What it took up to here was before reset().
        if (m_startOver.exchange(false))
            continue;
        m_longestMs = std::max(m_longestMs.load(), stall);
        m_longestWorkMs = std::max(m_longestWorkMs.load(), worked);
        if (stall > m_thresholdMs)
            std::fprintf(stderr, "bulkhead: the window did not answer for %d ms (%d ms of it at work)\n", stall,
                         worked);
    }
}

} // namespace bulkhead
