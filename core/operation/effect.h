// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/job.h"
#include "core/operation/chunkrows.h"
#include "core/store/sqlconnection.h"

#include <memory>
#include <span>
#include <vector>

namespace bulkhead {

/// A row that the database would not take.
struct Refusal
{
    std::size_t row = 0; ///< index within the chunk
    RowError error;
};

struct EffectOutcome
{
    std::vector<Refusal> refused;
    QByteArray ids; ///< 16 bytes for each row of the chunk; zero where there is none
};

/// What an operation does to the target, for a chunk at a time. One for each worker: it keeps prepared
/// statements and what it learned of the target between chunks.
class Effect
{
public:
    virtual ~Effect() = default;

    /// In an open transaction: applies the effect to these rows of the chunk (indexes, ascending). Rows
    /// that the database refuses are told in the outcome and leave no trace; all others are done. An
    /// Error means that nothing of it can be trusted: roll back, and look at the connection's
    /// diagnosis() whether it is worth another try.
    virtual Result<EffectOutcome> apply(SqlConnection &connection, const ChunkRows &rows,
                                        std::span<const std::size_t> chosen) = 0;
};

std::unique_ptr<Effect> makeEffect(Database kind, const Operation &operation);

} // namespace bulkhead
