// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/changeexecution.h"
#include "core/operation/effect.h"

#include <map>

namespace bulkhead {

/// Puts records back to what they were before a job, by its images: an insert is removed, of an update the
/// touched columns are restored, a delete is inserted again. A record that is not as the job left it stays as it
/// is, and is told as CHANGED_SINCE; one that is back already is passed over. Keeps images of its own, so that a revert
/// can be reverted.
class RevertEffect final : public Effect
{
public:
    explicit RevertEffect(Database kind) : m_kind(kind) {}

    Status prepare(SqlConnection &connection, const ChangePage *takenBack) override;
    Result<EffectOutcome> apply(SqlConnection &connection, const EffectRequest &request) override;
    bool worksOnSnapshot() const override { return m_kind == Database::PostgreSQL; }
    Result<EffectOutcome> preview(SqlConnection &connection, const EffectRequest &request) override;

private:
    Result<EffectOutcome> perform(SqlConnection &connection, const EffectRequest &request, bool writes);
    Result<TableChange *> changeFor(SqlConnection &connection, const TableChanges &table, ChangeKind kind);
    Result<TableChange> build(SqlConnection &connection, const TableChanges &table, ChangeKind kind) const;

    Database m_kind;
    std::map<std::pair<QString, QString>, TableChange> m_changes; ///< by table, and by what else makes its SQL
};

} // namespace bulkhead
