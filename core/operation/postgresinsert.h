// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/bulkinsert.h"
#include "core/operation/insertplan.h"
#include "core/operation/knownkeys.h"

#include <QHash>

namespace bulkhead {

/// Inserts on PostgreSQL. Straight road: COPY into the table itself. When the server refuses that, the
/// chunk goes through a temporary table instead: insert … on conflict do nothing, and what is missing
/// afterwards already existed; if even that is refused, the refused rows are found by halving. A list
/// that has one known row tends to have more: from then on the keys that exist are left out beforehand,
/// and the chunk goes straight again. Those of a small table are read once; else, or if a key slips
/// through (somebody else writes to the table), the next chunks ask for each of theirs.
class PostgresInsert final : public BulkInsert
{
public:
    PostgresInsert(const Operation &operation, const FieldFeeds &feeds);

    Result<EffectOutcome> apply(SqlConnection &connection, const ChunkRows &rows,
                                std::span<const std::size_t> chosen) override;

private:
    struct Batch;

    Result<bool> goStraight(Batch &batch);
    Status leaveOutExisting(Batch &batch);
    Status leaveOutExisting(Batch &batch, const UniqueRule &rule, const std::vector<std::size_t> &asked);
    Status learnKeys(SqlConnection &connection);
    Status learnTypes(SqlConnection &connection);
    Status stage(Batch &batch);
    Status createStage(SqlConnection &connection);
    Status insertStaged(Batch &batch, std::size_t first, std::size_t last);
    Status findConflicts(Batch &batch, std::size_t first, std::size_t last);
    Status insertAgain(Batch &batch, std::span<const std::size_t> positions);
    Status dropUnreadable(Batch &batch, bool &dropped);
    QByteArray copyText(const Batch &batch, bool numbered) const;
    QByteArray columnList(bool withKey) const;

    InsertPlan m_plan;
    QByteArray m_stage; ///< the temporary table
    enum class Keys { NotAsked, Known, Untold } m_keys = Keys::NotAsked;
    std::vector<KnownKeys> m_known;     ///< by rule, where Known
    int m_askFirst = 0;                 ///< for so many more chunks
    QHash<QString, QByteArray> m_types; ///< of the target's columns, as PostgreSQL names them
};

} // namespace bulkhead
