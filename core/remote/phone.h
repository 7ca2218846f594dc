// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/result.h"

namespace bulkhead {

/// A phone number as people write it, in the one form it is stored, compared and asked for: E.164,
/// "+79991234567". libphonenumber reads it as seen from `region` (ISO 3166, "RU").
/// For Russia the rules are those of the service that knows the ids, which takes Russian numbers only:
/// after +7 exactly ten more digits, an 8 in place of +7, or ten digits that begin with 9. A number with a
/// digit missing or an extension is refused, never mended by guessing.
/// Fails with INVALID_PHONE and what is wrong with it. Safe to call from any thread.
Result<QString> normalisedPhone(const QString &text, const QString &region = QStringLiteral("RU"));

} // namespace bulkhead
