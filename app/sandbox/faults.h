// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sandbox/draw.h"
#include "core/job/result.h"
#include "core/remote/instant.h"

#include <QJsonObject>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace bulkhead::sandbox {

/// What a service may do wrong; probabilities from 0 to 1.
struct Faults
{
    int latencyMs = 0;
    int jitterMs = 0;      ///< up to so much on top
    double errorRate = 0;  ///< of calls: "unavailable"
    double rateLimit = 0;  ///< calls a second; beyond it: "too many", with Retry-After
    double retryAfter = 1; ///< seconds, as told by "too many"
    double wrong = 0;      ///< of answers: nonsense
    double missing = 0;    ///< of answers: left out
    double duplicate = 0;  ///< of answers: given twice
    double contradict = 0; ///< of answers: given twice, differently
    bool reorder = false;
    double foreign = 0;      ///< of calls: with an answer nobody asked for
    double hang = 0;         ///< of calls: never answered
    int dieAfter = 0;        ///< the process dies in the middle of this call; 0: never
    bool noBatch = false;    ///< the batch calls do not exist
    int poison = 0;          ///< the one of all people (1: the first) over whom every call fails; 0: nobody
    bool phoneIds = false;   ///< the phone is given as its MAX id
    bool oneId = false;      ///< everybody has the same MAX id
    bool strangeIds = false; ///< MAX ids are no numbers

    QJsonObject toJson() const;
    /// What the object does not name stays as it was. Fails, and changes nothing, on what it does not know.
    Status change(const QJsonObject &json);
};

/// The faults of a running sandbox, changeable at any time, and the chance by which they strike.
/// Safe to use from any thread.
class FaultBoard
{
public:
    FaultBoard(quint64 seed, const Faults &faults, std::function<void()> die);

    Faults faults() const;
    Status change(const QJsonObject &json);
    /// {"calls":…, "concurrent":…, "most_concurrent":…}
    QJsonObject figures() const;
    /// Wakes and ends everything that waits; for the end of the sandbox.
    void stop();

    enum class Fate { Answer, Fail, TooMany, Gone };
    /// At the beginning of each call: takes the time that it takes, in which `prepare` makes the answer, where there
    /// will be one. Gone: the caller went away, told by `isGone`, which is asked now and then.
    Fate enter(const std::function<bool()> &isGone, const std::function<void()> &prepare);
    void leave();

    bool happens(double probability);
    int below(int end);

private:
    bool overLimit(Instant now);

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    Faults m_faults;
    Draw m_draw;
    std::function<void()> m_die;
    std::deque<Instant> m_recent; ///< accepted calls of the last second
    qint64 m_calls = 0;
    int m_concurrent = 0;
    int m_mostConcurrent = 0;
    bool m_stopped = false;
};

} // namespace bulkhead::sandbox
