// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/attempt.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

Attempt Attempt::cancelled()
{
    return {End::Cancelled, u"CANCELLED"_s, Text{QT_TRANSLATE_NOOP("core", "It was cancelled.")}, {}};
}

} // namespace bulkhead
