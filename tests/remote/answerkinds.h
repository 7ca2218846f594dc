// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/lookup.h"

#include <QSet>

namespace bulkhead::test {

/// What kinds of answers there are among them.
inline QSet<Answer::Kind> kindsOf(const LookupResult &result)
{
    QSet<Answer::Kind> kinds;
    for (const Answer &answer : result.answers)
        kinds.insert(answer.kind);
    return kinds;
}

} // namespace bulkhead::test
