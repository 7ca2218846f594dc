// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/insertplan.h"

namespace bulkhead {

/// Inserts on PostgreSQL. Straight road: COPY into the table itself. When the server refuses that, the
/// chunk goes through a temporary table instead: insert … on conflict do nothing, and what is missing
/// afterwards already existed; if even that is refused, the refused rows are found by halving. After a
/// refusal the next chunks take the second road at once, since lists that have one known row tend to
/// have more.
class PostgresInsert final : public Effect
{
public:
    explicit PostgresInsert(const Operation &operation) : m_plan(operation) {}

    Result<EffectOutcome> apply(SqlConnection &connection, const ChunkRows &rows,
                                std::span<const std::size_t> chosen) override;

private:
    struct Batch;

    Status copyStraight(Batch &batch);
    Status stage(Batch &batch);
    Status createStage(SqlConnection &connection);
    Status insertStaged(Batch &batch, std::size_t first, std::size_t last);
    Status findConflicts(Batch &batch, std::size_t first, std::size_t last);
    Status dropUnreadable(Batch &batch, bool &dropped);
    QByteArray copyText(const Batch &batch, bool numbered) const;
    QByteArray columnList(bool withKey) const;

    InsertPlan m_plan;
    int m_straightAgainIn = 0; ///< chunks until the straight road is tried again
};

} // namespace bulkhead
