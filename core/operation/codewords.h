// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"

namespace bulkhead {

/// What the operation's file says under [codes] for this code, else `otherwise`.
inline Text inWordsOf(const Operation &operation, const QString &code, Text otherwise, const QStringList &args)
{
    const auto words = operation.codes.constFind(code);
    return words == operation.codes.cend() ? std::move(otherwise) : Text::of(*words, args);
}

} // namespace bulkhead
