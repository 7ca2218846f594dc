// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/changeexecution.h"
#include "core/operation/effect.h"
#include "core/operation/lookupstep.h"
#include "core/operation/tableplan.h"

#include <map>

namespace bulkhead {

/// The effect of an operation file, by SQL over the rows of a chunk: see TableChange. One plan for each table
/// that its rows may name.
class TableEffect final : public Effect
{
public:
    TableEffect(Database kind, const Operation &operation, const FieldFeeds &feeds, ServiceRegistry *services = nullptr,
                std::shared_ptr<LookupMemory> memory = {});
    ~TableEffect() override;

    Status prepare(SqlConnection &connection, const ChangePage *takenBack) override;
    Result<Gathering> gather(const ChunkRows &rows, std::span<const std::size_t> chosen, std::stop_token stop) override;
    Result<EffectOutcome> apply(SqlConnection &connection, const EffectRequest &request) override;
    bool worksOnSnapshot() const override;
    Result<EffectOutcome> preview(SqlConnection &connection, const EffectRequest &request) override;
    /// What is done to this table of the operation; once prepared.
    const TableChange &change(const QString &table) const { return m_changes.at(table); }

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

} // namespace bulkhead
