// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/effect.h"

namespace bulkhead {

/// The fast road of an operation that only adds records with new ids: one for each kind of database.
class BulkInsert
{
public:
    virtual ~BulkInsert() = default;

    /// As Effect::apply(). The ids that it gives are the only image it keeps: what was inserted stands in the
    /// chunk's rows.
    virtual Result<EffectOutcome> apply(SqlConnection &connection, const ChunkRows &rows,
                                        std::span<const std::size_t> chosen) = 0;
};

} // namespace bulkhead
