// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/effect.h"

#include "core/operation/montageeffect.h"
#include "core/operation/postgresinsert.h"
#include "core/operation/reverteffect.h"
#include "core/operation/sqliteinsert.h"
#include "core/operation/tableeffect.h"

namespace bulkhead {

namespace {

/// Inserts that need no question first go the fast road; their dry run asks as all others do.
class FastInsert final : public Effect
{
public:
    FastInsert(Database kind, const Operation &operation, const FieldFeeds &feeds) : m_preview(kind, operation, feeds)
    {
        if (kind == Database::PostgreSQL)
            m_insert = std::make_unique<PostgresInsert>(operation);
        else
            m_insert = std::make_unique<SqliteInsert>(operation);
    }

    Status prepare(SqlConnection &connection, const ChangePage *takenBack) override
    {
        return m_preview.prepare(connection, takenBack);
    }

    Result<EffectOutcome> apply(SqlConnection &connection, const EffectRequest &request) override
    {
        Result<EffectOutcome> outcome = m_insert->apply(connection, request.rows, request.chosen);
        if (outcome)
            outcome->tally.inserted = qint64(request.chosen.size() - outcome->refused.size());
        return outcome;
    }

    Result<EffectOutcome> preview(SqlConnection &connection, const EffectRequest &request) override
    {
        return m_preview.preview(connection, request);
    }

private:
    std::unique_ptr<BulkInsert> m_insert;
    TableEffect m_preview;
};

} // namespace

Result<Gathering> Effect::gather(const ChunkRows &, std::span<const std::size_t>, std::stop_token)
{
    return Gathering{};
}

std::vector<RowError> Refusal::errors() const
{
    std::vector<RowError> all{error};
    all.insert(all.end(), others.begin(), others.end());
    return all;
}

std::unique_ptr<Effect> makeEffect(Database kind, const Operation &operation, const FieldFeeds &feeds, ServiceRegistry *services,
                                   const QMap<QString, QString> &settings)
{
    const EffectSpec &effect = operation.effect;
    if (effect.kind == EffectKind::Montages)
        return std::make_unique<MontageEffect>(kind, operation, services, settings);
    const bool isPlain = effect.kind == EffectKind::Insert && effect.keyField.isEmpty() && operation.refusals.empty() &&
                         operation.compute.isEmpty() && !operation.lookup &&
                         std::ranges::none_of(effect.fixed, [](const FixedValue &f) { return f.kind == FixedValue::Kind::Expression; });
    if (isPlain)
        return std::make_unique<FastInsert>(kind, operation, feeds);
    return std::make_unique<TableEffect>(kind, operation, feeds, services);
}

std::unique_ptr<Effect> makeRevert(Database kind)
{
    return std::make_unique<RevertEffect>(kind);
}

} // namespace bulkhead
