// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job/role.h"

#include <array>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

QString roleName(Role role)
{
    switch (role) {
    case Role::None:
        return {};
    case Role::Viewer:
        return u"viewer"_s;
    case Role::Operator:
        return u"operator"_s;
    case Role::Administrator:
        return u"administrator"_s;
    }
    return {};
}

std::optional<Role> roleFromName(QStringView name)
{
    static constexpr std::array named{Role::Viewer, Role::Operator, Role::Administrator};
    const auto *const found = std::ranges::find_if(named, [&](Role role) { return roleName(role) == name; });
    return found == named.end() ? std::nullopt : std::optional(*found);
}

} // namespace bulkhead
