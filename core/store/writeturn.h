// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/result.h"

#include <functional>

namespace bulkhead {

/// Lets the writers of an SQLite file take turns, over threads and processes. SQLite gives its write lock
/// to whoever asks in the right microsecond, so that a worker which writes chunk after chunk starves a
/// person who wants to pause it. Here whoever wants to write goes through a turnstile first (a lock on
/// the file "<database>-turn") and leaves it only with the write lock in hand: the worker that comes back
/// for its next chunk finds the turnstile taken. Where it cannot be had, all goes on without turns.
class WriteTurn
{
public:
    explicit WriteTurn(const QString &databaseFile);
    ~WriteTurn();
    WriteTurn(const WriteTurn &) = delete;
    WriteTurn &operator=(const WriteTurn &) = delete;

    /// Runs what takes the write lock, within the turnstile; asks `isGivenUp` while it waits for it.
    template <typename Take> auto through(const std::function<bool()> &isGivenUp, Take take)
    {
        const Passage passage(*this, isGivenUp);
        return take();
    }

private:
    class Passage
    {
    public:
        Passage(WriteTurn &turn, const std::function<bool()> &isGivenUp);
        ~Passage();
        Passage(const Passage &) = delete;
        Passage &operator=(const Passage &) = delete;

    private:
        WriteTurn &m_turn;
    };

    bool lock(short type);

    int m_file = -1;
};

} // namespace bulkhead
