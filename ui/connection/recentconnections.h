// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/connectiontarget.h"

#include <vector>

namespace bulkhead {

class Settings;

/// The servers that were used last, newest first, at most ten; kept in the settings, without passwords.
class RecentConnections
{
public:
    explicit RecentConnections(Settings &settings) : m_settings(settings) {}

    std::vector<ConnectionTarget> list() const;
    void add(const ConnectionTarget &target);
    void remove(const ConnectionTarget &target);
    void clear();

private:
    void write(const std::vector<ConnectionTarget> &targets);

    Settings &m_settings;
};

} // namespace bulkhead
