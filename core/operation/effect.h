// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/changetally.h"
#include "core/job/job.h"
#include "core/operation/chunkrows.h"
#include "core/store/sqlconnection.h"

#include <memory>
#include <span>
#include <vector>

namespace bulkhead {

/// A row that was not done, and why.
struct Refusal
{
    std::size_t row = 0; ///< index within the chunk
    RowError error;
    std::vector<RowError> others = {}; ///< whatever else is wrong with it

    std::vector<RowError> errors() const;
};

struct EffectOutcome
{
    std::vector<Refusal> refused;
    std::vector<std::size_t> unchanged; ///< rows whose record already was as it should be
    QByteArray ids;     ///< 16 bytes for each row of the chunk, zero where there is none; or nothing
    QByteArray changes; ///< ChangePage, compressed: what was done, or would be; may be nothing
    ChangeTally tally;
};

/// What an effect is asked to do.
struct EffectRequest
{
    const ChunkRows &rows;
    std::span<const std::size_t> chosen; ///< indexes of the rows, ascending
    /// What a preview said: a record that is not as it was then is refused as STALE. Null without one.
    const ChangePage *expected = nullptr;
    /// Of a revert: what is to be taken back.
    const ChangePage *takenBack = nullptr;
    QString actor;         ///< on whose behalf
    bool isTrusted = true; ///< an administrator who acts as nobody else
};

/// What an operation does to the target, for a chunk at a time. One for each worker: it keeps prepared
/// statements and what it learned of the target between chunks. Belongs to one connection.
class Effect
{
public:
    virtual ~Effect() = default;

    /// Outside of a transaction, before each of the two below: makes ready what they need in the session.
    virtual Status prepare(SqlConnection &connection, const ChangePage *takenBack) = 0;
    /// In an open transaction: applies the effect. Rows that are refused are told in the outcome and leave no
    /// trace; all others are done. An Error means that nothing of it can be trusted: roll back, and look at the
    /// connection's diagnosis() whether it is worth another try.
    virtual Result<EffectOutcome> apply(SqlConnection &connection, const EffectRequest &request) = 0;
    /// In an open transaction, which may be read-only: what apply() would do now.
    virtual Result<EffectOutcome> preview(SqlConnection &connection, const EffectRequest &request) = 0;
};

/// `feeds` say which fields the job's list has at all.
std::unique_ptr<Effect> makeEffect(Database kind, const Operation &operation, const FieldFeeds &feeds);
/// Takes back what a job did.
std::unique_ptr<Effect> makeRevert(Database kind);

} // namespace bulkhead
