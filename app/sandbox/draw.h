// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace bulkhead::sandbox {

/// Chance that is the same on every machine for the same seed (splitmix64).
class Draw
{
public:
    explicit Draw(quint64 seed) : m_state(seed) {}

    quint64 next()
    {
        quint64 z = (m_state += 0x9e3779b97f4a7c15U);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31);
    }
    int below(int end) { return int(next() % quint64(end)); }
    bool happens(double probability) { return double(next() >> 11) * 0x1.0p-53 < probability; }
    template <typename List> const auto &oneOf(const List &list)
    {
        return list[std::size_t(below(int(std::size(list))))];
    }

private:
    quint64 m_state;
};

} // namespace bulkhead::sandbox
