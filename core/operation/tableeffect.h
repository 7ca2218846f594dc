// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/changeexecution.h"
#include "core/operation/effect.h"
#include "core/operation/lookupstep.h"

#include <map>

namespace bulkhead {

/// The effect of an operation file, by SQL over the rows of a chunk: see TableChange. One plan for each table
/// that its rows may name.
class TableEffect final : public Effect
{
public:
    TableEffect(Database kind, const Operation &operation, const FieldFeeds &feeds, ServiceRegistry *services = nullptr);
    ~TableEffect() override;

    Status prepare(SqlConnection &connection, const ChangePage *takenBack) override;
    Result<Gathering> gather(const ChunkRows &rows, std::span<const std::size_t> chosen, std::stop_token stop) override;
    Result<EffectOutcome> apply(SqlConnection &connection, const EffectRequest &request) override;
    Result<EffectOutcome> preview(SqlConnection &connection, const EffectRequest &request) override;

private:
    class Wording;

    Result<EffectOutcome> perform(SqlConnection &connection, const EffectRequest &request, bool writes);
    Status runTable(ChangeExecution &execution, TableChange &change, const EffectRequest &request,
                    std::vector<std::size_t> rows);

    Database m_kind;
    Operation m_operation;
    FieldFeeds m_feeds;
    std::map<QString, TableChange> m_changes; ///< by table
    std::unique_ptr<LookupStep> m_lookup;     ///< null without a [lookup]
};

/// Operation and catalog together as the plan of a TableChange. Errors name the table, the column, and what the
/// operation file should say.
Result<TableChange> tableChangeOf(SqlConnection &connection, const Operation &operation, const FieldFeeds &feeds,
                                  const QString &table);

/// The operation with what the table itself demands of its fields: shorter lengths, fewer decimals. A table that
/// is not there leaves it as it is.
Operation adaptedToTable(SqlConnection &connection, Operation operation);

} // namespace bulkhead
