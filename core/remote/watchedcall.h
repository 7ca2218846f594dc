// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QThreadPool>

#include <functional>
#include <optional>
#include <stop_token>

namespace bulkhead {

/// Runs `ask`, which may take long, on a thread of its own, and asks `goesOn` some times a second meanwhile, on this
/// one. Once that says no, `ask` is told to stop; its answer comes back in any case. It must use nothing that belongs
/// to this thread, such as a connection, which `goesOn` may.
template <typename Ask>
auto watchedCall(const std::function<bool()> &goesOn, Ask ask) -> decltype(ask(std::stop_token()))
{
    constexpr int lookEveryMs = 100;
    std::stop_source stop;
    std::optional<decltype(ask(std::stop_token()))> answer;
    QThreadPool pool;
    pool.setMaxThreadCount(1);
    pool.start([&] { answer.emplace(ask(stop.get_token())); });
    while (!pool.waitForDone(lookEveryMs)) {
        if (!stop.stop_requested() && goesOn && !goesOn())
            stop.request_stop();
    }
    return *std::move(answer);
}

} // namespace bulkhead
